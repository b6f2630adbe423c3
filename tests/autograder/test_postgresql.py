"""A gradebook in PostgreSQL holds, row by row, what one in SQLite holds."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Base, Gradebook

from autograder import registry
from autograder.paths import REPOSITORY
from autograder.recording import ClassFolder

from .classes import Handouts, hand_in, records, scores
from .test_grade import UNIT, UNITS, grade, run

pytestmark = pytest.mark.xdist_group("cluster")
STUDENTS = ("ada_excellent", "ben_unfinished", "cleo_empty", "iris_deletes_a_check", "olga_uphill", "paul_steepest")


def binaries() -> Path:
    """Return the folder of PostgreSQL's server programs; skips the test where there are none."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folders = [folder for folder in folders if (folder / "initdb").exists()]
    if not folders:
        pytest.skip("PostgreSQL's server is not installed: apt install postgresql")
    return folders[-1]


def someone_else() -> dict[str, object]:
    """Return the options for `subprocess` that make a program run as a user who is not root, since initdb insists."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL server of our own."""
    programs, who = binaries(), someone_else()
    home = Path(tempfile.mkdtemp(prefix="descent-pg-"))
    if who:
        os.chown(home, who["user"], who["group"])
    data = str(home / "data")
    options = {"cwd": home, "capture_output": True, **who}
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "grader", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"],
            **options,
            check=True,
        )
        command = [programs / "postgres", "-D", data, "-k", str(home), "-c", "listen_addresses=", "-F"]
        with (home / "log").open("wb") as log:
            postgres = subprocess.Popen(command, cwd=home, stdout=log, stderr=log, **who)
        try:
            ready = [programs / "pg_isready", "-h", str(home), "-U", "grader", "-d", "postgres"]
            deadline = time.monotonic() + 60
            while subprocess.run(ready, check=False, capture_output=True).returncode and time.monotonic() < deadline:
                time.sleep(0.1)
            subprocess.run([programs / "createdb", "-h", str(home), "-U", "grader", "gradebook"], check=True, **options)
            yield str(home)
        finally:
            postgres.send_signal(signal.SIGINT)  # which does not wait until everybody has left
            postgres.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def classes(server, tmp_path_factory) -> tuple[Path, Path, list[str]]:
    """The same small class twice, graded into SQLite and into PostgreSQL, and what grading printed."""
    light = tmp_path_factory.mktemp("class")
    sample = Handouts(UNIT).sample()
    for student in STUDENTS:
        path = hand_in(light, student, UNIT, sample[student])
        path.with_name("timestamp.txt").write_text("2026-01-02 03:04:05 UTC", encoding="utf-8")
    heavy = tmp_path_factory.mktemp("class") / "heavy"
    shutil.copytree(light, heavy)
    url = f"postgresql+psycopg2://grader@/gradebook?host={server}"
    text = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (heavy / "nbgrader_config.py").write_text(f"{text}\nc.CourseDirectory.db_url = {url!r}\n", encoding="utf-8")
    return light, heavy, [grade(root, "--jobs", 1) for root in (light, heavy)]


def rows(root: Path) -> dict[str, Counter]:
    """Return the rows of every table, without the keys that are drawn at random."""
    found = {}
    with Gradebook(ClassFolder(root, UNIT).db_url) as gradebook:
        for table in Base.metadata.sorted_tables:
            kept = [c for c in table.columns if not (c.foreign_keys or (c.primary_key and c.name == "id"))]
            if kept:
                found[table.name] = Counter(map(tuple, gradebook.db.execute(table.select().with_only_columns(*kept))))
    return found


def test_both_gradebooks_hold_the_same_rows(classes):
    light, heavy, output = classes
    assert all("exit code 0" in text for text in output)
    assert ClassFolder(heavy, UNIT).db_url.startswith("postgresql")
    assert not (heavy / "gradebook.db").exists()
    ours, theirs = rows(light), rows(heavy)
    assert sum(ours["grade"].values()) == len(STUDENTS) * len(registry.unit("update_rule"))
    assert theirs == ours
    assert records(heavy, UNIT) == records(light, UNIT)


def test_both_print_the_same(classes):
    light, heavy, (first, second) = classes
    assert second.replace(str(heavy), "") == first.replace(str(light), "")


def test_a_second_run_a_new_version_and_a_score_by_hand_are_as_with_sqlite(classes):
    _, heavy, _ = classes
    with Gradebook(ClassFolder(heavy, UNIT).db_url) as gradebook:
        given = gradebook.find_grade("newton_step", UNIT, UNIT, "cleo_empty")
        given.manual_score = 1.5
        gradebook.db.commit()
    hand_in(heavy, "ben_unfinished", UNIT, Handouts(UNIT).solved)
    output = grade(heavy, "--jobs", 1)
    assert f"Graded 1, already graded {len(STUDENTS) - 1}." in output
    assert scores(heavy, UNIT)["ben_unfinished"] == UNITS[UNIT]
    assert scores(heavy, UNIT)["cleo_empty"] == 1.5
    assert f"Wrote the feedback of {len(STUDENTS)} students" in " ".join(
        run("feedback", UNIT, "--class", heavy).split()
    )


def test_a_server_that_is_not_there_is_told_in_a_sentence(tmp_path):
    hand_in(tmp_path, "ada", UNIT, Handouts(UNIT).released)
    url = "postgresql+psycopg2://grader@/gradebook?host=/nowhere"
    text = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text(f"{text}\nc.CourseDirectory.db_url = {url!r}\n", encoding="utf-8")
    output = grade(tmp_path)
    assert "The gradebook cannot be used" in output
    assert "exit code 2" in output
