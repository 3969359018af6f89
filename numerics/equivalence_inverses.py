"""Ways about inverses where a factor is new or gone: M = c·N is invertible as N is, and M⁻¹ = N⁻¹/c.

Where the variant has lost a factor f of a penalty, or one of two summands is doubled, the same claim for B/f or B/2
says the same, and is true too: B/f is positive definite as B is.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, logic, matrices
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import Eq, Ne, fresh, identity, inv, invertible, tends, zeros
from derivations.kernel.terms import ONE, ZERO, apply, make, matrix_sort, num
from derivations.tactics import Facts
from numerics.claims import Claim
from numerics.equivalence_core import first, leaf, new_variable, once
from numerics.equivalence_equal import rewritten
from numerics.equivalence_meaning import shown
from numerics.equivalence_places import within

Values = tuple[tuple[Term, Term], ...]
FACTORS: Final = tuple(map(num, (1, 2, Fraction(1, 2))))


@leaf(4)
@once
def _regular(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """c·N is invertible, since N is, perhaps for other values of what is in it."""
    if not theorem.conclusion.op == goal.op == "invertible" or goal.args[0].shape != theorem.conclusion.args[0].shape:
        raise Undecided("no two matrices are to be invertible", "form")
    cases = ((logic.instantiate(theorem, v), c) for v in _values(theorem, goal) for c in FACTORS)
    return first([lambda t=t, c=c: _multiple(facts, t, goal, c) for t, c in cases])


def _multiple(facts: Facts, theorem: Theorem, goal: Term, factor: Term) -> Theorem:
    """By M·(N⁻¹/c) = I."""
    product = _product(goal.args[0], theorem, factor)
    return _settled(facts, logic.cut(theorem, matrices.one_sided_inverse(goal.args[0], product)))


@leaf(4)
@once
def _limit(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The same limit, with the inverse of a multiple, perhaps for other values of what is in the claim."""
    old = theorem.conclusion
    alike = old.op == goal.op == "tends" and all(old.args[i].alpha is goal.args[i].alpha for i in (1, 2))
    if not alike:
        raise Undecided("these are not two limits of one kind", "form")
    x = new_variable(facts, goal.args[0], old, goal)
    body = apply(goal.args[0], x)
    found = _inverses(body, x)
    if goal.args[2].op != "near" or len(found) != 1:
        raise Undecided("nothing is inverted, or too much", "form")
    ways = [(v, c) for v in _values(theorem, goal) for c in FACTORS]
    return first([lambda v=v, c=c: _moved(facts, theorem, goal, (x, found[0]), (v, c)) for v, c in ways])


def _inverses(body: Term, x: Term) -> list[Term]:
    """The inverses in an expression that depend on x."""
    return [*{t.alpha: t for t in within(body) if t.op == "inv" and not t.loose and x in t.free}.values()]


def _moved(
    facts: Facts, theorem: Theorem, goal: Term, place: tuple[Term, Term], change: tuple[Values, Term]
) -> Theorem:
    """s(x) → a from t(x) → b, as s = t/c where M⁻¹ = N⁻¹/c."""
    (x, there), (values, factor) = place, change
    moved = logic.instantiate(theorem, values)
    function, source, _ = moved.conclusion.args
    before, body = apply(function, x), apply(goal.args[0], x)
    (old,), (here,) = (_inverses(apply(t.conclusion.args[0], x), x) for t in (theorem, moved))
    inside = _near(facts, x, source)
    inside.settled(algebra.field(Eq(there.args[0], factor * here.args[0])))
    regular = _settled(inside, logic.instantiate(shown(inside, Claim((), invertible(old.args[0]))), values))
    equal = rewritten(body, _inverse_of(inside, there.args[0], regular, factor))
    turned = algebra.field(Eq(before / factor, equal.conclusion.args[1]))
    same = _settled(inside, logic.transitivity(turned, logic.symmetry(equal)))
    limit = limit_rules.continuity(tends(before / factor, x, source, goal.args[2].args[0]), (moved,))
    found = limit_rules.limit_congruence(x, same, _settled(facts, limit))
    return lemmas.renamed(goal, _settled(facts, found))


