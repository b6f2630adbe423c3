"""What students get: one zip file with the course, what installs it, and a page that says how."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.paths import COURSE, REPOSITORY
from autograder.zipping import write_zip

FOLDER = "descent-course"
_LEFT_OUT = re.compile(r"\..*|__pycache__|.*\.egg-info|build|dist")
_LICENCES = ("LICENSE", "LICENSE-text")

README = """# Descent: gradient descent, hands on

`course/` holds one folder for each unit, with a notebook in it, and the package `descent` that the notebooks import.

## Install, once

You need Python {python} or newer. In a terminal, in this folder:

```sh
python3 -m venv .venv
. .venv/bin/activate                 # Windows: .venv\\Scripts\\activate
pip install -r requirements.txt
```

With conda: `conda env create -f environment.yml` and `conda activate descent`.

Without a network: on a machine that has one, and the same system and Python, run
`pip download -r requirements.txt setuptools -d wheels`; bring the folder `wheels` here, and run
`pip install --no-index --find-links wheels -r requirements.txt`. Both take the versions of `constraints.txt`.

## Work

```sh
jupyter lab course
```

Open the units in order. `course/README.md` says what is in them, how an exercise is checked, and how to hand in.
"""

_REQUIREMENTS = "# The course's package with the versions that it was tested with.\n-c constraints.txt\n./course\n"


def write_bundle(path: Path) -> list[str]:
    """Write the zip file, the same bytes for the same course; return the names of the files in it."""
    files = bundle()
    write_zip(path, files)
    return sorted(files)


def bundle() -> dict[str, bytes]:
    """Return the files of the bundle by name: `course/`, without what running it leaves, and what installs it."""
    files = {f"course/{name}": content for name, content in _course().items()}
    python = _python()
    files["README.md"] = README.format(python=python).encode()
    files["requirements.txt"] = _REQUIREMENTS.encode()
    files["constraints.txt"] = (REPOSITORY / "constraints.txt").read_bytes()
    files["environment.yml"] = _environment(python).encode()
    for name in _LICENCES:
        files[name] = (REPOSITORY / name).read_bytes()
    return {f"{FOLDER}/{name}": content for name, content in files.items()}


def _course() -> dict[str, bytes]:
    found = {}
    for path in sorted(COURSE.rglob("*")):
        parts = path.relative_to(COURSE).parts
        if path.is_file() and not path.is_symlink() and not any(_LEFT_OUT.fullmatch(part) for part in parts):
            found["/".join(parts)] = path.read_bytes()
    return found


def _python() -> str:
    """Return the oldest Python that the course accepts, for instance 3.11."""
    about = (COURSE / "pyproject.toml").read_text(encoding="utf-8")
    match = re.search(r'requires-python = ">=([\d.]+)"', about)
    if match is None:
        raise ValueError("course/pyproject.toml does not say which Python the course needs.")
    return match[1]


def _environment(python: str) -> str:
    return (
        "name: descent\nchannels:\n  - conda-forge\ndependencies:\n"
        f"  - python={python}\n  - pip\n  - pip:\n      - -r requirements.txt\n"
    )
