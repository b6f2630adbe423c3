"""Put tables of variants together."""

from __future__ import annotations

from types import ModuleType


def joined(kind: str, *modules: ModuleType) -> dict:
    """Return the table `kind` of all modules: what several of them have for an exercise comes one after the other."""
    table: dict = {}
    for module in modules:
        for name, more in getattr(module, kind, {}).items():
            table[name] = _both(table.get(name), more)
    return table


def _both(one: list | dict | None, other: list | dict) -> list | dict:
    if one is None:
        return other
    if isinstance(one, list):
        return [*one, *other]
    return one | {mistake: [*one.get(mistake, []), *functions] for mistake, functions in other.items()}
