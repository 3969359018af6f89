"""A way for parts of earlier entries: two maps xᵢ·eᵃ + b of a coordinate that agree in all columns have one slope.

The maps are known to be equal at x and at x + eᵢ, where nothing that depends on the entries before i has moved. Their
difference says that eᵃ = eᶜ, so a = c, or that eᵃ = −eᶜ, which is impossible. Sums of such parts are equal then.
"""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, algebra, logic, powers
from derivations.kernel.formulas import FALSE, Eq, Implies, exp, fresh, log, unit
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam
from derivations.lemmas import term_by_term
from derivations.lemmas import triangular_maps as layers
from derivations.lemmas.triangular_maps import INSIDE, d, i, t, v
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf


@leaf(9)
def _sums(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """u = Σ aᵢ(x) from a known u = Σ cᵢ(x), or −Σ cᵢ(x)."""
    value, total = goal.args if goal.op == "eq" else (goal, goal)
    part = _term(total)
    if part.op != "apply" or part.args[1].sort is not layers.x.sort:
        raise Undecided("no parts of a column are summed", "form")
    equations = [known for known in facts.known.values() if known.conclusion.op == "eq"]
    near = [known for known in equations if known.conclusion.args[0].alpha is value.alpha]
    return first([lambda k=k: _other(facts, k, goal, part) for k in near])


def _term(total: Term) -> Term:
    """The term i of a sum over i < d.

    Raises:
        Undecided: it is none.
    """
    over = total.args[0] if total.op == "integral" else total
    if over.op != "counting" or over.args[0] is not d or i in total.free or total.args[1].op != "lambda":
        raise Undecided("this is no sum over the coordinates", "form")
    return apply(total.args[1], i)


def _other(facts: Facts, known: Theorem, goal: Term, part: Term) -> Theorem:
    """By the sum that is known, term by term."""
    value = known.conclusion.args[1]
    sign, inner = (-1, _term(value.args[0])) if value.op == "neg" else (1, _term(value))
    same = _same(facts, part, -inner if sign < 0 else inner)
    sums = term_by_term.expanded(i, d, same, [(sign, inner)])
    return facts.settled(algebra.combination(goal, ((ONE, known, ONE), (-ONE, sums, ONE)), ()))


def _same(facts: Facts, part: Term, value: Term) -> Theorem:
    """I < d ⊢ aᵢ(x) = c, from two maps that are equal in all columns."""
    forms = [t for t in facts.known.values() if t.conclusion.op == "forall" and _is_form(t.conclusion)]
    return first([lambda f=f: _by_slopes(facts, f, part, value) for f in forms])


def _is_form(claim: Term) -> bool:
    """Whether an equation is said of all columns and every i < d."""
    inner = claim.args[0].args[0] if claim.args[0].op == "lambda" and claim.args[0].data[1] is layers.p.sort else claim
    if inner is claim or inner.op != "forall" or inner.args[0].op != "lambda":
        return False
    body = inner.args[0].args[0]
    return body.op == "implies" and body.args[1].op == "eq" and body.args[1].args[0].is_scalar


def _by_slopes(facts: Facts, form: Theorem, part: Term, value: Term) -> Theorem:
    """The difference of the equation at x + eᵢ and at x."""
    point = part.args[1]
    here, ahead = (_at(form, at) for at in (point, point + ONE * unit(d, i)))
    moves = _moves(facts, point, ahead.conclusion.free)
    left, right = (layers.rewritten(side, moves) for side in ahead.conclusion.args)
    both = logic.transitivity(logic.transitivity(logic.symmetry(left), ahead), right)
    parts = ((ONE, both, ONE), (-ONE, here, ONE))
    slopes = exp(value), exp(part)
    ways = (
        lambda: _injective(algebra.combination(Eq(*slopes), parts, ())),
        lambda: _opposite(facts, algebra.combination(Eq(-slopes[0], slopes[1]), parts, ()), Eq(value, part)),
    )
    return facts.with_(INSIDE).settled(logic.symmetry(first(ways)))


def _at(form: Theorem, point: Term) -> Theorem:
    """The equation in one column, at i < d."""
    here = logic.specialise(logic.specialise(form, point), i)
    if here.conclusion.alpha is not Implies(INSIDE, here.conclusion.args[1]).alpha:
        raise Undecided("the equation is not about every coordinate", "form")
    return logic.modus_ponens(here, logic.assume(INSIDE))


def _moves(facts: Facts, point: Term, letters: frozenset[Term]) -> list[Theorem]:
    """(x + eᵢ)ᵢ = xᵢ + 1, and the parts of earlier entries are at x + eᵢ what they are at x."""
    ends = ((t, ONE), (v, unit(d, i)))
    same = logic.cut(layers.unit_before(), logic.instantiate(layers.kept(point), ends))
    one = layers.unit_entry(i, logic.reflexivity(i))
    moved = logic.rewrite(logic.instantiate(layers.moved(i, point), ends), one)
    given = [f for f in sorted(letters, key=repr) if f.sort is layers.a.sort and layers.earlier(f).alpha in facts.known]
    return [moved, *(layers.unchanged(f, same) for f in given)]


def _injective(equal: Theorem) -> Theorem:
    """Γ ⊢ eᵘ = eʷ  gives  Γ ⊢ u = w."""
    slopes = equal.conclusion.args
    hole = fresh("hole", REAL, *slopes)
    logs = logic.congruence(lam(hole, log(hole)), equal)
    first_one, last = (powers.powers(Eq(log(slope), slope.args[0])) for slope in slopes)
    return logic.transitivity(logic.transitivity(logic.symmetry(first_one), logs), last)


def _opposite(facts: Facts, equal: Theorem, goal: Term) -> Theorem:
    """Γ ⊢ −eᵘ = eʷ  gives anything: both exponentials are positive."""
    low, high = equal.conclusion.args
    signs = tuple((1, (facts.prove(ZERO < side),), ()) for side in (low.args[0], high))
    return logic.by_contradiction(goal, algebra.nonneg(FALSE, signs, ((ONE, equal, ONE),), ()))
