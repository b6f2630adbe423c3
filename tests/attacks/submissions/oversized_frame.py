"""Announces a frame of four gigabytes, and sends without end."""

# %% answers
import os

for descriptor in range(3, 64):
    try:
        os.write(descriptor, b"\xff\xff\xff\xff" + bytes(100_000))
    except OSError:
        pass
