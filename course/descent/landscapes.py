"""Test functions with gradients."""
