"""Three facts about a·log(a/b), the integrand of a divergence, for numbers a, b ≥ 0 with b > 0 where a > 0.

It is at least a − b; it is homogeneous; and it is subadditive (the log-sum inequality). Each comes from log u ≤ u − 1,
cell by cell, and is proved once, for variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from derivations.kernel import Term, Theorem, logic
from derivations.kernel.formulas import Eq, Implies, log, piecewise, real
from derivations.kernel.terms import ZERO
from derivations.lemmas.cells import NONE, Hints, in_cells
from derivations.tactics import Facts

_a, _b, _c, _d, _s = map(real, "abcds")


def relative(a: Term, b: Term) -> Term:
    """a·log(a/b) where a > 0, else 0."""
    return piecewise(ZERO < a, a * log(a / b))


def supported(a: Term, b: Term) -> Term:
    """0 < a ⇒ 0 < b."""
    return Implies(ZERO < a, ZERO < b)


def _proved(goal: Term, atoms: Sequence[Term], pairs: Sequence[tuple[Term, Term]], hints: Hints = NONE) -> Theorem:
    facts = Facts(logic.assume(f) for f in (*(ZERO <= t for t in atoms), *(supported(*pair) for pair in pairs)))
    return in_cells(facts, goal, atoms, hints)


@cache
def _at_least() -> Theorem:
    goal = _a - _b <= relative(_a, _b)
    return _proved(goal, (_a, _b), [(_a, _b)], Hints([(_a, _b / _a)]))


def at_least(a: Term, b: Term) -> Theorem:
    """0 ≤ a, 0 ≤ b, 0 < a ⇒ 0 < b  ⊢  a − b ≤ a·log(a/b)."""
    return logic.instantiate(_at_least(), ((_a, a), (_b, b)))


@cache
def _scaled() -> Theorem:
    return _proved(Eq(_s * relative(_a, _b), relative(_s * _a, _s * _b)), (_s, _a, _b), [(_a, _b)])


def scaled(s: Term, a: Term, b: Term) -> Theorem:
    """0 ≤ s, a, b and 0 < a ⇒ 0 < b  ⊢  s·(a·log(a/b)) = (s·a)·log((s·a)/(s·b))."""
    return logic.instantiate(_scaled(), ((_s, s), (_a, a), (_b, b)))


@cache
def _log_sum() -> Theorem:
    goal = relative(_a + _b, _c + _d) <= relative(_a, _c) + relative(_b, _d)
    above, below = _a + _b, _c + _d
    bounds = [(_a, _c * above / (_a * below)), (_b, _d * above / (_b * below)), _b * _c / below, _a * _d / below]
    return _proved(goal, (_a, _b, _c, _d), [(_a, _c), (_b, _d)], Hints(bounds))


def log_sum(a: Term, b: Term, c: Term, d: Term) -> Theorem:
    """The log-sum inequality: (a + b)·log((a + b)/(c + d)) ≤ a·log(a/c) + b·log(b/d), each 0 where a, b or a + b is."""
    return logic.instantiate(_log_sum(), ((_a, a), (_b, b), (_c, c), (_d, d)))


@cache
def _supported_sum() -> Theorem:
    return _proved(supported(_a + _b, _c + _d), (_a, _b, _c, _d), [(_a, _c), (_b, _d)])


def supported_sum(a: Term, b: Term, c: Term, d: Term) -> Theorem:
    """0 < a ⇒ 0 < c and 0 < b ⇒ 0 < d  ⊢  0 < a + b ⇒ 0 < c + d, for numbers that are at least 0."""
    return logic.instantiate(_supported_sum(), ((_a, a), (_b, b), (_c, c), (_d, d)))


@cache
def _supported_scaled() -> Theorem:
    return _proved(supported(_s * _a, _s * _b), (_s, _a, _b), [(_a, _b)])


def supported_scaled(s: Term, a: Term, b: Term) -> Theorem:
    """0 < a ⇒ 0 < b  ⊢  0 < s·a ⇒ 0 < s·b, for numbers that are at least 0."""
    return logic.instantiate(_supported_scaled(), ((_s, s), (_a, a), (_b, b)))
