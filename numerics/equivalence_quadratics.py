"""A way to inequalities that are affine in a letter of which a bound is known, and quadratic in what is left.

With l < c and a ≥ 0 the number a·c + b is a·(c − l) + (a·l + b), in which c does not occur any more. With a > 0 and
4ac ≥ b² the number a·v² + b·v + c is a·(v + b/(2a))² + (4ac − b²)/(4a), in which v does not occur but in a square. Each
step takes a letter away, and between the steps the factors are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import combinations
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Ne, Not
from derivations.kernel.terms import REAL, ZERO, make, num, substitute
from derivations.tactics import Facts
from numerics.equivalence_absolute import of_numbers
from numerics.equivalence_core import first, leaf
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import occurs, within
from numerics.equivalence_ways import certified
from numerics.factors import factors, lowest

RELATIONS: Final = ("le", "lt")
MOST: Final = 5  # letters
FEW: Final = 4  # facts of which products are tried
DEEP: Final = 5  # steps
Weighted = tuple[Fraction | int, tuple[Theorem, ...], tuple[Term, ...]]


@leaf(2)
def _affine(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality with a letter of which a bound is known that is no number and no letter itself."""
    if not of_numbers(goal) or len(goal.free) > MOST:
        raise Undecided("this is no inequality between a few numbers", "form")
    if not any(v in goal.free and b.op not in ("num", "var") for t in facts.inequalities for v, b, _ in _bounds(t)):
        raise Undecided("no bound of a letter is known", "form")
    return _whatever_the_signs(facts, goal)


def _bounds(known: Theorem) -> Iterator[tuple[Term, Term, bool]]:
    """A letter, what bounds it, and whether from above."""
    low, high = known.conclusion.args
    for letter, bound, above in ((low, high, True), (high, low, False)):
        if letter.op == "var" and letter.sort is REAL and letter not in bound.free:
            yield letter, bound, above


def _whatever_the_signs(facts: Facts, goal: Term) -> Theorem:
    """The goal in both cases of every absolute value of what is not 0."""
    size = next((t for t in within(goal) if t.op == "abs" and not any(a.op == "abs" for a in within(t.args[0]))), None)
    if size is None:
        low, high = goal.args
        return facts.settled(algebra.nonneg(goal, ((1, (signed(facts, high - low),), ()),), (), ()))
    u, ends = size.args[0], list[Theorem]()
    distinct = facts.prove(Ne(u, ZERO))
    for case in (ZERO <= u, Not(ZERO <= u)):
        sign = logic.assume(case)
        sign = order.strengthen(sign, distinct) if case.op == "le" else lemmas.flipped(sign)
        value, inside = order.absolute(sign), facts.with_()
        for known in [t for t in facts.inequalities if occurs(size, t.conclusion)]:
            del inside.known[known.conclusion.alpha]
            inside.add(logic.rewrite(known, value))
        negative = case.op == "not"
        inside.add(algebra.nonneg(ZERO < -u, ((1, (sign,), ()),), (), ()) if negative else sign)
        aim = rewritten(goal, value)
        found = _whatever_the_signs(inside, aim.conclusion.args[1])
        ends.append(logic.modus_ponens(logic.converse(aim), found))
    return logic.cases(logic.excluded_middle(ZERO <= u), *ends)


