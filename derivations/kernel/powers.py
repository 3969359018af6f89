"""Logarithms, exponentials and roots of positive numbers.

The normal form of `normal` with log(ab) = log a + log b, log aⁿ = n log a, exp(a + b) = exp a·exp b, exp(log a) = a and
√a = exp(½ log a), each under the positivity of a and b, which becomes a hypothesis.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from derivations.kernel import polynomial as poly
from derivations.kernel.formulas import unfolding
from derivations.kernel.normal import Normaliser
from derivations.kernel.polynomial import Polynomial
from derivations.kernel.terms import ZERO, Term
from derivations.kernel.theorem import Sequent, Side, rule
from derivations.kernel.words import Grid, number

ROOT: Final = 5040  # exp(q·m) is an integer power of exp(m/ROOT) for every q whose denominator divides this


class PowerNormaliser(Normaliser):
    """Takes logarithms and exponentials apart, collecting what must be positive."""

    def __init__(self) -> None:
        """Start with no logarithm known."""
        super().__init__()
        self.logarithms: dict[int, Term] = {}

    def positive(self, term: Term) -> None:
        """Collect 0 < term, unless it is a positive numeral."""
        if not (term.op == "num" and term.data > 0):
            self.conditions.append(ZERO < term)

    def on_log(self, term: Term) -> Grid:
        """A logarithm, taken apart."""
        return number(self.logarithm(term.args[0]))

    def logarithm(self, inside: Term) -> Polynomial:
        """log of a product, quotient, power, root, exponential or numeral; an atom otherwise."""
        args = inside.args
        if inside.op in ("mul", "div") and all(a.is_scalar for a in args):
            return poly.add(self.logarithm(args[0]), self.logarithm(args[1]), 1 if inside.op == "mul" else -1)
        if inside.op == "pow":
            self.positive(args[0])
            return poly.product(self.normal(args[1]).scalar, self.logarithm(args[0]), self.meter)
        if inside.op == "sqrt":
            return poly.scale(self.logarithm(args[0]), Fraction(1, 2))
        if inside.op == "exp":
            return self.normal(args[0]).scalar
        if inside.op == "num" and inside.data > 0:
            return self.of_number(inside.data)
        if (meaning := unfolding(inside)) is not None:
            return self.logarithm(meaning)
        normal = self.normal(inside).scalar
        if normal.keys() == {poly.ONE_TERM} and normal[poly.ONE_TERM] > 0:
            return self.of_number(Fraction(normal[poly.ONE_TERM]))
        self.positive(inside)
        index = self.atom(("log", poly.freeze(normal)))
        self.logarithms[index] = inside
        return poly.atom(index)

    def of_number(self, value: Fraction) -> Polynomial:
        """The logarithm of a positive rational, by its prime factors."""
        total: Polynomial = {}
        for part, sign in ((value.numerator, 1), (value.denominator, -1)):
            prime, rest = 2, part
            while rest > 1:
                self.meter.spend(1)
                prime = prime if prime * prime <= rest else rest
                while rest % prime == 0:
                    rest //= prime
                    total = poly.add(total, poly.atom(self.atom(("log of", prime))), sign)
                prime += 1
        return total

    def on_exp(self, term: Term) -> Grid:
        """An exponential, one factor for each term of the exponent."""
        return self.exponential(self.normal(term.args[0]).scalar, term)

    def on_sqrt(self, term: Term) -> Grid:
        """√a = exp(½ log a)."""
        return self.exponential(poly.scale(self.logarithm(term.args[0]), Fraction(1, 2)), term)

    def exponential(self, exponent: Polynomial, term: Term) -> Grid:
        """exp of a polynomial, unless a coefficient has an unusual denominator: then the term is an atom."""
        powers = {monomial: factor * ROOT for (monomial, _), factor in exponent.items()}
        if any(Fraction(power).denominator != 1 for power in powers.values()):
            return self.opaque(term)
        result = poly.constant(1)
        for monomial, power in powers.items():
            result = poly.product(result, poly.atom(self.root_of_exp(monomial), int(power)), self.meter)
        return number(result)

    def root_of_exp(self, monomial: poly.Monomial) -> int:
        """The atom exp(monomial/ROOT); where the monomial is log a, its power ROOT is a."""
        index = self.atom(("exp", monomial))
        if len(monomial) == 1 and monomial[0][1] == 1:
            logarithm = monomial[0][0]
            source, kind = self.logarithms.get(logarithm), self.keys[logarithm]
            if source is not None:
                self.define_root(index, self.normal(source).scalar, ROOT)
            elif kind[0] == "log of":
                self.define_root(index, poly.constant(kind[1]), ROOT)
        return index


@rule(
    {
        "form": "the goal is an equation between numbers",
        "positive": "arguments of logarithms and roots are positive and denominators are not 0",
        "identity": "both sides have the same normal form",
    },
    source="functional equations of exp and log",
)
def powers(side: Side, goal: Term) -> Sequent:
    """Two sides that agree by the laws of logarithms, exponentials and roots.

    arguments of logarithms > 0, denominators ≠ 0  ⊢  s = t
    """
    fits = goal.op == "eq" and goal.args[0].is_scalar
    side.require("form", fits, lambda: f"{goal} is not an equation between numbers")
    normaliser = PowerNormaliser()
    difference = normaliser.combine(normaliser.normal(goal.args[0]), normaliser.normal(goal.args[1]), -1)
    side.require("identity", normaliser.vanishes(difference), lambda: f"the two sides of {goal} differ")
    side.assume("positive", normaliser.conditions)
    return Sequent((), goal)
