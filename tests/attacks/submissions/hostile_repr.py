"""Has names, messages and representations that loop, exit, lie about their type or are not text at all."""

# %%
class Odd(type):
    __name__ = property(lambda cls: exec("while True: pass"))
    __repr__ = lambda cls: 7


class Error(Exception, metaclass=Odd):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__
    args = property(__str__)


# %% answers
raise Error
