"""Unit 12: text written by a model, one character at a time, at any temperature."""

from __future__ import annotations

import functools
import math
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import data
from descent.explore.explorer import Explorer, choice, int_slider, slider
from descent.explore.stage import Finding, Picture
from descent.ngrams import NGrams
from descent.style import BLACK, SKY

Array = NDArray[np.float64]
Scores = Callable[[str], Iterator[Array]]
PROMPTS = ("The wh", "Call me ", "Captain A", "said Stub", "In the ")
LENGTH, SHOWN = 220, 12


def softened(logits: Array, temperature: float) -> Array:
    """Return softmax(logits / temperature), (V,)."""
    scaled = (logits - logits.max()) / temperature
    p = np.exp(scaled)
    return np.asarray(p / p.sum())


@functools.cache
def _four_gram() -> NGrams:
    return NGrams(data.moby_dick(), 4)


@functools.cache
def _vocabulary() -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", data.moby_dick().lower()))


class Writer:
    """Writes with any model: `begin(text)` returns logits and a state, `go_on(place, state)` those after one more."""

    def __init__(self, model: Any = None, characters: str | None = None) -> None:
        self.name = "the 4-gram" if model is None else "your model"
        if model is not None and characters is None:
            raise ValueError(
                "Pass the characters too, in the order of the model's outputs: sampling(model, characters)."
            )
        self.characters = characters or _four_gram().characters
        self._model = model

    def begin(self, text: str) -> tuple[Array, Any]:
        """Read `text` from the start."""
        if self._model is None:
            return np.log(_four_gram().probabilities(text[-3:])), text[-3:]
        return self._read([self.characters.index(character) for character in text], None)

    def go_on(self, place: int, state: Any) -> tuple[Array, Any]:
        """Read one more character, the one at `place`."""
        if self._model is None:
            text = (state + self.characters[place])[-3:]
            return np.log(_four_gram().probabilities(text)), text
        return self._read([place], state)

    def _read(self, places: list[int], state: Any) -> tuple[Array, Any]:
        import torch

        where = next(self._model.parameters()).device
        with torch.no_grad():
            logits, state = self._model(torch.tensor([places], device=where), state)
        return logits[0, -1].cpu().double().numpy(), state

    def write(self, prompt: str, *, temperature: float, seed: int, length: int = LENGTH) -> tuple[str, Array]:
        """Return `length` characters after `prompt`, and the logits (V,) of the first of them.

        One uniform number a character is drawn beforehand, so that a small change of temperature changes little.
        """
        chances = np.random.default_rng(seed).random(length)
        first, state = self.begin(prompt)
        logits, text = first, []
        for chance in chances:
            place = int(np.searchsorted(np.cumsum(softened(logits, temperature)), chance))
            place = min(place, len(self.characters) - 1)
            text.append(self.characters[place])
            logits, state = self.go_on(place, state)
        return "".join(text), first


class SamplingPicture(Picture):
    alt = (
        "Left: the probabilities of the likeliest next characters at this temperature, and at temperature 1. "
        "Right: text that the model writes."
    )
    tall_size = (3.4, 6.6)

    def __init__(self, writer: Writer, *, tall: bool = False) -> None:
        self.writer = writer
        super().__init__(tall=tall)

    def build(self) -> None:
        self.bars, self.page = self.panels(width_ratios=[1, 1.35])
        self.bars.set(title="The next character", xlim=(-0.7, SHOWN - 0.3), ylim=(0, 1), xticks=range(SHOWN))
        self.bars.set(xlabel="the twelve likeliest characters", ylabel="probability")
        self.page.axis("off")
        self.page.set_title(f"Written by {self.writer.name}")
        self._boxes = self.bars.bar(np.arange(SHOWN), np.zeros(SHOWN), color=SKY, label="at this temperature")
        (self._plain,) = self.bars.plot([], [], "_", color=BLACK, ms=14, mew=2, label="at temperature 1")
        style: dict[str, Any] = {"family": "DejaVu Sans Mono", "va": "top"}
        size = 9 if self.tall else 11.5
        self._text = self.page.text(0, 0.97, "", fontsize=size, transform=self.page.transAxes, **style)
        self.bars.legend(loc="upper right")
        self.actors(*self._boxes, self._plain, self._text)

    def show(self, *, prompt: str, temperature: float, seed: int) -> Finding:
        text, logits = self.writer.write(prompt, temperature=temperature, seed=seed)
        p, plain = softened(logits, temperature), softened(logits, 1.0)
        order = np.argsort(-plain, kind="stable")[:SHOWN]
        for box, place in zip(self._boxes, order, strict=True):
            box.set_height(p[place])
        self.scene = prompt  # the characters under the bars belong to the still part
        self.bars.set_xticklabels(
            [visible(self.writer.characters[place]) for place in order], family="DejaVu Sans Mono"
        )
        self._plain.set_data(np.arange(SHOWN), plain[order])
        self._text.set_text(textwrap.fill(visible(prompt + text), 27 if self.tall else 44, drop_whitespace=False))
        return _in_words(prompt + text, p, temperature=temperature)


def visible(text: str) -> str:
    """Return `text` with marks in the place of blanks that nobody sees, and of what Matplotlib would typeset."""
    return text.replace("\n", "¶").replace(" ", "␣" if len(text) == 1 else " ").replace("$", r"\$")


def _in_words(text: str, p: Array, *, temperature: float) -> Finding:
    words = re.findall(r"[a-z]+", text.lower())[:-1]  # the last one may be cut
    known = sum(word in _vocabulary() for word in words) / max(1, len(words))
    runs = [text[k : k + 12] for k in range(len(text) - 11)]
    fresh = len(set(runs)) / len(runs)
    spread = math.exp(-float(np.sum(p * np.log(np.maximum(p, 1e-300)))))
    told = f"at temperature {temperature:.2f} the model hesitates between {spread:.1f} characters here; "
    told += f"{known:.0%} of the {len(words)} words occur in the book."
    if fresh < 0.75:
        return Finding("repeats itself", told)
    if known >= 0.8:
        return Finding("words of the book", told)
    return Finding("half words, half noise" if known >= 0.5 else "noise", told)


class SamplingExplorer(Explorer):
    picture_type = SamplingPicture
    title = "Divide the logits by a temperature, then draw: cold repeats, hot babbles"
    stops = ({"temperature": 0.1}, {"temperature": 0.7}, {"temperature": 1.0}, {"temperature": 2.0})

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        super().__init__()

    def make_picture(self, *, tall: bool = False) -> Picture:
        return SamplingPicture(self.writer, tall=tall)

    def make_controls(self) -> dict[str, Any]:
        prompts = tuple(prompt for prompt in PROMPTS if set(prompt) <= set(self.writer.characters))
        return {
            "temperature": slider("temperature", 0.8, 0.1, 2.0, 0.05),
            "prompt": choice("begins with", prompts, prompts[0]),
            "seed": int_slider("another draw", 1, 1, 50),
        }


def sampling(model: Any = None, characters: str | None = None) -> Explorer:
    """Let a model write, at a temperature of your choice.

    `model(x, state)` returns logits (1, T, V) and the next state for tokens `x` (1, T), as in `truncated_bptt`;
    `characters` names the V of them. Without a model, a 4-gram of Moby-Dick writes.
    Raises `ValueError` for a model without characters.
    """
    return SamplingExplorer(Writer(model, characters))
