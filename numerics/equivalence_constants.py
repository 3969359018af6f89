"""Ways for functions that differ by a constant: (f + c)′ = f′, and f + c is differentiable where f is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Final

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, calculus, logic
from derivations.kernel.formulas import Eq, fresh, function, real
from derivations.kernel.terms import REAL, ZERO, apply, lam, make, replace, substitute
from derivations.tactics import Facts
from numerics.equivalence_core import equality, first, leaf, new_variable

Sides = Callable[[Term], Term]
SUMS: Final = ("add", "sub", "neg")


@equality(-1)
def _shifted(facts: Facts, old: Term, new: Term) -> Theorem:
    """f′(t) = g′(t), since g = f + c and f is differentiable at t."""
    both = old.op == new.op == "derivative" and old.args[1].alpha is new.args[1].alpha
    if not both or any(t.args[0].op != "lambda" or t.args[0].data[1] is not REAL for t in (old, new)):
        raise Undecided("these are no derivatives at one point", "form")
    f, at = old.args
    x = new_variable(facts, f, new, at)
    bodies = apply(f, x), apply(new.args[0], x)
    law = _apart(*bodies, x)
    goal = make("differentiable", f, at)
    smooth = first([lambda: _by_premises(facts, goal), lambda: facts.prove(goal)])
    slope = same_slope(f, at, law.conclusion.args[1].args[1], logic.abstraction(x, law))
    return logic.symmetry(logic.cut(smooth, slope))


@leaf(-1)
def _smooth_too(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """G is differentiable at t, since g = f + c and f is known to be."""
    if goal.op != "differentiable" or goal.args[0].op != "lambda" or goal.args[0].data[1] is not REAL:
        raise Undecided("no function of a number is to be differentiable", "form")
    g, at = goal.args
    known = {last.alpha: last for t in facts.known.values() if _like(last := _last(t.conclusion), goal)}
    return first([lambda f=last.args[0]: _like_another(facts, f, g, at) for last in known.values()])


def _like(claim: Term, goal: Term) -> bool:
    """Whether a claim is that another function is differentiable at the same point."""
    same = claim.op == goal.op and claim.args[1].alpha is goal.args[1].alpha
    return same and claim.args[0].op == "lambda" and claim.args[0].data[1] is REAL


def _like_another(facts: Facts, f: Term, g: Term, at: Term) -> Theorem:
    """⊢ g is differentiable at t."""
    x = new_variable(facts, f, g, at)
    law = _apart(apply(f, x), apply(g, x), x)
    given = _by_premises(facts, make("differentiable", f, at))
    shift = law.conclusion.args[1].args[1]
    return logic.cut(given, still_smooth(f, at, shift, logic.abstraction(x, law)))


def _by_premises(facts: Facts, goal: Term) -> Theorem:
    """From a known φ ⇒ … ⇒ ψ whose premises are known, as the definedness of a later part of a statement is.

    Raises:
        Undecided: there is none.
    """
    for theorem in [t for t in facts.known.values() if _last(t.conclusion).alpha is goal.alpha]:
        found = theorem
        with suppress(ProofError):
            while found.conclusion.alpha is not goal.alpha:
                found = logic.modus_ponens(found, facts.prove(found.conclusion.args[0]))
            return found
    raise Undecided(f"it is not known that {goal}", "search")


def _last(formula: Term) -> Term:
    """The ψ of φ ⇒ … ⇒ ψ."""
    while formula.op == "implies":
        formula = formula.args[1]
    return formula


def _apart(old: Term, new: Term, x: Term) -> Theorem:
    """⊢ g(x) = f(x) + c, where c has no x in it.

    Raises:
        Undecided: that was not seen.
    """
    return first([lambda: _apart_in_one_place(old, new, x), lambda: _apart_as_sums(old, new, x)])


def _apart_in_one_place(old: Term, new: Term, x: Term) -> Theorem:
    """⊢ g(x) = f(x) + c, where g has another number than f as a term of a sum; what is in the terms does not matter.

    Raises:
        Undecided: they do not differ in one such number.
    """
    parts, sides, sign = list[tuple[Term, Term]](), (lambda u: u), 1
    while x in old.free | new.free:
        places = [i for i, (a, b) in enumerate(zip(old.args, new.args, strict=False)) if a.alpha is not b.alpha]
        if old.op != new.op or old.op not in SUMS or len(places) != 1:
            raise Undecided("they do not differ by a constant", "form")
        (place,), others = places, [fresh(f"w{len(parts)}{i}", REAL, old, new) for i in range(len(old.args))]
        parts += [(v, a) for i, (v, a) in enumerate(zip(others, old.args, strict=True)) if i != place]
        sides = _around(sides, old.op, others, place)
        sign = -sign if old.op == "neg" or (old.op == "sub" and place) else sign
        old, new = old.args[place], new.args[place]
    u, v = fresh("u", REAL, old, new, x), fresh("v", REAL, old, new, x)
    step = v - u if sign > 0 else u - v
    general = algebra.field(Eq(sides(v), sides(u) + step))
    return logic.instantiate(general, ((u, old), (v, new), *parts))


def _apart_as_sums(old: Term, new: Term, x: Term) -> Theorem:
    """⊢ g(x) = f(x) + c, where both are sums of the same terms in x and of others; they may be added otherwise.

    Raises:
        Undecided: they are not.
    """
    terms = {t.alpha: t for side in (old, new) for t in _terms(side) if x in t.free}
    holes = {key: fresh(f"w{i}", REAL, old, new) for i, key in enumerate(terms)}
    both = [old, new]
    for key, hole in holes.items():
        both = [replace(side, terms[key], hole) for side in both]
    if any(x in side.free for side in both):
        raise Undecided("they are no sums", "form")
    still = [substitute(side, dict.fromkeys(holes.values(), ZERO)) for side in both]
    known = {t.alpha: t for side in still for t in _terms(side)}
    letters = {key: fresh(f"v{i}", REAL, old, new) for i, key in enumerate(known)}
    plain = [*both, *still]
    for key, letter in letters.items():
        plain = [replace(side, known[key], letter) for side in plain]
    general = algebra.field(Eq(plain[1], plain[0] + (plain[3] - plain[2])))
    values = [*((holes[key], t) for key, t in terms.items()), *((letters[key], t) for key, t in known.items())]
    return logic.instantiate(general, tuple(values))


def _terms(total: Term) -> Iterator[Term]:
    """The terms of a sum."""
    if total.op in SUMS:
        for part in total.args:
            yield from _terms(part)
    else:
        yield total


def _around(sides: Sides, op: str, others: list[Term], place: int) -> Sides:
    """A sum with something else at one place."""
    return lambda u: sides(make(op, *others[:place], u, *others[place + 1 :]))


# What a constant does not change
def same_slope(f: Term, at: Term, shift: Term, equal: Theorem) -> Theorem:
    """f differentiable at t  ⊢  g′(t) = f′(t), from ⊢ g = (x ↦ f(x) + c)."""
    return logic.transitivity(logic.congruence(_place("derivative", f, at), equal), _moved(f, at, shift)[1])


def still_smooth(f: Term, at: Term, shift: Term, equal: Theorem) -> Theorem:
    """f differentiable at t  ⊢  so is g, from ⊢ g = (x ↦ f(x) + c)."""
    same = logic.congruence(_place("differentiable", f, at), equal)
    return logic.modus_ponens(logic.converse(same), _moved(f, at, shift)[0])


def _place(name: str, like: Term, at: Term) -> Term:
    """The map from functions to their derivatives at t, or to whether they are differentiable there."""
    f = fresh("f", like.sort, at, like)
    return lam(f, make(name, f, at))


_F, _A, _C = function("F", REAL), real("a"), real("c")


def _moved(f: Term, at: Term, shift: Term) -> list[Theorem]:
    """f differentiable at t  ⊢  so is x ↦ f(x) + c, and its derivative there is f′(t)."""
    return [logic.instantiate(rule, ((_F, f), (_A, at), (_C, shift))) for rule in _rules()]


@cache
def _rules() -> tuple[Theorem, Theorem]:
    """The same of variables."""
    x = real("x")
    moved, known = lam(x, _F(x) + _C), Facts([logic.assume(make("differentiable", _F, _A))])
    slope = calculus.derivative(Eq(make("derivative", moved, _A), make("derivative", _F, _A)))
    return known.settled(calculus.smooth(make("differentiable", moved, _A))), known.settled(slope)
