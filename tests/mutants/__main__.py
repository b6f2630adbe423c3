"""Print what became of the mutants of every exercise: `make mutants`."""

import sys
from multiprocessing import Pool

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from autograder import registry
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.gate import Report, report


def table(reports: list[Report]) -> Table:
    """Return the survivors of every exercise, and why each is right."""
    shown = Table("exercise", "mutants", Column("survivors", overflow="fold"), Column("why", overflow="fold"))
    for one in reports:
        shown.add_row(one.name, str(one.total), str(len(one.survivors) or "none"))
        for name in one.survivors:
            shown.add_row("", "", escape(name), EQUIVALENT.get(one.name, {}).get(name, "[red]unexplained[/]"))
        for name in one.stale:
            shown.add_row("", "", escape(name), "[red]is explained, but does not survive[/]")
        shown.add_section()
    return shown


def main() -> int:
    with Pool(2) as pool:
        reports = pool.map(report, registry.by_name(), chunksize=1)
    Console().print(table(reports))
    return int(any(one.unexplained or one.stale for one in reports))


if __name__ == "__main__":
    sys.exit(main())
