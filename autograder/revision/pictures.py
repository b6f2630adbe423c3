"""The pictures of a sheet: what an explorer of the unit shows at a telling setting."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from descent import explore
from descent.explore.stage import Finding, png

# The explorer named after the unit comes first where nothing else is said.
CHOSEN: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "gradient": {"gradient": {"angle": 223.0}, "difference_step": {"h": 1e-5}},
    "update_rule": {"update_rule": {}, "condition_number": {"kappa": 100.0}},
    "batching": {"batching": {}, "batch_race": {}},
    "momentum": {"momentum": {"momentum": 0.7}, "damping": {"momentum": 0.9}},
    "adaptive": {"adaptive": {}, "effective_rates": {"gap": 40}},
    "backprop": {"backprop": {"step": 11}, "depth": {"gain": 3**-0.5}},
    "challenges": {"challenges": {"noise": 0.01}, "cliff": {"max_norm": 0.5}},
    "regularization": {"regularization": {}, "early_stopping": {}},
    "tuning": {"tuning": {}, "convergence": {}},
    "applications": {"applications": {}, "polynomial_degree": {}},
    "cnn": {"convolution": {}, "receptive_field": {}},
    "rnn": {"rnn": {}, "forget_gate": {}},
}


@dataclass(frozen=True)
class Figure:
    """A picture as PNG, its title, what it looks like, and what it shows."""

    name: str
    png: bytes
    title: str
    alt: str
    finding: Finding

    @property
    def heading(self) -> str:
        """The title as a sentence: some are questions."""
        return self.title if self.title.endswith(("?", "!", ".")) else f"{self.title}."


@functools.cache
def figures(slug: str) -> tuple[Figure, ...]:
    """Return the pictures of a unit, none for a unit without explorers."""
    wanted = CHOSEN.get(slug, {slug: {}} if slug in explore.__all__ else {})
    return tuple(_figure(name, settings) for name, settings in wanted.items())


def _figure(name: str, settings: Mapping[str, Any]) -> Figure:
    explorer = getattr(explore, name)()
    picture = explorer.make_picture()
    pixels, finding = picture.frame(**{**explorer.values(), **settings})
    return Figure(name, png(pixels), explorer.title, picture.alt, finding)
