"""What is asked and how it is judged, one module a unit."""
