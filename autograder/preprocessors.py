"""What nbgrader's `autograde` does differently here: it repairs submissions first, and runs them in the sandbox."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Any as AnyTrait
from traitlets import Bool, Enum, Float, Int

from autograder import registry, submission
from autograder.grading import Judged, judge_notebook
from autograder.lesson import slug_of
from autograder.sandbox import Limits

# What formgrader may serve beside a graded notebook: no browser takes one of these for a page.
_HARMLESS = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".csv", ".tsv", ".txt", ".json", ".npy", ".npz", ".py"}


def keep_harmless_files(*, notebooks: list[str], **_: Any) -> None:
    """Remove pages, scripts and everything else unknown that nbgrader has copied beside the graded notebooks.

    Formgrader serves these files from Jupyter's own address, where a script could do whatever the instructor can.
    nbgrader calls this as its `post_convert_hook`, in the class's folder.
    """
    for notebook in map(Path, notebooks):
        folder = Path("autograded", *notebook.parts[-3:-1])
        for place, folders, names in os.walk(folder):
            for name in [name for name in folders if "." in name]:  # it may be in the way of a page
                shutil.rmtree(Path(place, name))
                folders.remove(name)
            for name in names:
                path = Path(place, name)
                if path != folder / notebook.name and path.suffix.lower() not in _HARMLESS:
                    path.unlink()


class Repair(NbGraderPreprocessor):
    """Put a submission back into the shape that was handed out, so that no edit of it can stop nbgrader."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            expected = submission.outline(gradebook, about["assignment"], about["notebook"])
        return submission.repaired(nb, expected), resources


class SandboxedExecute(NbGraderPreprocessor):
    """Takes the place of nbgrader's `Execute`: student code runs in the sandbox, test cells are judged here."""

    # A limit that is not set here is the unit's own (`LIMITS` beside its exercises), else the usual one.
    cell_seconds = Float(None, allow_none=True, help="Seconds that one cell may run.").tag(config=True)
    total_seconds = Float(None, allow_none=True, help="Seconds that a notebook may run.").tag(config=True)
    memory_mb = Int(None, allow_none=True, help="Memory of a submission, in MB.").tag(config=True)
    processes = Int(None, allow_none=True, help="Processes of a submission at one time.").tag(config=True)
    output_mb = Float(None, allow_none=True, help="What a notebook may show, in MB.").tag(config=True)
    file_mb = Int(None, allow_none=True, help="Size of one file, in MB.").tag(config=True)
    tmp_mb = Int(None, allow_none=True, help="Size of all files together, in MB.").tag(config=True)
    cpu_seconds = Float(None, allow_none=True, help="Processor time of all processes together.").tag(config=True)
    sandbox = Enum(
        ["bubblewrap", "none"], "bubblewrap", help="`none` runs student code unprotected: only for your own notebooks."
    ).tag(config=True)
    seed = Int(None, allow_none=True, help="Seed of the hidden cases; a fresh one each run if not set.").tag(
        config=True
    )

    plain_tests = Bool(
        False,
        help="Run test cells of no known exercise in the sandbox as they are: a submission can forge their result.",
    ).tag(config=True)

    judged = AnyTrait(None, allow_none=True, help="What a worker has already found out about the submission.")

    def limits(self, unit: str) -> Limits:
        """Return the limits of `unit`, as configured here, else its own."""
        set_here = {name: getattr(self, name) for name in Limits.__dataclass_fields__ if self.has_trait(name)}
        given = {name: value for name, value in set_here.items() if value is not None}
        return replace(registry.limits(slug_of(unit)), **given)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        judged: Judged = self.judged
        if judged is None:
            seed = secrets.randbits(32) if self.seed is None else self.seed
            limits = self.limits(resources["nbgrader"]["assignment"])
            options = {"limits": limits, "kind": self.sandbox, "plain_tests": self.plain_tests}
            judged = judge_notebook(nb, "", seed=seed, **options)
        for cell, result in zip(nb.cells, judged.cells, strict=True):
            if result is not None:
                outputs, cell.execution_count = result
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
        nb.metadata["descent"] = nbformat.from_dict(judged.as_metadata())
        return nb, resources
