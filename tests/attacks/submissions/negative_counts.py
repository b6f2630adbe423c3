"""Says that its cells were the minus first, which no notebook may hold, and shows results of such cells."""

# %%
import json
import os
import struct


def send(**frame):
    payload = json.dumps(frame).encode()
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, struct.pack(">I", len(payload)) + payload)
        except OSError:
            pass


shown = {"output_type": "execute_result", "data": {"text/plain": "17.0"}, "metadata": {}, "execution_count": -1}
send(kind="output", output=shown, display="")
send(kind="end", cell=0, count=-7, seconds=0.0)
