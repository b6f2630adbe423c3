"""Hands in a time whose zone reaches back beyond the year 1."""


def attack(notebook, home):
    (home / "timestamp.txt").write_text("0001-01-01 00:00:00 +2359")
