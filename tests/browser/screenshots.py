"""Take the pictures of the READMEs: the lab, a check, feedback, the teacher's terminal, formgrader and the report.

`make screenshots` writes them into `tests/browser/pictures/`.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, expect
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from autograder import report
from autograder.demo import lay_out
from autograder.grade_command import grade_and_show
from autograder.marking import Options
from autograder.recording import ClassFolder
from autograder.sandbox import Limits
from tests.autograder.classes import Handouts, hand_in
from tests.autograder.imagined import imagined_class
from tests.browser.classroom import Classroom, formgrader
from tests.browser.lab import Lab, Notebook, browser

PICTURES = Path(__file__).parent / "pictures"
UNIT = "02_update_rule"
CLASS = ("ada_excellent", "ben_unfinished", "dan_syntax_error", "jack_forges_scores", "olga_uphill", "paul_steepest")
SMALL = 300_000  # bytes
TERMINAL = """<body style="margin:0"><pre style="display:inline-block; margin:0; padding:16px 20px; background:#1c1c1c;
color:#e4e4e4; font:15px 'DejaVu Sans Mono',monospace"><code style="font:inherit">{code}</code></pre></body>"""


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        lab = Lab(Path(folder))
        try:
            for theme in ("light", "dark"):
                notebook = lab.open(chromium, UNIT, copy=theme, theme=f"JupyterLab {theme.title()}")
                picture_lab(notebook, theme)
        finally:
            lab.close()
        picture_class(chromium, Path(folder) / "classroom")
        picture_formgrader(chromium, Path(folder) / "formgrader")
        picture_report(chromium)


def picture_lab(notebook: Notebook, theme: str) -> None:
    """A moved slider, and a wrong solution with its diagnosis."""
    page = notebook.page
    page.keyboard.press("Control+b")  # hide the list of files
    notebook.run(notebook.code("import matplotlib"))
    outputs = notebook.run(notebook.code("explore.update_rule()"))
    outputs.get_by_role("slider").first.focus()
    for _ in range(38):
        page.keyboard.press("ArrowRight")
    expect(outputs.get_by_role("status")).to_contain_text("oscillates")
    show(outputs.get_by_role("status"), "end")
    save(f"explorer_{theme}", page.screenshot())

    solution = notebook.code("def gradient_step")
    notebook.replace(solution, "raise NotImplementedError", "return w + lr * grad")
    notebook.run(solution)
    notebook.run(notebook.code("check(gradient_step)"))
    show(page.get_by_role("heading", name="Exercise: gradient_step"), "start")
    save(f"check_{theme}", page.screenshot())
    notebook.close()


def show(place: Locator, block: str) -> None:
    """Scroll until a place stays at the start or the end of the window; cells change height as they come into view."""
    place.page.mouse.move(0, 0)
    box, before = None, None
    while box is None or box != before:
        before = box
        place.evaluate("(element, block) => element.scrollIntoView({block})", block)
        place.page.wait_for_timeout(300)
        box = place.bounding_box()


def picture_class(chromium: BrowserContext, root: Path) -> None:
    """What `autograder grade` prints, and the feedback that a student gets."""
    lay_out(root, UNIT)
    for student in (root / "submitted").iterdir():
        if student.name not in CLASS:
            shutil.rmtree(student)
    console = Console(record=True, width=110, file=io.StringIO(), highlight=False)
    folder = ClassFolder(root, UNIT)
    grade_and_show(console, folder, Options(seed=2026, limits=Limits(cell_seconds=5, total_seconds=60)))
    folder.feedback()

    page = chromium.new_page()
    command = f"$ autograder grade {UNIT}\n"
    printed = console.export_html(inline_styles=True, code_format=TERMINAL).replace(str(folder.root), "classroom")
    page.set_content(printed.replace('inherit">', f'inherit">{command}', 1))
    save("grade", page.locator("pre").screenshot())

    page.goto((root / "feedback" / "olga_uphill" / UNIT / f"{UNIT}.html").as_uri())
    show(page.locator(".cell", has_text="def gradient_step").last, "start")
    end = page.get_by_role("heading", name="Walk").bounding_box()["y"]  # what follows needs MathJax from the network
    save("feedback", page.screenshot(clip={"x": 60, "y": 0, "width": 1160, "height": end - 10}))
    page.close()


def picture_formgrader(chromium: BrowserContext, folder: Path) -> None:
    """A submission in formgrader, with a comment and a score given by hand."""
    folder.mkdir()
    classroom = Classroom(folder, UNIT)
    uphill = "def newton_step(w, grad, H):\n    return w + np.linalg.solve(H, grad)"
    hand_in(classroom.root, "bob", UNIT, Handouts(UNIT).with_functions(uphill))
    try:
        grade_and_show(Console(file=io.StringIO()), ClassFolder(classroom.root, UNIT), Options(seed=2026))
        page = classroom.window(chromium)
        page.keyboard.press("Control+b")
        frame = formgrader(page)
        frame.get_by_role("link", name="Manual Grading").click()
        for _ in ("the unit", "its notebook"):
            frame.locator("tbody tr").get_by_role("link", name=UNIT).click()
        frame.get_by_role("link", name="Submission #1").click()
        frame.locator("input#newton_step").fill("1.5")
        frame.locator("textarea#newton_step-solution-comment").fill("Right idea: look at the sign again.")
        frame.locator(".descent-report.wrong").scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        save("formgrader", page.screenshot())
        page.close()
    finally:
        classroom.close()


def picture_report(chromium: BrowserContext) -> None:
    """The report on a class of a hundred."""
    page = chromium.new_page()
    page.set_content(report.page(imagined_class(100), day=date(2026, 11, 25)))
    height = page.get_by_role("heading", name="Time-outs and crashes").bounding_box()["y"]
    page.set_viewport_size({"width": 1100, "height": int(height)})
    save("report", page.screenshot())
    page.close()


def save(name: str, screenshot: bytes) -> None:
    """Write a picture, with 256 colours where all of them would be too many bytes."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    path = PICTURES / f"{name}.png"
    image.save(path, optimize=True)
    if path.stat().st_size > SMALL:
        image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
