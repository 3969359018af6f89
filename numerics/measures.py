"""Measures, integrals, finite sums and products, and what holds almost everywhere: their values at a point.

Over a finite space an integral is a sum over the points that are not null. Over ℝⁿ it is exact for piecewise
polynomials (`regions`), and else enclosed: on the line by Arb (`line`), for Gaussians in closed form (`bells`).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from flint import arb

from derivations.kernel.terms import Term
from numerics import parameter_derivatives
from numerics.bells import gaussian_integral, spreads
from numerics.charts import Values
from numerics.duals import Duals
from numerics.errors import NoValue, Undefined, Unresolved, Unsupported
from numerics.exact import Rationals
from numerics.functions import Map, Native, Stack
from numerics.intervals import Balls
from numerics.judge import UNKNOWN, Judge, Truth, predicate
from numerics.line import diverges, line_integral
from numerics.matrices import Matrix, single
from numerics.operations import rule
from numerics.regions import exact_integral
from numerics.spaces import Discrete, Lebesgue, Measure, counting

if TYPE_CHECKING:
    from numerics.evaluation import Evaluator

PLACES: Final = tuple(Fraction(7 * k * k - 120, 13 * k + 5) for k in range(1, 25))  # generic points of the line
WIDTH: Final = -30  # the radius of the balls around them, as a power of 2


@rule("pi")
def _pi(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return single(e.field.pi())


@rule("piecewise")
def _piecewise(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    truth = decided(e.field, lambda: Judge(e).strictly(term.args[0], stack))
    return e.value(term.args[1 if truth else 2], stack)


def decided(field: Any, case: Callable[[], bool]) -> bool:
    """The truth of a case; on a piece of the line it was decided before, whatever the point."""
    while isinstance(field, Duals):
        field = field.base
    return field.case(case) if isinstance(field, Values) else case()


@rule("entry")
def _entry(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    column, index = e.value(term.args[0], stack), e.count(term.args[1], stack)
    if index >= column.rows:
        raise Undefined(f"entry {index} of a column of {column.rows}")
    return column.part(index, 1, 0, 1)


@rule("product")
def _product(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    count, factors = e.count(term.args[0], stack), e.value(term.args[1], stack)
    one = e.field.number(1)
    return single(reduce(lambda total, i: total * factors(i).only, range(count), one))


@rule("lebesgue")
def _lebesgue(e: Evaluator, term: Term, stack: Stack) -> Lebesgue:
    return Lebesgue(e.count(term.args[0], stack))


@rule("counting")
def _counting(e: Evaluator, term: Term, stack: Stack) -> Discrete:
    return counting(e.count(term.args[0], stack))


@rule("integral")
def _integral(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return integral(e.field, *(e.value(a, stack) for a in term.args))


def integral(field: Any, measure: Measure, function: Map) -> Matrix:
    """∫ f dμ over a field.

    Raises:
        Undefined: the integrand means nothing on a set that is not null.
        NotExact: the value is no number of the field.
    """
    if isinstance(measure, Discrete):
        terms = (function(x).only * field.number(w) for x, w in measure.heavy(field))
        return single(sum(terms, field.number(0)))
    if isinstance(field, Rationals):
        return single(exact_integral(function, measure.size))
    if isinstance(field, Balls):
        return single(_enclosed(function, measure.size))
    if isinstance(field, Duals) and measure.size == 1:
        return single(parameter_derivatives.integral(field, function))
    raise Unsupported(f"a Lebesgue integral over {field.name}")


def _enclosed(function: Map, size: int) -> arb:
    """An enclosure, by the exact methods first; on the line these are for Gaussians alone."""
    if size == 1:
        try:
            return gaussian_integral(function, 1)
        except NoValue:
            return line_integral(function)
    try:
        return arb(exact_integral(function, size))
    except NoValue:
        return gaussian_integral(function, size)


@predicate("integrable")
def _integrable(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """Always so on finitely many points; on ℝⁿ when an integral is found: all methods here find absolute ones only.

    It is false where the integrand is seen to stay away from 0 towards one end of the line, or is a growing Gaussian.
    """
    measure, function = (judge.evaluator.value(a, stack) for a in args)
    return Truth(isinstance(measure, Discrete) or finite(judge.field, measure, function))


def finite(field: Any, measure: Lebesgue, function: Map) -> bool:
    """Whether ∫ |f| dμ is finite, where the methods here find that out.

    Raises:
        NoValue: they do not.
    """
    try:
        integral(field, measure, function)
    except (Unresolved, Unsupported) as error:
        if isinstance(field, Balls) and _infinite(measure, function, error):
            return False
        raise
    return True


def _infinite(measure: Lebesgue, function: Map, error: NoValue) -> bool:
    """Whether an integral that was not found, for the reason in the error, is seen to be infinite."""
    if measure.size == 1:
        return isinstance(error, Unresolved) and diverges(function)
    return measure.size > 1 and spreads(function, measure.size)


@predicate("measurable")
def _measurable(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """Whatever can be evaluated here is."""
    judge.function(args[0], stack)
    return Truth(True)


@predicate("almost")
def _almost(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """At every point that is not null; on the line, in small intervals around some places."""
    measure, formula = judge.evaluator.value(args[0], stack), judge.function(args[1], stack)
    if isinstance(measure, Discrete):
        truths = (judge.body(formula, x) for x, _ in measure.heavy(judge.field))
        return reduce(lambda a, b: a & b, truths, Truth(True))
    if not isinstance(judge.field, Balls):
        return UNKNOWN
    held = Truth(True, False)
    for shift in range(len(PLACES) if measure.size else 1):
        held = held & judge.body(formula, _surroundings(measure.size, shift))
        if held == Truth(False):
            break
    return held


def _surroundings(size: int, shift: int) -> Matrix:
    """A small ball: what fails in all of it fails on a set that is not null."""
    places = [PLACES[(shift + 5 * i) % len(PLACES)] for i in range(size)]
    return Matrix(size, 1, tuple(Balls().number(p) + arb(mid=arb(0), rad=arb(2) ** WIDTH) for p in places))


def indicator(domain: Any, at: int) -> Native:
    """The function that is 1 at one numbered point and 0 elsewhere."""
    return Native(domain, lambda field, _, i: single(field.number(int(i == at))), shown=f"1 at {at}")
