"""Ridge regression without a penalty on the bias (homework A.2).

f(β) = (1/n)‖Zβ − y‖² + λ βᵀAβ with Z of shape n×d, n ≥ 1 and d symbolic, λ ≥ 0 and A symmetric positive semidefinite.
The exercise has A = diag(0, 1, …, 1): the first column of Z is all ones and its weight, the bias, is not penalised.
Where the bias is split off, Z = [1 X] has 1 + d columns, β = (β₀, w) and the penalty is diag(0, B), by default B = I.

G = ZᵀZ + nλA throughout. The penalty is data: `ridge.closed_form([[0, 0], [0, 1]])` proves the exercise again for that
matrix, and `ridge.unique([[2, 1], [1, 2]])` takes B.
"""

from __future__ import annotations

from typing import Any

from derivations import lemmas
from derivations.data import DataError, Penalty, definite, semidefinite
from derivations.kernel import Term, Theorem, algebra, calculus, logic, matrices
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Iff,
    Implies,
    Ne,
    above,
    block,
    column,
    differentiable,
    full_column_rank,
    identity,
    infinity,
    inv,
    invertible,
    lam,
    matrix,
    minimiser,
    natural,
    ones,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    symmetric,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, make, num
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

n, d = natural("n"), natural("d")
lam_, beta_0, c = real("lam"), real("beta_0"), real("c")
y = vector("y", n)


def objective(z: Term, a: Term, b: Term) -> Term:
    """f(β) = (1/n)‖Zβ − y‖² + λ βᵀAβ."""
    return sqnorm(z * b - y) / n + lam_ * (b.T * a * b)


def normal_matrix(z: Term, a: Term) -> Term:
    """G = ZᵀZ + nλA."""
    return z.T * z + n * lam_ * a


@result(source="homework A.2")
def gradient(A: Any = None) -> Proof:
    """∇f(β) = (2/n) Zᵀ(Zβ − y) + 2λAβ: a gradient is what makes f(β + h) = f(β) + gᵀh + O(‖h‖²)."""
    penalty = Penalty.of(A)
    a, z, b, h = penalty.term, penalty.design(), penalty.vector("beta"), penalty.vector("h")
    proof = Proof(given=[n >= 1, *penalty.symmetric])
    slope, curvature = 2 / n * (z.T * (z * b - y)) + 2 * lam_ * (a * b), z.T * z / n + lam_ * a
    expanded = proof.calculate(objective(z, a, b + h)).equals(
        objective(z, a, b) + slope.T * h + h.T * curvature * h, because="multiply out; A is symmetric"
    )
    f = proof.let("f", lam(b, objective(z, a, b)))
    both = calculus.expansion(f, slope, curvature, h, expanded.theorem)
    return proof.conclude(
        And(differentiable(objective(z, a, b), b), Eq(Derivative(objective(z, a, b), b), slope)),
        by=both,
        because="the remainder is a quadratic form in h, so the gradient is the coefficient of h",
        answer=slope,
    )


@result(source="homework A.2")
def closed_form(A: Any = None) -> Proof:
    """A stationary point solves (ZᵀZ + nλA) β* = Zᵀy, hence β* = (ZᵀZ + nλA)⁻¹ Zᵀy where the matrix is invertible."""
    penalty = Penalty.of(A)
    a, z, b = penalty.term, penalty.design(), penalty.vector("beta_star")
    g, target = normal_matrix(z, a), z.T * y
    proof = Proof(given=[n >= 1, *penalty.symmetric])
    smooth, slope = lemmas.split(proof.use(gradient(A), {penalty.vector("beta"): b}))
    f, grad = proof.let("f", smooth.conclusion.args[0]), slope.conclusion.args[0]
    proof.let("G", g)
    stationary, normal = Eq(grad, zeros(penalty.size)), Eq(g * b, target)
    with proof.suppose(stationary) as (flat,):
        forward = proof.have(
            normal,
            by=algebra.combination,
            parts=[(n / 2, flat), (-n / 2, slope)],
            because="n/2 times the gradient is Gβ − Zᵀy",
        )
    with proof.suppose(normal) as (solved,):
        backward = proof.have(stationary, parts=[(1, slope), (2 / n, solved)], because="the same, read backwards")
    proof.equivalence(Iff(stationary, normal), forward, backward)
    with proof.suppose(minimiser(f, b)) as (least,):
        flat = proof.have(
            stationary, by=calculus.fermat(least, smooth), because="the gradient vanishes at a minimum (Fermat)"
        )
        least_normal = proof.have(normal, by=logic.cut(flat, forward), because="as for every stationary point")
    proof.have(Implies(minimiser(f, b), normal), by=logic.discharge(minimiser(f, b), least_normal))
    explicit = _solved(proof, g, b, target)
    statement = And(Implies(minimiser(f, b), normal), Iff(stationary, normal), explicit.conclusion)
    return proof.conclude(statement, answer=inv(g) * target)


