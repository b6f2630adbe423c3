"""Sends signals to its parent, its group and everybody, and ignores its own."""

# %%
import os
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0)
for pid in (os.getppid(), 0, -1, 1, 2, *range(3, 40)):
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP):
        try:
            os.kill(pid, number) if pid > 1 else None
        except OSError:
            pass

# %% answers
import os

os.kill(os.getpid(), 19)
return 1.0
