"""A way to "there is a function", by c·(x − m)² with a great c, where f is taken for a density: only f > 0 counts.

Such a function is nowhere negative, so that nothing of it is lost where it and a normal density change places. What the
right side of the inequality exceeds the left one by is a + d·c with d > 0; it is positive for c = (a² + 1)/d.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Final, NamedTuple

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.formulas import Eq, Ne, fresh
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num, substitute
from derivations.tactics import Facts
from numerics.equivalence_core import by_any_way, criterion, first, leaf, new_variable
from numerics.equivalence_guards import equal
from numerics.equivalence_moments import mean, means, moment
from numerics.equivalence_places import outermost
from numerics.equivalence_ways import certified
from numerics.equivalence_witnesses import check_line, inserted, line_in, relation_in

HALF: Final = num(1) / 2


class Family(NamedTuple):
    """The functions c·(x − m)² for f."""

    f: Term
    c: Term
    member: Term

    def of(self, term: Term) -> Term:
        """A formula about f, for the function."""
        return substitute(term, {self.f: self.member})


@leaf(-1)
@criterion
def _by_a_square(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A function c·(x − m)² for which an inequality holds, and whatever else is asked of it; m is the mean of a law."""
    check_line(goal)
    f = fresh("f", goal.args[0].sort.params[0], goal)
    relation = relation_in(apply(goal.args[0], f))
    laws = [t.args[2] for t in _swapped(relation) if t.args[1] is f]
    if not laws:
        raise Undecided("no function is taken for a density", "form")
    c, x = (fresh(name, REAL, goal, *facts.known) for name in "cx")
    laws += [t.args[1] for t in means(relation) if t.args[1].args[0].op == "normal"]
    centres = {m: None for law in laws if not (m := law.args[0].args[1]).loose}
    return first([lambda m=m: _exhibited(facts, goal, Family(f, c, lam(x, c * (x - m) ** 2))) for m in centres])


def _swapped(term: Term) -> Iterator[Term]:
    """The means in which a normal density stands for the function, and something else for the density."""
    for t in outermost(term):
        if t.op == "expectation" and t.args[2].op == "lambda" and t.args[2].args[0].op == "normal":
            yield t


def _exhibited(facts: Facts, goal: Term, family: Family) -> Theorem:
    """The claim, since a member of the family is as wanted."""
    claim = apply(goal.args[0], family.f)
    wanted = family.of(claim)
    relation = relation_in(wanted)
    known = [*_values(facts.with_(ZERO <= family.c), relation)]
    low, high = inserted(facts, relation, known).goal.args
    rest, slope = line_in(high - low, family.c)
    inside = facts.with_()
    inside.add(_positive(facts, slope))
    value = (rest**2 + 1) / slope
    here = [inside.settled(logic.instantiate(t, ((family.c, value),))) for t in known]
    chosen = {family.f: substitute(family.member, {family.c: value})}
    shown = _fulfilled(inside, substitute(claim, chosen), here, rest)
    there = logic.instantiate(logic.exhibit(goal, family.f, logic.assume(claim)), tuple(chosen.items()))
    return logic.cut(shown, there)


def _positive(facts: Facts, slope: Term) -> Theorem:
    """0 < d, a combination of squares of what is known not to be 0.

    Raises:
        Undecided: it was not seen.
    """
    known = [t.conclusion.args[0] for t in facts.known.values() if t.conclusion.op == "not"]
    sides = [c.args for c in known if c.op == "eq" and c.args[0].sort is REAL and c.free <= slope.free]
    squares = list[Theorem]()
    for a, b in sides:
        with suppress(ProofError):
            squares.append(lemmas.square_positive(facts.prove(Ne(a if b is ZERO else a - b, ZERO))))
    return certified(facts, ZERO < slope, squares, degree=1)


def _values(facts: Facts, relation: Term) -> Iterator[Theorem]:
    """The means that can be computed, of the functions and of what is left of them."""
    for term in means(relation):
        with suppress(ProofError):
            yield mean(facts, term)
    for term in _swapped(relation):
        with suppress(ProofError):
            yield _turned(facts, term)


def _turned(facts: Facts, term: Term) -> Theorem:
    """⊢ the mean of f where f > 0 is E[f], and that is a number; f is nowhere negative."""
    mu, f, law = term.args
    usual = make("expectation", mu, law, f)
    meanings = [logic.unfold(t) for t in (term, usual)]
    (_, high), (_, low) = (t.conclusion.args[1].args for t in meanings)
    x = new_variable(facts, high, low)
    exists = logic.left(moment(facts, mu, low))
    same = integrals.almost_everywhere(mu, x, (), facts.settled(equal(facts, apply(high, x), apply(low, x))))
    total = logic.right(integrals.linear(mu, high, ((ONE, exists),), same))
    ways = ((ONE, meanings[0], ONE), (ONE, total, ONE), (-ONE, meanings[1], ONE))
    return logic.transitivity(algebra.combination(Eq(term, usual), ways, ()), mean(facts, usual))


def _fulfilled(facts: Facts, formula: Term, known: list[Theorem], rest: Term) -> Theorem:
    """Each part of what is wanted, of this function; an inequality as a + (a² + 1) is (a + ½)² + ¾."""
    if formula.op == "and":
        return logic.both(*(_fulfilled(facts, part, known, rest) for part in formula.args))
    if formula.op not in ("lt", "le"):
        return by_any_way(facts, logic.truth(), formula)
    aim = inserted(facts, formula, known)
    squares = (1, (), (rest + HALF,)), (Fraction(3, 4), (), ())
    return aim.back(facts.settled(algebra.nonneg(aim.goal, squares, (), ())))
