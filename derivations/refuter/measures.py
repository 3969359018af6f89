"""Integrals and what is defined by them, at a point: from the weights, not from the kernel's definitions.

On a finite space an integral is the sum over the points of positive weight; a function that means nothing at one of
them has no integral. Integrals over the line are left to `enclosures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final

from derivations.kernel.terms import Term
from derivations.refuter import dense, exact, gaussian_space
from derivations.refuter.exact import Unclear, Undefined
from derivations.refuter.finite import Counting, Lebesgue, Table, Weights
from derivations.refuter.gaussian_space import Affine, Normals
from derivations.refuter.values import Function, Values
from derivations.refuter.waves import Wave

Real = Callable[[Any], Any]
HALF = Fraction(1, 2)
BOREL: Final = frozenset(
    ("num", "bound", "pi", "add", "sub", "neg", "mul", "div", "pow", "transpose", "inv", "identity", "zeros", "ones",
     "block", "slice", "entry", "sqnorm", "det", "abs", "sqrt", "exp", "log", "normal", "sigmoid", "piecewise", "unit",
     "trace", "multivariate_normal", "true", "false", "and", "or", "not", "implies", "iff", "eq", "le", "lt",
     "invertible")
)  # fmt: skip


class Measures(Values):
    """Sums over points, and predicates about them."""

    def over(self, measure: Any, f: Real) -> Any:
        """∫ f dμ."""
        if isinstance(measure, Lebesgue) and measure.size:
            from derivations.refuter import enclosures

            return self.partial("integral", lambda: enclosures.integral(measure, f), Fraction(0))
        if isinstance(measure, Normals):
            sample = self.sample()
            return gaussian_space.mean(f(sample), sample)
        return sum((w * f(x) for x, w in self.heavy(measure)), Fraction(0))

    def total(self, measure: Any, function: Any) -> Any:
        """∫ f dμ of a function of the language."""
        if isinstance(measure, Lebesgue) and measure.size:
            return self.partial("integral", lambda: self.whole(measure, function), Fraction(0))
        return self.over(measure, lambda x: self.call(function, x))

    def whole(self, measure: Lebesgue, function: Any) -> Any:
        """∫ f over the line, found once for a function and the values in it; raises what `enclosures.integral` does."""
        from derivations.refuter import enclosures

        if not isinstance(function, Function):
            return enclosures.integral(measure, lambda x: self.call(function, x))

        def found() -> tuple[Any, tuple[type[Undefined], str] | None]:
            try:
                return enclosures.integral(measure, lambda x: self.call(function, x)), None
            except Undefined as error:
                return None, (type(error), str(error))

        value, failure = self.recalled((measure.size, function.term), function.stack, found)
        if failure is not None:
            raise failure[0](failure[1])
        return value

    def heavy(self, measure: Any) -> Iterable[tuple[Any, Fraction]]:
        """The points of positive weight."""
        if isinstance(measure, Lebesgue):
            return () if measure.size else ((dense.build(0, 1, lambda i, j: None), Fraction(1)),)
        return measure.heavy

    def everywhere(self, measure: Any, said: Callable[[Any], bool | None]) -> bool | None:
        """Whether something holds at almost every point."""
        if isinstance(measure, Lebesgue) and measure.size:
            from derivations.refuter import enclosures

            return enclosures.almost(measure, said)
        if isinstance(measure, Normals):
            return said(self.sample())
        return every(said(x) for x, _ in self.heavy(measure))

    def on_integral(self, term: Term, measure: Any, function: Any) -> Any:
        """An integral."""
        return self.total(measure, function)

    def positive(self, value: Any) -> bool:
        """Whether a number is above 0."""
        found = exact.below(Fraction(0), value)
        if found is None:
            raise Unclear("whether a density is positive is not decided")
        return found

    def weighed(self, p: Any, f: Callable[[Any, Any], Any]) -> Real:
        """x ↦ p(x)·f(x, p(x)), 0 where p(x) ≤ 0."""

        def at(x: Any) -> Any:
            mass = self.call(p, x)
            return mass * f(x, mass) if self.positive(mass) else Fraction(0)

        return at

    def on_expectation(self, term: Term, measure: Any, p: Any, f: Any) -> Any:
        """The mean of f."""
        return self.over(measure, self.weighed(p, lambda x, mass: self.call(f, x)))

    def on_entropy(self, term: Term, measure: Any, p: Any) -> Any:
        """Minus the mean of log p."""
        return -self.over(measure, self.weighed(p, lambda x, mass: self.logarithm(mass)))

    def divergence(self, p: Any, other: Real) -> Real:
        """The integrand of a divergence of p from another function."""
        return self.weighed(p, lambda x, mass: self.logarithm(self.quotient(mass, other(x))))

    def on_KL(self, term: Term, measure: Any, p: Any, q: Any) -> Any:  # noqa: N802 - the operator's name
        """The mean of log(p/q)."""
        return self.over(measure, self.divergence(p, lambda x: self.call(q, x)))

    def on_JSD(self, term: Term, measure: Any, p: Any, q: Any) -> Any:  # noqa: N802 - the operator's name
        """The mean of both divergences from the middle."""

        def middle(x: Any) -> Any:
            return (self.call(p, x) + self.call(q, x)) * HALF

        return HALF * self.over(measure, self.divergence(p, middle)) + HALF * self.over(
            measure, self.divergence(q, middle)
        )

    def on_normal(self, term: Term, x: Any, mean: Any, scale: Any) -> Any:
        """The bell curve."""
        away = x - mean
        height = exact.exponential(self.quotient(-away * away, 2 * scale * scale))
        return self.quotient(exact.bell(height), scale)

    def on_multivariate_normal(self, term: Term, x: Any, mean: Any, covariance: Any) -> Any:
        """The bell curve of a column."""
        away = dense.plus(x, dense.each(mean, lambda u: -u))
        inverse = self.partial("inv", lambda: dense.inverse(covariance), covariance)
        form: Any = dense.times(dense.times(dense.transpose(away), inverse), away)
        height, size = exact.exponential(form * Fraction(-1, 2)), dense.shape(x)[0]
        for _ in range(size):
            height = exact.bell(height)
        spread = dense.determinant(covariance)
        if isinstance(height, Wave) and isinstance(spread, Fraction) and spread > 0:
            return height.over_root(spread)
        return self.quotient(height, self.partial("sqrt", lambda: exact.root(spread), spread))

    def on_sigmoid(self, term: Term, h: Any) -> Any:
        """The logistic function."""
        return self.quotient(Fraction(1), 1 + exact.exponential(-h))

    def said(self, predicate: Any, x: Any) -> bool | None:
        """A predicate at a value."""
        if isinstance(predicate, Function):
            return self.truth(predicate.term.args[0], (x, *predicate.stack))
        return predicate(x)

    def is_almost(self, measure: Any, predicate: Any) -> bool | None:
        """At all points but null points."""
        return self.everywhere(measure, lambda x: self.said(predicate, x))

    def is_integrable(self, measure: Any, function: Any) -> bool | None:
        """Always, on a finite space."""
        if isinstance(measure, Lebesgue) and measure.size:
            from derivations.refuter import enclosures

            return enclosures.exists(lambda: self.whole(measure, function))
        if isinstance(measure, Normals):
            sample = self.sample()
            return gaussian_space.exists(self.call(function, sample), sample)
        return True

    def is_measurable(self, function: Any) -> bool | None:
        """Whether a function is made of measurable ones."""
        if isinstance(function, Function) and (function.term.data[1].kind == "real" or self.gaussian):
            return True if self.borel(function.term.args[0]) else None
        return True

    def borel(self, term: Term) -> bool:
        """Whether a term is made by arithmetic, cases and comparisons from functions known to be so made."""
        if term.op == "var" and term.sort.kind == "function":
            given = self.point.get(term)
            return isinstance(given, tuple | Affine) or (isinstance(given, Term) and self.borel(given))
        if term.op == "lambda":
            return self.borel(term.args[0])
        if not term.loose:
            return True
        return (term.op == "apply" or term.op in BOREL) and all(self.borel(a) for a in term.args)

    def is_density(self, measure: Any, p: Any) -> bool | None:
        """Nowhere negative, with integral 1."""
        if (sign := self.nowhere_negative(measure, p)) is False:
            return False
        whole = self.is_eq(self.total(measure, p), Fraction(1))
        return every((sign, whole, self.is_integrable(measure, p), self.is_measurable(p)))

    def nowhere_negative(self, measure: Any, p: Any) -> bool | None:
        """Whether 0 ≤ p(x) for every point x, null points included."""

        def fine(x: Any) -> bool | None:
            return exact.below(Fraction(0), self.call(p, x), strictly=False)

        if isinstance(p, Table):
            return every(fine(i) for i in range(len(p.values)))
        if isinstance(measure, Weights):
            return every(fine(i) for i in self.points())
        if isinstance(measure, Counting):
            found = every(fine(Fraction(i)) for i in range(measure.count + 5))
            return found if found is False else None
        if isinstance(measure, Normals):
            return fine(self.sample())
        if measure.size == 1:
            from derivations.refuter import enclosures

            return enclosures.throughout(fine)
        return None

    def is_absolutely_continuous(self, measure: Any, p: Any, q: Any) -> bool | None:
        """Whether q is positive where p is."""

        def covered(x: Any) -> bool | None:
            return not self.positive(self.call(p, x)) or exact.below(Fraction(0), self.call(q, x))

        return self.everywhere(measure, covered)

    def is_same_almost_everywhere(self, measure: Any, p: Any, q: Any) -> bool | None:
        """Whether p = q but at null points."""
        return self.everywhere(measure, lambda x: self.is_eq(self.call(p, x), self.call(q, x)))

    def is_finite_kl(self, measure: Any, p: Any, q: Any) -> bool | None:
        """Whether q is positive where p is and p·log(p/q) has an integral."""
        covered = self.is_absolutely_continuous(measure, p, q)
        if not isinstance(measure, Lebesgue) or not covered:
            return covered
        from derivations.refuter import enclosures

        return enclosures.integrable(measure, self.divergence(p, lambda x: self.call(q, x)))

    def is_differentiable_under_integral(self, measure: Any, family: Any, at: Any) -> bool | None:
        """On a finite space: whether the function of the parameter is differentiable at every heavy point."""

        def smooth(x: Any) -> bool | None:
            return self.smooth(lambda t: self.call(self.call(family, t), x), at)

        found = self.everywhere(measure, smooth)
        return None if found and isinstance(measure, Lebesgue) and measure.size else found

    def is_pushes_forward(self, measure: Any, p: Any, g: Any, target: Any, q: Any) -> bool | None:
        """On finite spaces: every image has the mass of the points that go there, and no mass goes elsewhere."""
        if isinstance(measure, Normals):
            return self.has_density(p, g, target, q)
        if isinstance(measure, Lebesgue):
            both = isinstance(target, Lebesgue) and measure.size == target.size == 1
            return self.carries(*(lambda x, f=f: self.call(f, x) for f in (p, g, q))) if both else None
        mass: dict[Any, Any] = {}
        for z, w in self.heavy(measure):
            image = self.call(g, z)
            if any(exact.rank(x) for x in (dense.entries(image) if not isinstance(image, int) else ())):
                return None
            mass[image] = mass.get(image, Fraction(0)) + w * self.call(p, z)
        if isinstance(target, Lebesgue):
            return False if any(exact.sign(m) for m in mass.values()) else None
        for image, w in self.heavy(target):
            mass[image] = mass.get(image, Fraction(0)) - w * self.call(q, image)
        return every(self.is_eq(m, Fraction(0)) for m in mass.values())

    def carries(self, p: Real, g: Real, q: Real) -> bool | None:
        """The same on the line: decided for affine maps, refuted by the mass below some numbers."""
        from derivations.refuter import enclosures, symbols

        line = Lebesgue(1)
        slope, shift = symbols.affine(g)
        if slope:
            found = self.everywhere(line, lambda u: self.is_eq(p((u - shift) * (1 / slope)) * (1 / abs(slope)), q(u)))
            return found if found is False else every((found, enclosures.integrable(line, q)))
        return False if any(self.differ_below(c, p, g, q) for c in map(Fraction, (0, 1, -1, "1/4", 4, "1/2"))) else None

    def differ_below(self, c: Fraction, p: Real, g: Real, q: Real) -> bool:
        """Whether g carries another mass of p below c than q has there."""
        line = Lebesgue(1)
        try:
            left = self.over(line, lambda z: p(z) if self.positive(c - g(z)) else Fraction(0))
            right = self.over(line, lambda u: q(u) if self.positive(c - u) else Fraction(0))
        except exact.Undefined:
            return False
        return self.is_eq(left, right) is False

    def has_density(self, p: Any, x: Any, target: Any, q: Any) -> bool | None:
        """Whether a random column of a normal space has a density."""
        raise NotImplementedError

    def is_eq(self, a: Any, b: Any) -> bool | None:
        """Equality of numbers."""
        raise NotImplementedError


def every(found: Iterable[bool | None]) -> bool | None:
    """Whether all hold (Kleene's): False as soon as one does not."""
    unclear = False
    for truth in found:
        if truth is False:
            return False
        unclear = unclear or truth is None
    return None if unclear else True
