"""What the catalogue says of a loss: its value and its gradient in a logit, read out of the statement that was proved.

The numbers are enclosed by Arb and rounded once, so that they are right to the last bit where NumPy would find
log(1 − σ(60)) = −∞; PyTorch has no part in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final, NamedTuple

from derivations.kernel import Term
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import Derivative, real
from derivations.kernel.terms import apply, lam
from derivations.proof import Proof
from derivations.results import find
from numerics.instances import parts
from numerics.intervals import enclosure

BITS: Final = 400  # beside those that 1 − σ(h) = e^(−h)·σ(h) loses, fewer than 3 for each unit of h
SATURATING: Final = "generator_losses.saturating_gradient"
NONSATURATING: Final = "generator_losses.nonsaturating_gradient"
COMBINED: Final = "generator_losses.combined"
DISCRIMINATOR: Final = "optimal_discriminator.optimum"
PENALTY: Final = "wasserstein.gradient_penalty"


class NoSuchClaim(LookupError):
    """The result says nothing of the kind that was asked for."""


class Numbers(NamedTuple):
    """A value and a gradient, each correctly rounded."""

    value: float
    gradient: float


@dataclass(frozen=True)
class Claim:
    """A function of one number, and its derivative.

    Attributes:
        result: The id of the theorem.
        value: A term of the kernel.
        gradient: Its derivative in the variable, as a term.
        variable: The logit, or the slope of a linear critic.
        fixed: Values of the other variables.
    """

    result: str
    value: Term
    gradient: Term
    variable: Term
    fixed: tuple[tuple[Term, Any], ...] = ()

    def at(self, number: float, **others: float | Fraction) -> Numbers:
        """Both numbers at a point; other variables, such as weights, by name."""
        return Numbers(self._rounded(self.value, number, others), self.gradient_at(number, **others))

    def gradient_at(self, number: float, **others: float | Fraction) -> float:
        """The gradient alone."""
        return self._rounded(self.gradient, number, others)

    def _rounded(self, term: Term, number: float, others: Mapping[str, float | Fraction]) -> float:
        named = tuple((real(name), Fraction(x)) for name, x in others.items())
        point = dict((*self.fixed, *named, (self.variable, Fraction(number))))
        return float(enclosure(term, point, BITS + 3 * round(abs(number))).mid())


@cache
def generator(result: str) -> Claim:
    """What a result says of a loss log(1 − σ(h)), −log σ(h), …: the equation ∂/∂θ loss(h(θ)) = factor(h(θ))·h′(θ).

    The logit is made the parameter itself, h(θ) = θ, of which the theorem is an instance.

    Raises:
        NoSuchClaim: the result has no such equation.

    >>> generator("generator_losses.nonsaturating_gradient").at(-60.0).gradient
    -1.0
    """
    proof = find(result).proof
    for equation in parts(proof.statement, "eq"):
        left, right = equation.args
        logits = [v for v in left.free if v.sort.kind == "function"]
        if left.op == "derivative" and left.args[1].op == "var" and len(logits) == 1:
            function, parameter = left.args
            h = real("x")
            return Claim(result, apply(function, parameter), right, parameter, ((logits[0], lam(h, h)),))
    raise NoSuchClaim(f"{result} does not state the gradient of a generator's loss; {SATURATING} does")


@cache
def discriminator(result: str = DISCRIMINATOR) -> Claim:
    """The integrand −p log D − q log(1 − D) of the result as a function of the logit, D = σ(h); p and q are weights.

    Raises:
        NoSuchClaim: the result has no derivative of a function of p, q and one more number.
    """
    proof, h = find(result).proof, real("h")
    for slope in parts(proof.statement, "derivative"):
        if {v.data for v in slope.args[0].free} == {"p", "q"} and slope.args[1].op == "var":
            loss = apply(slope.args[0], sigmoid(h))
            return Claim(result, loss, Derivative(loss, h), h)
    raise NoSuchClaim(f"{result} does not state the discriminator's loss; {DISCRIMINATOR} does")


@cache
def penalty(result: str = PENALTY) -> Claim:
    """What the result adds to the loss of a critic of slope a, divided by λ: (|a| − 1)².

    Raises:
        NoSuchClaim: the result has no loss a·δ + λ(…) of a slope a.
    """
    proof, slope, weight = find(result).proof, real("a"), real("lam")
    for total in parts(_opened(proof, slope), "add"):
        fine = total.args[1]
        if fine.op == "mul" and fine.args[0] is weight and fine.args[1].free == {slope}:
            return Claim(result, fine.args[1], Derivative(fine.args[1], slope), slope)
    raise NoSuchClaim(f"{result} does not state a penalty; {PENALTY} does")


def _opened(proof: Proof, slope: Term) -> Term:
    """The statement for this slope: the body of its first quantifier."""
    quantified = next(parts(proof.statement, "forall"), None)
    return proof.statement if quantified is None else apply(quantified.args[0], slope)
