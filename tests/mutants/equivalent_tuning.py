"""Mutants of unit 09 that no case can tell from the reference, each with the argument why."""

STRICT = "A combination has as many values as there are names, so that both are always equally long."
UNUSED = "Where std is 0 the quotient is not used, whatever it is, and elsewhere std is positive."
DOSE = "Doses are free: what counts is that the patient gets well, and twice or half as much may cure, too."

PRESCRIPTIONS = (
    "prescriptions: dict[str, dict[str, Any]] = {'Ann': {'lr': 0.01}, 'Ben': {'lr': 0.2}, 'Cleo': {'lr': 0.01}, "
    "'Dan': {'weight_decay': 0.3}, 'Eve': {'bias': 0.0}, 'Finn': {'standardize': True, 'lr': 0.1}}"
)


def dose(place: str, old: str, new: str) -> str:
    """Return the name of the mutant that prescribes another dose after `place`."""
    before, _, after = PRESCRIPTIONS.partition(place)
    return f"{before}{place}{after.replace(old, f'«{old}→{new}»', 1)}"


TUNING: dict[str, dict[str, str]] = {
    "cosine_annealing": {
        "if epoch >«=→» T_max:": "At T_max the cosine is exactly −1, so that both branches give eta_min.",
    },
    "grid_search": {
        "trials = [dict(zip(grid, values«, strict=True→»)) for values in itertools.product(*grid.values())]": STRICT,
        "trials = [dict(zip(grid, values, strict=«True→False»)) for values in itertools.product(*grid.values())]": (
            STRICT
        ),
    },
    "expected_improvement": {
        "z = gain / np.where(std >«→=» 0, std, 1.0)": UNUSED,
        "z = gain / np.where(std > «0→-1», std, 1.0)": UNUSED,
        "z = gain / np.where(std > 0, std, «1→2».0)": UNUSED,
        "return np.where(std > 0, gain * ndtr(z) + std * density, np.maximum(«gain, 0.0→0.0, gain»))": (
            "np.maximum has no order, nan included."
        ),
    },
    "has_converged": {
        "return «bool(0 <= earlier - later < rtol * abs(earlier)→0 <= earlier - later < rtol * abs(earlier»)": (
            "A truth value may be NumPy's or Python's."
        ),
    },
    "cure": {
        dose("'Ann': {'lr': 0.", "01", "02"): DOSE,
        dose("'Ben': {'lr': 0.", "2", "4"): DOSE,
        dose("'Cleo': {'lr': 0.", "01", "02"): DOSE,
        dose("'weight_decay': 0.", "3", "6"): DOSE,
        dose("'standardize': True, 'lr': 0.", "1", "2"): DOSE,
    },
}
