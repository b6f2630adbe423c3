"""Claims to have been handed in long before the deadline."""


def attack(notebook, home):
    (home / "timestamp.txt").write_text("0001-01-01 00:00:00.000000 UTC")
