"""Hands in links to the gradebook and to another student's notebook beside its own, to have them copied."""


def attack(notebook, home):
    root = home.parents[2]
    (home / "data.db").symlink_to(root / "gradebook.db")
    (home / "other.txt").symlink_to(root / "submitted" / "excellent" / home.name / f"{home.name}.ipynb")
