"""Shows gigabytes of text, errors, pictures and outputs."""

# %%
import os
import sys

from IPython.display import display

for _ in range(50):
    print("x" * 1_000_000)
    os.write(1, b"y" * 1_000_000)
    sys.stderr.write("\x1b[31mz" * 100_000)
for k in range(1000):
    display({"image/png": "A" * 100_000, "text/plain": f"{k}"}, raw=True)
raise ValueError("v" * 10_000_000)
