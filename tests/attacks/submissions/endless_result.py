"""Returns a list, a string and an iterator that never end."""

# %%
class Endless(list):
    def __iter__(self):
        while True:
            yield 1.0

    __len__ = lambda self: 10**9


class EndlessKey(str):
    def __repr__(self):
        while True:
            pass


# %% answers
return Endless([{EndlessKey(): Endless()}, Endless()])
