"""Side conditions met from what is known: signs by structure, then a search; every answer is the kernel's."""

from __future__ import annotations

from collections.abc import Iterable

from derivations import lemmas, search
from derivations.kernel import (
    IllFormed,
    Term,
    Theorem,
    Undecided,
    algebra,
    calculus,
    integrals,
    lebesgue,
    logic,
    matrices,
    order,
    summation,
)
from derivations.kernel.formulas import FALSE, Eq, Ne, fresh, sqrt, unfolding
from derivations.kernel.terms import NAT, ONE, ZERO, apply, make, num

FEW = 20  # points of a finite sum that are looked at one by one
MEASURED = ("density", "absolutely_continuous", "same_almost_everywhere", "finite_kl")


class Facts:
    """Theorems at hand, and what follows from them by signs."""

    def __init__(self, theorems: Iterable[Theorem] = ()) -> None:
        """Index the theorems by what they state, conjunctions taken apart."""
        self.known: dict[Term, Theorem] = {}
        self._signs: dict[Term, Theorem | None] = {}
        for theorem in theorems:
            self.add(theorem)

    def add(self, theorem: Theorem) -> None:
        """Take in a theorem and what it says part by part."""
        self._signs.clear()
        for part in lemmas.split(theorem):
            self.known.setdefault(part.conclusion.alpha, part)
            if part.conclusion.op in ("positive_definite", "positive_semidefinite"):
                self.add(lemmas.definite_symmetric(part))
            if part.conclusion.op in MEASURED:
                self.add(lemmas.unfolded(part))

    def with_(self, *formulas: Term) -> Facts:
        """The same facts and some assumptions."""
        more = Facts()
        more.known = dict(self.known)
        for formula in formulas:
            more.add(logic.assume(formula))
        return more

    @property
    def inequalities(self) -> list[Theorem]:
        """The facts that are inequalities."""
        return [t for t in self.known.values() if t.conclusion.op in ("le", "lt")]

    def look_up(self, formula: Term) -> Theorem | None:
        """A fact that states the formula, or is stronger by < for ≤, or the other way round for ≠."""
        found = self.known.get(formula.alpha)
        if found is None and formula.op == "le":
            strict = self.known.get(make("lt", *formula.args).alpha)
            found = algebra.nonneg(formula, ((1, (strict,), ()),), (), ()) if strict else None
        if found is None and formula.op == "not" and formula.args[0].op == "eq":
            a, b = formula.args[0].args
            turned = self.known.get(Ne(b, a).alpha)
            equal = logic.assume(formula.args[0])
            found = turned and logic.negate(equal.conclusion, logic.contradiction(logic.symmetry(equal), turned))
        return found

    # Signs
    def sign(self, term: Term) -> Theorem | None:
        """⊢ 0 < t or ⊢ 0 ≤ t, by the structure of t."""
        if term not in self._signs:
            self._signs[term] = self._sign(term)
        return self._signs[term]

    def _sign(self, term: Term) -> Theorem | None:
        known = self.known.get((ZERO < term).alpha) or self.above(term)
        if known is not None and known.conclusion.op == "lt":
            return known
        by_structure = getattr(self, f"sign_{term.op}", None)
        found = by_structure(term) if by_structure else None
        if found and found.conclusion.op == "le" and (distinct := self.known.get(Ne(term, ZERO).alpha)):
            found = order.strengthen(found, distinct)
        return found or known or self.known.get((ZERO <= term).alpha)

    def above(self, term: Term) -> Theorem | None:
        """⊢ 0 < t from a known c < t or c ≤ t with a numeral c > 0 (or ≥ 0)."""
        for fact in self.inequalities:
            low, high = fact.conclusion.args
            if high is term and low.op == "num" and low.data >= 0:
                strict = low.data > 0 or fact.conclusion.op == "lt"
                terms = ((1, (fact,), ()), (low.data, (), ()))
                return algebra.nonneg(ZERO < term if strict else ZERO <= term, terms, (), ())
        return None

    def sign_num(self, term: Term) -> Theorem | None:
        """A numeral."""
        goal = ZERO < term if term.data > 0 else ZERO <= term
        return algebra.nonneg(goal, ((term.data, (), ()),), (), ()) if term.data >= 0 else None

    def sign_var(self, term: Term) -> Theorem | None:
        """A natural number is at least 0."""
        return order.natural_nonneg(term) if term.sort.kind == "nat" else None

    def _combined(self, term: Term, signs: list[Theorem | None], product: bool) -> Theorem | None:
        found = [s for s in signs if s is not None]
        if len(found) < len(signs):
            return None
        strict = [s.conclusion.op == "lt" for s in found]
        goal = ZERO < term if (all(strict) if product else any(strict)) else ZERO <= term
        terms = ((1, tuple(found), ()),) if product else tuple((1, (s,), ()) for s in found)
        return algebra.nonneg(goal, terms, (), ())

    def sign_add(self, term: Term) -> Theorem | None:
        """A sum of what is at least 0."""
        return self._combined(term, [self.sign(a) for a in term.args], product=False)

    def sign_mul(self, term: Term) -> Theorem | None:
        """A product of what is at least 0; a square; vᵀAv for a semidefinite A."""
        a, b = term.args
        if a.is_scalar and a.alpha is b.alpha:
            return algebra.nonneg(ZERO <= term, ((1, (), (a,)),), (), ())
        if a.is_scalar and b.is_scalar:
            return self._combined(term, [self.sign(a), self.sign(b)], product=True)
        return self.sign_quadratic(term)

    def sign_quadratic(self, term: Term) -> Theorem | None:
        """A quadratic form vᵀAv, or vᵀv."""
        a, v = term.args
        if a.op == "transpose" and a.args[0].alpha is v.alpha and v.shape[1] is ONE:
            return algebra.nonneg(ZERO <= term, ((1, (), (v,)),), (), ())
        inner = a.args[1] if a.op == "mul" else None
        for kind in ("positive_semidefinite", "positive_definite"):
            known = (
                self.known.get(make(kind, inner).alpha)
                if inner is not None and inner.shape[0] is inner.shape[1]
                else None
            )
            if known is not None and kind == "positive_semidefinite":
                at = lemmas.definite_at(known, v)
                return at if at.conclusion.alpha is (ZERO <= term).alpha else None
        return None

    def sign_div(self, term: Term) -> Theorem | None:
        """A quotient of what is at least 0 by what is positive."""
        top, bottom = self.sign(term.args[0]), self.sign(term.args[1])
        if top is None or bottom is None or bottom.conclusion.op != "lt":
            return None
        reciprocal = lemmas.reciprocal_positive(bottom)
        return self.settled(self._combined(term, [top, reciprocal], product=True))

    def sign_pow(self, term: Term) -> Theorem | None:
        """A power of what has a sign; an even power."""
        base, exponent = term.args
        known = self.sign(base)
        even = exponent.op == "num" and exponent.data % 2 == 0 and base.is_scalar
        if known is not None and (known.conclusion.op == "lt" or not even):
            return order.power_sign(known, exponent)
        if even:
            root = base ** int(exponent.data / 2)
            if (distinct := self.known.get(Ne(base, ZERO).alpha)) and exponent.data == 2:
                return lemmas.square_positive(distinct)
            return algebra.nonneg(ZERO <= term, ((1, (), (root,)),), (), ())
        return None

    def sign_sqnorm(self, term: Term) -> Theorem | None:
        """A squared norm."""
        distinct = self.known.get(Ne(term.args[0], order.zero_like(term.args[0])).alpha)
        if distinct is not None and not term.args[0].is_scalar:
            return lemmas.square_positive(distinct)
        return algebra.nonneg(ZERO <= term, ((1, (), (term.args[0],)),), (), ())

    def sign_pi(self, term: Term) -> Theorem | None:
        """π > 0."""
        return algebra.nonneg(ZERO < term, ((1, (logic.left(lebesgue.pi_bounds()),), ()), (3, (), ())), (), ())

    def sign_normal(self, term: Term) -> Theorem | None:
        """A normal density, by what it abbreviates."""
        meaning = unfolding(term)
        found = None if meaning is None else self.sign(meaning)
        if found is None:
            return None
        goal = make(found.conclusion.op, ZERO, term)
        return self.settled(algebra.nonneg(goal, ((1, (found,), ()),), (), ()))

    sign_sigmoid = sign_normal

    def sign_entry(self, term: Term) -> Theorem | None:
        """An entry of an explicit vector."""
        vector, index = term.args
        if vector.op != "block" or index.op != "num" or index.data >= len(vector.args):
            return None
        found = self.sign(vector.args[int(index.data)])
        same = found and algebra.field(Eq(term, found.conclusion.args[1]))
        return found and same and logic.rewrite(found, logic.symmetry(same))

    def sign_exp(self, term: Term) -> Theorem | None:
        """An exponential."""
        return order.range_of(term)

    def sign_abs(self, term: Term) -> Theorem | None:
        """An absolute value."""
        return order.range_of(term)

    def sign_sqrt(self, term: Term) -> Theorem | None:
        """A root of what is known to be at least 0, positive when that is."""
        inside = self.sign(term.args[0])
        if inside is None:
            return None
        if inside.conclusion.op == "le":
            return self.settled(order.range_of(term))
        positive = order.monotone("sqrt", inside)
        zero = algebra.nonneg(ZERO < term, ((1, (positive,), ()),), ((ONE, _root_of_zero(), ONE),), ())
        return self.settled(zero)

    # Goals
    def prove(self, goal: Term) -> Theorem:
        """A theorem that states the goal, from the facts; Undecided when none is found."""
        found = self.look_up(goal) or self._by_implication(goal)
        if found is None:
            by_form = getattr(self, f"prove_{goal.op}", None)
            found = by_form(goal) if by_form else None
        if found is None:
            raise Undecided(f"it was not seen that {goal}", str(goal))
        return self.settled(found)

    def _by_implication(self, goal: Term) -> Theorem | None:
        """From a known φ ⇒ goal or φ ⇔ goal whose φ is known."""
        for theorem in self.known.values():
            claim = theorem.conclusion
            if claim.op not in ("implies", "iff"):
                continue
            for place in (1, 0) if claim.op == "iff" else (1,):
                premise = self.look_up(claim.args[1 - place]) if claim.args[place].alpha is goal.alpha else None
                if premise is not None:
                    return logic.modus_ponens(theorem if place else logic.converse(theorem), premise)
        return None

    def propagate(self) -> None:
        """Use the implications whose premises are known."""
        for theorem in [t for t in self.known.values() if t.conclusion.op == "implies"]:
            new = theorem.conclusion.args[1].alpha not in self.known
            premise = self._held(theorem.conclusion.args[0]) if new else None
            if premise is not None:
                self.add(logic.modus_ponens(theorem, premise))

    def _held(self, formula: Term) -> Theorem | None:
        """A fact that states the formula, or facts that state its parts."""
        found = self.known.get(formula.alpha)
        if found is None and formula.op == "and":
            parts = [self._held(a) for a in formula.args]
            found = None if None in parts else logic.both(*(p for p in parts if p))
        return found

    def at(self, x: Term, *formulas: Term) -> Facts:
        """The same facts, some assumptions about x, and what is known of every value, of x."""
        there = self.with_(*formulas)
        for theorem in self.known.values():
            claim = theorem.conclusion
            if claim.op == "forall" and claim.args[0].sort.params[0] is x.sort:
                there.add(logic.specialise(theorem, x))
        return there

    def prove_almost(self, goal: Term) -> Theorem:
        """At an arbitrary point, or at each of a few."""
        mu, predicate = goal.args
        count = mu.args[0] if mu.op == "counting" else None
        try:
            return self._at_a_point(mu, predicate)
        except Undecided:
            if count is None or count.op != "num" or count.data > FEW:
                raise
        each = [self.prove(apply(predicate, num(j))) for j in range(int(count.data))]
        i = fresh("i", NAT, goal, *(h for t in each for h in t.hypotheses))
        return summation.sum_almost(i, count, lemmas.at_each(i, apply(predicate, i), each))

    def _at_a_point(self, mu: Term, predicate: Term) -> Theorem:
        """A predicate almost everywhere, from what is known almost everywhere and everywhere."""
        near_by = [t for t in self.known.values() if t.conclusion.op == "almost" and t.conclusion.args[0] is mu]
        taken = [h for t in self.known.values() for h in (*t.hypotheses, t.conclusion)]
        hint = predicate.data[0] if predicate.op == "lambda" else "x"
        x = fresh(hint or "x", mu.sort.params[0], mu, predicate, *taken)
        bodies = [apply(t.conclusion.args[1], x) for t in near_by]
        below = (x < mu.args[0],) if mu.op == "counting" else ()
        there = self.at(x, *bodies, *below)
        there.propagate()
        shown = there.prove(apply(predicate, x))
        if not below:
            return integrals.almost_everywhere(mu, x, tuple(near_by), shown)
        for theorem, body in zip(near_by, bodies, strict=True):
            here = summation.sum_everywhere(theorem, logic.assume(below[0]))
            shown = logic.cut(here, shown) if body in shown.hypotheses else shown
        return summation.sum_almost(x, mu.args[0], shown)

    def prove_integrable(self, goal: Term) -> Theorem | None:
        """A finite sum always exists."""
        mu, function = goal.args
        return summation.sum_integrable(mu.args[0], function) if mu.op == "counting" else None

    def prove_measurable(self, goal: Term) -> Theorem:
        """By structure."""
        return integrals.composed(goal)

    def settled(self, theorem: Theorem | None) -> Theorem:
        """Cut every hypothesis that is not among the facts' own."""
        if theorem is None:
            raise Undecided("nothing was found", "search")
        own = {h.alpha for t in self.known.values() for h in t.hypotheses}
        for hypothesis in theorem.hypotheses:
            if hypothesis.alpha not in own:
                theorem = logic.cut(self.prove(hypothesis), theorem)
        return theorem

    def prove_true(self, goal: Term) -> Theorem:
        """Truth."""
        return logic.truth()

    def prove_and(self, goal: Term) -> Theorem:
        """Both halves."""
        return logic.both(self.prove(goal.args[0]), self.prove(goal.args[1]))

    def prove_implies(self, goal: Term) -> Theorem:
        """The conclusion, with the premises as facts."""
        if (known := self._under_premises(goal)) is not None:
            return known
        premises, conclusion = list[Term](), goal
        while conclusion.op == "implies":
            premises.append(conclusion.args[0])
            conclusion = conclusion.args[1]
        inside = self.with_(*premises)
        inside.propagate()
        theorem = inside.prove(conclusion)
        for premise in reversed(premises):
            theorem = logic.discharge(premise, theorem)
        return theorem

    def _under_premises(self, goal: Term) -> Theorem | None:
        """φ ⇒ … ⇒ ψ from a known ψ."""
        if goal.op != "implies":
            return self.known.get(goal.alpha)
        known = self._under_premises(goal.args[1])
        return known and logic.discharge(goal.args[0], known)

    def prove_forall(self, goal: Term) -> Theorem:
        """The body, for a fresh variable, with what is known of every value."""
        if goal.args[0].op != "lambda":
            raise Undecided(f"{goal} quantifies over an unspecified predicate", str(goal))
        _, sort = goal.args[0].data
        taken = [h for t in self.known.values() for h in (*t.hypotheses, t.conclusion)]
        x = fresh(goal.args[0].data[0], sort, goal, *taken)
        body = logic.specialise(logic.assume(goal), x).conclusion
        return logic.generalise(x, self.at(x).prove(body))

    def prove_not(self, goal: Term) -> Theorem | None:
        """An inequality with 0 by sign, or factor by factor."""
        claim = goal.args[0]
        if claim.op != "eq" or not claim.args[0].is_scalar:
            return None
        a, b = claim.args
        for term, turned in ((a, False), (-a, True)) if b is ZERO else ((a - b, True), (b - a, True)):
            known = self._sign_or_search(term)
            if known is not None and known.conclusion.op == "lt":
                return (
                    algebra.nonneg(goal, ((1, (known,), ()),), (), ()) if turned else lemmas.nonzero_of_positive(known)
                )
        return self._by_difference(goal) or (self._by_factors(a) if b is ZERO else None)

    def _by_difference(self, goal: Term) -> Theorem | None:
        """The goal a ≠ b from a known u ≠ v, where u − v = ±(a − b)."""
        equal = logic.assume(goal.args[0])
        for fact in [*self.known.values()]:
            claim = fact.conclusion
            if claim.op != "not" or claim.args[0].op != "eq" or claim.free != goal.free:
                continue
            for factor in (ONE, -ONE) if claim.args[0].args[0].is_scalar else ():
                try:
                    same = algebra.combination(claim.args[0], ((factor, equal, ONE),), ())
                except Undecided:
                    continue
                return logic.negate(equal.conclusion, logic.contradiction(same, fact))
        return None

    def _by_factors(self, a: Term) -> Theorem | None:
        regular = self.known.get(make("invertible", a).alpha)
        if regular is not None:
            return lemmas.nonzero_of_invertible(regular)
        if a.op == "det" and (regular := self.known.get(make("invertible", a.args[0]).alpha)):
            return logic.modus_ponens(matrices.determinant(a.args[0]), regular)
        if a.op == "mul" and a.args[0].is_scalar:
            return lemmas.product_nonzero(*(self.prove(Ne(f, ZERO)) for f in a.args))
        if a.op == "pow" and a.args[1].op == "num" and a.args[1].data > 0:
            return lemmas.power_nonzero(self.prove(Ne(a.args[0], ZERO)), a)
        return None

    def _sign_or_search(self, term: Term) -> Theorem | None:
        try:
            known = self.sign(term)
            if known is not None and known.conclusion.op == "lt":
                return known
            return self._searched(ZERO < term)
        except (Undecided, IllFormed):
            return None

    def prove_lt(self, goal: Term) -> Theorem | None:
        """By sign when one side is 0, else by search."""
        return self._order(goal)

    def prove_le(self, goal: Term) -> Theorem | None:
        """By sign when one side is 0, else by search."""
        return self._order(goal)

    def _order(self, goal: Term) -> Theorem | None:
        low, high = goal.args
        known = self.sign(high) if low is ZERO else None
        if known is not None and goal.op in (known.conclusion.op, "le"):
            return algebra.nonneg(goal, ((1, (known,), ()),), (), ())
        return self._searched(goal)

    def _searched(self, goal: Term, degree: int = 2) -> Theorem:
        near = self._related(goal.free)
        further = self._related(frozenset(v for f in near for v in f.conclusion.free)) if near else self.inequalities
        for chosen in (near, further) if len(further) > len(near) else (near,):
            try:
                terms, parts = search.certificate(goal, chosen, degree=degree if len(chosen) < 8 else 1)
            except Undecided:
                continue
            return algebra.nonneg(goal, terms, parts, ())
        raise Undecided(f"it was not seen that {goal}: no combination of the known facts gives it", str(goal))

    def _related(self, names: frozenset[Term]) -> list[Theorem]:
        """The inequalities that say something about one of the variables."""
        return [f for f in self.inequalities if not names.isdisjoint(f.conclusion.free)]

    def prove_eq(self, goal: Term) -> Theorem:
        """By normal form."""
        try:
            return algebra.field(goal)
        except Undecided as error:
            raise Undecided(f"it was not seen that {goal}", str(goal)) from error

    def prove_differentiable(self, goal: Term) -> Theorem:
        """By structure."""
        return calculus.smooth(goal)

    def prove_invertible(self, goal: Term) -> Theorem | None:
        """From positive definiteness, or from a determinant that is not 0."""
        m = goal.args[0]
        known = self.known.get(make("positive_definite", m).alpha)
        if known is not None:
            return lemmas.definite_invertible(known)
        nonzero = Ne(make("det", m), ZERO)
        if m.free and nonzero.alpha not in self.known:
            return None
        try:
            return logic.modus_ponens(logic.converse(matrices.determinant(m)), self.prove(nonzero))
        except Undecided:
            return None

    def prove_symmetric(self, goal: Term) -> Theorem:
        """By normal form, with the matrices known to be symmetric."""
        known = tuple(t for t in self.known.values() if t.conclusion.op == "symmetric")
        return lemmas.symmetric_by_field(goal.args[0], known)

    def prove_full_column_rank(self, goal: Term) -> Theorem | None:
        """From positive definiteness."""
        m = goal.args[0]
        known = self.known.get(make("positive_definite", m).alpha) if m.shape[0] is m.shape[1] else None
        return lemmas.definite_full_rank(known) if known else None

    def prove_false(self, goal: Term) -> Theorem:
        """By search for a contradiction."""
        return self._searched(FALSE)


def _root_of_zero() -> Theorem:
    """⊢ √0 = 0."""
    return lemmas.vanishes(algebra.field(Eq(sqrt(ZERO) ** 2, ZERO)))
