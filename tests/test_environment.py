"""The places that say what is to be installed say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

REPOSITORY = Path(__file__).resolve().parent.parent


def project(folder: str) -> dict:
    return tomllib.loads((REPOSITORY / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def environment() -> dict:
    return yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))


def constraints() -> dict[str, str]:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pairs}


def test_both_projects_ask_for_the_same_python():
    assert project(".")["requires-python"] == project("course")["requires-python"]


def test_the_conda_environment_has_a_python_that_the_projects_accept():
    (python,) = [item for item in environment()["dependencies"] if str(item).startswith("python=")]
    assert python.removeprefix("python=") + ".0" in SpecifierSet(project(".")["requires-python"])


def test_the_conda_environment_installs_this_project_with_pip_and_nothing_else():
    dependencies = environment()["dependencies"]
    (by_pip,) = [item["pip"] for item in dependencies if isinstance(item, dict)]
    assert by_pip == ["-c constraints.txt", "-e ./course", "-e ."]
    assert [item for item in dependencies if isinstance(item, str) and not item.startswith("python=")] == ["pip"]


@pytest.mark.parametrize("folder", [".", "course"])
def test_every_dependency_has_a_tested_version_that_its_range_allows(folder):
    about = project(folder)
    extras = [text for texts in about.get("optional-dependencies", {}).values() for text in texts]
    for requirement in map(Requirement, [*about["dependencies"], *extras]):
        if not requirement.name.startswith("descent"):  # our own
            name = re.sub(r"[-_.]+", "-", requirement.name).lower()
            assert constraints()[name] in requirement.specifier, requirement


def test_the_packages_that_were_asked_for_are_installed():
    needed = {Requirement(text).name for folder in (".", "course") for text in project(folder)["dependencies"]}
    assert {"jupyterlab", "nbgrader", "numpy", "matplotlib", "ipywidgets", "torch"} <= needed


@pytest.mark.parametrize(("folder", "root"), [(".", "autograder"), (".", "solutions/reference"), ("course", "descent")])
def test_every_package_is_part_of_what_is_installed(folder, root):
    text = (REPOSITORY / folder / "pyproject.toml").read_text(encoding="utf-8")
    packages = set(tomllib.loads(text)["tool"]["setuptools"]["packages"])
    for init in (REPOSITORY / folder / root).rglob("__init__.py"):
        name = ".".join(init.parent.relative_to(REPOSITORY / folder).parts).removeprefix("solutions.")
        assert name in packages
