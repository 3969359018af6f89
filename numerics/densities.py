"""Densities and divergences, read from their textbook definitions: KL, JSD, entropy, push-forward.

Where a density is 0 its logarithm is not looked at. A divergence whose supports do not fit is undefined here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from derivations.kernel.formulas import DEFINITIONS, And, ForAll, entry, exp, fresh, matrix, piecewise
from derivations.kernel.terms import REAL, Term, apply, lam, make, num, var
from numerics.errors import Unresolved, Unsupported
from numerics.evaluation import Evaluator as _Evaluator
from numerics.exact import Rationals
from numerics.functions import Function, Map, Native, Stack
from numerics.judge import UNKNOWN, Judge, Truth, equal, predicate
from numerics.matrices import Matrix, product, single
from numerics.measures import finite, indicator, integral
from numerics.operations import rule
from numerics.spaces import Discrete, Lebesgue, Measure

if TYPE_CHECKING:
    from numerics.evaluation import Evaluator

Density = Map


def number(value: Any) -> Matrix:
    """A scalar as a value of the language."""
    return single(value)


def weighted(p: Density, f: Map) -> Native:
    """p·f where p > 0, and 0 elsewhere."""

    def at(field: Any, parts: tuple[Any, ...], x: Any) -> Matrix:
        weight = parts[0](x).only
        return number(weight * parts[1](x).only if field.sign(weight) > 0 else field.number(0))

    return Native(p.domain, at, (p, f), getattr(p, "field", None))


def combined(rule_: Callable[..., Any], *parts: Map) -> Native:
    """The function whose value is a rule of a field and of the parts' values."""
    return Native(parts[0].domain, lambda field, fs, x: number(rule_(field, *(f(x).only for f in fs))), parts)


def log_ratio(p: Density, q: Density) -> Native:
    """log(p/q)."""
    return combined(lambda field, a, b: field.apply("log", field.divide(a, b)), p, q)


def mean(field: Any, mu: Measure, p: Density, f: Map) -> Any:
    """E_p[f]."""
    return integral(field, mu, weighted(p, f).over(field)).only


def divergence(field: Any, mu: Measure, p: Density, q: Density) -> Any:
    """KL(p‖q); Undefined where q = 0 < p."""
    return mean(field, mu, p, log_ratio(p, q))


def half_way(p: Density, q: Density) -> Native:
    """(p + q)/2."""
    return combined(lambda field, a, b: (a + b) * field.number(Fraction(1, 2)), p, q)