# Signs
def signed(facts: Facts, term: Term, deep: int = DEEP) -> Theorem:
    """⊢ 0 ≤ t or ⊢ 0 < t, factor by factor.

    Raises:
        Undecided: it was not seen.
    """
    number, powers = factors(term)
    known, squares = list[Theorem](), list[Term]()
    for factor, power in powers:
        if power > 0 and power % 2 == 0:
            squares.append(factor ** (power // 2) if power > 2 else factor)
            continue
        sign, turned = _either(facts, factor, deep)
        number = -number if turned and power % 2 else number
        known += [sign if power > 0 else lemmas.reciprocal_positive(sign)] * abs(power)
    if number < 0:
        raise Undecided(f"{term} is not positive", "sign")
    return _shown(facts, term, (number, tuple(known), tuple(squares)))


def _shown(facts: Facts, term: Term, *parts: Weighted) -> Theorem:
    """0 ≤ t, or 0 < t if that is seen, by what t is a sum of."""
    strict = any(w > 0 and not squares and all(t.conclusion.op == "lt" for t in known) for w, known, squares in parts)
    return facts.settled(algebra.nonneg(make("lt" if strict else "le", ZERO, term), parts, (), ()))


def _either(facts: Facts, factor: Term, deep: int) -> tuple[Theorem, bool]:
    """The sign of a factor, or that of its negative."""
    with suppress(ProofError):
        return _of_factor(facts, factor, deep), False
    return _of_factor(facts, -factor, deep), True


def _of_factor(facts: Facts, factor: Term, deep: int) -> Theorem:
    """By its form, by a combination of what is known, or with one letter less."""
    if (found := facts.sign(factor)) is not None and found.conclusion.op == "lt":
        return found
    ways = [lambda: _combined(facts, factor)]
    if deep:
        ways += [lambda: _at_the_bounds(facts, factor, deep - 1), lambda: _completed(facts, factor, deep - 1)]
    return first(ways)


def _combined(facts: Facts, term: Term) -> Theorem:
    """A combination of products of two facts, and of squares of the letters, their sums and differences."""
    letters = sorted(term.free, key=repr)
    known = [t for t in facts.inequalities if t.conclusion.free and t.conclusion.free <= term.free][:FEW]
    squares = [*letters, *(w for u, v in combinations(letters, 2) for w in (u + v, u - v))]
    goals = (ZERO < term, ZERO <= term)
    return first([lambda g=g: certified(facts, g, known, squares=squares) for g in goals])


def _at_the_bounds(facts: Facts, term: Term, deep: int) -> Theorem:
    """0 ≤ a·c + b, since 0 ≤ a·l + b for a known bound l of c, and a has the right sign."""
    known = [t for t in facts.inequalities if of_numbers(t.conclusion)]
    rows = [(t, row) for t in known for row in _bounds(t) if row[0] in term.free]
    return first([lambda r=r: _at_a_bound(facts, term, *r, deep) for r in rows])


def _at_a_bound(facts: Facts, term: Term, known: Theorem, row: tuple[Term, Term, bool], deep: int) -> Theorem:
    letter, bound, above = row
    _, slope, bend = _coefficients(term, letter)
    if factors(bend)[0]:
        raise Undecided(f"{term} is not affine in {letter}", "form")
    steep = signed(facts, -slope if above else slope, deep)
    rest = signed(facts, substitute(term, {letter: bound}), deep)
    return _shown(facts, term, (1, (steep, known), ()), (1, (rest,), ()))


def _completed(facts: Facts, term: Term, deep: int) -> Theorem:
    """0 ≤ a·v² + b·v + c by its discriminant."""
    letters = sorted((v for v in term.free if v.sort is REAL), key=repr)
    return first([lambda v=v: _square(facts, term, v, deep) for v in letters])


def _square(facts: Facts, term: Term, v: Term, deep: int) -> Theorem:
    c, b, a = _coefficients(term, v)
    if not factors(a)[0] or factors(term - (a * v**2 + b * v + c))[0]:
        raise Undecided(f"{term} is not quadratic in {v}", "form")
    top = signed(facts, a, deep)
    if top.conclusion.op != "lt":
        raise Undecided(f"{a} may be 0", "sign")
    rest, share = signed(facts, 4 * a * c - b**2, deep), lemmas.reciprocal_positive(top)
    inside, fourth = facts.with_(), Fraction(1, 4)
    inside.add(top)
    return _shown(inside, term, (fourth, (share,), (2 * a * v + b,)), (fourth, (rest, share), ()))


def _coefficients(term: Term, v: Term) -> tuple[Term, Term, Term]:
    """c, b and a of a·v² + b·v + c, if it is that."""
    middle, above, below = (substitute(term, {v: num(k)}) for k in (0, 1, -1))
    return _plain(middle), _plain((above - below) / 2), _plain((above + below) / 2 - middle)


def _plain(term: Term) -> Term:
    """A rational function in lowest terms."""
    number, top, bottom = lowest(term)
    return num(number) * top / bottom
