"""nbgrader's own pages in JupyterLab, with the repository's configuration: an instructor and a student at work."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from autograder.paths import COURSE
from autograder.recording import ClassFolder
from tests.autograder.classes import Handouts, hand_in
from tests.browser.classroom import Classroom, choose, formgrader
from tests.browser.lab import CHROMIUM

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
    pytest.mark.xdist_group("browser"),
]
UNIT, FULL = "02_update_rule", 17
COMMENT = "Right idea: look at the sign again."


@pytest.fixture(scope="module")
def handouts() -> Handouts:
    return Handouts(UNIT)


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory, handouts: Handouts) -> Iterator[Classroom]:
    started = Classroom(tmp_path_factory.mktemp("classroom"), UNIT)
    uphill = "def newton_step(w, grad, H):\n    return w + np.linalg.solve(H, grad)"
    hand_in(started.root, "bob", UNIT, handouts.with_functions(uphill))
    yield started
    started.close()


@pytest.fixture(scope="module")
def page(classroom: Classroom, chromium: BrowserContext) -> Iterator[Page]:
    opened = classroom.window(chromium)
    yield opened
    opened.close()


def done(frame: FrameLocator) -> None:
    """Wait for formgrader to say that it has succeeded, and close what it says."""
    shown = frame.locator(".modal.in, .modal.show").last
    expect(shown.locator(".modal-title")).to_be_visible()
    assert shown.locator(".modal-title").inner_text() == "Success", shown.inner_text()
    shown.get_by_role("button", name="OK").click()
    expect(frame.locator(".modal-backdrop")).to_have_count(0)


def row(frame: FrameLocator, text: str) -> Locator:
    return frame.locator("tbody tr", has_text=text)


def submissions(frame: FrameLocator) -> None:
    """From any page of formgrader, go to the unit's submissions."""
    frame.get_by_role("link", name="Manage Assignments").click()
    row(frame, UNIT).locator(".num-submissions a").click()
    expect(frame.locator("th", has_text="Student ID")).to_be_visible()


def autograde(frame: FrameLocator, student: str) -> str:
    """Press the button that grades a student, and return the score that is shown then."""
    row(frame, student).locator(".autograde a").click()
    done(frame)
    return row(frame, student).locator(".score").inner_text()


def test_generate_makes_the_notebook_that_the_release_makes(classroom, page):
    frame = formgrader(page)
    row(frame, UNIT).locator(".assign a").click()
    done(frame)
    made = classroom.root / "release" / UNIT / f"{UNIT}.ipynb"
    assert made.read_bytes() == (COURSE / UNIT / f"{UNIT}.ipynb").read_bytes()


def test_a_comment_and_a_score_by_hand_survive_grading_again(classroom, page):
    frame = formgrader(page)
    submissions(frame)
    assert autograde(frame, "bob") == f"{FULL - 2} / {FULL}"

    frame.get_by_role("link", name="Manual Grading").click()
    for _ in ("the unit", "its notebook"):
        row(frame, UNIT).get_by_role("link", name=UNIT).click()
    frame.get_by_role("link", name="Submission #1").click()
    expect(frame.locator(".descent-report.wrong")).to_contain_text("newton_step")
    score, comment = frame.locator("input#newton_step"), frame.locator("textarea#newton_step-solution-comment")
    for field, text, other in ((score, "1.5", comment), (comment, COMMENT, score)):
        with page.expect_response(lambda answer: "/api/" in answer.url and answer.request.method == "PUT"):
            field.fill(text)
            other.focus()  # leaving a field saves it

    frame = formgrader_again(page)
    submissions(frame)
    assert autograde(frame, "bob") == f"{FULL - 0.5} / {FULL}"
    with Gradebook(ClassFolder(classroom.root, UNIT).db_url) as gradebook:
        grade = gradebook.find_grade("newton_step", UNIT, UNIT, "bob")
        assert (grade.auto_score, grade.manual_score) == (0, 1.5)
        assert gradebook.find_comment("newton_step-solution", UNIT, UNIT, "bob").comment == COMMENT


def formgrader_again(page: Page) -> FrameLocator:
    """Close formgrader's tab and open it anew, as an instructor who comes back."""
    page.locator(".lm-TabBar-tab", has_text="Formgrader").locator(".lm-TabBar-tabCloseIcon").click()
    return formgrader(page)


def test_the_assignment_list_fetches_and_submits_and_formgrader_collects(classroom, page, handouts):
    frame = formgrader_again(page)
    row(frame, UNIT).locator(".release a").first.click()
    done(frame)

    choose(page, "Assignment List")
    listed = page.locator("#nbgrader-assignment-list")
    listed.locator("#refresh_assignments_list").click()
    listed.get_by_role("button", name="Fetch", exact=True).click()
    expect(listed.get_by_role("button", name="Submit", exact=True)).to_be_visible()
    fetched = classroom.course / UNIT / f"{UNIT}.ipynb"
    assert fetched.read_bytes() == (COURSE / UNIT / f"{UNIT}.ipynb").read_bytes()
    fetched.write_text(json.dumps(handouts.solved), encoding="utf-8")
    listed.get_by_role("button", name="Submit", exact=True).click()
    expect(listed.locator("#submitted_assignments_list")).to_contain_text(UNIT)

    frame = formgrader_again(page)
    row(frame, UNIT).locator(".collect a").click()
    done(frame)
    submissions(frame)
    (student,) = {path.name for path in (classroom.root / "submitted").iterdir()} - {"bob"}
    assert autograde(frame, student) == f"{FULL} / {FULL}"
