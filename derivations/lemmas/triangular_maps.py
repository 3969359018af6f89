"""Autoregressive layers: along a direction that vanishes before coordinate i, coordinate i moves by a multiple of it.

Everything here only asks the kernel. Of the functions mᵢ and sᵢ of a column it is known that they depend on the
coordinates before i only; J is a Jacobian when J·v has the derivatives along every direction v.
"""

from __future__ import annotations

from collections.abc import Callable

from derivations import lemmas
from derivations.kernel import Theorem, algebra, calculus, integrals, logic, matrices, order, powers, vectors
from derivations.kernel.formulas import (
    FALSE,
    And,
    Derivative,
    Eq,
    ForAll,
    Implies,
    Ne,
    differentiable,
    entry,
    exp,
    fresh,
    function,
    log,
    matrix,
    natural,
    piecewise,
    real,
    unit,
    vector,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Sort, Term, apply, lam, make, replace
from derivations.lemmas import term_by_term
from derivations.lemmas.vae_decoders import sum_of_logarithms

d, i, j, k = (natural(name) for name in "dijk")
p, q, u, v, x = (vector(name, d) for name in "pquvx")
t = real("t")
PARTS = Sort("function", p.sort, REAL)
a, b, m, s = (function(name, NAT, PARTS) for name in "abms")
G, J, K = function("G", p.sort, p.sort), matrix("J", d, d), matrix("K", d, d)
Layer = Callable[[Term, Term], Term]  # coordinate i of the image of a column


def noise(index: Term, data: Term) -> Term:
    """(xᵢ − mᵢ(x))·e^{−sᵢ(x)}."""
    return (entry(data, index) - m(index)(data)) * exp(-s(index)(data))


def data(index: Term, of: Term) -> Term:
    """Coordinate i of G(u)."""
    return entry(G(of), index)


def affine(index: Term, point: Term) -> Term:
    """xᵢ·e^{aᵢ(x)} + bᵢ(x)."""
    return entry(point, index) * exp(a(index)(point)) + b(index)(point)


# What is given
def agree(first: Term, second: Term, count: Term) -> Term:
    """∀j. j < i ⇒ pⱼ = qⱼ."""
    return ForAll(j, Implies(j < count, Eq(entry(first, j), entry(second, j))))


def earlier(part: Term) -> Term:
    """Coordinate i of the part depends on the coordinates before i only, i < d."""
    same = Eq(part(i)(p), part(i)(q))
    return ForAll(i, Implies(i < d, ForAll(p, ForAll(q, Implies(agree(p, q, i), same)))))


def jacobian(of: Term, layer: Layer, point: Term) -> Term:
    """(J·v)ᵢ is the derivative of coordinate i at the point along v, for every v and i < d."""
    moved = layer(i, point + t * v)
    slope = And(differentiable(moved, t, 0), Eq(entry(of * v, i), Derivative(moved, t, 0)))
    return ForAll(v, ForAll(i, Implies(i < d, slope)))


def sampler() -> Term:
    """Gᵢ(u) = mᵢ(G(u)) + uᵢ·e^{sᵢ(G(u))} for every u and i < d."""
    value = m(i)(G(u)) + entry(u, i) * exp(s(i)(G(u)))
    return ForAll(u, ForAll(i, Implies(i < d, Eq(data(i, u), value))))


def triangular(of: Term, diagonal: Term) -> Term:
    """Row i of the matrix is the i-th diagonal entry in place i, and 0 in every later place."""
    before = ForAll(j, Implies(j < i, Eq(entry(v, j), ZERO)))
    row = Eq(entry(of * v, i), diagonal * entry(v, i))
    return ForAll(i, Implies(i < d, ForAll(v, Implies(before, row))))


def everywhere(formula: Term) -> Term:
    """The formula about p and i, for every column p and i < d."""
    return ForAll(p, ForAll(i, Implies(i < d, formula)))


FORM = everywhere(Eq(noise(i, p), affine(i, p)))
COEFFICIENTS = everywhere(And(Eq(a(i)(p), -s(i)(p)), Eq(b(i)(p), -(m(i)(p) * exp(-s(i)(p))))))


# Along a direction
INSIDE, BEFORE = i < d, ForAll(j, Implies(j < i, Eq(entry(v, j), ZERO)))


def rewritten(term: Term, equations: list[Theorem]) -> Theorem:
    """Γ ⊢ aₖ = bₖ  give  Γ ⊢ C[a] = C[b]."""
    line = logic.reflexivity(term)
    for equation in equations:
        old, last = equation.conclusion.args[0], line.conclusion.args[1]
        hole = fresh("hole", old.sort, term, equation.conclusion, *equation.hypotheses)
        line = logic.transitivity(line, logic.congruence(lam(hole, replace(last, old, hole)), equation))
    return line


def moved(index: Term, point: Term) -> Theorem:
    """⊢ (x + t·v)ᵢ = xᵢ + t·vᵢ for i < d."""
    return vectors.entry_of(Eq(entry(point + t * v, index), entry(point, index) + t * entry(v, index)))


def below(small: Term, large: Term) -> Theorem:
    """j < i, i < d ⊢ j < d."""
    known = logic.assume(small < large), logic.assume(large < d)
    return algebra.nonneg(small < d, tuple((1, (one,), ()) for one in known), (), ())


def kept(point: Term) -> Theorem:
    """The point x + t·v agrees with x before i, when v vanishes there."""
    zero = logic.modus_ponens(logic.specialise(logic.assume(BEFORE), j), logic.assume(j < i))
    here = logic.cut(below(j, i), moved(j, point))
    goal = Eq(entry(point + t * v, j), entry(point, j))
    same = algebra.combination(goal, ((ONE, here, ONE), (t, zero, ONE)), ())
    return logic.generalise(j, logic.discharge(j < i, same))


def unchanged(part: Term, same: Theorem, index: Term = i) -> Theorem:
    """Γ ⊢ p and q agree before i  gives  Γ, i < d ⊢ the part's coordinate i is the same at p and q."""
    equal = same.conclusion.args[0].args[0].args[1]
    first, second = (side.args[0] for side in equal.args)
    at = logic.modus_ponens(logic.specialise(logic.assume(earlier(part)), index), logic.assume(index < d))
    return logic.modus_ponens(logic.specialise(logic.specialise(at, first), second), same)


def line_of_noise(point: Term) -> Theorem:
    """Coordinate i of the noise at x + t·v is (xᵢ + t·vᵢ − mᵢ(x))·e^{−sᵢ(x)}."""
    same = kept(point)
    known = [moved(i, point), unchanged(m, same), unchanged(s, same)]
    return rewritten(noise(i, point + t * v), known)


def line_of_data(point: Term) -> Theorem:
    """Coordinate i of G(u + t·v) is mᵢ(G(u)) + (uᵢ + t·vᵢ)·e^{sᵢ(G(u))}."""
    same = same_data(point)
    start = sampled(point + t * v, i)
    known = [moved(i, point), unchanged(m, same), unchanged(s, same)]
    return logic.transitivity(start, rewritten(start.conclusion.args[1], known))


def sampled(point: Term, index: Term) -> Theorem:
    """The recursion of G, at a point and an index below d."""
    at = logic.specialise(logic.specialise(logic.assume(sampler()), point), index)
    return logic.modus_ponens(at, logic.assume(index < d))


def same_data(point: Term) -> Theorem:
    """G(u + t·v) agrees with G(u) before i, when v vanishes there: coordinate by coordinate, by induction."""
    ends = G(point + t * v), G(point)
    statement = lam(k, Implies(k <= i, agree(*ends, k)))
    ends_of_nothing = logic.assume(j < ZERO), order.natural_nonneg(j)
    absurd = algebra.nonneg(FALSE, tuple((1, (end,), ()) for end in ends_of_nothing), (), ())
    nothing = logic.by_contradiction(Eq(*(entry(e, j) for e in ends)), absurd)
    base = logic.discharge(ZERO <= i, logic.generalise(j, logic.discharge(j < ZERO, nothing)))
    within = algebra.nonneg(k <= i, ((1, (logic.assume(k + ONE <= i),), ()), (1, (), ())), (), ())
    known = logic.modus_ponens(logic.assume(apply(statement, k)), within)
    more = logic.cases(logic.excluded_middle(Eq(j, k)), _at_last(_next(point, known)), _at_earlier(known))
    step = logic.generalise(j, logic.discharge(j < k + ONE, more))
    every = logic.induction(statement, k, base, logic.discharge(k + ONE <= i, step))
    itself = algebra.nonneg(make("le", i, i), (), (), ())
    return logic.modus_ponens(logic.specialise(every, i), itself)


def _at_earlier(known: Theorem) -> Theorem:
    """What holds for j < k holds for j < k + 1, j ≠ k."""
    upto = order.natural_step(logic.assume(j < k + ONE))
    weak = algebra.nonneg(j <= k, ((1, (upto,), ()),), (), ())
    return logic.modus_ponens(logic.specialise(known, j), order.strengthen(weak, logic.assume(Ne(j, k))))


def _at_last(theorem: Theorem) -> Theorem:
    """Γ ⊢ φ(k)  gives  Γ, j = k ⊢ φ(j)."""
    same = logic.congruence(lam(k, theorem.conclusion), logic.assume(Eq(j, k)))
    return logic.modus_ponens(logic.converse(same), theorem)


def _next(point: Term, known: Theorem) -> Theorem:
    """Agreement before k gives G_k(u + t·v) = G_k(u), k + 1 ≤ i."""
    index = algebra.nonneg(k < i, ((1, (logic.assume(k + ONE <= i),), ()), (1, (), ())), (), ())
    zero = logic.modus_ponens(logic.specialise(logic.assume(BEFORE), k), index)
    here = moved(k, point)
    goal = Eq(here.conclusion.args[0], entry(point, k))
    coordinate = algebra.combination(goal, ((ONE, here, ONE), (t, zero, ONE)), ())
    start, end = sampled(point + t * v, k), sampled(point, k)
    parts = [coordinate, unchanged(m, known, k), unchanged(s, known, k)]
    line = logic.transitivity(start, rewritten(start.conclusion.args[1], parts))
    return logic.cut(logic.cut(index, below(k, i)), logic.transitivity(line, logic.symmetry(end)))


def along(line: Theorem) -> Theorem:
    """The line for every i < d, every direction v that vanishes before i, and every t."""
    every = logic.generalise(v, logic.discharge(BEFORE, logic.generalise(t, line)))
    return logic.generalise(i, logic.discharge(INSIDE, every))


# The Jacobian and its determinant
def rows(of: Term, layer: Layer, point: Term, line: Theorem, diagonal: Term) -> Theorem:
    """The Jacobian is triangular with this diagonal, when coordinate i is a line in t along v."""
    known = logic.specialise(logic.specialise(logic.assume(jacobian(of, layer, point)), v), i)
    slope = logic.right(logic.modus_ponens(known, logic.assume(INSIDE)))
    hole = function("h", REAL)
    same = logic.congruence(lam(hole, make("derivative", hole, ZERO)), logic.abstraction(t, line))
    value = calculus.derivative(Eq(same.conclusion.args[1], diagonal * entry(v, i)))
    row = logic.transitivity(logic.transitivity(slope, same), value)
    every = logic.generalise(v, logic.discharge(BEFORE, row))
    return logic.generalise(i, logic.discharge(INSIDE, every))


def determinant(of: Term, exponent: Term, found: Theorem) -> list[Theorem]:
    """Γ ⊢ M triangular, diagonal e^{cᵢ}  gives  Γ ⊢ det M = Πe^{cᵢ}, 0 < |det M|, log|det M| = Σcᵢ, M invertible."""
    product = matrices.triangular(of, lam(i, exp(exponent)), found)
    sign = logic.generalise(i, logic.discharge(INSIDE, order.range_of(exp(exponent))))
    above, logarithm = sum_of_logarithms(i, d, exp(exponent), sign)
    positive = logic.rewrite(above, logic.symmetry(product))
    size = order.absolute(positive)
    hole = fresh("hole", REAL, of, exponent)
    outer = logic.congruence(lam(hole, log(hole)), logic.transitivity(size, product))
    terms = term_by_term.equal(i, d, powers.powers(Eq(log(exp(exponent)), exponent)))
    total = logic.transitivity(outer, logic.transitivity(logarithm, terms))
    regular = logic.modus_ponens(logic.converse(matrices.determinant(of)), lemmas.nonzero_of_positive(positive))
    return [product, logic.rewrite(positive, logic.symmetry(size)), total, regular]


# The same layer in another form
def coefficients() -> Theorem:
    """Parts m, s, a, b, FORM ⊢ COEFFICIENTS: along the i-th unit column the slopes e^{−sᵢ} and e^{aᵢ} are the same."""
    form = logic.assume(FORM)
    here, ahead = (_of_form(form, point) for point in (p, p + t * v))
    same = kept(p)
    moves = [moved(i, p), unchanged(a, same), unchanged(b, same)]
    line = rewritten(affine(i, p + t * v), moves)
    both = logic.transitivity(logic.transitivity(logic.symmetry(line_of_noise(p)), ahead), line)
    unit_column = unit(d, i)
    both = logic.instantiate(both, ((t, ONE), (v, unit_column)))
    both = logic.cut(unit_before(), both)
    one = unit_entry(i, logic.reflexivity(i))
    slopes = exp(-s(i)(p)), exp(a(i)(p))
    gap = slopes[0] - slopes[1]
    equal = algebra.combination(Eq(*slopes), ((ONE, both, ONE), (-ONE, here, ONE), (-gap, one, ONE)), ())
    hole = fresh("hole", REAL, *slopes)
    logs = logic.congruence(lam(hole, log(hole)), equal)
    ends = [powers.powers(Eq(log(slope), slope.args[0])) for slope in slopes]
    first = logic.symmetry(logic.transitivity(logic.symmetry(ends[0]), logic.transitivity(logs, ends[1])))
    goal = Eq(b(i)(p), -(m(i)(p) * slopes[0]))
    second = algebra.combination(goal, ((-ONE, here, ONE), (entry(p, i), equal, ONE)), ())
    return logic.generalise(p, logic.generalise(i, logic.discharge(INSIDE, logic.both(first, second))))


def _of_form(form: Theorem, point: Term) -> Theorem:
    """A statement about every column and index, at a column and an index i < d."""
    return logic.modus_ponens(logic.specialise(logic.specialise(form, point), i), logic.assume(INSIDE))


def unit_entry(index: Term, decided: Theorem) -> Theorem:
    """Γ ⊢ i = j or i ≠ j  gives  Γ, j < d ⊢ (eᵢ)ⱼ = 1 or 0."""
    value = vectors.entry_of(Eq(entry(unit(d, i), index), piecewise(Eq(i, index), 1)))
    return logic.transitivity(value, integrals.branch(value.conclusion.args[1], decided))


def unit_before() -> Theorem:
    """⊢ ∀j. j < i ⇒ (eᵢ)ⱼ = 0, i < d."""
    distinct = algebra.nonneg(Ne(i, j), ((1, (logic.assume(j < i),), ()),), (), ())
    zero = logic.cut(below(j, i), unit_entry(j, distinct))
    return logic.generalise(j, logic.discharge(j < i, zero))


def form() -> Theorem:
    """COEFFICIENTS ⊢ FORM."""
    first, second = lemmas.split(_of_form(logic.assume(COEFFICIENTS), p))
    line = rewritten(affine(i, p), [first, second])
    same = logic.transitivity(algebra.field(Eq(noise(i, p), line.conclusion.args[1])), logic.symmetry(line))
    return logic.generalise(p, logic.generalise(i, logic.discharge(INSIDE, same)))


def exponents(total: Theorem) -> Theorem:
    """Γ ⊢ log|det J| = Σ −sᵢ(x)  gives  Γ, COEFFICIENTS ⊢ log|det J| = Σ aᵢ(x)."""
    same = logic.symmetry(logic.left(_of_form(logic.assume(COEFFICIENTS), x)))
    return logic.transitivity(total, term_by_term.equal(i, d, same))
