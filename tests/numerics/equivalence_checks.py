"""Facts from formulas that are taken for granted, and whether the ways prove something from them."""

from derivations.kernel import Undecided, logic
from derivations.tactics import Facts
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_core import by_any_way


def assumed(*given):
    """The facts as they are given."""
    return Facts(logic.assume(formula) for formula in given)


def facts(*given):
    """The facts as they are given, and what follows from them."""
    known = assumed(*given)
    known.propagate()
    return known


def proved(goal, *given):
    """Whether the goal is proved from what is given, and from nothing else."""
    try:
        found = by_any_way(facts(*given), logic.truth(), goal)
    except Undecided:
        return False
    assert found.conclusion.alpha is goal.alpha
    assert {h.alpha for h in found.hypotheses} <= {g.alpha for g in given}
    return True
