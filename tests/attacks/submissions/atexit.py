"""Leaves work for the end of the process: atexit, finalisers, exception hooks, joining threads."""

# %%
import atexit
import os
import threading
import weakref


class Late:
    def __del__(self):
        open("CLASS/descent_attack_atexit", "w").write("x")
        while True:
            pass


late = Late()
atexit.register(late.__del__)
os.register_at_fork(before=late.__del__)
weakref.finalize(np.float64, late.__del__)
threading._register_atexit(late.__del__)
