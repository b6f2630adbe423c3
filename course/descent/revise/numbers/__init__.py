"""Questions with numbers, made anew each time."""
