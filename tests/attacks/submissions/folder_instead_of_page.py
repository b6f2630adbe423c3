"""Hands in folders with the names of the pages and notebooks that the grader will write."""


def attack(notebook, home):
    for name in ("02_update_rule.html", "02_update_rule_files", "other.ipynb"):
        (home / name).mkdir()
        (home / name / "x.csv").write_text("1")
