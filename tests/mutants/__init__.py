"""The mutation gate: small mechanical faults put into every reference, each of which the exercise's cases must see."""
