"""Facts about σ(h) = 1/(1 + e^{−h}) that need no hypothesis: its values lie in (0, 1), and what is missing to 1.

Each function returns a theorem of the kernel; nothing here is trusted.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, powers
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import Eq, exp, log, real
from derivations.kernel.terms import ONE, ZERO, lam
from derivations.tactics import Facts

_h, _d = real("h"), real("d")


def at(theorem: Theorem, h: Term) -> Theorem:
    """A theorem about σ(h) for another h."""
    return logic.instantiate(theorem, ((_h, h),))


def positive(h: Term) -> Theorem:
    """⊢ 0 < σ(h)."""
    return at(_positive(), h)


def below_one(h: Term) -> Theorem:
    """⊢ σ(h) < 1."""
    return at(_below_one(), h)


def complement(h: Term) -> Theorem:
    """⊢ 1 − σ(h) = e^{−h}·σ(h)."""
    return at(_complement(), h)


def log_complement(h: Term) -> Theorem:
    """⊢ log(1 − σ(h)) = log σ(h) − h."""
    return at(_log_complement(), h)


@cache
def _positive() -> Theorem:
    reciprocal = lemmas.reciprocal_positive(_denominator())
    return Facts().settled(algebra.nonneg(ZERO < sigmoid(_h), ((1, (reciprocal,), ()),), (), ()))


def _denominator() -> Theorem:
    """⊢ 0 < 1 + e^{−h}."""
    return Facts().prove(ZERO < ONE + exp(-_h))


@cache
def _complement() -> Theorem:
    return Facts().settled(algebra.field(Eq(1 - sigmoid(_h), exp(-_h) * sigmoid(_h))))


@cache
def _below_one() -> Theorem:
    facts = Facts([_positive()])
    above = facts.prove(ZERO < exp(-_h) * sigmoid(_h))
    parts = ((ONE, _complement(), ONE),)
    return facts.settled(algebra.nonneg(sigmoid(_h) < ONE, ((1, (above,), ()),), parts, ()))


@cache
def _log_complement() -> Theorem:
    same = logic.congruence(lam(_d, log(_d)), _complement())
    apart = powers.powers(Eq(log(exp(-_h) * sigmoid(_h)), log(sigmoid(_h)) - _h))
    return Facts([_positive()]).settled(logic.transitivity(same, apart))
