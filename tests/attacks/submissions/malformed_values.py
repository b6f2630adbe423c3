"""Sends well-formed frames with impossible values: arrays of the wrong size, objects, endless numbers, nan."""

# %%
import sys

forged = [
    {"array": "AAAA", "dtype": "float64", "shape": [10**12]},
    {"array": "", "dtype": "object", "shape": [0]},
    {"array": "", "dtype": "float64", "shape": [0] * 9999},
    {"tensor": {"array": "", "dtype": "float64", "shape": [-1]}, "requires_grad": 7},
    {"dict": [[{"dict": []}, 1]]},
    {"float": "1e999"},
    {"__reduce__": ["os.system", ["true"]]},
    10**400,
]
sys.modules["descent.observing"].encode = lambda value: forged[len(str(value)) % len(forged)]

# %% answers
return "x" * np.random.randint(9)
