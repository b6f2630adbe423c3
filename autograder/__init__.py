"""Release, grade and report the Descent course."""
