"""Never ends in a check, catches what should end it, and takes the timer and its signal away."""

# %% answers
import signal
import sys

signal.setitimer(signal.ITIMER_REAL, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
sys.settrace(None)
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
