"""Starts threads that change results, outputs and functions while other cells run, and never end."""

# %%
import threading
import time


def meddle():
    while True:
        globals()["gradient_step"] = lambda *a, **k: 1000.0
        print("1000.0", flush=True)
        time.sleep(0.005)


for _ in range(5):
    threading.Thread(target=meddle).start()
