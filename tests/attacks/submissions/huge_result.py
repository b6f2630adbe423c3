"""Returns arrays of terabytes that take no memory, and lists of a hundred million numbers."""

# %% answers
return [np.broadcast_to(1.0, (10**6, 10**6)), [0.0] * 3_000_000]
