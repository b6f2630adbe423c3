"""Hands in gigabytes beside the notebook, which nbgrader would copy."""


def attack(notebook, home):
    with open(home / "data.csv", "wb") as file:
        file.truncate(5_000_000_000)
