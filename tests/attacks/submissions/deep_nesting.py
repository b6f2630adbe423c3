"""Returns values nested a hundred thousand deep, and has source that no parser reads."""

# %%
deep = []
for _ in range(100_000):
    deep = [deep]

# %%
((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((

# %% answers
return deep
