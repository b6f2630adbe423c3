"""Grades for Gradescope, whose documentation knows no table of scores to take in: its door is an autograder.

So the export is an autograder that runs nothing of a submission. It looks up who handed in, and gives the recorded
result. Upload the zip file as the assignment's autograder and choose "Regrade All Submissions".
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, SubmittedAssignment

from autograder.exporting import Graded, TableExport
from autograder.lesson import exercise_of
from autograder.zipping import write_zip

_SETUP = "#!/usr/bin/env bash\napt-get update && apt-get install -y python3\n"

# It runs on Gradescope's machines, without this package.
_RUN = '''#!/usr/bin/env python3
"""Give the result that was recorded for whoever handed this in; nothing of the submission is run."""

import json
import pathlib
import sys

home = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder")
results = json.loads((home / "source" / "results.json").read_text(encoding="utf-8"))
users = json.loads((home / "submission_metadata.json").read_text(encoding="utf-8"))["users"]
emails = [user["email"].lower() for user in users]
keys = [*emails, *(email.partition("@")[0] for email in emails)]
found = next((results[key] for key in keys if key in results), None)
if found is None:
    found = {"score": 0, "output": "No grade is recorded for " + ", ".join(emails) + "."}
(home / "results").mkdir(exist_ok=True)
(home / "results" / "results.json").write_text(json.dumps(found), encoding="utf-8")
'''


class Gradescope(TableExport):
    """An autograder's zip file for one unit: `setup.sh`, `run_autograder`, and `results.json` by e-mail address.

    A student is known by the gradebook's e-mail address, else by an id that is the address or its part before the @.
    https://gradescope-autograders.readthedocs.io/en/latest/specs/ (the zip file, `results.json`) and
    https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/ (who handed in).
    """

    file_name = "gradescope.zip"

    def export(self, gradebook: Gradebook) -> None:
        """Write the zip file of the one unit that `assignment` names; raises `ValueError` for several."""
        units, students = self.chosen(gradebook)
        if len(units) != 1:
            raise ValueError(f"An autograder of Gradescope is for one unit, and {len(units)} are chosen.")
        handed_in = {each.student_id: each for each in units[0].submissions}
        results = {
            (student.email or student.id).lower(): _result(handed_in[student.id])
            for student in students
            if student.id in handed_in
        }
        listed = json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False)
        files = {"setup.sh": _SETUP, "run_autograder": _RUN, "results.json": listed}
        write_zip(
            Path(self.to or self.file_name), {name: text.encode() for name, text in files.items()}, {"run_autograder"}
        )


def _result(submission: SubmittedAssignment) -> dict[str, Any]:
    penalty = submission.late_submission_penalty or 0.0
    graded = Graded(submission.score, penalty, submission.timestamp)
    tests = [
        {"name": exercise_of(grade.cell.name), "score": grade.score, "max_score": grade.max_score}
        for notebook in submission.notebooks
        for grade in notebook.grades
    ]
    note = {"output": f"Late penalty: {penalty:g} points."} if penalty else {}
    return {"score": graded.score, "tests": tests, "visibility": "visible", **note}
