"""nbgrader's configuration of this course, for `nbgrader_config.py` and for our own commands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nbgrader import preprocessors as nb
from nbgrader.converters import Autograde
from traitlets.config import Config, PyFileConfigLoader

from autograder import registry
from autograder.opening import release_steps
from autograder.paths import CLASSROOM, COURSE, REPOSITORY
from autograder.preprocessors import Repair, SandboxedExecute, keep_harmless_files

FILE = "nbgrader_config.py"


def configure(c: Config, root: Path = CLASSROOM) -> None:
    """Set what this course needs of nbgrader; everything else keeps nbgrader's default."""
    root.mkdir(parents=True, exist_ok=True)
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = "descent"
    c.CourseDirectory.release_directory = str(COURSE)
    c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
    c.GenerateAssignment.preprocessors = release_steps()
    plug_in(c)


def plug_in(c: Config, exercises: Iterable[str | Path] = ()) -> None:
    """Let any course's `nbgrader autograde` run submissions in the sandbox and judge test cells by exercises.

    `exercises` are Python files, each with a list `EXERCISES`; a test cell belongs to the one whose name is its
    `grade_id`.
    """
    registry.extend(exercises)
    c.Autograde.sanitize_preprocessors = [Repair, *_default("sanitize_preprocessors")]
    c.Autograde.autograde_preprocessors = [
        SandboxedExecute if each is nb.Execute else each for each in _default("autograde_preprocessors")
    ]
    c.Autograde.post_convert_hook = keep_harmless_files
    c.OverwriteCells.add_missing_cells = True


def _default(trait: str) -> list[type]:
    return list(Autograde.class_traits()[trait].default())


def load(root: Path) -> Config:
    """Return the configuration for the class in `root`: from the `nbgrader_config.py` there, else from the course's."""
    for folder in (root, REPOSITORY):
        if (folder / FILE).exists():
            config = PyFileConfigLoader(FILE, path=str(folder)).load_config()
            break
    else:
        config = Config()
        configure(config, root)
    config.CourseDirectory.root = str(root)
    return config
