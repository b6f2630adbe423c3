"""Reference implementations, one module a unit."""
