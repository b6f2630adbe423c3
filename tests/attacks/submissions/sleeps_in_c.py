"""Waits for hours inside C code, where Python's exceptions do not reach, in a regular expression and in sleep."""

# %%
import ctypes

ctypes.CDLL(None).sleep(3600)
