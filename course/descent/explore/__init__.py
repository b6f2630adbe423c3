"""Explorers: a slider, a picture, a quantity one feels."""
