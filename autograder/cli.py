"""The command line: `autograder release | revise | grade | feedback | report | export | bundle | demo`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:  # nbgrader takes two seconds to import
    from autograder.recording import ClassFolder

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console(highlight=False)
complaints = Console(stderr=True, highlight=False)

ClassOption = Annotated[Path, typer.Option("--class", metavar="DIR", help="The class's folder.")]
UnitArgument = Annotated[str, typer.Argument(help="The unit, for instance 01_gradient.")]


def fail(sentence: str, code: int = 2) -> typer.Exit:
    """Print one sentence on standard error and return the exit to raise."""
    complaints.print(f"[bold red]✗[/] {escape(sentence)}", soft_wrap=True)
    return typer.Exit(code)


@app.command()
def release(
    unit: Annotated[str, typer.Argument(help="One unit; all if not given.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when course/ is stale.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--class", metavar="DIR", help="Tell this class about the units too, for formgrader.")
    ] = None,
) -> None:
    """Write the students' notebooks and answers into course/ from the lessons in solutions/."""
    from autograder import release as releasing
    from autograder.lesson import LessonError
    from autograder.paths import REPOSITORY, drafts, lesson, lessons

    try:
        chosen = [lesson(unit)] if unit else lessons()
    except LookupError as error:
        raise fail(str(error.args[0])) from None
    for draft in drafts():
        console.print(f"draft, not released: {draft.name} has no exercises in autograder/exercises/", soft_wrap=True)
    try:
        changes = releasing.changes(chosen if unit else None)
    except (LessonError, ValueError) as error:
        raise fail(str(error)) from None
    for change in changes:
        name = change.path.relative_to(REPOSITORY)
        if check:
            complaints.print(f"stale: {name}", soft_wrap=True)
        else:
            change.apply()
            console.print(f"{'removed' if change.text is None else 'wrote'} {name}", soft_wrap=True)
    if check and changes:
        raise fail("course/ is stale. Run `autograder release` and commit what it writes.", 1)
    if folder is not None and not check:
        introduce(folder, [path.stem for path in chosen])
    console.print("course/ is up to date." if not changes else "Next: `autograder bundle`, or commit course/.")


@app.command()
def revise(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when the material is stale.")] = False,
) -> None:
    """Write the revision sheets, the formula sheet and the flashcards into course/ from the lessons in solutions/."""
    from autograder.lesson import LessonError
    from autograder.paths import REPOSITORY
    from autograder.revision import build

    try:
        stale = [output for output in build.outputs() if output.stale]
    except (LessonError, ValueError) as error:
        raise fail(str(error)) from None
    for output in stale:
        name = output.path.relative_to(REPOSITORY)
        if check:
            complaints.print(f"stale: {name}", soft_wrap=True)
        else:
            output.write()
            console.print(f"wrote {name}", soft_wrap=True)
    if check and stale:
        raise fail("The revision material is stale. Run `autograder revise` and commit what it writes.", 1)
    console.print("The revision material is up to date." if not stale else "Next: look at course/revision/.")


@app.command()
def grade(
    unit: UnitArgument,
    folder: ClassOption = Path("classroom"),
    jobs: Annotated[int, typer.Option(min=1, help="Submissions judged at the same time.")] = 2,
    scheduler: Annotated[
        str, typer.Option(metavar="tcp://HOST:PORT", help="Judge on the workers of this Dask cluster.")
    ] = "",
    seed: Annotated[int | None, typer.Option(min=0, help="Repeat a run with its hidden cases.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded already.")] = False,
    sandbox: Annotated[
        str, typer.Option(help="bubblewrap, or `none`: run student code unprotected (your own notebooks only).")
    ] = "",
    cell_seconds: Annotated[float | None, typer.Option(min=0.1, help="Seconds a cell may run.")] = None,
    total_seconds: Annotated[float | None, typer.Option(min=1, help="Seconds a notebook may run.")] = None,
    memory_mb: Annotated[int | None, typer.Option(min=64, help="Memory of a submission.")] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="Processes and threads of a submission.")] = None,
    output_mb: Annotated[float | None, typer.Option(min=0.1, help="What a notebook may show.")] = None,
    file_mb: Annotated[int | None, typer.Option(min=1, help="Size of one file of a submission.")] = None,
    tmp_mb: Annotated[int | None, typer.Option(min=1, help="Size of all its files together.")] = None,
    cpu_seconds: Annotated[float | None, typer.Option(min=1, help="Processor time of a submission.")] = None,
) -> None:
    """Grade DIR/submitted/<student>/UNIT/UNIT.ipynb in the sandbox and record it in DIR/gradebook.db."""
    from autograder.sandbox.spares import Spares

    # Sandboxes start while this process imports nbgrader and works out the hidden answers, on the cores that it leaves:
    # more of them would only slow each other down, and the first result with them.
    free = max(1, (os.cpu_count() or 1) - 1)
    early = 0 if scheduler or sandbox == "none" else min(jobs, free, _ungraded(unit, folder, force=force))
    spares = Spares("bubblewrap", early)

    from traitlets import TraitError

    from autograder.grade_command import grade_and_show
    from autograder.marking import Options
    from autograder.preprocessors import SandboxedExecute

    flags: dict[str, Any] = {"cell_seconds": cell_seconds, "total_seconds": total_seconds, "cpu_seconds": cpu_seconds}
    flags |= {"memory_mb": memory_mb, "processes": processes, "output_mb": output_mb}
    flags |= {"file_mb": file_mb, "tmp_mb": tmp_mb}
    with closing(spares), complaining():
        class_folder = open_class(unit, folder)
        try:
            execute = SandboxedExecute(config=class_folder.config)
            limits = execute.limits(unit)
        except (TraitError, ValueError) as error:
            raise fail(f"nbgrader_config.py: {error}") from None
        limits = replace(limits, **{name: value for name, value in flags.items() if value is not None})
        seed = execute.seed if seed is None else seed
        options = Options(jobs, seed, force, sandbox or execute.sandbox, limits, scheduler, spares)
        run = grade_and_show(console, class_folder, options)
    raise typer.Exit(1 if run.refused else 0)


