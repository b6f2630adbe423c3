"""What holds for all tests."""

import os
import signal

import pytest

os.environ["DESCENT_PROGRESS"] = "off"  # checks that tests run are nobody's progress; kernels inherit it
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: children would be deaf to it too
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of a group on one worker: pytest-xdist 3.8 writes the group where pytest 9.2 does not look."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        groups = sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")})
        if groups and hasattr(item, "_id") and "@" not in item.nodeid.rpartition("]")[2]:
            item._id = type(item._id)(path=item._id.path, names=(f"{item._id.rest}@{'_'.join(groups)}",))
