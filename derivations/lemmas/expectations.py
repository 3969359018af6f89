"""Proofs about integrals over one measure: pointwise relations become relations of integrals.

A `Space` belongs to a proof in the making. It knows the densities of that proof, proves relations at a point cell by
cell (`cells`), and turns them by the kernel's rules into statements about integrals; every one becomes a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.densities import mixture
from derivations.kernel.formulas import Eq, almost
from derivations.kernel.terms import Exact, apply, coerce, lam, make, num
from derivations.lemmas.cells import Bound, Hints, in_cells
from derivations.proof import Proof

Summand = tuple[Exact, Theorem]


class Space:
    """The space of one measure in one proof, with a variable point x of it."""

    def __init__(self, proof: Proof, mu: Term, x: Term) -> None:
        """Take the proof, the measure and the name of a point."""
        self.proof, self.mu, self.x = proof, mu, x
        self.atoms: list[Term] = []

    # What is known
    def density(self, p: Term) -> tuple[Theorem, Theorem]:
        """Take a known density apart: its sign at x becomes a fact; p is integrable, and its integral is 1."""
        known = lemmas.split(lemmas.unfolded(self.proof.known(make("density", self.mu, p))))
        measurable, sign, integrable, total = known
        here = logic.specialise(sign, self.x)
        for fact in (measurable, here, integrable, total):
            self.proof.facts.add(fact)
        self.atom(here)
        return integrable, total

    def finite(self, known: Theorem) -> tuple[Theorem, Theorem]:
        """What KL(p‖q) < ∞ says: q > 0 wherever p > 0, almost everywhere, and p·log(p/q) is integrable."""
        dominated, exists = lemmas.split(lemmas.unfolded(known))
        return lemmas.unfolded(dominated), exists

    def atom(self, sign: Theorem) -> None:
        """Distinguish from now on whether this number is 0 or positive."""
        self.proof.facts.add(sign)
        self.atoms.append(sign.conclusion.args[1])

    def function(self, body: Exact) -> Term:
        """x ↦ body."""
        return lam(self.x, coerce(body))

    def integral(self, body: Exact) -> Term:
        """∫ body dμ."""
        return make("integral", self.mu, self.function(body))

    # What holds at almost every point
    def almost(
        self,
        formula: Term,
        known: Sequence[Theorem] = (),
        bounds: Sequence[Bound] = (),
        because: str = "",
        using: Sequence[Term] = (),
        by: Callable[..., Theorem] | None = None,
    ) -> Theorem:
        """The formula for almost every x, from what is known almost everywhere, in each cell.

        `using` are equations that help where they hold; `by` may prove the formula at x instead, given what is known.
        """
        proof = self.proof
        bodies = [apply(k.conclusion.args[1], self.x) for k in known]
        with proof.suppose(*bodies) as here:
            cell_by_cell = partial(in_cells, proof.facts.with_(), formula, self.atoms, Hints(bounds, using))
            line = proof.have(formula, by=partial(by, *here) if by else cell_by_cell, because=because)
        theorem = integrals.almost_everywhere(self.mu, self.x, tuple(known), line)
        return proof.have(theorem.conclusion, by=theorem, because="for almost every x")

    def measurable(self, body: Exact) -> Theorem:
        """X ↦ body is measurable."""
        goal = make("measurable", self.function(body))
        return self.proof.have(goal, by=integrals.composed(goal), because="made of measurable functions")

    # What follows for integrals
    def linear(
        self,
        body: Exact,
        parts: Sequence[Summand],
        known: Sequence[Theorem] = (),
        because: str = "",
        using: Sequence[Term] = (),
    ) -> tuple[Theorem, Theorem]:
        """Body is integrable, and ∫ body = Σ c·∫f, since body = Σ c·f almost everywhere."""
        summands = [(coerce(c), t) for c, t in parts]
        values = [apply(t.conclusion.args[1], self.x) for _, t in summands]
        total = integrals.combined([c for c, _ in summands], values)
        same = self._plainly(Eq(coerce(body), total)) or self.almost(Eq(coerce(body), total), known, (), because, using)
        theorem = integrals.linear(self.mu, self.function(body), tuple(summands), same)
        both = self.proof.have(theorem.conclusion, by=theorem, because=because or "the integral is linear")
        return logic.left(both), logic.right(both)

    def _plainly(self, formula: Term) -> Theorem | None:
        """The formula everywhere by normal form, which needs no line of its own."""
        try:
            left, right = formula.args
            shown = logic.reflexivity(left) if left.alpha is right.alpha else algebra.field(formula)
        except Undecided:
            return None
        return None if shown.hypotheses else integrals.almost_everywhere(self.mu, self.x, (), shown)

    def squeezed(
        self,
        body: Exact,
        low: Theorem,
        high: Theorem,
        known: Sequence[Theorem] = (),
        bounds: tuple[Sequence[Bound], Sequence[Bound]] = ((), ()),
        because: str = "",
        using: Sequence[Term] = (),
    ) -> Theorem:
        """Body is integrable, since it lies between two integrable functions almost everywhere."""
        here = coerce(body)
        ends = [apply(t.conclusion.args[1], self.x) for t in (low, high)]
        below = self.almost(ends[0] <= here, known, bounds[0], because, using)
        above = self.almost(here <= ends[1], known, bounds[1], because, using)
        theorem = integrals.squeezed(self.measurable(body), below, above, low, high)
        return self.proof.have(theorem.conclusion, by=theorem, because="between two integrable functions")

    def order(self, relation: Theorem, low: Theorem, high: Theorem, because: str = "") -> Theorem:
        """∫f ≤ ∫g, from f ≤ g almost everywhere."""
        ends = [make("integral", self.mu, t.conclusion.args[-1]) for t in (low, high)]
        by = partial(integrals.integral_order, relation, low, high)
        return self.proof.have(ends[0] <= ends[1], by=by, because=because or "the integral is monotone")

    def positive(self, sign: Theorem, integrable: Theorem, because: str = "") -> Theorem:
        """0 ≤ ∫f, from 0 ≤ f almost everywhere."""
        nothing, none = self.linear(0, [], because="nothing")
        weak = self.order(sign, nothing, integrable)
        goal = weak.conclusion.args[1] >= 0
        return self.proof.have(goal, terms=[(1, [weak], [])], parts=[(1, none)], because=because or "∫0 = 0")

    def mixed(self, p: Term, q: Term) -> Theorem:
        """m = (p + q)/2 is a density, for known densities p and q."""
        (first, one), (second, other) = self.density(p), self.density(q)
        m, half = mixture(self.mu, p, q), num(1) / 2
        here = apply(m, self.x)
        exists, value = self.linear(here, [(half, first), (half, second)], because="a mean")
        total = self.proof.have(
            Eq(self.integral(here), 1), parts=[(1, value), (half, one), (half, other)], because="½ + ½"
        )
        sign = logic.generalise(self.x, self.proof.facts.prove(here >= 0))
        parts = lemmas.join(self.measurable(here), sign, exists, total)
        goal = make("density", self.mu, m)
        return self.proof.have(goal, by=lemmas.folded(goal, parts), because="the mean of two densities is a density")

    def zero(self, sign: Theorem, integrable: Theorem, total: Theorem, because: str = "") -> Theorem:
        """F = 0 almost everywhere, from 0 ≤ f and ∫f = 0."""
        goal = almost(Eq(apply(integrable.conclusion.args[-1], self.x), 0), self.x, self.mu)
        by = partial(integrals.integral_zero, sign, integrable, total)
        return self.proof.have(goal, by=by, because=because or "a non-negative function of integral 0")