@rule("expectation")
def _expectation(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return number(mean(e.field, *(e.value(a, stack) for a in term.args)))


@rule("KL")
def _kl(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return number(divergence(e.field, *(e.value(a, stack) for a in term.args)))


@rule("JSD")
def _jsd(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    mu, p, q = (e.value(a, stack) for a in term.args)
    m, half = half_way(p, q), e.field.number(Fraction(1, 2))
    return number(half * divergence(e.field, mu, p, m) + half * divergence(e.field, mu, q, m))


@rule("entropy")
def _entropy(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    mu, p = (e.value(a, stack) for a in term.args)
    return number(-mean(e.field, mu, p, combined(lambda field, a: field.apply("log", a), p)))


@rule("normal")
def _normal(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    """exp(−((x − m)/s)²/2)/(s·√(2π))."""
    field, (x, m, s) = e.field, (e.scalar(a, stack) for a in term.args)
    distance = field.divide(x - m, s)
    height = field.divide(field.number(1), s * field.apply("sqrt", field.number(2) * field.pi()))
    return number(height * field.apply("exp", -(field.number(Fraction(1, 2)) * (distance * distance))))


@lru_cache(maxsize=256)
def inverted(spread: Term) -> tuple[Term, Term]:
    """The inverse and the determinant of a matrix, as terms: an evaluator keeps their values."""
    return make("inv", spread), make("det", spread)


@rule("multivariate_normal")
def _normal_column(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    """exp(−(x − m)ᵀΣ⁻¹(x − m)/2)/√((2π)ⁿ·det Σ)."""
    field, (x, m) = e.field, (e.value(a, stack) for a in term.args[:2])
    away, (inverse, determinant) = x - m, (e.value(t, stack) for t in inverted(term.args[2]))
    form = product(field, product(field, away.T, inverse), away).only
    height, whole = field.apply("exp", -(field.number(Fraction(1, 2)) * form)), determinant.only
    for _ in range(x.rows):
        whole = whole * (field.number(2) * field.pi())
    return number(field.divide(height, field.apply("sqrt", whole)))


@rule("sigmoid")
def _sigmoid(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    field, h = e.field, e.scalar(term.args[0], stack)
    one = field.number(1)
    return number(field.divide(one, one + field.apply("exp", -h)))


def _everywhere(measure: Measure, field: Any) -> Iterator[Any]:
    """Every point of a finite space, the null ones too."""
    if isinstance(measure, Discrete):
        yield from (measure.point(i, field) for i in range(len(measure.weights)))


@predicate("density")
def _density(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """Nowhere negative, and of integral 1; none without an integral."""
    field, (mu, p) = judge.field, (judge.evaluator.value(a, stack) for a in args)
    try:
        total = equal(field, integral(field, mu, p), number(field.number(1)))
    except (Unresolved, Unsupported):
        if isinstance(mu, Discrete) or finite(field, mu, p):
            raise
        return Truth(False)
    if isinstance(mu, Discrete):
        negative = any(field.sign(p(x).only) < 0 for x in _everywhere(mu, field))
        return Truth(False) if negative else total
    x = var("x", args[1].sort.params[0])
    signs = Truth(True, False) if args[1].loose else judge.truth(ForAll(x, num(0) <= apply(args[1], x)))
    return signs & total


@predicate("absolutely_continuous")
def _continuous(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """q > 0 where p > 0, up to null points."""
    mu, p, q = (judge.evaluator.value(a, stack) for a in args)
    if not isinstance(mu, Discrete):
        return _unfolded(judge, "absolutely_continuous", args, stack)
    sign = judge.field.sign
    return Truth(not any(sign(p(x).only) > 0 and sign(q(x).only) <= 0 for x, _ in mu.heavy(judge.field)))


@predicate("same_almost_everywhere")
def _same(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """p = q but for null points."""
    mu, p, q = (judge.evaluator.value(a, stack) for a in args)
    if not isinstance(mu, Discrete):
        return _unfolded(judge, "same_almost_everywhere", args, stack)
    same = Truth(True)
    for x, _ in mu.heavy(judge.field):
        same = same & equal(judge.field, p(x), q(x))
    return same


def _unfolded(judge: Judge, name: str, args: tuple[Term, ...], stack: Stack) -> Truth:
    if any(a.loose for a in args):
        return UNKNOWN
    return judge.truth(DEFINITIONS[name](*args), stack)


@predicate("finite_kl")
def _finite(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """On finitely many points, absolute continuity; on ℝⁿ, also that the integral is finite."""
    mu, p, q = (judge.evaluator.value(a, stack) for a in args)
    continuous = _continuous(judge, args, stack)
    if isinstance(mu, Lebesgue) and continuous.value:
        return continuous & Truth(finite(judge.field, mu, weighted(p, log_ratio(p, q)).over(judge.field)))
    return continuous


@predicate("differentiable_under_integral")
def _leibniz(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """A finite sum is differentiable term by term, when its terms are differentiable."""
    mu, family, at = (judge.evaluator.value(a, stack) for a in args)
    if isinstance(mu, Lebesgue) and mu.size == 1:
        return _dominated(judge, args)
    if not isinstance(mu, Discrete):
        return UNKNOWN
    for x, _ in mu.heavy(judge.field):
        path = Native(family.domain, lambda _, parts, t, x=x: parts[0](t)(x), (family,), judge.field)
        judge.evaluator.gradient(path, at)
    return Truth(True)


def _dominated(judge: Judge, args: tuple[Term, ...]) -> Truth:
    """On the line the derivative of an integral has a value only where that of the integrand is dominated."""
    if any(a.loose for a in args):
        return UNKNOWN
    mu, family, at = args
    t = fresh("t", REAL, *args)
    whole = lam(t, make("integral", mu, apply(family, t)))
    judge.evaluator.value(make("derivative", whole, at), ())
    return Truth(True)


@predicate("pushes_forward")
def _pushed(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """E[h(g(z))] = ∫ h·q for every test function h tried; on finitely many points for all of them."""
    field, (mu, p, g, nu, q) = judge.field, (judge.evaluator.value(a, stack) for a in args)
    tests, finite = test_functions(nu, field, plane=isinstance(mu, Lebesgue) and mu.size > 1), False
    if isinstance(nu, Discrete):
        finite = nu.atoms is None or isinstance(mu, Discrete)
        tests = marks(field, mu, g, nu) if nu.atoms is not None and isinstance(mu, Discrete) else tests
    held, seen = Truth(True, finite), 0
    for h in tests:
        inner = Native(p.domain, lambda _, f, z: number(f[0](f[1](z)).only * f[2](z).only), (h, g, p))
        outer = Native(q.domain, lambda _, f, u: number(f[0](u).only * f[1](u).only), (h, q))
        sides = [integral(field, m, f.over(field)) for m, f in ((mu, inner), (nu, outer))]
        held, seen = held & equal(field, *sides), seen + 1
        if held == Truth(False):
            break
    return held if seen else UNKNOWN


def marks(field: Any, mu: Discrete, g: Map, nu: Discrete) -> Iterator[Map]:
    """For every place on the line where either law can have mass the function that is 1 there and 0 elsewhere."""
    for place in (*(g(z) for z, _ in mu.heavy(field)), *(u for u, _ in nu.heavy(field))):

        def rule(over: Any, _: tuple[Map, ...], u: Matrix, place: Matrix = place) -> Matrix:
            return number(over.number(int(over.sign(u.only - over.number(place.only)) == 0)))

        yield Native(nu.space, rule).over(field)


def test_functions(nu: Measure, field: Any, plane: bool) -> Iterator[Map]:
    """Measurable functions with values in [0, 1]; where an integral over a plane is involved, Gaussian ones."""
    if isinstance(nu, Discrete):
        if nu.atoms is None:
            yield from (indicator(nu.space, i).over(field) for i in range(len(nu.weights)))
        return
    exact = isinstance(field, Rationals)
    family = boxes(nu.size) if exact else rationals() if nu.size == 1 and not plane else bumps(nu.size)
    yield from (Function(_Evaluator(field, {}), h, ()) for h in family)


CENTRES: Final = (Fraction(0), Fraction(1, 3), Fraction(-7, 5), Fraction(2))


def _column(size: int) -> tuple[Term, list[Term]]:
    u = var("u", REAL) if size == 1 else matrix("u", size, 1)
    return u, [u] if size == 1 else [entry(u, i) for i in range(size)]


def boxes(size: int) -> Iterator[Term]:
    """Indicators of boxes, and one clamped coordinate."""
    u, entries = _column(size)
    for c in (Fraction(0), Fraction(1, 3), Fraction(-7, 5), Fraction(1, 2)):
        inside = [And(num(c - i) < x, x < num(c + Fraction(3, 4))) for i, x in enumerate(entries)]
        yield lam(u, piecewise(And(*inside), 1, 0))
    for first in entries[:1]:
        yield lam(u, piecewise(num(0) < first, piecewise(first < 1, first, 1), 0))


def rationals() -> Iterator[Term]:
    """9/(9 + (u − c)²): for all c together they tell any two distributions on the line apart."""
    u, _ = _column(1)
    for c in CENTRES[1:3]:
        yield lam(u, 9 / (9 + (u - num(c)) ** 2))


def bumps(size: int) -> Iterator[Term]:
    """exp(−|u − c|²)."""
    u, entries = _column(size)
    for k in range(len(CENTRES)):
        square = sum(((x - num(CENTRES[(k + i) % 4])) ** 2 for i, x in enumerate(entries)), num(0))
        yield lam(u, exp(-square))
