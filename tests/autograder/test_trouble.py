"""What goes wrong around a command is told in one sentence, once."""

from __future__ import annotations

import errno

import pytest
import typer

from autograder import cli, trouble


def hide_a_permission_error(by: BaseException) -> None:
    try:
        raise PermissionError(errno.EACCES, "Permission denied", "gradebook.db")
    except PermissionError:
        raise by from None


def test_an_error_is_told_once_even_where_another_error_stood_behind_it(capsys):
    with pytest.raises(typer.Exit), cli.complaining():
        hide_a_permission_error(cli.fail("The class is somebody else's."))
    assert capsys.readouterr().err.count("✗") == 1
    with pytest.raises(ValueError, match="something else") as caught:
        hide_a_permission_error(ValueError("something else"))
    assert trouble.sentence(caught.value) == ""