def _near(facts: Facts, x: Term, source: Term) -> Facts:
    """The facts on the way to a limit."""
    near = limit_rules.region(x, source)
    return facts.at(x, *([] if near is None else [near]))


def _inverse_of(facts: Facts, m: Term, regular: Theorem, factor: Term) -> Theorem:
    """Γ ⊢ N invertible  gives  Γ ⊢ M⁻¹ = N⁻¹/c, for M = c·N; that both are invertible is known from then on."""
    n = regular.conclusion.args[0]
    product = _product(m, regular, factor)
    facts.add(regular)
    facts.add(logic.cut(regular, matrices.one_sided_inverse(m, product)))
    parts = ((-inv(m), product, ONE), (ONE, logic.right(matrices.inverse(m)), inv(n) / factor))
    return _settled(facts, algebra.combination(Eq(inv(m), inv(n) / factor), parts, ()))


def _product(m: Term, regular: Theorem, factor: Term) -> Theorem:
    """Γ ⊢ N invertible  gives  Γ ⊢ M·(N⁻¹/c) = I, for M = c·N."""
    n = regular.conclusion.args[0]
    inverse = logic.left(logic.cut(regular, matrices.inverse(n)))
    return algebra.combination(Eq(m * (inv(n) / factor), identity(m.shape[0])), ((ONE, inverse, ONE),), ())


# Other values
def _values(theorem: Theorem, goal: Term) -> Iterator[Values]:
    """The values as they are; then a multiple of a number or a square matrix: by 1/2, and by what the goal has lost."""
    lost = _lost(theorem.conclusion, goal)
    scales = [num(Fraction(1, 2)), *([] if lost is None else [ONE / lost])]
    yield ()
    letters = sorted((v for h in theorem.hypotheses for v in h.free), key=repr)
    for v in dict.fromkeys(letters):
        if v.sort.kind == "real" and v.shape[0] is v.shape[1]:
            yield from (((v, scale * v),) for scale in scales)


def _lost(old: Term, new: Term) -> Term | None:
    """The f of f·t, where the new formula has t and is otherwise the same; None if nothing is lost so."""
    if old.op == "mul" and new.alpha in (a.alpha for a in old.args):
        factor = next(a for a in old.args if a.alpha is not new.alpha)
        return factor if factor.is_scalar and not factor.loose else None
    if old.op != new.op or len(old.args) != len(new.args):
        return None
    pairs = [(a, b) for a, b in zip(old.args, new.args, strict=True) if a.alpha is not b.alpha]
    return _lost(*pairs[0]) if len(pairs) == 1 else None


def _settled(facts: Facts, theorem: Theorem) -> Theorem:
    """Without the hypotheses that follow from the facts, or since a multiple of a definite matrix is definite."""
    for hypothesis in theorem.hypotheses:
        if hypothesis.op == "positive_definite" and hypothesis.alpha not in facts.known:
            theorem = logic.cut(_definite(facts, hypothesis.args[0]), theorem)
    return facts.settled(theorem)


def _definite(facts: Facts, m: Term) -> Theorem:
    """M = c·N is positive definite for c > 0, as N is known to be."""
    if m.op != "mul" or not m.args[0].is_scalar:
        raise Undecided(f"{m} is no multiple", "form")
    factor, n = m.args
    known = facts.prove(make("positive_definite", n))
    v = fresh("v", matrix_sort(m.shape[0], ONE), m, *facts.known)
    distinct = Ne(v, zeros(m.shape[0]))
    form = logic.modus_ponens(lemmas.definite_at(known, v), logic.assume(distinct))
    terms = ((1, (facts.prove(ZERO < factor), form), ()),)
    positive = facts.with_(distinct).settled(algebra.nonneg(ZERO < v.T * m * v, terms, (), ()))
    return lemmas.definite_by(m, v, positive, (lemmas.definite_symmetric(known),))