def _solved(proof: Proof, g: Term, b: Term, target: Term) -> Theorem:
    """G invertible ⇒ (Gβ = t ⇔ β = G⁻¹t)."""
    normal, formula = Eq(g * b, target), Eq(b, inv(g) * target)
    with proof.suppose(invertible(g)) as (regular,):
        inverse = logic.left(logic.cut(regular, matrices.inverse(g)))
        with proof.suppose(normal) as (solved,):
            explicit = lemmas.invertible_cases(solved, g, b)
            forward = proof.have(formula, by=explicit, because="multiply by the inverse from the left")
        with proof.suppose(formula) as (solved,):
            backward = proof.have(normal, parts=[(g, solved), (1, inverse, target)], because="multiply by G")
        both = proof.equivalence(Iff(normal, formula), forward, backward)
    return proof.have(Implies(invertible(g), Iff(normal, formula)), by=logic.discharge(invertible(g), both))


@result(source="homework A.2")
def global_minimum(A: Any = None) -> Proof:
    """Normal equations give a global minimum: f(β) − f(β*) = (1/n)‖Z(β − β*)‖² + λ‖β − β*‖²_A ≥ 0."""
    penalty = Penalty.of(A)
    a, z, b, b_star = penalty.term, penalty.design(), penalty.vector("beta"), penalty.vector("beta_star")
    solved = Eq(normal_matrix(z, a) * b_star, z.T * y)
    proof = Proof(given=[n >= 1, lam_ >= 0, *penalty.semidefinite, solved])
    if penalty.rows is not None:
        proof.have(positive_semidefinite(a), by=semidefinite(penalty.rows, "A"), because="complete the squares")
    gap = objective(z, a, b) - objective(z, a, b_star)
    excess = sqnorm(z * (b - b_star)) / n + lam_ * ((b - b_star).T * a * (b - b_star))
    exact = proof.calculate(gap).equals(
        excess,
        by=algebra.combination,
        parts=[(2 / n * (b - b_star).T, proof.known(solved))],
        because="the terms linear in β − β* are 2/n times the normal equations",
    )
    curved = lemmas.definite_at(proof.known(positive_semidefinite(a)), b - b_star)
    weak = proof.have(
        objective(z, a, b_star) <= objective(z, a, b),
        terms=[(1, [_reciprocal(proof, n)], [z * (b - b_star)]), (1, [proof.known(lam_ >= 0), curved], [])],
        parts=[(1, exact.theorem)],
        because="both terms are at least 0",
    )
    f = proof.let("f", lam(b, objective(z, a, b)))
    every = lemmas.folded(minimiser(f, b_star), logic.generalise(b, weak))
    proof.have(minimiser(f, b_star), by=every, because="β was arbitrary")
    return proof.conclude(And(Eq(gap, excess), minimiser(f, b_star)), answer=excess)


def _reciprocal(proof: Proof, term: Term) -> Theorem:
    """0 < 1/t from what is known of t."""
    return proof.facts.prove(ZERO < ONE / term)


