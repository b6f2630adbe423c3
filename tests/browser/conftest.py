"""One browser and one JupyterLab for all tests of this folder.

Not for the whole session: Playwright keeps an event loop running in its thread, in which other tests could start none.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.lab import Lab, browser


@pytest.fixture(scope="package")
def chromium() -> Iterator[BrowserContext]:
    with browser() as started:
        yield started


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    started = Lab(tmp_path_factory.mktemp("lab"))
    yield started
    started.close()
