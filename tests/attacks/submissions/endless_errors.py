"""Sends errors whose names, messages and tracebacks are megabytes long, for whoever lists the class to read."""

# %%
import json
import os
import struct

# %% answers
text = "<b>x</b> " * 200_000
payload = json.dumps({"kind": "outcome", "values": [], "flags": [], "error": [text, text, text]}).encode()
for descriptor in range(3, 32):
    try:
        os.write(descriptor, struct.pack(">I", len(payload)))
        for start in range(0, len(payload), 1000):
            os.write(descriptor, payload[start : start + 1000])
    except OSError:
        pass
