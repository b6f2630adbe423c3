"""Measured runs of the final project, right and broken, on which its thresholds stand."""
