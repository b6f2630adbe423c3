"""Raises SystemExit and every other exception that ends a program, also as a subclass and as a group."""

# %%
class End(SystemExit):
    code = 0
    __str__ = lambda self: exec("raise KeyboardInterrupt")


# %% answers
raise [SystemExit(0), KeyboardInterrupt, GeneratorExit, End(), BaseExceptionGroup("x", [SystemExit(0)])][len(asked) % 5]
