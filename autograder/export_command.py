"""Export the grades of a class folder with the plugin of a platform."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder import config as configuration
from autograder.exporting import Canvas, Csv, Moodle, TableExport
from autograder.gradescope import Gradescope

EXPORTERS: dict[str, type[TableExport]] = {"csv": Csv, "canvas": Canvas, "moodle": Moodle, "gradescope": Gradescope}


def export_grades(root: Path, unit: str, to: str, out: Path | None) -> tuple[Path, int]:
    """Write the grades of `unit`, or of all units; return the file and how many students are in it.

    Raises `LookupError` where there is no gradebook, or nothing of the unit in it.
    """
    root = root.resolve()
    directory = CourseDirectory(config=configuration.load(root))
    if directory.db_url.startswith("sqlite:///") and not Path(directory.db_url.removeprefix("sqlite:///")).exists():
        raise LookupError(f"There is no gradebook in {root}. Run `autograder grade` first.")
    plugin_class = EXPORTERS[to]
    path = out or root / "export" / plugin_class.file_name
    plugin = plugin_class(to=str(path), assignment=[unit] if unit else [])
    with Gradebook(directory.db_url, directory.course_id) as gradebook:
        units, students = plugin.chosen(gradebook)
        if not gradebook.assignments:
            raise LookupError(f"The gradebook in {root} is empty. Run `autograder grade` first.")
        if not units:
            known = ", ".join(sorted(each.name for each in gradebook.assignments))
            raise LookupError(f"The gradebook has no unit {unit!r}; it holds: {known}.")
        if to == "gradescope" and len(units) > 1:
            names = ", ".join(each.name for each in units)
            raise LookupError(f"An autograder of Gradescope is for one unit. Name one of {names}.")
        plugin.export(gradebook)
    return path, len(students)
