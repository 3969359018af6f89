"""The integral of a finite sum is the sum of the integrals, for symbolic n and every measure.

Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, summation
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, ForAll, Implies, Sum, fresh
from derivations.kernel.terms import NAT, ONE, ZERO, apply, lam, make
from derivations.lemmas.finite_sums import last_index, later


def sum_of_integrals(each: Theorem) -> tuple[Theorem, Theorem]:
    """Γ ⊢ ∀i. i < n ⇒ fᵢ integrable  gives  Γ ⊢ Σfᵢ integrable  and  Γ ⊢ ∫Σfᵢ dμ = Σ∫fᵢ dμ."""
    terms, count = _terms(each.conclusion)
    both = logic.modus_ponens(logic.specialise(terms.law(), count), each)
    return logic.left(both), logic.right(both)


@dataclass(frozen=True)
class Terms:
    """The functions fᵢ of points x, and a name for their number; `claim` is that fᵢ is integrable."""

    i: Term
    n: Term
    x: Term
    claim: Term

    @property
    def mu(self) -> Term:
        """The measure."""
        return self.claim.args[0]

    def premise(self, count: Term) -> Term:
        """Every one of so many functions is integrable."""
        return ForAll(self.i, Implies(self.i < count, self.claim))

    def whole(self, count: Term) -> Term:
        """The function x ↦ Σ_{i<n} fᵢ(x)."""
        return lam(self.x, Sum(apply(self.claim.args[1], self.x), self.i, count))

    def conclusion(self, count: Term) -> Term:
        """The sum is integrable, and its integral is the sum of the integrals."""
        whole, total = self.whole(count), Sum(make("integral", *self.claim.args), self.i, count)
        return And(make("integrable", self.mu, whole), Eq(make("integral", self.mu, whole), total))

    def added(self, count: Term, parts: Sequence[Theorem], known: Sequence[Theorem]) -> Theorem:
        """The conclusion from the parts into which the sum is cut, and what is known of their integrals."""
        whole, goal = self.whole(count), self.conclusion(count).args[1]
        same = integrals.almost_everywhere(self.mu, self.x, (), summation.sum_of(apply(whole, self.x)))
        exists, value = _both(integrals.linear(self.mu, whole, tuple((ONE, p) for p in parts), same))
        equations = (*((ONE, t, ONE) for t in (value, *known)), (-ONE, summation.sum_of(goal.args[1]), ONE))
        return logic.both(exists, algebra.combination(goal, equations, ()))

    def law(self) -> Theorem:
        """⊢ ∀n. (∀i. i < n ⇒ fᵢ integrable) ⇒ Σfᵢ integrable ∧ ∫Σfᵢ dμ = Σ∫fᵢ dμ, by induction."""
        i, n, more = self.i, self.n, self.n + ONE
        statement = lam(n, Implies(self.premise(n), self.conclusion(n)))
        base = logic.discharge(self.premise(ZERO), self.added(ZERO, [], []))
        assumed = logic.assume(self.premise(more))
        early = logic.modus_ponens(logic.specialise(assumed, i), later(i, n))
        fewer = logic.generalise(i, logic.discharge(i < n, early))
        last = logic.modus_ponens(logic.specialise(assumed, n), last_index(n))
        exists, value = _both(logic.modus_ponens(logic.assume(apply(statement, n)), fewer))
        step = logic.discharge(self.premise(more), self.added(more, [exists, last], [value]))
        return logic.induction(statement, n, base, step)


def _both(theorem: Theorem) -> tuple[Theorem, Theorem]:
    return logic.left(theorem), logic.right(theorem)


def _terms(formula: Term) -> tuple[Terms, Term]:
    """The functions of which a formula says that all are integrable, and how many they are."""
    i, body = opened(formula.args[0]) if formula.op == "forall" else (formula, formula)
    fits = body.op == "implies" and body.args[0].op == "lt" and body.args[1].op == "integrable"
    if not fits or body.args[0].args[0] is not i or i in body.args[1].args[0].free:
        raise Undecided(f"{formula} does not say of all i < n that a function is integrable over one measure", "form")
    below, claim = body.args
    mu, one = claim.args
    name = one.data[0] if one.op == "lambda" else "x"
    x = fresh(name or "x", mu.sort.params[0], claim, i)
    return Terms(i, fresh("n", NAT, claim, i, x), x, claim), below.args[1]
