"""An instructor's JupyterLab: nbgrader's pages with the repository's configuration, in a folder of their own."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from autograder.recording import ClassFolder
from tests.browser.lab import PATIENCE, REPOSITORY, Lab


class Classroom(Lab):
    """JupyterLab in `folder/course`, with a class in `folder/course/classroom` and an exchange in `folder/exchange`."""

    def __init__(self, folder: Path, unit: str) -> None:
        self.unit = unit
        self.exchange = folder / "exchange"
        super().__init__(folder)

    @property
    def root(self) -> Path:
        """The class's folder."""
        return self.course / "classroom"

    def _lay_out(self) -> None:
        self.root.mkdir(parents=True)
        self.exchange.mkdir(mode=0o777)
        self.exchange.chmod(0o777)
        here = [
            f"c.CourseDirectory.root = {str(self.root)!r}",
            "c.CourseDirectory.release_directory = 'release'",  # or the button would write into the repository
            f"c.Exchange.root = {str(self.exchange)!r}",
            f"c.Exchange.cache = {str(self._folder / 'cache')!r}",
        ]
        configuration = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
        (self.course / "nbgrader_config.py").write_text("\n".join([configuration, *here, ""]), encoding="utf-8")
        ClassFolder(self.root, self.unit).register()

    def window(self, browser: BrowserContext) -> Page:
        """Open JupyterLab in a window of its own."""
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.address}/lab/workspaces/class?reset&token={self.token}")
        expect(page.locator("#jp-menu-panel")).to_be_visible()
        return page


def choose(page: Page, entry: str) -> None:
    """Choose an entry of JupyterLab's menu `Nbgrader`."""
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()


def formgrader(page: Page) -> FrameLocator:
    """Open formgrader from JupyterLab's menu, and return what is in its tab."""
    choose(page, "Formgrader")
    return page.frame_locator("iframe[src*='formgrader']")
