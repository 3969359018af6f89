"""Pointwise relations between densities, cell by cell: each density is 0 or positive at a point.

In a cell the zeros are inserted, case distinctions are decided, logarithms are taken apart, and what is left is a
polynomial identity, or an inequality that follows from signs and from log u ≤ u − 1. Everything here only asks the
kernel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Final, NamedTuple

from derivations import lemmas, search
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, order, powers
from derivations.kernel.formulas import FALSE, Eq, Not, fresh, log, unfolding
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num, replace
from derivations.lemmas import logarithm
from derivations.tactics import Facts

ATOMS = ("apply", "var", "entry")
Bound = tuple[Term, Term] | Term  # (w, u) for w·log u ≤ w·(u − 1) with w ≥ 0 and u > 0, or a term that is at least 0


def zero_or_positive(sign: Theorem) -> Theorem:
    """Γ ⊢ 0 ≤ a  gives  Γ ⊢ a = 0 ∨ 0 < a."""
    a = sign.conclusion.args[1]
    zero = Eq(a, ZERO)
    goal = make("or", zero, ZERO < a)
    positive = logic.either(order.strengthen(sign, logic.assume(Not(zero))), goal)
    return logic.cases(logic.excluded_middle(zero), logic.either(logic.assume(zero), goal), positive)


class Hints(NamedTuple):
    """What the author says of a relation: bounds that give it, and equations that help before logarithms are taken."""

    bounds: Sequence[Bound] = ()
    equations: Sequence[Term] = ()


NONE: Final = Hints()


def in_cells(facts: Facts, goal: Term, atoms: Sequence[Term], hints: Hints = NONE) -> Theorem:
    """The goal, at once or by distinguishing for each atom whether it is 0 or positive; 0 ≤ atom must be known."""
    for rule in (algebra.field, powers.powers) if goal.op == "eq" and goal.args[0].is_scalar else ():
        with suppress(Undecided):
            return facts.settled(rule(goal))
    return _split(facts, goal, atoms, hints)


def _split(facts: Facts, goal: Term, atoms: Sequence[Term], hints: Hints) -> Theorem:
    if not atoms:
        return in_cell(facts, goal, hints)
    first, *rest = atoms
    sign = facts.prove(ZERO <= first)
    if (ZERO < first).alpha in facts.known:
        return _split(facts, goal, rest, hints)
    found = [_split(facts.with_(c), goal, rest, hints) for c in (Eq(first, ZERO), ZERO < first)]
    return logic.cases(zero_or_positive(sign), *found)


def in_cell(facts: Facts, goal: Term, hints: Hints = NONE) -> Theorem:
    """The goal in one cell, which the facts describe."""
    if (absurd := _propagated(facts)) is not None:
        return logic.by_contradiction(goal, absurd)
    rewriting = Rewriting(facts, goal)
    rewriting.insert()
    if rewriting.goal.op == "eq" and rewriting.goal.args[0].alpha is rewriting.goal.args[1].alpha:
        return rewriting.back(logic.reflexivity(rewriting.goal.args[0]))
    if rewriting.goal.op == "implies":
        return rewriting.back(_implied(facts, rewriting.goal, hints))
    if rewriting.goal.op == "and":
        return rewriting.back(logic.both(*(in_cell(facts, part, hints) for part in rewriting.goal.args)))
    rewriting.simplify(hints.equations)
    return rewriting.back(_closed(facts, rewriting.goal, [_simple(facts, b) for b in hints.bounds]))


def _implied(facts: Facts, goal: Term, hints: Hints) -> Theorem:
    """An implication: its premise is decided in the cell."""
    premise, conclusion = goal.args
    known = decide(facts, premise)
    if known.conclusion.alpha is premise.alpha:
        return logic.discharge(premise, in_cell(facts, conclusion, hints))
    absurd = logic.contradiction(logic.assume(premise), known)
    return logic.discharge(premise, logic.by_contradiction(conclusion, absurd))


def _propagated(facts: Facts) -> Theorem | None:
    """Use the implications whose premises hold; false when a number comes out both 0 and positive."""
    facts.propagate()
    for zero in _values(facts):
        if zero.conclusion.args[1] is not ZERO:
            continue
        positive = facts.known.get((ZERO < zero.conclusion.args[0]).alpha)
        if positive is not None:
            return algebra.nonneg(FALSE, ((1, (positive,), ()),), ((-ONE, zero, ONE),), ())
    return _product_absurd(facts)


def _product_absurd(facts: Facts) -> Theorem | None:
    """False, when a product that is 0 has positive factors."""
    for zero in [t for t in facts.known.values() if t.conclusion.op == "eq" and t.conclusion.args[1] is ZERO]:
        product = zero.conclusion.args[0]
        sign = facts.sign(product) if product.op == "mul" and product.is_scalar else None
        if sign is not None and sign.conclusion.op == "lt":
            return algebra.nonneg(FALSE, ((1, (sign,), ()),), ((-ONE, zero, ONE),), ())
    return None


def _values(facts: Facts) -> list[Theorem]:
    """The facts a = t about an atom a, such as a = 0."""
    known = (t for t in facts.known.values() if t.conclusion.op == "eq" and t.conclusion.args[0].op in ATOMS)
    return [
        t for t in known if t.conclusion.args[0].is_scalar and t.conclusion.args[0] not in _parts(t.conclusion.args[1])
    ]


def _parts(term: Term) -> set[Term]:
    return {term}.union(*(_parts(a) for a in term.args))


def decide(facts: Facts, condition: Term) -> Theorem:
    """The condition of a case distinction, or its negation."""
    for goal in (condition, Not(condition)):
        if (found := facts.known.get(goal.alpha)) is not None:
            return found
    if condition.op == "and":
        return _decide_both(facts, condition)
    if condition.op == "not":
        inner = decide(facts, condition.args[0])
        return inner if inner.conclusion.op == "not" else lemmas.doubly_negated(inner)
    if condition.op in ("lt", "le"):
        return _decide_order(facts, condition)
    try:
        return facts.prove(condition)
    except Undecided:
        return facts.prove(Not(condition))


def _decide_both(facts: Facts, condition: Term) -> Theorem:
    found = [decide(facts, c) for c in condition.args]
    assumed = logic.assume(condition)
    for theorem, part in zip(found, (logic.left(assumed), logic.right(assumed)), strict=True):
        if theorem.conclusion.alpha is not part.conclusion.alpha:
            return logic.negate(condition, logic.contradiction(part, theorem))
    return logic.both(*found)


def _decide_order(facts: Facts, condition: Term) -> Theorem:
    low, high = condition.args
    zero = facts.known.get(Eq(high, ZERO).alpha)
    if condition.op == "lt" and low is ZERO and zero is not None:
        absurd = algebra.nonneg(FALSE, ((1, (logic.assume(condition),), ()),), ((-ONE, zero, ONE),), ())
        return logic.negate(condition, absurd)
    numbers = [a.data for a in condition.args if a.op == "num"]
    if len(numbers) < 2 or numbers[0] < numbers[1] or (numbers[0] == numbers[1] and condition.op == "le"):
        try:
            return facts.prove(condition)
        except Undecided:
            pass
    opposite = make("le" if condition.op == "lt" else "lt", high, low)
    return logic.modus_ponens(logic.converse(order.negated_order(condition)), facts.prove(opposite))


class Rewriting:
    """A goal that equations make simpler, and the way back."""

    def __init__(self, facts: Facts, goal: Term) -> None:
        """Begin with the goal itself."""
        self.facts, self.goal = facts, goal
        self._steps: list[Theorem] = []

    def by(self, equation: Theorem) -> None:
        """Replace the left side of an equation by its right side."""
        old, new = equation.conclusion.args
        z = fresh("z", old.sort, self.goal, old, new)
        pattern = replace(self.goal, old, z)
        if pattern is not self.goal:
            self._steps.append(logic.congruence(lam(z, pattern), equation))
            self.goal = apply(lam(z, pattern), new)

    def insert(self) -> None:
        """Insert what the atoms are equal to; zeros come last."""
        for equation in sorted(_values(self.facts), key=lambda t: t.conclusion.args[1] is ZERO):
            self.by(equation)

    def simplify(self, equations: Sequence[Term] = ()) -> None:
        """Decide the case distinctions, insert the equations that hold here, take the logarithms apart."""
        while (term := next(_inside(self.goal, "piecewise"), None)) is not None:
            self.by(integrals.branch(term, decide(self.facts, term.args[0])))
        for equation in equations:
            with suppress(Undecided):
                self.by(self.facts.settled(algebra.field(_inserted(self.facts, equation))))
        for term in list(_inside(self.goal, "log")):
            self.by(logarithm_of(self.facts, term))

    def back(self, theorem: Theorem) -> Theorem:
        """The goal from the simpler one."""
        for step in reversed(self._steps):
            theorem = logic.modus_ponens(logic.converse(step), theorem)
        return theorem


def _inside(term: Term, op: str) -> Iterator[Term]:
    """The outermost subterms with this operator, none under a binder."""
    if term.op == op:
        yield term
    elif term.op != "lambda":
        for a in term.args:
            yield from _inside(a, op)


def _simple(facts: Facts, bound: Bound) -> Bound:
    """A bound with the zeros inserted."""
    if isinstance(bound, tuple):
        w, u = (_inserted(facts, t) for t in bound)
        return w, u
    return _inserted(facts, bound)


def _inserted(facts: Facts, term: Term) -> Term:
    for equation in _values(facts):
        term = replace(term, *equation.conclusion.args)
    return term


def logarithm_of(facts: Facts, term: Term) -> Theorem:
    """Log t = the logarithms of the factors of t."""
    return facts.settled(powers.powers(Eq(term, taken_apart(term.args[0]))))


def taken_apart(inside: Term) -> Term:
    """The logarithm of a product, quotient, power, root, exponential or numeral, taken apart."""
    op, args = inside.op, inside.args
    if op in ("mul", "div"):
        parts = [taken_apart(a) for a in args]
        return parts[0] + parts[1] if op == "mul" else parts[0] - parts[1]
    if op == "pow":
        return args[1] * taken_apart(args[0])
    if op == "sqrt":
        return taken_apart(args[0]) / 2
    if op == "exp":
        return args[0]
    if op == "num" and inside.data > 0:
        return _of_number(inside.data)
    meaning = unfolding(inside)
    return log(inside) if meaning is None else taken_apart(meaning)


def _of_number(value: Fraction) -> Term:
    """The logarithm of a positive rational, by its prime factors."""
    primes = [*((p, 1) for p in _primes(value.numerator)), *((p, -1) for p in _primes(value.denominator))]
    logs = [log(num(p)) for p, _ in primes]
    return integrals.combined([num(sign) for _, sign in primes], logs)


def _primes(value: int) -> Iterator[int]:
    prime = 2
    while value > 1:
        prime = prime if prime * prime <= value else value
        while value % prime == 0:
            yield prime
            value //= prime
        prime += 1


def weighted(facts: Facts, bound: Bound) -> Theorem | None:
    """w·log u ≤ w·(u − 1), the logarithm taken apart, or 0 ≤ t; None where w is 0 or nothing is known of t."""
    if not isinstance(bound, tuple):
        return facts.sign(bound)
    w, u = bound
    if _vanishes(w):
        return None
    known = facts.settled(logarithm.bound(u))
    apart = logarithm_of(facts, log(u))
    sign = facts.sign(w)
    if sign is None:
        raise Undecided(f"it was not seen that the weight {w} is at least 0", "sign")
    goal = w * apart.conclusion.args[1] <= w * (u - 1)
    return facts.settled(algebra.nonneg(goal, ((1, (known, sign), ()),), ((w, apart, ONE),), ()))


def _vanishes(term: Term) -> bool:
    try:
        return not algebra.field(Eq(term, ZERO)).conclusion.loose
    except Undecided:
        return False


def _closed(facts: Facts, goal: Term, bounds: Sequence[Bound]) -> Theorem:
    """The simplified goal: by normal form, or from the weighted bounds, or by a search among signs."""
    if goal.op == "eq" and goal.args[0].is_scalar:
        return facts.settled(algebra.field(goal))
    if goal.op not in ("le", "lt"):
        return facts.prove(goal)
    used = [b for b in (weighted(facts, b) for b in bounds) if b is not None]
    logs = [b for b in used if b.conclusion.args[0] is not ZERO]
    for chosen in (used, logs):
        with suppress(Undecided):
            return facts.settled(algebra.nonneg(goal, tuple((1, (b,), ()) for b in chosen), (), ()))
    with suppress(Undecided):
        return facts.prove(goal)
    signs = [t for t in facts.inequalities if t.conclusion.free <= goal.free or not t.conclusion.free]
    terms, parts = search.certificate(goal, [*used, *signs], degree=1)
    return facts.settled(algebra.nonneg(goal, terms, parts, ()))
