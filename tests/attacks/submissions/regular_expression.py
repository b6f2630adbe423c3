"""Gives a regular expression that takes longer than the universe has been there."""

# %%
import re

re.match(r"(a+)+$", "a" * 60 + "b")