class Split:
    """The setting with a bias: Z = [1 X], β = (β₀, w) and the penalty diag(0, B)."""

    def __init__(self, B: Any = None, unspecified: bool = False) -> None:
        """B is the identity by default, or a positive definite matrix: unspecified, or exact data."""
        self.penalty = Penalty.of(identity(d) if B is None and not unspecified else B, "B")
        self.size, self.b = self.penalty.size, self.penalty.term
        self.identity = self.b.op == "identity"
        self.X = self.penalty.design("X")
        self.Z = block([[ones(n), self.X]])
        self.A = block([[ZERO, zeros(1, self.size)], [zeros(self.size), self.b]])
        self.G = normal_matrix(self.Z, self.A)
        self.w = self.penalty.vector("w")
        self.first = block([[ONE], [zeros(self.size)]])
        self.rest = block([[zeros(1, self.size)], [identity(self.size)]])

    def name(self, proof: Proof) -> Proof:
        """Show the matrices and means by their names."""
        x_bar, y_bar, xc, yc = _means(self)
        names = {"G": self.G, "Z": self.Z, "A": self.A, "X_c": xc, "y_c": yc, "x_bar": x_bar, "y_bar": y_bar}
        for name, term in names.items():
            proof.let(name, term)
        return proof

    @property
    def given(self) -> list[Term]:
        """That B is positive definite, unless it is evident."""
        return [] if self.identity else self.penalty.definite

    def show_definite(self, proof: Proof) -> Theorem:
        """B is positive definite: a hypothesis, a lemma for the identity, or squares for data."""
        formula = positive_definite(self.b)
        if self.identity:
            return proof.have(
                formula, by=lemmas.identity_definite(self.size), because="the identity is positive definite"
            )
        if self.penalty.rows is None:
            return proof.known(formula)
        return proof.have(formula, by=definite(self.penalty.rows, "B"), because="complete the squares of B − εI")


@result(source="homework A.2")
def unique(B: Any = None) -> Proof:
    """Z = [1 X], A = diag(0, 1, …, 1), λ > 0: ZᵀZ + nλA is positive definite, even with more columns than rows."""
    split = Split(B)
    proof = split.name(Proof(given=[n >= 1, lam_ > 0, *split.given]))
    definite_b = split.show_definite(proof)
    formula = positive_definite(split.G)
    v = vector("v", split.first.shape[0])
    zero = zeros(v.shape[0])
    bias, weights = v[0], make("slice", v, ONE, split.size, ZERO, ONE)
    goal = v.T * split.G * v > 0
    proof.have(symmetric(split.G), because="ZᵀZ and A are symmetric")
    with proof.suppose(Ne(v, zero)) as (distinct,):
        flat, sloped = Eq(weights, zeros(split.size)), Ne(weights, zeros(split.size))
        with proof.suppose(flat) as (vanishing,):
            nonzero = _bias_nonzero(proof, split, v, distinct, vanishing)
            first = proof.have(
                goal,
                terms=[(1, [proof.facts.prove(n > 0), lemmas.square_positive(nonzero)], [])],
                parts=[
                    (
                        2 * bias * (ones(n).T * split.X) + weights.T * (split.X.T * split.X + n * lam_ * split.b),
                        vanishing,
                    )
                ],
                because="without slopes ‖Zv‖² = n·v₀²",
            )
        with proof.suppose(sloped) as (present,):
            curved = logic.modus_ponens(lemmas.definite_at(definite_b, weights), present)
            second = proof.have(
                goal,
                terms=[(1, [proof.facts.prove(n > 0), proof.known(lam_ > 0), curved], []), (1, [], [split.Z * v])],
                because="with slopes the penalty is positive",
            )
        either = proof.have(goal, by=logic.cases(logic.excluded_middle(flat), first, second), because="in both cases")
    every = logic.generalise(v, logic.discharge(Ne(v, zero), either))
    proof.have(every.conclusion, by=every, because="v was arbitrary")
    shown = lemmas.folded(formula, logic.both(proof.known(symmetric(split.G)), every))
    return proof.conclude(formula, by=shown, because="by definition")


