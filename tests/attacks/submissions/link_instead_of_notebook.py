"""Hands in a link to the best student's notebook as its own."""


def attack(notebook, home):
    path = home / f"{home.name}.ipynb"
    path.symlink_to(home.parents[1] / "excellent" / home.name / path.name)
    return path
