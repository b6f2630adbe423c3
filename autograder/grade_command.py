"""Grade with a progress bar, and show the gradebook."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder import marking, summary
from autograder.recording import ClassFolder


def grade_and_show(console: Console, folder: ClassFolder, options: marking.Options) -> marking.Run:
    """Grade what is new in `folder` and print the result; return what the run did."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    # No refresh thread: the workers are forked while the bar is up, and a fork copies locks but not threads.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task(f"Grading {folder.unit}", total=None)

        def started(total: int) -> marking.Progress:
            progress.update(task, total=total, refresh=True)
            return lambda _student: progress.update(task, advance=1, refresh=True)

        run = marking.grade(folder, options, started)
    summary.show(console, folder, run)
    return run