def _bias_nonzero(proof: Proof, split: Split, v: Term, distinct: Theorem, vanishing: Theorem) -> Theorem:
    """If v ≠ 0 has no slopes, then its first entry is not 0."""
    with proof.suppose(Eq(v[0], ZERO)) as (flat,):
        whole = proof.have(
            Eq(v, zeros(v.shape[0])), parts=[(split.first, flat), (split.rest, vanishing)], because="v is its parts"
        )
    absurd = logic.contradiction(whole, distinct)
    return proof.have(Ne(v[0], ZERO), by=logic.negate(Eq(v[0], ZERO), absurd), because="otherwise v = 0")


def _means(split: Split) -> tuple[Term, Term, Term, Term]:
    """The means x̄ and ȳ, and the centred Xc and yc."""
    x_bar, y_bar = split.X.T * ones(n) / n, ones(n).T * y / n
    return x_bar, y_bar, split.X - ones(n) * x_bar.T, y - y_bar * ones(n)


@result(source="homework A.2")
def centering(B: Any = None) -> Proof:
    """Z = [1 X], A = diag(0, I), λ > 0: the slopes of the minimiser solve the centred problem and β₀ = ȳ − x̄ᵀw."""
    split = Split(B)
    proof = split.name(Proof(given=[n >= 1, lam_ > 0, *split.given]))
    x_bar, y_bar, xc, yc = _means(split)
    centred, target, w = xc.T * xc + n * lam_ * split.b, xc.T * yc, split.w
    proof.let("S", centred)
    proof.use(unique(B))
    proof.have(invertible(split.G), because="a positive definite matrix is invertible")
    definite_b = split.show_definite(proof)
    _centred_definite(proof, split, centred, xc, definite_b)
    proof.have(invertible(centred), because="a positive definite matrix is invertible")
    normal = Eq(split.G * column(beta_0, w), split.Z.T * y)
    intercept, slopes, solved = Eq(beta_0, y_bar - x_bar.T * w), Eq(centred * w, target), Eq(w, inv(centred) * target)
    inverse = logic.left(logic.cut(proof.known(invertible(centred)), matrices.inverse(centred)))
    with proof.suppose(normal) as (equations,):
        row, rows = _centred_rows(proof, split, equations)
        explicit = lemmas.invertible_cases(rows, centred, w)
        explicit = proof.have(solved, by=explicit, because="multiply by the inverse")
        forward = proof.have(And(solved, intercept), by=logic.both(explicit, row))
    with proof.suppose(And(solved, intercept)) as (both,):
        weights, offset = lemmas.split(both)
        rows = proof.have(slopes, parts=[(centred, weights), (1, inverse, target)], because="multiply back")
        backward = proof.have(
            normal, parts=[(column(n, split.X.T * ones(n)), offset), (split.rest, rows)], because="both rows at once"
        )
    same = proof.equivalence(Iff(normal, And(solved, intercept)), forward, backward)
    least = _least(proof, split, definite_b, normal)
    both = proof.have(
        Iff(least.conclusion.args[0], And(solved, intercept)), by=logic.transitivity(least, same), because="together"
    )
    return proof.conclude(And(invertible(split.G), both.conclusion), answer=inv(centred) * target)


def _least(proof: Proof, split: Split, definite_b: Theorem, normal: Term) -> Theorem:
    """(β₀, w) minimises f ⇔ it solves the normal equations, since diag(0, B) is positive semidefinite."""
    size, point = split.Z.shape[1], column(beta_0, split.w)
    v = vector("v", size)
    curved = lemmas.definite_weak(definite_b, make("slice", v, ONE, split.size, ZERO, ONE))
    weak = algebra.nonneg(v.T * split.A * v >= 0, ((1, (curved,), ()),), (), ())
    shown = lemmas.semidefinite_by(split.A, v, weak, (lemmas.definite_symmetric(definite_b),))
    proof.have(shown.conclusion, by=shown, because="B is positive definite")
    ends = {matrix("Z", n, size): split.Z, vector("beta_star", size): point}
    forward = lemmas.split(proof.use(closed_form(split.A), ends))[0]
    with proof.suppose(normal):
        backward = lemmas.split(proof.use(global_minimum(split.A), ends))[1]
    minimal = forward.conclusion.args[0]
    proof.let("f", minimal.args[0])
    there = logic.modus_ponens(forward, logic.assume(minimal))
    return proof.equivalence(Iff(minimal, normal), there, backward, because="f is convex")


