"""Points at which an orbit in the plane lands on (0, 0), or goes there, against claims that it does not.

A claim that no orbit goes to (0, 0) unless it meets it fails for a variant as soon as the orbit of the one map lands on
(0, 0), where it stays, while that of the other map never meets it. Random points never show that: for given parameters
the starts that land are solved for. Other orbits go there on a ray: step(s) = λs for a λ between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain, islice, product
from typing import Any, Final

from derivations.counterexample import describe
from derivations.kernel.display import opened
from derivations.kernel.formulas import zeros
from derivations.kernel.terms import REAL, Term
from numerics.claims import Claim
from numerics.errors import NoValue
from numerics.places import Exact
from numerics.plane_orbits import ORIGIN, Pair, Step, avoids_origin, only_from_itself

VALUES: Final = tuple(map(Fraction, (1, 3, 2, 5, "1/2")))
ON_RAYS: Final = tuple(map(Fraction, (0, 2, "1/2")))  # where orbits on rays are looked for
MOST: Final = 50  # settings of the parameters
Point = dict[Term, Any]
Places = Callable[[Step], Iterator[Pair]]
Orbit = tuple[Term, Term]  # the map and where the orbit starts


def landing(hypotheses: Sequence[Term], wanted: Iterable[Claim]) -> str | None:
    """The first point at which one of the claims is false since an orbit lands on (0, 0) unexpectedly."""
    for claim in wanted:
        for point in _points(hypotheses, claim):
            if all(_holds(premise, point) for premise in (*hypotheses, *claim.premises)):
                return f"{describe(point)}: {claim.conclusion!r} is false"
    return None


def _points(hypotheses: Sequence[Term], claim: Claim) -> Iterator[Point]:
    """Points at which the conclusion, that an orbit does not go to (0, 0), is false."""
    orbit = _leaving(claim.conclusion)
    if orbit is None:
        return
    step, start = orbit
    letters = sorted(claim.conclusion.free.union(*(p.free for p in claim.premises)) - start.free, key=repr)
    idle = frozenset().union(*(h.free for h in hypotheses)) - start.free - {*letters}
    if not all(v.sort is REAL for v in (*letters, *idle)):
        return
    for values, places in chain(_settings(VALUES, letters, _starts), _settings(ON_RAYS, letters, _rays)):
        point: Point = {**dict.fromkeys(idle, VALUES[0]), **dict(zip(letters, values, strict=True))}
        with suppress(NoValue, ArithmeticError):
            for place in places(Step(step, point)):
                yield {**point, **dict(zip(start.args, place, strict=True))}


def _settings(values: Sequence[Fraction], letters: Sequence[Term], places: Places) -> Iterator[tuple[Any, Places]]:
    """Values of the parameters, each with the same rule for starts."""
    return ((some, places) for some in islice(product(values, repeat=len(letters)), MOST))


def _rays(step: Step) -> Iterator[Pair]:
    """Points v with step(v) = λv for a λ between 0 and 1, on a side where the map is linear."""
    for sign in (1, -1):
        for x, y in step.sides[sign].straight:
            if y != 0:
                yield (x, y) if (y > 0) == (sign > 0) else (-x, -y)


def _starts(step: Step) -> Iterator[Pair]:
    """Points other than (0, 0) that go to (0, 0) in a step, or in two."""
    if step(ORIGIN) != ORIGIN:
        return
    near = [at for at in _sources(step, ORIGIN) if at != ORIGIN]
    yield from near
    for goal in near:
        yield from _sources(step, goal)


def _sources(step: Step, goal: Pair) -> Iterator[Pair]:
    """The points above the first axis, below it and on it that go to a given one."""
    for sign, affine in step.sides.items():
        at = affine.source(goal)
        if at is not None and (at[1] > 0) - (at[1] < 0) == sign and step(at) == goal:
            yield at


def _holds(premise: Term, point: Point) -> bool:
    """Whether a premise holds for certain; that an orbit never meets (0, 0) is seen by its pattern."""
    orbit = _apart(premise)
    if orbit is None:
        return Exact(point).truth(premise) is True
    with suppress(NoValue, ArithmeticError):
        step, start = orbit
        at = tuple(point[v] for v in start.args)
        here = Step(step, point)
        place = at[0], at[1]
        return (place != ORIGIN and only_from_itself(here.sides)) or avoids_origin(here, here.sides, place) is True
    return False


def _leaving(formula: Term) -> Orbit | None:
    """The orbit of ¬(stepᵏ(start) → (0, 0)); None for anything else."""
    if formula.op == "not" and formula.args[0].op == "tends":
        function, source, target = formula.args[0].args
        origin = target.op == "near" and target.args[0].alpha is zeros(2).alpha
        if source.op == "infinity" and origin and function.op == "lambda":
            return _orbit(*opened(function))
    return None


def _apart(formula: Term) -> Orbit | None:
    """The orbit of ∀k stepᵏ(start) ≠ (0, 0); None for anything else."""
    if formula.op == "forall" and formula.args[0].op == "lambda":
        k, body = opened(formula.args[0])
        if body.op == "not" and body.args[0].op == "eq" and body.args[0].args[1].alpha is zeros(2).alpha:
            return _orbit(k, body.args[0].args[0])
    return None


def _orbit(k: Term, term: Term) -> Orbit | None:
    if term.op != "iterate" or term.args[2] is not k or term.args[1].op != "block":
        return None
    step, start = term.args[:2]
    written = len(start.args) == 2 and all(v.op == "var" and v.is_scalar for v in start.args)
    return (step, start) if written and step.op == "lambda" and k not in step.free else None
