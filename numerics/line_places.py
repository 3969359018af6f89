"""Points on the line given in writing: what holds there by their form is proved by the kernel, not only enclosed.

Densities are taken from `line_densities`, and the other functions from a list; every hypothesis and every premise is
decided all the same, a "for all" or "is a density" by a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import reduce
from itertools import islice, product
from typing import Any, Final

from derivations.kernel.formulas import exp, lebesgue, real, unfolding
from derivations.kernel.terms import (
    NAT,
    REAL,
    SPACE,
    Sort,
    Term,
    lam,
    num,
    resorted,
    substitute,
)
from numerics.errors import NoValue
from numerics.evaluation import Evaluator
from numerics.intervals import Balls
from numerics.judge import UNKNOWN
from numerics.line import exists
from numerics.line_densities import line_densities
from numerics.line_proofs import complemented, proved
from numerics.places import CONNECTIVES, Drawn
from numerics.truth import Truth

BY_PROOF: Final = ("density", "measurable", "forall", "almost", "differentiable")  # no enclosure makes sure of them
ABBREVIATIONS: Final = ("density", "absolutely_continuous", "finite_kl")
_X: Final = real("x")
FUNCTIONS: Final = tuple(
    lam(_X, body)
    for body in (
        1 / (1 + exp(-_X)),
        _X,
        num(Fraction(1, 3)) + 0 * _X,
        exp(3 * _X**2),
        1 / (1 + exp(-exp(_X**2))),
        -_X,
        exp(-exp(_X**2)),
        1 - exp(-exp(_X**2)),
    )
)
NUMBERS: Final = tuple(map(Fraction, (1, 0, 2, "1/2", -1)))
LINE: Final = Sort("function", REAL, REAL)
MOST: Final = 400  # combinations that are looked at


class Proved(Drawn):
    """A point all of whose values are closed terms."""

    def __init__(self, terms: Mapping[Term, Term]) -> None:
        """Take the terms; points of an arbitrary space are those of the line."""
        super().__init__(terms)
        self.written = {resorted(v, REAL): t for v, t in terms.items()}
        self.enclosing = Drawn({})

    def truth(self, claim: Term) -> bool | None:
        """The truth of a claim here: part by part, proved or enclosed; None unless it is certain."""
        return self._decided(substitute(resorted(claim, REAL), self.written))

    def _decided(self, claim: Term) -> bool | None:
        if claim.op in CONNECTIVES:
            return _plain(CONNECTIVES[claim.op](*(_certain(self._decided(part)) for part in claim.args)))
        if claim.op == "same_almost_everywhere" and (meaning := unfolding(claim)) is not None:
            return self._decided(meaning)
        if claim.op in BY_PROOF and proved(claim):
            return True
        if claim.op == "integrable" and (seen := _exists(claim)) is not None:
            return seen
        found = self.enclosing.truth(complemented(claim))
        if found is None and claim.op in ABBREVIATIONS and (meaning := unfolding(claim)) is not None:
            return self._decided(meaning)
        return found

    def with_(self, values: Mapping[Term, Any]) -> Proved:
        """The place with values for further variables."""
        more = {v: x if isinstance(x, Term) else num(Fraction(x)) for v, x in values.items()}
        return Proved({**self.point, **more})


def _exists(claim: Term) -> bool | None:
    """Whether an integral over the line is finite, where rates of growth tell."""
    if claim.args[0].alpha is not lebesgue().alpha:
        return None
    with suppress(NoValue):
        return exists(Evaluator(Balls(), {}).value(complemented(claim).args[1]))
    return None


def _certain(value: bool | None) -> Truth:
    return UNKNOWN if value is None else Truth(value)


def _plain(truth: Truth) -> bool | None:
    return truth.value if truth.certain else None


def line_places(given: Sequence[Term], names: Sequence[Term]) -> Iterator[Proved]:
    """Points on the line with values for these variables at which these formulas hold."""
    pools = [_meeting(v, pool(v, given), given) for v in names]
    if not any(p and p[0].sort is LINE for p in pools):
        return
    chosen = sorted(product(*(range(len(p)) for p in pools)), key=sum) if _fewer(pools) else ()
    for numbers in islice(chosen, MOST):
        place = Proved({v: p[i] for v, p, i in zip(names, pools, numbers, strict=True)})
        if all(place.truth(premise) for premise in given):
            yield place


def settings(
    draw: Callable[[], Mapping[str, Any]], given: Sequence[Term], names: Sequence[Term], tries: int
) -> Iterator[Proved]:
    """Points of a prior that gives all of these variables as terms, if these formulas are seen to hold there."""
    for values in (draw() for _ in range(tries)):
        if not all(isinstance(values.get(v.data), Term) for v in names):
            return
        place = Proved({v: values[v.data] for v in names})
        if all(place.truth(premise) for premise in given):
            yield place


def _meeting(variable: Term, values: Sequence[Term], given: Sequence[Term]) -> list[Term]:
    """Of the terms for a variable those that meet what is said of it alone."""
    alone = [g for g in given if g.free == {variable}]
    return [t for t in values if all(Proved({variable: t}).truth(g) for g in alone)] if alone else [*values]


def _fewer(pools: Sequence[Sequence[Term]]) -> bool:
    """Whether the combinations can be listed."""
    return 0 < reduce(lambda total, p: total * len(p), pools, 1) < 100_000


def pool(variable: Term, given: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that are tried for a variable; none for a kind of variable that has no place here."""
    sort = variable.sort.with_points(REAL)
    if sort is REAL or sort is NAT:
        return tuple(num(x) for x in NUMBERS if sort is REAL or (x >= 0 and x.denominator == 1))
    if sort is LINE:
        is_density = any(h.op == "density" and h.args[1] is variable for h in given)
        return tuple(t.conclusion.args[1] for t in line_densities()) if is_density else FUNCTIONS
    return (lebesgue(),) if sort is lebesgue().sort and variable.sort.params == (SPACE,) else ()