def _centred_rows(proof: Proof, split: Split, equations: Theorem) -> tuple[Theorem, Theorem]:
    """The normal equations for (β₀, w) as β₀ = ȳ − x̄ᵀw and the centred equations for w."""
    x_bar, y_bar, xc, yc = _means(split)
    row = proof.have(
        Eq(beta_0, y_bar - x_bar.T * split.w),
        parts=[(split.first.T / n, equations)],
        because="the first normal equation, divided by n",
    )
    rows = proof.have(
        Eq((xc.T * xc + n * lam_ * split.b) * split.w, xc.T * yc),
        parts=[(split.rest.T, equations), (-(split.X.T * ones(n)), row)],
        because="the others, less Xᵀ1 times it",
    )
    return row, rows


def _centred_definite(proof: Proof, split: Split, centred: Term, xc: Term, definite_b: Theorem) -> Theorem:
    """XcᵀXc + nλB is positive definite."""
    v = vector("v", split.size)
    with proof.suppose(Ne(v, zeros(split.size))) as (distinct,):
        curved = logic.modus_ponens(lemmas.definite_at(definite_b, v), distinct)
        terms = [(1, [proof.facts.prove(n > 0), proof.known(lam_ > 0), curved], []), (1, [], [xc * v])]
        positive = proof.have(v.T * centred * v > 0, terms=terms, because="‖Xc v‖² and the penalty")
    shown = lemmas.definite_by(centred, v, positive, (lemmas.definite_symmetric(definite_b),))
    return proof.have(shown.conclusion, by=shown, because="v was arbitrary")


@result(source="homework A.2")
def bias_equivariance(A: Any = None) -> Proof:
    """Z = [1 X], Ae₀ = 0, ZᵀZ + nλA invertible: adding c to every y moves β₀ by c and nothing else."""
    penalty = Penalty.of(A, size=ONE + d)
    rest = d if penalty.rows is None else num(len(penalty.rows) - 1)
    first = column(1, zeros(rest)) if rest is not ZERO else ONE
    z = block([[ones(n), matrix("X", n, rest)]]) if rest is not ZERO else ones(n)
    a, g = penalty.term, normal_matrix(z, penalty.term)
    unpenalised = Eq(a * first, zeros(penalty.size))
    if penalty.rows is not None and any(row[0] for row in penalty.rows):
        raise DataError(f"A penalises the bias: its first column is {[str(r[0]) for r in penalty.rows]}, and must be 0")
    proof = Proof(given=[*([unpenalised] if penalty.rows is None else []), invertible(g)])
    proof.let("G", g)
    proof.let("Z", z)
    free = proof.have(unpenalised, because="the bias is not penalised")
    inverse = logic.right(logic.cut(proof.known(invertible(g)), matrices.inverse(g)))
    moved = inv(g) * (z.T * (y + c * ones(n)))
    line = (
        proof.calculate(moved)
        .equals(inv(g) * (z.T * y) + c * (inv(g) * (z.T * ones(n))), because="linear in y")
        .equals(
            inv(g) * (z.T * y) + c * first,
            parts=[(c, inverse, first), (-n * lam_ * c * inv(g), free)],
            because="Ge₀ = Zᵀ1, since Ze₀ = 1 and Ae₀ = 0",
        )
    )
    return proof.conclude(line.theorem.conclusion, by=line.theorem, answer=inv(g) * (z.T * y) + c * first)


