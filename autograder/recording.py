"""Write what was judged into nbgrader's gradebook and folders, through nbgrader's own `autograde`."""

from __future__ import annotations

import datetime
import functools
import json
import os
import stat
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from descent.limits import TimeUp, time_limit
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata
from nbgrader.utils import parse_utc, rmtree
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder import config as configuration
from autograder import lesson, release, submission
from autograder.gradebook import undo_half_made
from autograder.grading import Judged
from autograder.logs import quiet
from autograder.paths import lesson as lesson_path
from autograder.preprocessors import Repair, SandboxedExecute
from autograder.sanitising import printable
from autograder.transaction import one_transaction

# nbgrader 0.9.6 adds rows in an order that SQLAlchemy remarks upon; they are stored all the same.
warnings.filterwarnings("ignore", category=SAWarning, message=".*not in session, add operation along.*")


_PAGE_SECONDS = 30.0  # for a feedback page: some texts are made to take hours


class NotRecorded(Exception):
    """nbgrader could not record a submission; the message is one sentence."""


class Directory(CourseDirectory):
    """nbgrader's course directory, which a spoilt `timestamp.txt` neither ends nor holds up."""

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        try:
            handle = os.open(os.path.join(dest_path, "timestamp.txt"), os.O_RDONLY | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                text = file.read(100) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
            return parse_utc(text.decode().strip()) if text.strip() else None
        except (OSError, ValueError, OverflowError, AttributeError, TypeError):  # dateutil raises all of these
            return None


class OneStudent(BaseConverter):
    """An nbgrader converter of one folder, which replaces what an earlier run left.

    nbgrader itself uses the student's name as a pattern for `glob`, which `[` and `*` in a name mislead.
    """

    def __init__(self, folder: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._folder = folder

    def init_notebooks(self) -> None:
        notebook = self._folder / f"{self.coursedir.assignment_id}.ipynb"
        self.assignments = {str(self._folder): [str(notebook)]}

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        destination = Path(self._format_dest(assignment_id, student_id))
        if destination.exists():
            rmtree(str(destination))
        return True


class Recorder(OneStudent, Autograde):
    """nbgrader's autograder, with the judgement already made.

    It runs the same steps as `nbgrader autograde`, but on the repaired notebook and in one go: a submission that
    nbformat cannot even read does no harm, and no half-graded notebook is ever on disk.
    """

    def __init__(self, judged: Judged, commit: Callable[[], None], folder: Path, **kwargs: Any) -> None:
        super().__init__(folder, **kwargs)
        self._judged, self._commit = judged, commit

    def convert_single_notebook(self, notebook_filename: str) -> None:
        resources = self.init_single_notebook_resources(notebook_filename)
        execute = SandboxedExecute(parent=self, judged=self._judged)
        # What the worker has repaired need not be repaired or doubted again: that is a third of the time.
        steps = [each for each in self.sanitize_preprocessors if each is not Repair]
        steps += [execute if each is SandboxedExecute else each for each in self.autograde_preprocessors]
        steps = [each for each in steps if each is not CheckCellMetadata]
        self.exporter._preprocessors = []
        for step in steps:
            self.exporter.register_preprocessor(step)
        output, resources = self.exporter.from_notebook_node(self._judged.notebook, resources=resources)
        # The graded notebook is the sign that a submission is recorded, so it comes after the records.
        self._commit()
        self.write_single_notebook(output, resources)


class Feedback(OneStudent, GenerateFeedback):
    """nbgrader's feedback pages."""


def _is_there(path: Path) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # a locked folder: whoever reads it says so
        return True
    return True


class ClassFolder:
    """A class: its folder, its gradebook, one unit."""

    def __init__(self, root: Path, unit: str) -> None:
        # nbgrader starts `alembic` by name when it makes a gradebook, and finds it only in an activated environment.
        tools = str(Path(sys.executable).parent)
        if tools not in os.environ.get("PATH", "").split(os.pathsep):
            os.environ["PATH"] = tools + os.pathsep + os.environ.get("PATH", os.defpath)
        self.root = root.resolve()
        self.unit = unit
        self.config = configuration.load(self.root)
        self.config.CourseDirectory.assignment_id = unit
        self.directory = CourseDirectory(config=self.config)
        self.db_url = self.directory.db_url

    def register(self) -> submission.Outline:
        """Tell the gradebook about the unit, as `nbgrader generate_assignment` does; return its cells."""
        unit = lesson.read(lesson_path(self.unit))
        undo_half_made(self.db_url)
        with tempfile.TemporaryDirectory() as folder:
            release.generate(unit, self.root, release=folder, db_url=self.db_url, course=self.directory.course_id)
        with Gradebook(self.db_url) as gradebook:
            return submission.outline(gradebook, self.unit)

    @functools.cached_property
    def gradebook(self) -> Gradebook:
        """The gradebook, open for as long as this object lives."""
        return Gradebook(self.db_url, self.directory.course_id)

    def submitted(self, student: str) -> Path:
        return self.root / self.directory.submitted_directory / student / self.unit

    def autograded(self, student: str) -> Path:
        return self.root / self.directory.autograded_directory / student / self.unit / f"{self.unit}.ipynb"

    def students(self) -> list[str]:
        """Return the names of the folders in `submitted` that hold something for this unit."""
        submitted = self.root / self.directory.submitted_directory
        if not submitted.is_dir():
            return []
        names = [entry.name for entry in submitted.iterdir() if not entry.name.startswith(".")]
        return sorted(name for name in names if _is_there(self.submitted(name)))

    def graded(self, student: str) -> dict[str, Any] | None:
        """Return what the graded notebook remembers of its grading, or `None` when it was not finished."""
        try:
            notebook = json.loads(self.autograded(student).read_text(encoding="utf-8"))
            return notebook["metadata"].get("descent")
        except (OSError, ValueError, KeyError, AttributeError):
            return None

    def record(self, student: str, judged: Judged) -> None:
        """Record a judgement; raises `NotRecorded`."""
        with one_transaction(self.gradebook) as commit:
            self._convert(student, lambda **kwargs: Recorder(judged, commit, self.submitted(student), **kwargs))

    def feedback(self) -> tuple[int, dict[str, str]]:
        """Write nbgrader's feedback pages of all graded students.

        Return how many there are, and the students whose page could not be made with the reason.
        """
        graded = [student for student in self.students() if self.graded(student) is not None]
        failed = {}
        for student in graded:
            home = self.autograded(student).parent
            try:
                with time_limit(_PAGE_SECONDS):
                    self._convert(student, lambda home=home, **kwargs: Feedback(home, **kwargs))
            except TimeUp:
                failed[student] = f"its page was not ready after {_PAGE_SECONDS:g} s"
            except NotRecorded as error:
                failed[student] = printable(str(error))
        return len(graded) - len(failed), failed

    def _convert(self, student: str, make: Callable[..., OneStudent]) -> None:
        config = Config(self.config)
        config.CourseDirectory.student_id = student
        config.GenerateFeedback.exporter_class = HTMLExporter
        with quiet() as kept:
            try:
                make(coursedir=Directory(config=config), config=config).start()
            except NbGraderException:
                raise NotRecorded(kept.lines[-1] if kept.lines else "nbgrader did not say why") from kept.error
