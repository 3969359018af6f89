"""Change of variables (homeworks A.3 and C.4.3): the density of a function of a random variable.

X and Y are independent N(0, 1), U = X + Y and V = X − Y; then any invertible matrix and any density; then maps of the
line. A point of the plane is a column w = (w₀, w₁). "g carries p to q" (`pushes_forward`) means: if z has density p,
then g(z) has density q, that is E[h(g(z))] = ∫h·q for every test function h. Densities are determined up to null sets.

The steps of the results about the line are in `monotone_maps` and `inverse_slopes` (any map), `given_maps` (data),
`uniform_square` and `logit_normal`; those of the others in `linear_maps` and `margins`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derivations import lemmas
from derivations.data import DataError
from derivations.kernel import Term, Theorem, algebra, calculus, logic, matrices, order, powers
from derivations.kernel import densities as claims
from derivations.kernel.densities import normal, pushes_forward
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Iff,
    block,
    det,
    exp,
    function,
    identity,
    inv,
    invertible,
    lebesgue,
    matrix,
    natural,
    pi,
    real,
    sqrt,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, matrix_sort, num
from derivations.lemmas import (
    given_maps,
    inverse_slopes,
    logit_normal,
    monotone_instances,
    monotone_maps,
    uniform_square,
)
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.line_maps import LineMap
from derivations.lemmas.linear_maps import LinearMap
from derivations.lemmas.margins import Margin
from derivations.lemmas.named_densities import Density, folded_density, normal_density, product_density
from derivations.lemmas.substitutions import Substitution
from derivations.lemmas.transport import push_forward
from derivations.proof import Calculation, Proof
from derivations.results import result
from derivations.slips import Slip

x, y, u, v = real("x"), real("y"), real("u"), real("v")
w, half = vector("w", 2), num(1) / 2
ROWS = [[1, 1], [1, -1]]
TURN = block([[num(a) for a in row] for row in ROWS])  # (U, V) = TURN·(X, Y)
SOURCE = "homework A.3"


def _standard(p: Term, q: Term) -> Term:
    """N(p; 0, 1)·N(q; 0, 1)."""
    return normal(p, ZERO, ONE) * normal(q, ZERO, ONE)


def _half(t: Term) -> Term:
    """e^{−t²/4}/(√(2π)·√2)."""
    return exp(-(t**2) / 4) / (sqrt(2 * pi()) * sqrt(2))


F_XY = lam(w, _standard(w[0], w[1]))
F_UV = lam(w, _half(w[0]) * _half(w[1]))


def _name(proof: Proof) -> None:
    for name, term in {"M": TURN, "f_XY": F_XY, "f_UV": F_UV}.items():
        proof.let(name, term)


# The pair
@result(source=SOURCE)
def jacobian() -> Proof:
    """U = X + Y, V = X − Y: J = ∂(x, y)/∂(u, v) = [[½, ½], [½, −½]] and det J = −½."""
    proof, rows = Proof(), ((u + v) / 2, (u - v) / 2)
    entries = [[half, half], [half, -half]]
    inverse = _solved(proof)
    slopes = _differentiated(proof, "J", rows, (u, v), entries)
    values = slopes.conclusion.args[1]
    size = proof.calculate(det(slopes.conclusion.args[0])).equals(det(values), by=slopes, because="insert J")
    size.equals(-half, because="ad − bc")
    statement = And(inverse.conclusion, slopes.conclusion, size.theorem.conclusion)
    return proof.conclude(statement, answer=values)


def _solved(proof: Proof) -> Theorem:
    """u = x + y ∧ v = x − y  ⇔  x = (u + v)/2 ∧ y = (u − v)/2."""
    forth, back = And(Eq(u, x + y), Eq(v, x - y)), And(Eq(x, (u + v) / 2), Eq(y, (u - v) / 2))
    there = _implied(proof, forth, back, half, "solve for x and y")
    again = _implied(proof, back, forth, ONE, "add and subtract")
    return proof.equivalence(Iff(forth, back), there, again)


def _implied(proof: Proof, given: Term, goal: Term, factor: Term, because: str) -> Theorem:
    """Two equations from two others: their sum and their difference, times a factor."""
    with proof.suppose(given) as (equations,):
        one, two = lemmas.split(equations)
        found = [
            proof.have(equation, parts=[(-factor, one), (-sign * factor, two)], because=because)
            for equation, sign in zip(goal.args, (1, -1), strict=True)
        ]
        return proof.have(goal, by=logic.both(*found), because="both together")


def _differentiated(
    proof: Proof, name: str, rows: tuple[Term, ...], variables: tuple[Term, ...], values: Any
) -> Theorem:
    """The matrix of partial derivatives, entry by entry."""
    shown = [[Derivative(f, t) for t in variables] for f in rows]
    line = proof.calculate(proof.let(name, block(shown)))
    for i, row in enumerate(shown):
        for j, entry in enumerate(row):
            slope = calculus.derivative(Eq(entry, values[i][j]))
            shown[i][j] = slope.conclusion.args[1]
            line.equals(block(shown), by=slope, because="differentiate")
    return line.theorem


@result(source=SOURCE)
def forward() -> Proof:
    """X, Y independent N(0, 1): f_UV(u, v) = [e^{−u²/4}/(√(2π)·√2)]·[e^{−v²/4}/(√(2π)·√2)]."""
    proof, plane, d = Proof(), lebesgue(2), natural("d")
    _name(proof)
    standard_pair(proof)
    regular = proof.have(invertible(TURN), because="det M = −2")
    law, _ = lemmas.split(proof.use(linear, {d: num(2), matrix("M", d, d): TURN, _any_density(d): F_XY}))
    undone = logic.right(logic.cut(regular, matrices.inverse(TURN)))
    back = proof.have(Eq(inv(TURN), half * TURN), parts=[(1, undone, half * TURN)], because="M·M = 2I")
    law = logic.rewrite(logic.rewrite(law, back), _spread(proof, proof.calculate(abs(det(TURN)))))
    proof.have(0 < pi(), because="3 < π")
    same = Eq(apply(law.conclusion.args[4], w), apply(F_UV, w))
    same = proof.have(same, by=powers.powers, because="N(·; 0, 1) written out, and x² + y² = (u² + v²)/2")
    return proof.conclude(
        pushes_forward(plane, F_XY, law.conclusion.args[2], plane, F_UV),
        by=logic.rewrite(law, logic.abstraction(w, same)),
        because="the two densities are the same function",
        answer=_half(u) * _half(v),
    )


def standard_pair(proof: Proof) -> Theorem:
    """The density of (X, Y), X and Y independent N(0, 1)."""
    one = normal_density(ZERO, proof.have(0 < ONE, because="the standard deviation is positive"))
    proof.have(one.conclusion, by=one, because="its integral is its moment of order 0")
    joint = product_density(one, one)
    return proof.have(joint.conclusion, by=joint, because="X and Y are independent N(0, 1): Fubini")


def _spread(proof: Proof, line: Calculation) -> Theorem:
    """|det M| = 2, at the end of a calculation."""
    line.equals(abs(num(-2)), by=algebra.field(Eq(det(TURN), num(-2))), because="ad − bc")
    negative = order.absolute(proof.have(num(-2) <= ZERO, because="a negative number"))
    return line.equals(num(2), by=negative, because="its absolute value").theorem


@result(source=SOURCE)
def inverse() -> Proof:
    """f_XY(x, y) = f_UV(x + y, x − y)·|det J⁻¹|, where J⁻¹ = ∂(u, v)/∂(x, y) and |det J⁻¹| = 2."""
    proof, f_uv = Proof(), _half(x + y) * _half(x - y)
    _name(proof)
    slopes = _differentiated(proof, "J_inv", (x + y, x - y), (x, y), ROWS)
    spread = abs(det(slopes.conclusion.args[0]))
    size = _spread(proof, proof.calculate(spread).equals(abs(det(TURN)), by=slopes, because="insert J⁻¹ = M"))
    undone = proof.have(Eq(half * TURN * TURN, identity(2)), because="J = M/2: it is the inverse of J")
    proof.have(0 < pi(), because="3 < π")
    line = proof.calculate(_standard(x, y))
    line.equals(f_uv * 2, by=powers.powers, because="f_UV(x + y, x − y)·2, as (x + y)² + (x − y)² = 2(x² + y²)")
    line.equals(f_uv * spread, parts=[(-f_uv, size)], because="|det J⁻¹| = 2")
    found = (slopes, undone, size, line.theorem)
    return proof.conclude(And(*(t.conclusion for t in found)), answer=f_uv * 2)


@result(source=SOURCE)
def independence() -> Proof:
    """f_UV(u, v) = N(u; 0, 2)·N(v; 0, 2): U and V are independent N(0, 2), and f_UV integrates to 1."""
    proof = Proof()
    _name(proof)
    standard_pair(proof)
    proof.have(0 < pi(), because="3 < π")
    one = normal_density(ZERO, proof.have(0 < sqrt(2), because="the standard deviation is √2"))
    proof.have(one.conclusion, by=one, because="its integral is its moment of order 0")
    same = _factors(proof)
    joint, total = _product(proof, one, same)
    every = logic.generalise(w, same)
    proof.have(every.conclusion, by=every, because="at every point")
    law, n = proof.use(forward), one.conclusion.args[1]
    images = [lam(w, w[0] + w[1]), lam(w, w[0] - w[1])]
    margins = [Margin(proof, law, same, i, image, n).show() for i, image in enumerate(images)]
    found = And(*(t.conclusion for t in (every, joint, total, one, *margins)))
    return proof.conclude(found, answer=normal(u, ZERO, sqrt(2)) * normal(v, ZERO, sqrt(2)))


def _factors(proof: Proof) -> Theorem:
    """f_UV(w) = N(w₀; 0, 2)·N(w₁; 0, 2)."""
    s, scale = sqrt(2), sqrt(2 * pi()) * sqrt(2)
    exponent = -((u - ZERO) ** 2) / (2 * s**2)
    line = proof.calculate(normal(u, ZERO, s))
    line.equals(exp(exponent) / scale, because="by definition")
    square = in_context(algebra.field(Eq(exponent, -(u**2) / 4)), lambda e: exp(e) / scale)
    one = line.equals(_half(u), by=square, because="2·(√2)² = 4").theorem
    first, second = (logic.instantiate(one, ((u, w[i]),)) for i in range(2))
    goal = Eq(apply(F_UV, w), normal(w[0], ZERO, s) * normal(w[1], ZERO, s))
    parts = [(-_half(w[1]), first), (-normal(w[0], ZERO, s), second)]
    return proof.have(goal, parts=parts, because="both factors")


def _product(proof: Proof, one: Theorem, same: Theorem) -> tuple[Theorem, Theorem]:
    """f_UV is a density, and its integral is 1."""
    joint = product_density(one, one)
    joint = proof.have(joint.conclusion, by=joint, because="the integral of the product is 1·1 (Fubini)")
    whole = logic.rewrite(joint, logic.symmetry(logic.abstraction(w, same)))
    proof.have(whole.conclusion, by=whole, because="the same function")
    total = Density.of(whole).total
    return whole, proof.have(total.conclusion, by=total, because="as for every density")


# Any matrix
@result(source=SOURCE)
def linear(M: Any = None) -> Proof:
    """U = MX, M invertible, f any density: f_U(u) = f(M⁻¹u)/|det M|, and this is a density again."""
    turn = LinearMap.of(M)
    m, n = turn.matrix, turn.matrix.shape[0]
    f, z, t, over = _any_density(n), vector("x", n), vector("u", n), lebesgue(n)
    proof = Proof(given=[claims.density(over, f), *turn.given])
    if turn.rows is not None and len(turn.rows) > 1:
        proof.let("M", m)
        proof.let("M_inv", turn.inverse)
    size = turn.show(proof)
    q = proof.let("f_U", lam(t, apply(f, turn.inverse * t) / turn.size))
    goal = pushes_forward(over, f, lam(z, m * z), over, q)
    law, total = push_forward(proof, goal, lambda h, _, bounds: turn.substituted(proof, goal, h, bounds, size))
    known = logic.specialise(Density.of(proof.known(proof.given[0])).sign, turn.inverse * t)
    signs = [known, lemmas.reciprocal_positive(proof.facts.prove(0 < turn.size))]
    weak = proof.have(0 <= apply(q, t), terms=[(1, signs, [])], because="f is nowhere negative")
    again = folded_density(over, q, logic.generalise(t, weak), logic.left(lemmas.unfolded(law)), total)
    proof.have(again.conclusion, by=again, because="it is nowhere negative and has integral 1")
    return proof.conclude(And(goal, again.conclusion), answer=apply(q, t))


def _any_density(size: Term) -> Term:
    """An unspecified density on ℝⁿ."""
    return function("f", matrix_sort(size, ONE))


# Maps of the line
def _named(change: Substitution) -> None:
    """The density of x, and its value at x."""
    change.proof.let("p", change.q)
    change.proof.let("p_x", apply(change.q, x))


@result(source="homework C.4.3")
def scalar(
    g: Any = None,
    inverse: Any = None,
    on: Any = None,
    image: Any = None,
    density: Any = None,
    slope: Any = None,
    facts: Sequence[Theorem] = (),
) -> Proof:
    """g strictly monotone and differentiable, g′ ≠ 0 a.e.: p(x) = p_z(g⁻¹(x))·|dg⁻¹/dx| on the range of g, else 0.

    S is any measurable set that carries z, an interval for instance, R the range of g on it, and g⁻¹ takes a point of R
    to one of S with that image. Finitely many points with g′ = 0 are a null set, which a density does not see. The
    formula with |dg⁻¹/dx| holds at every x in R for which g⁻¹(x) is an inner point of S and g′ is not 0 there.

    Args:
        g: the map, a term or SymPy expression in the real variable z; without it, any strictly monotone map.
        inverse: its inverse, in the real variable x.
        on: a formula in z, the set that carries z (points where g′ = 0 are left out of it); by default the line.
        image: a formula in x, the image of that set; by default the line.
        density: a theorem of the kernel that p_z is a density on the line; by default p_z is any density.
        slope: g′ in the form that the answer is to have; by default as SymPy differentiates g.
        facts: theorems about these data that are not found without help.

    Raises:
        DataError: the inverse does not undo g, g does not map the one set onto the other, or g′ vanishes on it.
    """
    if g is not None:
        return _of_given(LineMap.of(g, inverse, on, image, slope), density, facts)
    if any(given is not None for given in (inverse, on, image, density, slope)):
        raise DataError("g is missing: give the map as an expression in z, or no data at all")
    return _of_any()


def _of_any() -> Proof:
    """Any strictly monotone map."""
    change = monotone_maps.begun()
    proof, back = change.proof, apply(change.k, x)
    _named(change)
    monotone_maps.premises(change)
    law, total = change.law()
    local = inverse_slopes.by_inverse(change)
    statement = And(law.conclusion, total.conclusion, local.conclusion)
    inverse_slopes.meaningful(change, statement)
    return proof.conclude(statement, answer=apply(change.p, back) * abs(Derivative(back, x)))


def _of_given(data: LineMap, known: Any, facts: Sequence[Theorem]) -> Proof:
    """A map that is given."""
    change = given_maps.begun(data, known, facts)
    _named(change)
    given_maps.premises(change, data)
    law, total = change.law()
    return change.proof.conclude(And(law.conclusion, total.conclusion), answer=apply(change.q, x).args[1])


@result(source="homework C.4.3, UDL 16.1")
def square() -> Proof:
    """z uniform on [0, 1], x = z²: p(x) = 1/(2√x) on (0, 1]."""
    proof = Proof()
    change = uniform_square.change(proof)
    _named(change)
    proof.let("p_z", change.p)
    uniform_square.hypotheses(change)
    law, _ = monotone_instances.written(scalar, change, uniform_square.balanced)
    total = uniform_square.integral(proof, change.q)
    return proof.conclude(And(law.conclusion, total.conclusion), answer=uniform_square.FOUND)


@result(source="homework C.4.3, UDL 16.2")
def logistic() -> Proof:
    """z ~ N(0, 1), x = σ(z): p(x) = N(log(x/(1−x)); 0, 1)/(x(1−x)) on (0, 1)."""
    proof = Proof()
    change = logit_normal.change(proof)
    _named(change)
    logit_normal.hypotheses(change)
    law, total = monotone_instances.written(scalar, change, logit_normal.balanced)
    return proof.conclude(And(law.conclusion, total.conclusion), answer=logit_normal.FOUND)


ERRATA = (
    Slip(
        "change_of_variables",
        "f_XY(x,y) = f_XY((u+v)/2, (u−v)/2)·½ in the chain for f_UV",
        lambda: Eq(_standard(x, y), _standard((u + v) / 2, (u - v) / 2) * (num(1) / 2)),
        "refuted",
        given=[Eq(u, x + y), Eq(v, x - y)],
        correct="f_UV(u, v) = f_XY((u+v)/2, (u−v)/2)·½: the left side is the density of (U, V)",
    ),
)
