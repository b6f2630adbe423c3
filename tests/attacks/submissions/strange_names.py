"""Hands in files whose names command the terminal, are no Unicode, or look like options."""

import os


def attack(notebook, home):
    for name in (b"\x1b[2J\x1b]52;c;ZXZpbA==\x07.csv", b"\xff\xfe.csv", b"-rf", b"$(touch descent_attack_name).csv", b"a\nb.csv"):
        with open(os.path.join(os.fsencode(home), name), "wb") as file:
            file.write(b"x")
