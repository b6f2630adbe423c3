"""Fills the memory, in several processes and in shared memory too."""

# %%
import mmap
import os

os.fork()
os.fork()
hoard = []
while True:
    try:
        hoard.append(bytearray(20_000_000))
        hoard.append(mmap.mmap(-1, 20_000_000))
        hoard[-1][::4096] = b"x" * len(hoard[-1][::4096])
    except (MemoryError, OSError):
        pass
