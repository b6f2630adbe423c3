"""Unit 02 as learners write it: the exercises stand beside this file."""

from tests.autograder.variants import (
    update_rule_conjugate,
    update_rule_conjugate_wrong,
    update_rule_descents,
    update_rule_descents_wrong,
    update_rule_line_search,
    update_rule_newton,
    update_rule_rates,
    update_rule_steps,
)

CORRECT = {
    **update_rule_steps.CORRECT,
    **update_rule_descents.CORRECT,
    **update_rule_rates.CORRECT,
    **update_rule_line_search.CORRECT,
    **update_rule_newton.CORRECT,
    **update_rule_conjugate.CORRECT,
}
WRONG = {
    **update_rule_steps.WRONG,
    **update_rule_descents_wrong.WRONG,
    **update_rule_rates.WRONG,
    **update_rule_line_search.WRONG,
    **update_rule_newton.WRONG,
    **update_rule_conjugate_wrong.WRONG,
}
UNLISTED = {
    **update_rule_steps.UNLISTED,
    **update_rule_descents.UNLISTED,
    **update_rule_rates.UNLISTED,
    **update_rule_line_search.UNLISTED,
    **update_rule_newton.UNLISTED,
    **update_rule_conjugate.UNLISTED,
}
