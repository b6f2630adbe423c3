"""Returns the largest lists of numbers that may be sent, for the judge to read once for each known mistake."""

# %%
numbers = [0] * 1_000_000

# %% answers
return numbers
