"""Shows text in which every second character changes the colour, which takes pages long to draw."""

# %%
print("\x1b[31ma" * 40_000)

# %%
print("\x1b[" * 90_000)

# %%
print("\x1b[38;2;1;2;" * 15_000)