@result(source="homework A.2")
def limits(B: Any = None) -> Proof:
    """Z = [1 X], A = diag(0, B), B ≻ 0: λ → 0⁺ gives least squares (full column rank), λ → ∞ gives w → 0, β₀ → ȳ."""
    split = Split(B, unspecified=True)
    proof = split.name(Proof(given=[n >= 1, *split.given]))
    definite_b = split.show_definite(proof)
    path = inv(split.G) * (split.Z.T * y)
    with proof.suppose(lam_ > 0):
        proof.use(unique(split.b if B is None else B))
        regular = proof.have(invertible(split.G), because="a positive definite matrix is invertible")
        inverse = logic.left(logic.cut(regular, matrices.inverse(split.G)))
        solves = proof.have(
            Eq(split.G * path, split.Z.T * y), parts=[(1, inverse, split.Z.T * y)], because="multiply by G"
        )
    every = logic.generalise(lam_, logic.discharge(lam_ > 0, regular))
    proof.have(every.conclusion, by=every, because="λ was arbitrary")
    rank = full_column_rank(split.Z)
    with proof.suppose(rank) as (full,):
        small = _small_penalty(proof, split, definite_b, (path, solves, regular), full)
    proof.have(Implies(rank, small.conclusion), by=logic.discharge(rank, small))
    gram = invertible(split.Z.T * split.Z)
    proof.have(Implies(rank, gram), by=_gram_invertible(rank), because="ZᵀZ is then positive definite")
    weights, bias = _large_penalty(proof, split, definite_b, (path, solves, regular))
    return proof.conclude(And(Implies(rank, small.conclusion), weights.conclusion, bias.conclusion))


def _gram_invertible(rank: Term) -> Theorem:
    """⊢ full_column_rank(Z) ⇒ ZᵀZ invertible."""
    return logic.discharge(rank, lemmas.definite_invertible(lemmas.gram_definite(logic.assume(rank))))


def _small_penalty(
    proof: Proof, split: Split, definite_b: Theorem, solution: tuple[Term, Theorem, Theorem], full: Theorem
) -> Theorem:
    """β(λ) → (ZᵀZ)⁻¹Zᵀy as λ → 0⁺, from ‖Z(β(λ) − β(0))‖² ≤ (nλ/4)·‖β(0)‖²_A."""
    path, solves, regular = solution
    gram, target, size = split.Z.T * split.Z, split.Z.T * y, split.Z.shape[1]
    b, b_0 = vector("b", size), vector("b_0", size)
    gram_definite = proof.have(positive_definite(gram), by=lemmas.gram_definite(full), because="Z has full column rank")
    inverse = logic.left(logic.cut(lemmas.definite_invertible(gram_definite), matrices.inverse(gram)))
    least = inv(gram) * target
    start = proof.have(Eq(gram * least, target), parts=[(1, inverse, target)], because="least squares solves these")
    with proof.suppose(lam_ > 0, Eq(split.G * b, target), Eq(gram * b_0, target)) as (positive, equations, equations_0):
        delta = b - b_0
        part = make("slice", delta + b_0 / 2, ONE, split.size, ZERO, ONE)
        curved = lemmas.definite_weak(definite_b, part)
        upper = proof.have(
            delta.T * gram * delta <= n * lam_ / 4 * (b_0.T * split.A * b_0),
            terms=[(1, [proof.facts.prove(n > 0), positive, curved], [])],
            parts=[(-delta.T, equations), (delta.T, equations_0)],
            because="subtract the normal equations; (δ + b₀/2)ᵀA(δ + b₀/2) ≥ 0",
        )
    with proof.suppose(lam_ > 0):
        proof.recall(regular)
        ends = ((b, path), (b_0, least))
        bound = logic.cut(solves, logic.cut(start, logic.instantiate(upper, ends)))
        upper = proof.have(bound.conclusion, by=bound, because="for the solution at λ and for least squares")
        delta = path - least
        lower = proof.have(ZERO <= delta.T * gram * delta, terms=[(1, [], [split.Z * delta])], because="a squared norm")
        same = proof.have(Eq(delta + least, path))
    zero, source = zeros(size), above(0)
    low = limit_rules.continuity(tends(ZERO, lam_, source, 0), ())
    high = limit_rules.continuity(tends(upper.conclusion.args[1], lam_, source, 0), ())
    form = limit_rules.sandwich(lam_, lower, upper, low, high)
    proof.have(form.conclusion, by=form, because="between 0 and a multiple of λ")
    goal = tends(delta, lam_, source, zero)
    vanishing = proof.have(
        goal, by=lambda: limit_rules.definite_vanishes(goal, form, gram_definite), because="ZᵀZ is positive definite"
    )
    added = limit_rules.continuity(tends(delta + least, lam_, source, least), (vanishing,))
    whole = limit_rules.limit_congruence(lam_, same, added)
    return proof.have(tends(path, lam_, source, least), by=whole, because="add least squares back")