def _ungraded(unit: str, folder: Path, *, force: bool) -> int:
    """Return about how many submissions there are to grade: a guess before anything is read."""
    homes = (folder / "submitted").glob(f"*/{unit}")
    return sum(force or not (folder / "autograded" / home.parent.name / unit).exists() for home in homes)


@app.command()
def feedback(unit: UnitArgument, folder: ClassOption = Path("classroom")) -> None:
    """Write DIR/feedback/<student>/UNIT/UNIT.html for every graded submission."""
    class_folder = open_class(unit, folder)
    with complaining():
        written, failed = class_folder.feedback()
    where = class_folder.root / "feedback"
    console.print(f"Wrote the feedback of {written} student{'' if written == 1 else 's'} into {where}.", soft_wrap=True)
    for student, reason in failed.items():
        complaints.print(f"✗ {student} has no page: {reason}.", soft_wrap=True, markup=False)
    if failed:
        raise typer.Exit(1)
    if not written:
        raise fail(f"No submission of {unit} is graded yet. Run `autograder grade {unit} --class {folder}` first.", 1)
    console.print(f"Next: `autograder report {unit} --class {folder}`", soft_wrap=True, markup=False)


@app.command()
def report(
    unit: UnitArgument,
    folder: ClassOption = Path("classroom"),
    names: Annotated[bool, typer.Option("--names/--no-names", help="Name students on the page.")] = True,
) -> None:
    """Write DIR/report/UNIT.html about the class, for the instructor, and its numbers as CSV beside it."""
    from autograder.report import write_report

    class_folder = open_class(unit, folder)
    with complaining():
        path, count = write_report(class_folder, names=names)
    console.print(f"Wrote {path} about {count} student{'' if count == 1 else 's'}.", soft_wrap=True)
    console.print("It names students: keep it to yourself." if names else "It names nobody.")
    console.print(f"Next: `autograder export {unit} --class {folder}`", soft_wrap=True, markup=False)


@app.command()
def export(
    unit: Annotated[str, typer.Argument(help="One unit; all that the gradebook holds if not given.")] = "",
    to: Annotated[str, typer.Option(help="csv, canvas, moodle or gradescope.")] = "csv",
    folder: ClassOption = Path("classroom"),
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
) -> None:
    """Write the grades into a file that a learning platform takes in."""
    from autograder.export_command import EXPORTERS, export_grades

    if to not in EXPORTERS:
        raise fail(f"There is no export to {to!r}. Choose one of {', '.join(EXPORTERS)}.")
    with complaining():
        path, students = export_grades(folder, unit, to, out)
    console.print(f"Wrote the grades of {students} student{'' if students == 1 else 's'} to {path}.", soft_wrap=True)


@app.command()
def bundle(out: Annotated[Path, typer.Argument(help="The zip file to write.")] = Path("descent-course.zip")) -> None:
    """Write what students get into one zip file: the course, and what installs it."""
    from autograder import release as releasing
    from autograder.bundle import write_bundle

    console.print("Looking whether course/ is up to date …")
    with complaining():
        stale = releasing.changes()
    if stale:
        raise fail("course/ is stale. Run `autograder release` first.", 1)
    names = write_bundle(out)
    console.print(f"Wrote {len(names)} files to {out} ({out.stat().st_size / 1e6:.1f} MB). Give it to your students.")


@app.command()
def demo(folder: ClassOption = Path("classroom-demo")) -> None:
    """Release the course, lay out a sample class, grade it, write its feedback."""
    from autograder.demo import demonstrate

    with complaining():
        demonstrate(console, folder)


def introduce(folder: Path, units: list[str]) -> None:
    """Put the units' solved notebooks into `folder/source`, and the units into the class's gradebook."""
    from autograder.recording import ClassFolder

    folder.mkdir(parents=True, exist_ok=True)
    for unit in units:
        ClassFolder(folder, unit).register()
    console.print(f"Formgrader shows {', '.join(units)} in {folder}.", soft_wrap=True)


def open_class(unit: str, folder: Path) -> ClassFolder:
    """Return the class in `folder`, or exit with what is wrong."""
    from autograder.paths import lesson
    from autograder.recording import ClassFolder

    try:
        lesson(unit)
    except LookupError as error:
        raise fail(str(error.args[0])) from None
    if not folder.is_dir():
        raise fail(
            f"There is no folder {folder}. Make it, and put notebooks into {folder}/submitted/<student>/{unit}/."
        )
    class_folder = ClassFolder(folder, unit)
    if not class_folder.students():
        raise fail(f"There is nothing to grade: {folder}/submitted holds no folder <student>/{unit}.", 1)
    return class_folder


@contextmanager
def complaining() -> Iterator[None]:
    """Turn what a teacher can do something about into one sentence and an exit code."""
    from autograder import trouble
    from autograder.lesson import LessonError
    from autograder.sandbox import SandboxUnavailable
    from autograder.workers import CannotGrade

    try:
        yield
    except typer.Exit:
        raise
    except (CannotGrade, SandboxUnavailable, LessonError, LookupError) as error:
        raise fail(str(error.args[0])) from None
    except KeyboardInterrupt:
        raise fail("Interrupted. What is graded is recorded; run the same command again to go on.", 130) from None
    except Exception as error:
        said = trouble.sentence(error)
        if not said:
            raise
        raise fail(said) from None


if __name__ == "__main__":
    app()
