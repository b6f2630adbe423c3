"""Starts daemons that would go on when the submission is over."""

# %%
import ctypes
import os
import subprocess
import time

subprocess.Popen(["setsid", "-f", "bash", "-c", "exec -a descent-attack-sleeper sleep 600"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, b"descentattack", 0, 0, 0)
        while True:
            time.sleep(1)
    os._exit(0)
