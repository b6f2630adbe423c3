"""Hands in a named pipe as its time, which whoever opens it waits for without end."""

import os


def attack(notebook, home):
    os.mkfifo(home / "timestamp.txt")
