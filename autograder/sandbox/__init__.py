"""Run student code where it can hurt nobody."""
