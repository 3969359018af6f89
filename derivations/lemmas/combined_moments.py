"""Mean and covariance of a combination c·X + s·Y of independent random columns of any size.

The cross terms vanish: aᵀ(X − m) and bᵀ(Y − e) are functions of X alone and of Y alone, so that the mean of their
product is the product of their means, 0·0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derivations import lemmas
from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel.densities import density
from derivations.kernel.formulas import Eq, fresh, function, identity, measure, natural, real, sqrt, vector
from derivations.kernel.random_vectors import independent, mean_and_covariance
from derivations.kernel.terms import ONE, SPACE, ZERO, apply, lam, make
from derivations.lemmas.expectations import Space
from derivations.proof import Proof

mu, p, d = measure("mu"), function("p"), natural("d")
m, e, beta = vector("m", d), vector("e", d), real("beta")
X, E = function("X", SPACE, m.sort), function("E", SPACE, m.sort)
Pair = tuple[Term, Term]


@dataclass(frozen=True)
class Moments:
    """A random column with its mean and its covariance."""

    x: Term
    mean: Term
    covariance: Term

    def stated(self, mu: Term, p: Term) -> Term:
        """That these are its mean and its covariance."""
        return mean_and_covariance(mu, p, self.x, self.mean, self.covariance)


def factorised(apart: Theorem, f: Term, g: Term) -> Theorem:
    """Γ ⊢ X and Y independent  gives, for these f and g,  E[f(X)·g(Y)] = E[f(X)]·E[g(Y)] if the means exist."""
    every = lemmas.unfolded(apart)
    first, second = (fresh(name, h.sort, apart.conclusion, f, g) for name, h in (("f", f), ("g", g)))
    law = logic.specialise(logic.specialise(every, first), second)
    return logic.instantiate(law, ((first, f), (second, g)))


class Combination:
    """c·X + s·Y, in a proof that knows a density, independence, and the means and covariances of X and Y."""

    def __init__(self, proof: Proof, sample: Pair, columns: tuple[Moments, Moments], weights: Pair) -> None:
        """Take the sample space (μ, p), X and Y, and c and s."""
        self.proof, self.sample, self.columns, self.weights = proof, sample, columns, weights
        (mu, p), (first, second), (c, s) = sample, columns, weights
        names = (mu, p, c, s, *(t for one in columns for t in (one.x, one.mean, one.covariance)))
        self.w = fresh("w", mu.sort.params[0], *names)
        self.a, self.b, self.u = (fresh(name, first.mean.sort, *names) for name in "abu")
        self.space, self.weight = Space(proof, mu, self.w), apply(p, self.w)
        whole = c * apply(first.x, self.w) + s * apply(second.x, self.w)
        mean, covariance = c * first.mean + s * second.mean, c**2 * first.covariance + s**2 * second.covariance
        self.combined = Moments(lam(self.w, whole), mean, covariance)

    def show(self) -> Theorem:
        """c·X + s·Y has the mean c·m + s·e and the covariance c²·Σ + s²·T."""
        mass = self.space.density(self.sample[1])
        known = [lemmas.split(lemmas.unfolded(self.proof.known(one.stated(*self.sample)))) for one in self.columns]
        means = [lemmas.split(logic.specialise(every, self.a)) for every, _ in known]
        first = logic.generalise(self.a, lemmas.join(*self._mean(means)))
        squares = [lemmas.split(logic.specialise(logic.specialise(every, self.a), self.b)) for _, every in known]
        off = [self._centred(one, found, mass) for one, found in zip(self.columns, means, strict=True)]
        second = lemmas.join(*self._covariance(squares, self._cross(*off)))
        for variable in (self.b, self.a):
            second = logic.generalise(variable, second)
        goal = self.combined.stated(*self.sample)
        return self.proof.have(goal, by=lemmas.folded(goal, logic.both(first, second)), because="for all a and b")

    def _off(self, one: Moments, direction: Term) -> Term:
        """aᵀ(X − m) at a sample point."""
        return direction.T * (apply(one.x, self.w) - one.mean)

    def _combined(
        self, body: Term, parts: Sequence[tuple[Term, list[Theorem]]], value: Term, because: str
    ) -> list[Theorem]:
        """Body is integrable, and its integral, from the parts (coefficient, [integrable, value])."""
        exists, total = self.space.linear(body, [(c, found[0]) for c, found in parts], because=because)
        weights = [(1, total), *((c, found[1]) for c, found in parts)]
        same = self.proof.have(Eq(self.space.integral(body), value), parts=weights, because="insert what is known")
        return [exists, same]

    def _mean(self, means: list[list[Theorem]]) -> list[Theorem]:
        """E[aᵀ(c·X + s·Y)] = aᵀ(c·m + s·e)."""
        body = self.a.T * apply(self.combined.x, self.w) * self.weight
        parts = [*zip(self.weights, means, strict=True)]
        return self._combined(body, parts, self.a.T * self.combined.mean, "the mean is linear")

    def _centred(self, one: Moments, found: list[Theorem], mass: tuple[Theorem, Theorem]) -> list[Theorem]:
        """E[aᵀ(X − m)] = 0."""
        body = self._off(one, self.a) * self.weight
        parts = [(ONE, found), (-(self.a.T * one.mean), [*mass])]
        return self._combined(body, parts, ZERO, "∫p = 1")

    def _cross(self, first: list[Theorem], second: list[Theorem]) -> list[list[Theorem]]:
        """E[aᵀ(X − m)·bᵀ(Y − e)] = 0 = E[bᵀ(X − m)·aᵀ(Y − e)]."""
        proof, (one, two) = self.proof, self.columns
        second = [logic.instantiate(t, ((self.a, self.b),)) for t in second]
        f, g = (lam(self.u, t.T * (self.u - of.mean)) for t, of in ((self.a, one), (self.b, two)))
        measured = [integrals.composed(make("measurable", h)) for h in (f, g)]
        law = factorised(proof.known(independent(*self.sample, one.x, two.x)), f, g)
        both = logic.modus_ponens(law, lemmas.join(*measured, first[0], second[0]))
        exists, value = lemmas.split(proof.have(both.conclusion, by=both, because="X and Y are independent"))
        mean = value.conclusion.args[1].args[1]
        goal = Eq(value.conclusion.args[0], ZERO)
        zero = proof.have(goal, parts=[(1, value), (mean, first[1])], because="a product of two means that are 0")
        turned = ((self.a, self.b), (self.b, self.a))
        return [[exists, zero], [logic.instantiate(t, turned) for t in (exists, zero)]]

    def _covariance(self, squares: list[list[Theorem]], cross: list[list[Theorem]]) -> list[Theorem]:
        """E[aᵀ(W − EW)·bᵀ(W − EW)] = aᵀ(c²·Σ + s²·T)b for W = c·X + s·Y."""
        (c, s), w = self.weights, self.combined
        body = self._off(w, self.a) * self._off(w, self.b) * self.weight
        parts = [*zip((c**2, s**2, c * s, c * s), (*squares, *cross), strict=True)]
        value = self.a.T * w.covariance * self.b
        return self._combined(body, parts, value, "multiply out: two squares and two cross terms")


def variance_preserving() -> Proof:
    """ε independent of x_{t−1}, both with covariance I: √(1−β)·x_{t−1} + √β·ε has covariance I, for 0 ≤ β ≤ 1."""
    columns = Moments(X, m, identity(d)), Moments(E, e, identity(d))
    given = [
        density(mu, p),
        independent(mu, p, X, E),
        *(one.stated(mu, p) for one in columns),
        ZERO <= beta,
        beta <= ONE,
    ]
    proof = Proof(given=given)
    proof.have(ZERO <= ONE - beta, because="β ≤ 1")
    whole = Combination(proof, (mu, p), columns, (sqrt(1 - beta), sqrt(beta)))
    found = whole.show()
    same = proof.have(Eq(whole.combined.covariance, identity(d)), because="(1 − β) + β = 1")
    goal = Moments(whole.combined.x, whole.combined.mean, identity(d)).stated(mu, p)
    return proof.conclude(goal, by=logic.rewrite(found, same), because="the covariance is I again", answer=identity(d))
