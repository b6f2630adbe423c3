"""Hands in a time that nobody can read, on which nbgrader ends."""


def attack(notebook, home):
    (home / "timestamp.txt").write_text("the day before yesterday")
