"""Short derivations that proofs use again and again; each only calls rules of the kernel."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.kernel import Term, Theorem, algebra, calculus, logic, matrices, order
from derivations.kernel.formulas import (
    FALSE,
    Eq,
    Ne,
    Not,
    fresh,
    full_column_rank,
    inv,
    positive_definite,
    positive_semidefinite,
    symmetric,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, matrix_sort, num


def split(theorem: Theorem) -> list[Theorem]:
    """The conjuncts of a theorem."""
    if theorem.conclusion.op != "and":
        return [theorem]
    return [*split(logic.left(theorem)), *split(logic.right(theorem))]


def join(*theorems: Theorem) -> Theorem:
    """The conjunction of theorems, grouped to the right."""
    result = theorems[-1]
    for theorem in reversed(theorems[:-1]):
        result = logic.both(theorem, result)
    return result


def from_all(premise: Term, theorem: Theorem) -> Theorem:
    """Γ, φ, ψ ⊢ χ  gives  Γ, φ ∧ ψ ⊢ χ, for the parts of any conjunction."""
    for part in split(logic.assume(premise)):
        theorem = logic.cut(part, theorem)
    return theorem


def renamed(formula: Term, theorem: Theorem) -> Theorem:
    """Γ ⊢ φ  gives  Γ ⊢ φ with the names of its bound variables as in the formula, which is the same but for them."""
    if theorem.conclusion is formula or theorem.conclusion.alpha is not formula.alpha:
        return theorem
    return logic.modus_ponens(logic.discharge(formula, logic.assume(formula)), theorem)


def unfolded(theorem: Theorem) -> Theorem:
    """Γ ⊢ P(t)  gives  Γ ⊢ what P(t) abbreviates."""
    return logic.modus_ponens(logic.unfold(theorem.conclusion), theorem)


def folded(formula: Term, theorem: Theorem) -> Theorem:
    """Γ ⊢ what P(t) abbreviates  gives  Γ ⊢ P(t)."""
    return logic.modus_ponens(logic.converse(logic.unfold(formula)), theorem)


def equivalent(formula: Term, forward: Theorem, backward: Theorem) -> Theorem:
    """Γ, φ ⊢ ψ and Δ, ψ ⊢ φ  give  Γ, Δ ⊢ φ ⇔ ψ."""
    first, second = formula.args
    return logic.equivalence(logic.discharge(first, forward), logic.discharge(second, backward))


def doubly_negated(theorem: Theorem) -> Theorem:
    """Γ ⊢ φ  gives  Γ ⊢ ¬¬φ."""
    no = Not(theorem.conclusion)
    return logic.negate(no, logic.contradiction(theorem, logic.assume(no)))


def flipped(inequality: Theorem) -> Theorem:
    """Γ ⊢ ¬(a ≤ b)  gives  Γ ⊢ b < a;  Γ ⊢ ¬(a < b)  gives  Γ ⊢ b ≤ a."""
    return logic.modus_ponens(order.negated_order(inequality.conclusion.args[0]), inequality)


def not_below(inequality: Theorem) -> Theorem:
    """Γ ⊢ a ≤ b  gives  Γ ⊢ ¬(b < a);  Γ ⊢ a < b  gives  Γ ⊢ ¬(b ≤ a)."""
    low, high = inequality.conclusion.args
    opposite = make("lt" if inequality.conclusion.op == "le" else "le", high, low)
    return logic.modus_ponens(logic.converse(order.negated_order(opposite)), inequality)


def refuted(claim: Term, absurd: Theorem) -> Theorem:
    """Γ, b < a ⊢ false  gives  Γ ⊢ a ≤ b  (and likewise for <)."""
    opposite = make("lt" if claim.op == "le" else "le", claim.args[1], claim.args[0])
    negated = logic.assume(Not(claim))
    return logic.by_contradiction(
        claim, logic.cut(flipped(negated), absurd) if opposite in absurd.hypotheses else absurd
    )


def nonzero_of_positive(sign: Theorem) -> Theorem:
    """Γ ⊢ a < b  gives  Γ ⊢ b ≠ a."""
    low, high = sign.conclusion.args
    return algebra.nonneg(Ne(high, low), ((1, (sign,), ()),), (), ())


def product_nonzero(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ a ≠ 0,  Δ ⊢ b ≠ 0  give  Γ, Δ ⊢ a·b ≠ 0."""
    a, b = (t.conclusion.args[0].args[0] for t in (first, second))
    zero = logic.assume(Eq(a * b, ZERO))
    other = algebra.combination(Eq(b, ZERO), ((ONE / a, zero, ONE),), ())
    absurd = logic.cut(first, logic.contradiction(other, second))
    return logic.negate(Eq(a * b, ZERO), absurd)


