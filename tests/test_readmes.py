"""What the READMEs say is there: links, pictures, commands, flags, tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from autograder.cli import app
from autograder.export_command import EXPORTERS
from autograder.exporting import TableExport
from autograder.paths import REPOSITORY, lessons

PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
PAGES += [f"{folder}/README.md" for folder in ("course", "solutions", "autograder")]
COMMANDS = get_command(app).commands


def text(page: str) -> str:
    return (REPOSITORY / page).read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if "://" in target:
            continue
        place, _, anchor = target.partition("#")
        path = (REPOSITORY / page).parent / place if place else REPOSITORY / page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_target_exists(page):
    for command in re.findall(r"`?autograder ([a-z]+)\b(?=[ `])", " ".join(re.findall(r"`[^`]+`", text(page)))):
        assert command in COMMANDS, command
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    for target in re.findall(r"(?:^|`)make ([a-z]+)", text(page), re.MULTILINE):
        assert target in targets, target


@pytest.mark.parametrize("page", PAGES)
def test_every_flag_exists(page):
    lines = [line for line in text(page).splitlines() if re.match(r"(\$ )?autograder [a-z]+ ", line)]
    for line in lines:
        name = line.split()[line.split().index("autograder") + 1]
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts + parameter.secondary_opts}
        for flag in re.findall(r"(?<=\s)--[a-z-]+", line.partition("#")[0]):
            assert flag in known, line


@pytest.mark.parametrize(
    ("page", "lines"), [("README.md", 110), ("course/README.md", 80), ("solutions/README.md", 190)]
)
def test_each_is_for_one_person_and_short(page, lines):
    assert len(text(page).splitlines()) <= lines


def test_the_table_of_features_names_a_test_for_each_claim():
    rows = [line.split("|") for line in text("README.md").splitlines() if line.startswith("| ") and "](tests/" in line]
    assert len(rows) >= 12
    for row in rows:
        assert re.search(r"\]\(tests/[\w/]+\.py\)", row[2]), row
        assert "](" not in "".join(row[3:])


def test_students_find_a_row_for_every_unit():
    rows = re.findall(r"^\| `(\d\d_\w+)` \|", text("course/README.md"), re.MULTILINE)
    assert rows == [path.stem for path in lessons()]


def test_every_export_is_described_with_its_vendors_page():
    for name, plugin in EXPORTERS.items():
        assert issubclass(plugin, TableExport)
        assert "https://" in (plugin.__doc__ or "")
        assert f"| `{name}` | `{plugin.file_name}`" in text("autograder/README.md")


def test_the_citation_is_of_this_version():
    about = yaml.safe_load(text("CITATION.cff"))
    assert f'version = "{about["version"]}"' in text("pyproject.toml")
    assert set(about["license"]) == {"MIT", "CC-BY-4.0"}
    assert "MIT License" in text("LICENSE")
    assert "CC BY 4.0" in text("LICENSE-text")