def _large_penalty(
    proof: Proof, split: Split, definite_b: Theorem, solution: tuple[Term, Theorem, Theorem]
) -> tuple[Theorem, Theorem]:
    """w → 0 and β₀ → ȳ as λ → ∞, from wᵀBw ≤ ‖yc‖²/(4nλ)."""
    path, solves, regular = solution
    x_bar, y_bar, xc, yc = _means(split)
    w, source = split.w, infinity()
    with proof.suppose(lam_ > 0, Eq(split.G * column(beta_0, w), split.Z.T * y)) as (_, equations):
        row, rows = _centred_rows(proof, split, equations)
        scale = ONE / (n * lam_)
        upper = proof.have(
            w.T * split.b * w <= sqnorm(yc) / (4 * n) * (ONE / lam_),
            terms=[(1, [proof.facts.prove(ZERO < scale)], [xc * w - yc / 2])],
            parts=[(-scale * w.T, rows)],
            because="nλ·wᵀBw = (Xc w)ᵀyc − ‖Xc w‖² ≤ ‖yc‖²/4",
        )
    weights = make("slice", path, ONE, split.size, ZERO, ONE)
    ends = ((beta_0, path[0]), (w, weights))
    with proof.suppose(lam_ > 0):
        proof.recall(regular)
        parts = proof.have(
            Eq(split.G * column(path[0], weights), split.Z.T * y), parts=[(1, solves)], because="β in its two parts"
        )
        upper = logic.cut(parts, logic.instantiate(upper, ends))
        upper = proof.have(upper.conclusion, by=upper, because="for the solution at λ")
        curved = lemmas.definite_weak(definite_b, weights)
        lower = proof.have(curved.conclusion, by=curved, because="B is positive definite")
        bias = logic.symmetry(logic.cut(parts, logic.instantiate(row, ends)))
        bias = proof.have(bias.conclusion, by=bias, because="the first normal equation")
    low = limit_rules.continuity(tends(ZERO, lam_, source, 0), ())
    shrinks = limit_rules.reciprocal_vanishes(lam_)
    high = limit_rules.continuity(tends(upper.conclusion.args[1], lam_, source, 0), (shrinks,))
    form = limit_rules.sandwich(lam_, lower, upper, low, high)
    proof.have(form.conclusion, by=form, because="between 0 and a multiple of 1/λ")
    goal = tends(weights, lam_, source, zeros(split.size))
    vanishing = proof.have(
        goal, by=lambda: limit_rules.definite_vanishes(goal, form, definite_b), because="B is positive definite"
    )
    mean = limit_rules.continuity(tends(y_bar - x_bar.T * weights, lam_, source, y_bar), (vanishing,))
    mean = limit_rules.limit_congruence(lam_, bias, mean)
    return vanishing, proof.have(tends(path[0], lam_, source, y_bar), by=mean, because="β₀ = ȳ − x̄ᵀw")