def power_nonzero(base: Theorem, power: Term) -> Theorem:
    """Γ ⊢ a ≠ 0  gives  Γ ⊢ aᵏ ≠ 0 for a numeral k."""
    a = base.conclusion.args[0].args[0]
    zero = logic.assume(Eq(power, ZERO))
    inverse = (ONE / a) ** int(power.args[1].data)
    absurd = algebra.nonneg(FALSE, ((1, (), ()),), ((-inverse, zero, ONE),), ())
    return logic.negate(Eq(power, ZERO), logic.cut(base, absurd))


def reciprocal_positive(sign: Theorem) -> Theorem:
    """Γ ⊢ 0 < b  gives  Γ ⊢ 0 < 1/b."""
    b = sign.conclusion.args[1]
    weak = algebra.nonneg(ZERO <= ONE / b, ((1, (sign,), (ONE / b,)),), (), ())
    zero = logic.assume(Eq(ONE / b, ZERO))
    absurd = algebra.nonneg(FALSE, ((1, (), ()),), ((-b, zero, ONE),), ())
    strict = order.strengthen(weak, logic.negate(Eq(ONE / b, ZERO), absurd))
    return logic.cut(nonzero_of_positive(sign), strict)


def square_positive(distinct: Theorem) -> Theorem:
    """Γ ⊢ v ≠ 0  gives  Γ ⊢ 0 < ‖v‖²  (for a number, 0 < v²)."""
    v = distinct.conclusion.args[0].args[0]
    norm = make("sqnorm", v)
    weak = algebra.nonneg(ZERO <= norm, ((1, (), (v,)),), (), ())
    vanishing = logic.assume(Eq(norm, ZERO))
    absurd = logic.contradiction(logic.modus_ponens(order.norm_zero(v), vanishing), distinct)
    strict = order.strengthen(weak, logic.negate(Eq(norm, ZERO), absurd))
    if not v.is_scalar:
        return strict
    return algebra.nonneg(ZERO < v**2, ((1, (strict,), ()),), (), ())


def vanishes(norm: Theorem) -> Theorem:
    """Γ ⊢ ‖v‖² = 0 (for a number also v² = 0)  gives  Γ ⊢ v = 0."""
    left = norm.conclusion.args[0]
    v = left.args[0]
    if left.op != "sqnorm":
        norm = algebra.combination(Eq(make("sqnorm", v), ZERO), ((ONE, norm, ONE),), ())
    return logic.modus_ponens(order.norm_zero(v), norm)


def negligible(bound: Theorem) -> Theorem:
    """Γ ⊢ ‖v‖² ≤ 0  gives  Γ ⊢ v = 0."""
    v = bound.conclusion.args[0].args[0]
    weak = algebra.nonneg(ZERO <= bound.conclusion.args[0], ((1, (), (v,)),), (), ())
    return vanishes(order.antisymmetry(bound, weak))


def definite_full_rank(definite: Theorem) -> Theorem:
    """Γ ⊢ M positive definite  gives  Γ ⊢ full_column_rank(M)."""
    m = definite.conclusion.args[0]
    formula = full_column_rank(m)
    body = logic.unfold(formula).conclusion.args[1]
    v = fresh("v", body.args[0].sort.params[0], m, *definite.hypotheses)
    kernel = logic.assume(Eq(m * v, zeros(m.shape[0])))
    nonzero = logic.assume(Ne(v, zeros(m.shape[0])))
    positive = logic.modus_ponens(logic.specialise(logic.right(unfolded(definite)), v), nonzero)
    absurd = algebra.nonneg(FALSE, ((1, (positive,), ()),), ((-v.T, kernel, ONE),), ())
    zero = logic.by_contradiction(Eq(v, zeros(m.shape[0])), absurd)
    every = logic.generalise(v, logic.discharge(kernel.conclusion, zero))
    return folded(formula, every)


def definite_by(m: Term, v: Term, positive: Theorem, known: tuple[Theorem, ...] = ()) -> Theorem:
    """Γ, v ≠ 0 ⊢ 0 < vᵀMv  gives  Γ ⊢ M positive definite, when M is symmetric by normal form (with what is known)."""
    every = logic.generalise(v, logic.discharge(Ne(v, zeros(m.shape[0])), positive))
    return folded(positive_definite(m), logic.both(symmetric_by_field(m, known), every))


def semidefinite_by(m: Term, v: Term, weak: Theorem, known: tuple[Theorem, ...] = ()) -> Theorem:
    """Γ ⊢ 0 ≤ vᵀMv  gives  Γ ⊢ M positive semidefinite, when M is symmetric by normal form (with what is known)."""
    every = logic.generalise(v, weak)
    return folded(positive_semidefinite(m), logic.both(symmetric_by_field(m, known), every))


def gram_definite(rank: Theorem) -> Theorem:
    """Γ ⊢ full_column_rank(Z)  gives  Γ ⊢ ZᵀZ positive definite."""
    z = rank.conclusion.args[0]
    gram = z.T * z
    v = fresh("v", matrix_sort(z.shape[1], ONE), z, *rank.hypotheses)
    distinct = logic.assume(Ne(v, zeros(z.shape[1])))
    image = logic.assume(Eq(z * v, zeros(z.shape[0])))
    zero = logic.modus_ponens(logic.specialise(unfolded(rank), v), image)
    nonzero = logic.negate(image.conclusion, logic.contradiction(zero, distinct))
    positive = algebra.nonneg(ZERO < v.T * gram * v, ((1, (square_positive(nonzero),), ()),), (), ())
    return definite_by(gram, v, positive)


