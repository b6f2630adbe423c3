"""What unit 06 asks of `Value`: expressions, which judge its operations, and programs, which judge its way back.

In the expressions no value but a leaf is used twice, so that a derivative can be right whatever the way back gets
wrong; the programs are plain sums and products of values, so that the way back can be right whatever a derivative gets
wrong. A class is not wrapped as a function is: that an operation leaves its operands alone is observed by looking at
them again.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from descent.observing import Case

from autograder.drawing import draw_until
from autograder.exercise import case

Rng = np.random.Generator
Array = np.ndarray


# Value


def observe_expressions(value, *problems):  # type: ignore[no-untyped-def]
    for text, numbers in problems:
        leaves = {name: value(number) for name, number in zip("abcde", numbers)}  # noqa: B905
        out = eval(compile(text, "<expression of the check>", "eval"), dict(leaves))
        result = out.data
        out.backward()
        grads = {f"{name}.grad": leaf.grad for name, leaf in leaves.items()}
        yield {**{name: leaf.data for name, leaf in leaves.items()}, text: result, **grads}


def number(rng: Rng, low: float = 1.2, high: float = 2.5) -> float:
    return round(float(rng.uniform(low, high)), 2)


def leaves(rng: Rng, signs: str, scale: float = 1.0) -> tuple[float, ...]:
    """Return a number of each sign (±: either), with two decimals, away from 0, from 1 and from each other."""

    def distinct(sizes: Array) -> bool:
        return np.abs(np.subtract.outer([1.0, *sizes], sizes) + np.eye(len(sizes) + 1, len(sizes), -1)).min() > 0.05

    sizes = draw_until(distinct, lambda: rng.uniform(0.4, 2.3, len(signs)).round(2))
    turns = [{"+": 1, "-": -1, "±": rng.choice([-1, 1])}[sign] for sign in signs]
    return tuple(round(float(scale * turn * size), 5) for turn, size in zip(turns, sizes, strict=True))


def value_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, *problems: tuple[str, str]) -> Case:
        return case(note, *((text, leaves(rng, signs)) for text, signs in problems))

    def some() -> float:
        return number(rng)

    yield ask("sums and products", ("a * b + c", "±±±"), ("a + b * c * d", "±±±±"))
    yield ask("a leaf used twice", ("a * b + a", "±±"), ("(a + b) * (a + c)", "+++"))
    yield ask("a value with itself", ("a * a", "±"), ("a + a + b", "±±"))
    yield ask("differences", ("a - b * c", "±±±"), ("-a * b - c", "±±±"))
    yield ask("a − a, which is flat", ("a - a", "±"), ("(a - a) * b + c", "±±±"))
    yield ask("quotients", ("a / b", "±±"), ("a / (b + c) + d", "±++±"))
    right = f"a + {some()}", f"a * {rng.integers(2, 5)} + b", f"a - {some()}", f"b / {rng.integers(2, 5)} + a"
    yield ask("a number on the right", *((text, "±±") for text in right))
    left = f"{some()} + a * b", f"{rng.integers(2, 5)} * a + b", f"{some()} - a * b", f"{some()} / a + b"
    yield ask("a number on the left", *((text, "±±") for text in left))
    yield ask("sum() begins with 0", ("sum([a, b, c])", "±±±"), ("sum([a * b, c]) / 2", "±±±"))
    whole = "a ** 2 + b", "a ** 3", "a ** -1 + b", "a ** 1 * b", "a ** 0 + b"
    yield ask("whole powers", *((text, "-±"[: 1 + ("b" in text)]) for text in whole))
    yield ask("fractional powers", ("a ** 0.5 * b", "+±"), ("a ** -1.5", "+"), ("(a * b) ** 2.5", "++"))
    (a, c) = leaves(rng, "±±")
    yield case("the square of a difference that is 0", ("(a - b) ** 2 + a * c", (a, a, c)))
    yield ask("exp", ("a.exp()", "±"), ("(a * b).exp() + a", "±±"), ("a.exp() * b", "±±"))
    relus = ("(a * b).relu() + b", "++"), ("(a * b).relu() + a", "-+"), ("a.relu() * b", "+-")
    yield ask("relu on both sides of 0", *relus)
    (b,), (d,) = leaves(rng, "±"), leaves(rng, "±")
    yield case("relu at 0", ("a.relu() + a * b", (0.0, b)), ("(a * b).relu() + b", (0, d)))
    yield ask("tanh", ("a.tanh()", "±"), ("(a * b).tanh() * c", "±±±"))
    yield ask("a neuron", ("(a * b + c * d + e).tanh()", "±±±±±"), ("(a * b + c * d + e).relu()", "+++++"))
    integers = [tuple(int(n) for n in rng.choice([-5, -4, -3, -2, 2, 3, 4, 5], 3, replace=False)) for _ in range(3)]
    texts = "a * b + c", "a / b - c", "a ** 3 * b + c"
    yield case("whole numbers", *zip(texts, integers, strict=True))
    small, large = leaves(rng, "±±", 1e-3), leaves(rng, "±±", 10)
    yield case("small and large numbers", ("a * b + c * d", (small[0], large[0], small[1], large[1])))
    everything = "((a - b) / c).exp() ** 2 + (a * c).tanh()"
    yield ask("everything, and a leaf that is not used", (everything, "++++"), ("a * b", "±±±"))


# Value.backward


def observe_program(value, *lines, kind):  # type: ignore[no-untyped-def]  # noqa: ARG001
    names, done, before = {"Value": value}, [], {}
    for line in lines:
        exec(compile(line, "<program of the check>", "exec"), names)
        done.append(line)
        if ".backward()" not in line:
            continue
        made = [text.split(" = ") for text in done if " = " in text and " in " not in text]
        grads = {f"{name}.grad": names[name].grad for name, text in made if text.startswith("Value(")}
        between = {f"{name}.grad": names[name].grad for name, text in made if not text.startswith("Value(")}
        # Some keep the gradients of values between elsewhere: theirs may stay 0, but may not grow from call to call.
        for name, grad in before.get(line, {}).items():
            same = abs(between[name] - grad) <= 1e-9 * abs(grad)
            grads[name] = "as after the first call" if same else between[name]
        before.setdefault(line, between)
        yield {**grads, "after": "; ".join(done)}


def backward_cases(rng: Rng) -> Iterator[Case]:
    def run(note: str, kind: str, *lines: str, **values: float) -> Case:
        """Return the program `lines`, begun by the leaves that it uses."""
        drawn = dict(zip("abc", leaves(rng, "+++"), strict=True)) | values
        text = " ".join(lines).replace("backward", "")
        used = [name for name in "abc" if name in text and f"{name} = " not in text]
        return case(note, *(f"{name} = Value({drawn[name]})" for name in used), *lines, kind=kind)

    yield run("a product and a sum", "tree", "d = a * b", "e = d + c", "e.backward()", b=-number(rng))
    a = number(rng)
    equal = "d = Value(" + str(a) + ")", "e = a * b", "f = d * c", "g = e * f", "g.backward()"
    b = number(rng)
    yield run("equal numbers are not the same value", "tree", *equal, a=a, b=b, c=b)
    yield run("a leaf used twice", "leaf twice", "c = a * b", "d = c + a", "d.backward()")
    yield run("a value between, used twice", "shared", "c = a * b", "d = c + c", "e = d + a", "e.backward()")
    yield run("a diamond", "shared", "c = a * b", "d = c * a", "e = c + b", "f = d * e", "f.backward()")
    roads = "c = a * b", "d = c * a", "e = d * b"
    yield run("a short road before a long one", "shared", *roads, "f = c + e", "f.backward()")
    yield run("a long road before a short one", "shared", *roads, "f = e + c", "f.backward()")
    yield run("three diamonds in a row", "shared", "c = a * b", "d = c + c", "e = d * a", "f = e + e", "f.backward()")
    elsewhere = "c = a * b", "d = c * a", "e = c * b", "f = d * c", "g = f + e", "f.backward()"
    yield run("some values lead elsewhere", "shared", *elsewhere)
    calls = "c = a * b", "d = c + a", "e = d * c"
    yield run("the same call three times", "calls", *calls, *["e.backward()"] * 3)
    two = "c = a * b", "d = c * c", "e = c + a", "d.backward()", "e.backward()"
    yield run("two results share a part", "calls", *two)
    part = "c = a * b", "d = c * b", "e = d + a", "e.backward()", "d.backward()"
    yield run("first the whole, then a part of it", "calls", *part)
    yield run("the graph grows after a call", "calls", "c = a * b", "c.backward()", "d = c * a", "d.backward()")
    yield run("on a leaf", "leaf", "a.backward()", "b = a * a", "b.backward()", "a.backward()")
    long = "c = a", "for _ in range(10_000): c = c + b", "c.backward()"
    yield run("a chain of 10,000 sums", "chain", *long)
    long = "c = a", "for _ in range(10_000): c = b * c", "c.backward()"
    yield run("a chain of 10,000 products", "chain", *long, b=round(1 + 1e-4 * rng.uniform(0.5, 3), 6))
    # Whoever walks every road is stopped here, and then the cases that are left are not tried.
    long = "c = a", "for _ in range(60): c = c * b + c", "c.backward()"
    yield run("sixty diamonds in a row", "roads", *long, b=number(rng, 0.2, 0.4))
