"""How learners write the exercises, rightly and wrongly, one module a unit.

Each module has `CORRECT = {exercise: [functions]}`, `WRONG = {exercise: {mistake: [functions]}}` for other codings of
the listed mistakes, and `UNLISTED = {exercise: [functions]}` for mistakes that must fail without a wrong diagnosis.
"""
