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
    """Return the survivors of every exercise, and why each may survive."""
    shown = Table("exercise", Column("mutants", justify="right"), Column("survivors, and why", overflow="fold"))
    for one in reports:
        known = EQUIVALENT.get(one.name, {})
        why = {name: f"[dim]{known[name]}[/]" if name in known else "[red]unexplained[/]" for name in one.survivors}
        why |= dict.fromkeys(one.stale, "[red]is explained, but does not survive[/]")
        survivors = [f"{escape(name)}\n  {reason}" for name, reason in why.items()]
        shown.add_row(one.name, str(one.total), "\n".join(survivors) or "none", end_section=True)
    total, survivors = sum(one.total for one in reports), sum(len(one.survivors) for one in reports)
    shown.add_row("all", str(total), str(survivors))
    return shown


def main() -> int:
    with Pool(2) as pool:
        reports = pool.map(report, registry.by_name(), chunksize=1)
    Console().print(table(reports))
    return int(any(one.unexplained or one.stale for one in reports))


if __name__ == "__main__":
    sys.exit(main())
