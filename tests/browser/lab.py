"""A real JupyterLab on a free port of this machine, and a real Chromium that uses it with mouse and keyboard."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000  # milliseconds; a kernel on a busy machine takes its time to start

expect.set_options(timeout=PATIENCE)


@contextmanager
def browser() -> Iterator[BrowserContext]:
    """The system's Chromium; its windows share one cache, or each would load JupyterLab anew."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_context(viewport={"width": 1280, "height": 900})
        chromium.close()


class Lab:
    """JupyterLab on a copy of `course/`, with settings of its own and nothing to say about news."""

    def __init__(self, folder: Path) -> None:
        self.course, self._folder = folder / "course", folder
        self._lay_out()
        self._set("notification", {"fetchNews": "false", "checkForUpdates": False})
        self.token = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        self._log = folder / "lab.log"
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                self._command(), env=self._environment(), stdout=log, stderr=log, cwd=self.course
            )
        self._await_start()

    def _lay_out(self) -> None:
        kept_out = shutil.ignore_patterns("__pycache__", "*.egg-info", ".ipynb_checkpoints")
        shutil.copytree(REPOSITORY / "course", self.course, ignore=kept_out)

    def open(self, browser: BrowserContext, unit: str, copy: str, theme: str = "JupyterLab Light") -> Notebook:
        """Open a fresh copy of the unit's notebook in a window and a kernel of its own."""
        self._set("themes", {"theme": theme})
        path = f"{copy}/{unit}.ipynb"
        (self.course / copy).mkdir()
        shutil.copy(self.course / unit / f"{unit}.ipynb", self.course / path)
        page = browser.new_page()
        notebook = Notebook(page)
        page.goto(f"{self.address}/lab/workspaces/{copy}/tree/{path}?token={self.token}")
        notebook.await_kernel()
        return notebook

    def close(self) -> None:
        """Stop the server and, with it, its kernels."""
        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def _set(self, plugin: str, settings: dict[str, object]) -> None:
        path = self._folder / "settings" / "@jupyterlab" / "apputils-extension" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")

    def _command(self) -> list[str]:
        port = self.address.rpartition(":")[2]
        return [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.course}",
            f"--IdentityProvider.token={self.token}", "--LabApp.extension_manager=readonly",
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST"))}
        ours = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
            "PYTHONPATH": "course",  # the copy, not the installed package
        }
        return inherited | {name: str(self._folder / folder) for name, folder in ours.items()}

    def _await_start(self) -> None:
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline and self._server.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/api/status?token={self.token}", timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        self.close()
        raise RuntimeError(f"JupyterLab did not start:\n{self._log.read_text(errors='replace')[-3000:]}")


class Notebook:
    """A notebook in a browser's window, used as a learner uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def await_kernel(self) -> None:
        """Wait until the notebook is shown and its kernel is ready."""
        expect(self.page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible()
        expect(self.page.locator(".jp-NotebookPanel .jp-Spinner")).to_have_count(0)  # it takes the keyboard
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle")

    def code(self, text: str) -> Locator:
        """The code cell that holds a line beginning with `text`."""
        line = self.page.locator(".cm-line").filter(has_text=re.compile(rf"^{re.escape(text)}"))
        return self.page.locator(".jp-Notebook .jp-CodeCell").filter(has=line)

    def nth_code(self, index: int) -> Locator:
        """The code cell with this number, from 0."""
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").nth(index)
        cell.scroll_into_view_if_needed()
        return cell

    def run(self, cell: Locator) -> Locator:
        """Press Control+Enter in a cell, wait until it has run, and return its outputs."""
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"))
        return cell.locator(".jp-Cell-outputArea")

    def replace(self, cell: Locator, line: str, *typed: str) -> None:
        """Select a cell from a line on, without its indentation, and type other lines in place of that."""
        cell.locator(".cm-line").filter(has_text=line).click()
        self.page.keyboard.press("Home")
        self.page.keyboard.press("Control+Shift+End")
        for number, text in enumerate(typed):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(text)

    def errors(self) -> list[str]:
        """What cells have raised, and what the page has complained about."""
        raised = self.page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")
        return raised.all_inner_texts() + self.complaints

    def close(self) -> None:
        """Close the window."""
        self.page.close()
