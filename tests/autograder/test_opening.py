"""A released notebook opens elsewhere: badges where there is a public copy, and a cell that gets the package."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder import opening, release
from autograder.lesson import read
from autograder.paths import lesson

UNIT = "02_update_rule"
PROJECT = "someone/descent"


@pytest.fixture
def notebook():
    return nbformat.reads(release.released_text(read(lesson(UNIT))), as_version=4)


def cell_of(notebook):
    (found,) = [cell for cell in notebook.cells if cell.id == "get-descent"]
    return found


def public(project: str | None):
    """Return a small notebook as it would be released from a copy at this address."""
    cells = [nbformat.v4.new_markdown_cell("# Title\n\nText"), nbformat.v4.new_code_cell("import numpy")]
    return opening.prepared(nbformat.v4.new_notebook(cells=cells), UNIT, project)


def test_the_cell_is_the_first_with_code_and_folded_away(notebook):
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert first is cell_of(notebook)
    assert first.metadata.jupyter.source_hidden


def test_without_a_public_address_there_is_no_badge_and_no_invented_one():
    assert "badge" not in public(None).cells[0].source
    assert "github" not in cell_of(public(None)).source


def test_badges_stand_under_the_title_and_lead_to_the_unit_in_the_public_copy():
    source = public(PROJECT).cells[0].source
    assert source.startswith("# Title\n\n[![Open in Colab]")
    assert source.endswith("Text")
    path = f"course/{UNIT}/{UNIT}.ipynb"
    assert f"(https://colab.research.google.com/github/{PROJECT}/blob/main/{path})" in source
    assert f"(https://mybinder.org/v2/gh/{PROJECT}/main?urlpath=lab%2Ftree%2Fcourse%2F{UNIT}%2F{UNIT}.ipynb)" in source


@pytest.mark.parametrize(
    ("line", "project"),
    [
        ("", None),
        ('Repository = "https://github.com/someone/descent"', PROJECT),
        ('Repository = "https://github.com/someone/descent.git"', PROJECT),
    ],
)
def test_the_address_is_named_in_one_place(tmp_path, monkeypatch, line, project):
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "descent"\n[project.urls]\n{line}\n', encoding="utf-8")
    monkeypatch.setattr(opening, "COURSE", tmp_path)
    assert opening.public_project() == project


def test_an_address_elsewhere_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "COURSE", tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nurls.Repository = "https://example.org/x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"not https://github\.com/"):
        opening.public_project()


def installations(source: str, folder, *, missing: bool) -> list[str]:
    """Run the cell as IPython would in `folder`, with a `%pip` that only says what it was asked for."""
    code = TransformerManager().transform_cell(source)
    hide = "importlib.util.find_spec = lambda name: None" if missing else "importlib.util.find_spec = lambda name: 1"
    script = (
        "import importlib.util\n" + hide + "\nclass Shell:\n"
        "    def run_line_magic(self, name, line): print(name, line)\n"
        "get_ipython = Shell\n" + code
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def test_where_descent_is_installed_nothing_is_done(tmp_path):
    assert installations(cell_of(public(PROJECT)).source, tmp_path, missing=False) == []


@pytest.mark.parametrize("project", [None, PROJECT])
def test_beside_the_package_it_is_installed_from_there(tmp_path, project):
    (tmp_path / "descent").mkdir()
    (tmp_path / UNIT).mkdir()
    assert installations(cell_of(public(project)).source, tmp_path / UNIT, missing=True) == ["pip install --quiet .."]


def test_in_colab_it_comes_from_the_public_copy_and_replaces_nothing_of_colabs(tmp_path):
    (line,) = installations(cell_of(public(PROJECT)).source, tmp_path, missing=True)
    assert line.startswith("pip install --quiet --no-deps ")
    assert f"git+https://github.com/{PROJECT}#subdirectory=course" in line
    assert not any(sign in line for sign in ("==", ">=", "<", "~="))