def _solution_as_written() -> Proof:
    """β = (ZᵀZ + λAn)⁻¹Zᵀy for a stationary point, with n the number of rows."""
    z, a, b = matrix("Z", n, d), matrix("A", d, d), vector("beta", d)
    proof = Proof(given=_WRITTEN_GIVEN)
    proof.use(gradient())
    proof.use(closed_form(), {vector("beta_star", d): b})
    written = z.T * z + lam_ * a * n
    same = proof.have(Eq(normal_matrix(z, a), written), because="a number may stand anywhere")
    regular = logic.rewrite(proof.known(invertible(written)), logic.symmetry(same))
    proof.have(regular.conclusion, by=regular, because="the same matrix")
    normal = Eq(normal_matrix(z, a) * b, z.T * y)
    solved = Eq(b, inv(normal_matrix(z, a)) * (z.T * y))
    proof.have(normal, by=proof.known(Iff(_WRITTEN_GIVEN[-1], normal)), because="stationary")
    both = proof.have(
        Iff(normal, solved), by=proof.known(Implies(regular.conclusion, Iff(normal, solved))), because="invertible"
    )
    formula = proof.have(solved, by=both)
    return proof.conclude(_as_written(), by=logic.rewrite(formula, same))


_Z, _A, _BETA = matrix("Z", n, d), matrix("A", d, d), vector("beta", d)
_LOSS = objective(_Z, _A, _BETA)
_WRITTEN = _Z.T * _Z + lam_ * _A * n
_WRITTEN_GIVEN = [n >= 1, symmetric(_A), invertible(_WRITTEN), Eq(Derivative(_LOSS, _BETA), zeros(d))]
_SPLIT_A = matrix("A", ONE + d, ONE + d)
_PENALISED = normal_matrix(block([[ones(n), matrix("X", n, d)]]), _SPLIT_A)


def _as_written() -> Term:
    return Eq(_BETA, inv(_WRITTEN) * (_Z.T * y))


def _moves_only_the_bias() -> Term:
    """Adding c to every y moves β₀ by c and nothing else, whatever the penalty."""
    z = block([[ones(n), matrix("X", n, d)]])
    moved, before = (inv(_PENALISED) * (z.T * target) for target in (y + c * ones(n), y))
    return Eq(moved, before + c * column(1, zeros(d)))


ERRATA = (
    Slip(
        "ridge",
        "expansion of ‖Zβ−y‖² contains Zᵀβᵀy",
        lambda: Eq(
            sqnorm(_Z * _BETA - y), _BETA.T * _Z.T * _Z * _BETA - _Z.T * _BETA.T * y - y.T * _Z * _BETA + y.T * y
        ),
        "ill-formed",
        correct="βᵀZᵀy",
    ),
    Slip(
        "ridge",
        "gradient (1/n)(2βZᵀZ − yᵀZ − Zᵀy) + 2λβA",
        lambda: Eq(
            Derivative(_LOSS, _BETA),
            num(1) / n * (2 * _BETA * _Z.T * _Z - y.T * _Z - _Z.T * y) + 2 * lam_ * _BETA * _A,
        ),
        "ill-formed",
        correct="(2/n)Zᵀ(Zβ − y) + 2λAβ",
    ),
    Slip(
        "ridge",
        "β(ZᵀZ + λAn) = Zᵀy",
        lambda: Eq(_BETA * (_Z.T * _Z + lam_ * _A * n), _Z.T * y),
        "ill-formed",
        correct="(ZᵀZ + nλA)β = Zᵀy",
    ),
    Slip(
        "ridge",
        "β = (ZᵀZ + λAn)⁻¹Zᵀy, n the number of rows",
        _as_written,
        "proved",
        given=_WRITTEN_GIVEN,
        proof=_solution_as_written,
    ),
    Slip(
        "ridge",
        "y + c·1 moves β₀ by c and nothing else even when the bias is penalised",
        _moves_only_the_bias,
        "refuted",
        given=[n >= 1, symmetric(_SPLIT_A), invertible(_PENALISED)],
        correct="needs Ae₀ = 0",
    ),
)
