"""Ends the process in the middle of a check."""

# %% answers
import os

os._exit(0)
