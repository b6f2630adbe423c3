"""How a mistake in an operation of `Value` shows itself, whatever its coding.

A case asks for several expressions, each with the numbers in its leaves. `expected` and `got` hold for each a
dictionary of the leaves, the result and the leaves' gradients; `got` ends early where an expression raised.
The source of a symptom travels to the learner's kernel, so each stands alone.
"""

from typing import Any


def raises_with_a_number_on_the_left(expected: list, got: list, *problems: Any) -> bool:
    text = problems[len(got)][0]
    return len(got) < len(expected) and (text.startswith("sum(") or text[0].isdigit())


def raises_with_a_number(expected: list, got: list, *problems: Any) -> bool:
    """Plain numbers are in sum(), which begins with 0, and in a minus, which may be a product with −1."""
    import re

    text = problems[len(got)][0]
    return len(got) < len(expected) and bool(re.search(r"sum\(|- |^-|(?<!\*\* )(?<!\*\* -)\b\d", text))


def number_on_the_wrong_side(expected: list, got: list, *problems: Any) -> bool:
    """What is wrong is the result of `number − a` or `number / a`."""
    from descent.comparing import difference

    wrong = [
        text[0].isdigit() and (" - " in text or " / " in text) and difference(right[text], mine[text])
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    ]
    return bool(wrong) and all(wrong)


def leaf_is_changed(expected: list, got: list, *_: Any) -> bool:
    from descent.comparing import difference

    pairs = [(right[key], mine[key]) for right, mine in zip(expected, got) for key in right if len(key) == 1]  # noqa: B905
    return any(difference(right, mine, rtol=1e-6, dtype=False) for right, mine in pairs)


def same_on_both_sides(expected: list, got: list, *problems: Any) -> bool:
    """Only expressions like `a * a` have wrong gradients."""
    import re

    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and re.search(r"\b([a-z]) [-+*/] \1\b", text)
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def used_twice(expected: list, got: list, *problems: Any) -> bool:
    """Only gradients of leaves that an expression uses more than once are wrong."""
    import re

    from descent.comparing import difference

    return all(
        key.endswith(".grad") and len(re.findall(rf"\b{key[0]}\b", text)) > 1
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        for key in right
        if difference(right[key], mine[key])
    )


def only_minus(expected: list, got: list, *problems: Any) -> bool:
    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and ("- " in text or text.startswith("-"))
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def only_quotients(expected: list, got: list, *problems: Any) -> bool:
    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and " / " in text
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def only_powers(expected: list, got: list, *problems: Any) -> bool:
    """Only powers have wrong gradients, and quotients, which may be made of them."""
    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and ("**" in text or " / " in text)
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def only_relu_at_zero(expected: list, got: list, *problems: Any) -> bool:
    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and "relu" in text and 0 in numbers
        for (text, numbers), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def only_relu(expected: list, got: list, *problems: Any) -> bool:
    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and "relu" in text
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def only_exp(expected: list, got: list, *problems: Any) -> bool:
    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and "exp" in text
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def only_tanh(expected: list, got: list, *problems: Any) -> bool:
    from descent.comparing import difference

    return all(
        difference(right[text], mine[text]) is None and "tanh" in text
        for (text, _), right, mine in zip(problems, expected, got, strict=True)
        if difference(right, mine)
    )


def one_factor_too_many(expected: list, got: list, *problems: Any) -> bool:
    """All gradients of an expression are wrong by one factor, and its result is right."""
    from descent.comparing import difference

    for (text, _), right, mine in zip(problems, expected, got, strict=True):
        if difference(right[text], mine[text]):
            return False
        grads = [key for key in right if key.endswith(".grad")]
        largest = max(grads, key=lambda key: abs(right[key]))
        factor = mine[largest] / right[largest] if right[largest] else 1.0
        if not all(abs(mine[key] - factor * right[key]) <= 1e-6 * abs(factor * right[largest]) for key in grads):
            return False
    return True
