"""A way from theorems that hold anyway, as a case of them: normal densities, divergences between them."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, logic
from derivations.kernel.formulas import fresh, real
from derivations.kernel.terms import ONE, REAL, ZERO, apply
from derivations.lemmas import named_densities
from derivations.tactics import Facts
from numerics import (  # noqa: F401 - they register their ways
    equivalence_arrivals,
    equivalence_determinants,
    equivalence_inner,
    equivalence_logits,
    equivalence_longer,
    equivalence_mirrored,
    equivalence_narrower,
    equivalence_opposed,
    equivalence_positive_parts,
    equivalence_quadratics,
    equivalence_restricted,
    equivalence_square_witnesses,
    equivalence_strings,
    equivalence_within_logarithms,
)
from numerics.equivalence_core import leaf
from numerics.equivalence_equal import by_equality
from numerics.equivalence_places import within

Values = dict[Term, Term]


@leaf(3)
def _a_case(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The goal as a case of a theorem of the library, up to equal numbers."""
    if not any(t.op == "normal" for t in within(goal)):
        raise Undecided("nothing is normal", "form")
    for known in library():
        values: Values = {}
        if known.conclusion.op != goal.op or not _fits(known.conclusion, goal, values):
            continue
        with suppress(ProofError):
            case = facts.settled(logic.instantiate(known, tuple(values.items())))
            return case if case.conclusion.alpha is goal.alpha else by_equality(facts, case, goal)
    raise Undecided("no theorem of the library says so", "search")


def case_of(facts: Facts, term: Term) -> Theorem:
    """⊢ t = its value, by an equation of the library; special ones before general ones.

    Raises:
        Undecided: there is none.
    """
    for known in reversed(library()):
        values: Values = {}
        if known.conclusion.op == "eq" and _fits(known.conclusion.args[0], term, values):
            idle = {v: ONE for h in known.hypotheses for v in h.free if v not in values}
            return facts.settled(logic.instantiate(known, (*values.items(), *idle.items())))
    raise Undecided(f"no theorem of the library says what {term} is", "search")


@cache
def library() -> tuple[Theorem, ...]:
    """Theorems with variables for which anything may be put that meets their hypotheses."""
    from derivations.results import find

    divergence = lemmas.split(find("divergences.gaussian_kl").proof.theorem)
    return (*divergence, named_densities.normal_density(real("m"), logic.assume(ZERO < real("s"))))


def _fits(pattern: Term, term: Term, values: Values) -> bool:
    """Whether a term is a case of the pattern; what stands for its variables is put down. Sides of = may differ."""
    if pattern.op == "var":
        alike = pattern.sort is term.sort or (pattern.sort is REAL and term.op == "num")
        return alike and values.setdefault(pattern, term).alpha is term.alpha
    if pattern.op == "eq" and term.op == "eq":
        return _fits(pattern.args[0], term.args[0], values)
    if pattern.op != term.op or len(pattern.args) != len(term.args):
        return False
    if pattern.op == "lambda":
        if pattern.data[1] is not term.data[1]:
            return False
        x = fresh("x", pattern.data[1], pattern, term, *values, *values.values())
        values[x] = x
        inner = _fits(apply(pattern, x), apply(term, x), values)
        values.pop(x)
        return inner and not any(x in v.free for v in values.values())
    return pattern.data == term.data and all(_fits(p, t, values) for p, t in zip(pattern.args, term.args, strict=True))