def definite_weak(definite: Theorem, v: Term) -> Theorem:
    """Γ ⊢ M positive definite  gives  Γ ⊢ 0 ≤ vᵀMv."""
    m = definite.conclusion.args[0]
    flat = Eq(v, zeros(m.shape[0]))
    goal = ZERO <= v.T * m * v
    at_zero = algebra.nonneg(goal, (), ((v.T * m, logic.assume(flat), ONE),), ())
    positive = logic.modus_ponens(definite_at(definite, v), logic.assume(Not(flat)))
    elsewhere = algebra.nonneg(goal, ((1, (positive,), ()),), (), ())
    return logic.cases(logic.excluded_middle(flat), at_zero, elsewhere)


def definite_invertible(definite: Theorem) -> Theorem:
    """Γ ⊢ M positive definite  gives  Γ ⊢ M invertible."""
    return matrices.injective(definite_full_rank(definite))


def definite_symmetric(definite: Theorem) -> Theorem:
    """Γ ⊢ M positive (semi)definite  gives  Γ ⊢ symmetric(M)."""
    return logic.left(unfolded(definite))


def definite_at(definite: Theorem, v: Term) -> Theorem:
    """Γ ⊢ M positive semidefinite  gives  Γ ⊢ 0 ≤ vᵀMv;  positive definite  gives  v ≠ 0 ⇒ 0 < vᵀMv."""
    return logic.specialise(logic.right(unfolded(definite)), v)


def symmetric_by_field(m: Term, known: tuple[Theorem, ...] = ()) -> Theorem:
    """⊢ symmetric(M), when Mᵀ and M have the same normal form."""
    return folded(symmetric(m), algebra.combination(Eq(m.T, m), (), known))


def identity_definite(size: Term) -> Theorem:
    """⊢ I positive definite."""
    eye = make("identity", size)
    v = fresh("v", matrix_sort(size, ONE))
    distinct = logic.assume(Ne(v, zeros(size)))
    positive = algebra.nonneg(ZERO < v.T * eye * v, ((1, (square_positive(distinct),), ()),), (), ())
    return definite_by(eye, v, positive)


def nonzero_of_invertible(regular: Theorem) -> Theorem:
    """Γ ⊢ t invertible, for a number t  gives  Γ ⊢ t ≠ 0."""
    t = regular.conclusion.args[0]
    nonzero = logic.modus_ponens(matrices.determinant(t), regular)
    return logic.rewrite(nonzero, algebra.field(Eq(make("det", t), t)))


def invertible_cases(equation: Theorem, m: Term, x: Term) -> Theorem:
    """Γ ⊢ M·x = b  gives  Γ, M invertible ⊢ x = M⁻¹·b."""
    left_inverse = logic.right(matrices.inverse(m))
    parts = ((-ONE, left_inverse, x), (inv(m), equation, ONE))
    return algebra.combination(Eq(x, inv(m) * equation.conclusion.args[1]), parts, ())


def gradient(
    function: Term, point: Term, slope: Term, curvature: Term, known: tuple[Theorem, ...] = ()
) -> tuple[Theorem, Theorem]:
    """⊢ f differentiable at x  and  ⊢ ∇f(x) = g, for a quadratic f, by directional expansion."""
    h = fresh("h", function.sort.params[0], function, point, slope, curvature)
    expanded = Eq(apply(function, point + h), apply(function, point) + slope.T * h + h.T * curvature * h)
    theorem = calculus.expansion(function, slope, curvature, h, algebra.combination(expanded, (), known))
    return logic.left(theorem), logic.right(theorem)


def at_each(index: Term, formula: Term, shown: Sequence[Theorem]) -> Theorem:
    """Γ ⊢ φ(0), …, Γ ⊢ φ(n − 1)  give  Γ, i < n ⊢ φ(i)."""
    count = num(len(shown))
    ends = (logic.assume(index < count), logic.assume(count <= index))
    absurd = algebra.nonneg(FALSE, tuple((1, (end,), ()) for end in ends), (), ())
    found = logic.by_contradiction(formula, absurd)
    for value, theorem in reversed([*enumerate(shown)]):
        equal = Eq(index, num(value))
        same = logic.congruence(lam(index, formula), logic.assume(equal))
        here = logic.modus_ponens(logic.converse(same), theorem)
        beyond = order.natural_step(order.strengthen(logic.assume(num(value) <= index), logic.assume(Not(equal))))
        above = algebra.nonneg(num(value + 1) <= index, ((1, (beyond,), ()),), (), ())
        found = logic.cases(logic.excluded_middle(equal), here, logic.cut(above, found))
    return logic.cut(order.natural_nonneg(index), found)
