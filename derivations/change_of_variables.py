"""Change of variables (homeworks A.3 and C.4.3): the density of a function of a random variable.

X and Y are independent N(0, 1), U = X + Y and V = X − Y; then any invertible matrix and any density; then maps of the
line. A point of the plane is a column w = (w₀, w₁). "g carries p to q" (`pushes_forward`) means: if z has density p,
then g(z) has density q, that is E[h(g(z))] = ∫h·q for every test function h. Densities are determined up to null sets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from derivations import lemmas
from derivations.data import DataError, definite
from derivations.kernel import (
    Term,
    Theorem,
    Undecided,
    algebra,
    calculus,
    integrals,
    limits,
    logic,
    matrices,
    order,
    powers,
)
from derivations.kernel import lebesgue as measures
from derivations.kernel.definedness import conditions
from derivations.kernel.densities import density, normal, pushes_forward, sigmoid
from derivations.kernel.display import opened
from derivations.kernel.formulas import (
    FALSE,
    TRUE,
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    above,
    almost,
    block,
    det,
    differentiable,
    exp,
    fresh,
    function,
    identity,
    inv,
    invertible,
    lebesgue,
    log,
    matrix,
    measurable,
    natural,
    pi,
    piecewise,
    real,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, PROP, REAL, ZERO, apply, lam, make, matrix_sort, num
from derivations.logistic import below_one, positive
from derivations.proof import Calculation, Proof
from derivations.results import result
from derivations.slips import Slip
from derivations.substitutions import (
    LINE,
    Density,
    LinearMap,
    LineMap,
    Substitution,
    abs_positive,
    abs_reciprocal,
    at_test,
    everywhere,
    field_under,
    folded_density,
    identity_of,
    multiple,
    normal_density,
    not_both,
    pi_positive,
    product_density,
    push_forward,
    shown,
    tested_integrable,
    uniform_density,
)
from derivations.tactics import Facts

x, y, u, v = real("x"), real("y"), real("u"), real("v")
w = vector("w", 2)
ROWS = [[1, 1], [1, -1]]
TURN = block([[num(a) for a in row] for row in ROWS])  # (U, V) = TURN·(X, Y)
SOURCE = "homework A.3"


def _standard(p: Term, q: Term) -> Term:
    """N(p; 0, 1)·N(q; 0, 1)."""
    return normal(p, ZERO, ONE) * normal(q, ZERO, ONE)


F_XY = lam(w, _standard(w[0], w[1]))


def _half(t: Term) -> Term:
    """e^{−t²/4}/(√(2π)·√2)."""
    return exp(-(t**2) / 4) / (sqrt(2 * pi()) * sqrt(2))


F_UV = lam(w, _half(w[0]) * _half(w[1]))


def _jacobian(rows: tuple[Term, Term], variables: tuple[Term, Term]) -> Term:
    """The matrix of partial derivatives."""
    return block([[Derivative(f, t) for t in variables] for f in rows])


def _differentiated(proof: Proof, rows: tuple[Term, Term], variables: tuple[Term, Term], values: Any) -> Theorem:
    """The matrix of partial derivatives, entry by entry."""
    line = proof.calculate(_jacobian(rows, variables))
    shown = [[Derivative(f, t) for t in variables] for f in rows]
    for i, f in enumerate(rows):
        for j, t in enumerate(variables):
            slope = calculus.derivative(Eq(Derivative(f, t), values[i][j]))
            shown[i][j] = slope.conclusion.args[1]
            line.equals(block(shown), by=slope, because="differentiate")
    return line.theorem


@result(source=SOURCE)
def jacobian() -> Proof:
    """U = X + Y, V = X − Y: J = ∂(x, y)/∂(u, v) = [[½, ½], [½, −½]] and det J = −½."""
    proof, half = Proof(), num(1) / 2
    forth, back = And(Eq(u, x + y), Eq(v, x - y)), And(Eq(x, (u + v) / 2), Eq(y, (u - v) / 2))
    with proof.suppose(forth) as (sums,):
        one, two = lemmas.split(sums)
        found = [
            proof.have(goal, parts=[(-half, one), (-sign * half, two)], because="solve for x and y")
            for goal, sign in zip(back.args, (1, -1), strict=True)
        ]
        there = proof.have(back, by=logic.both(*found))
    with proof.suppose(back) as (solved,):
        one, two = lemmas.split(solved)
        found = [
            proof.have(goal, parts=[(-ONE, one), (-sign * ONE, two)], because="add and subtract")
            for goal, sign in zip(forth.args, (1, -1), strict=True)
        ]
        again = proof.have(forth, by=logic.both(*found))
    inverse = proof.equivalence(Iff(forth, back), there, again)
    rows = ((u + v) / 2, (u - v) / 2)
    values = block([[half, half], [half, -half]])
    slopes = _differentiated(proof, rows, (u, v), [[half, half], [half, -half]])
    size = proof.calculate(det(_jacobian(rows, (u, v)))).equals(det(values), by=slopes, because="insert")
    size.equals(-half, because="ad − bc")
    statement = And(inverse.conclusion, slopes.conclusion, size.theorem.conclusion)
    return proof.conclude(statement, answer=values)


def standard_pair(proof: Proof) -> Theorem:
    """The density of (X, Y), X and Y independent N(0, 1)."""
    one = normal_density(ZERO, proof.have(0 < ONE, because="the standard deviation"))
    proof.have(one.conclusion, by=one, because="its moment of order 0")
    joint = product_density(one, one)
    return proof.have(joint.conclusion, by=joint, because="X and Y are independent N(0, 1): Fubini")


@result(source=SOURCE)
def forward() -> Proof:
    """X, Y independent N(0, 1): f_UV(u, v) = [e^{−u²/4}/(√(2π)·√2)]·[e^{−v²/4}/(√(2π)·√2)]."""
    proof, plane = Proof(), lebesgue(2)
    _name(proof)
    standard_pair(proof)
    regular = proof.have(invertible(TURN), because="det M = −2")
    d = natural("d")
    law, _ = lemmas.split(proof.use(linear(), {d: num(2), matrix("M", d, d): TURN, _any_density(d): F_XY}))
    half = num(1) / 2 * TURN
    undone = logic.right(logic.cut(regular, matrices.inverse(TURN)))
    back = proof.have(Eq(inv(TURN), half), parts=[(1, undone, half)], because="M·M = 2I")
    law = logic.rewrite(logic.rewrite(law, back), _spread(proof, proof.calculate(abs(det(TURN)))))
    moved = law.conclusion.args[4]
    proof.have(0 < pi(), by=pi_positive(), because="3 < π")
    same = proof.have(Eq(apply(moved, w), apply(F_UV, w)), by=powers.powers, because="x² + y² = (u² + v²)/2")
    return proof.conclude(
        pushes_forward(plane, F_XY, law.conclusion.args[2], plane, F_UV),
        by=logic.rewrite(law, logic.abstraction(w, same)),
        because="the two densities are the same function",
        answer=_half(u) * _half(v),
    )


def _spread(proof: Proof, line: Calculation) -> Theorem:
    """|det M| = 2, at the end of a calculation."""
    line.equals(abs(num(-2)), by=algebra.field(Eq(det(TURN), num(-2))), because="ad − bc")
    return line.equals(num(2), by=order.absolute(proof.have(num(-2) <= ZERO)), because="its absolute value").theorem


def _name(proof: Proof) -> None:
    for name, term in {"M": TURN, "f_XY": F_XY, "f_UV": F_UV}.items():
        proof.let(name, term)


@result(source=SOURCE)
def inverse() -> Proof:
    """f_XY(x, y) = f_UV(x + y, x − y)·|det J⁻¹|, where J⁻¹ = ∂(u, v)/∂(x, y) and |det J⁻¹| = 2."""
    proof = Proof()
    _name(proof)
    rows, back = (x + y, x - y), num(1) / 2 * TURN
    slopes = _differentiated(proof, rows, (x, y), ROWS)
    spread = abs(det(_jacobian(rows, (x, y))))
    size = _spread(proof, proof.calculate(spread).equals(abs(det(TURN)), by=slopes, because="insert"))
    undone = proof.have(Eq(back * TURN, identity(2)), because="it is the inverse of J")
    proof.have(0 < pi(), by=pi_positive(), because="3 < π")
    f_uv = _half(x + y) * _half(x - y)
    line = proof.calculate(_standard(x, y))
    line.equals(f_uv * 2, by=powers.powers, because="(x + y)² + (x − y)² = 2(x² + y²)")
    line.equals(f_uv * spread, parts=[(-f_uv, size)], because="|det J⁻¹| = 2")
    claims = (slopes, undone, size, line.theorem)
    return proof.conclude(And(*(t.conclusion for t in claims)), answer=f_uv * 2)


@result(source=SOURCE)
def independence() -> Proof:
    """f_UV(u, v) = N(u; 0, 2)·N(v; 0, 2): U and V are independent N(0, 2), and f_UV integrates to 1."""
    proof, plane = Proof(), lebesgue(2)
    _name(proof)
    standard_pair(proof)
    proof.have(0 < pi(), by=pi_positive(), because="3 < π")
    one = normal_density(ZERO, proof.have(0 < sqrt(2), because="the standard deviation is √2"))
    proof.have(one.conclusion, by=one, because="its moment of order 0")
    n = one.conclusion.args[1]
    same = _factors(proof)
    joint = product_density(one, one)
    joint = proof.have(joint.conclusion, by=joint, because="the integral of the product is 1·1 (Fubini)")
    whole = logic.rewrite(joint, logic.symmetry(logic.abstraction(w, same)))
    proof.have(density(plane, F_UV), by=whole, because="the same function")
    total = Density.of(whole).total
    proof.have(total.conclusion, by=total, because="as for every density")
    every = logic.generalise(w, same)
    proof.have(every.conclusion, by=every, because="at every point")
    law = proof.use(forward)
    margins = [_margin(proof, law, i, n, same) for i in range(2)]
    claims = (every, whole, total, one, *margins)
    return proof.conclude(
        And(*(t.conclusion for t in claims)), answer=normal(u, ZERO, sqrt(2)) * normal(v, ZERO, sqrt(2))
    )


def _factors(proof: Proof) -> Theorem:
    """f_UV(w) = N(w₀; 0, 2)·N(w₁; 0, 2)."""
    s = sqrt(2)
    exponent = -((u - ZERO) ** 2) / (2 * s**2)
    line = proof.calculate(normal(u, ZERO, s))
    line.equals(exp(exponent) / (sqrt(2 * pi()) * s), because="by definition")
    square = field_under(Eq(exponent, -(u**2) / 4), lambda e: exp(e) / (sqrt(2 * pi()) * s))
    one = line.equals(_half(u), by=square, because="2·(√2)² = 4").theorem
    first, second = (logic.instantiate(one, ((u, w[i]),)) for i in range(2))
    goal = Eq(apply(F_UV, w), normal(w[0], ZERO, s) * normal(w[1], ZERO, s))
    parts = [(-_half(w[1]), first), (-normal(w[0], ZERO, s), second)]
    return proof.have(goal, parts=parts, because="both factors")


def _margin(proof: Proof, law: Theorem, i: int, n: Term, same: Theorem) -> Theorem:
    """U (or V) alone: carried to N(0, 2)."""
    map_of = lam(w, (w[0] + w[1], w[0] - w[1])[i])
    goal = pushes_forward(lebesgue(2), F_XY, map_of, lebesgue(), n)
    return push_forward(proof, goal, lambda h, measured, bounds: _marginally(proof, law, i, goal, h, bounds, same))[0]


def _marginally(proof: Proof, law: Theorem, i: int, goal: Term, h: Term, bounds: Theorem, same: Theorem) -> Theorem:
    """∫h(u ± v)·f_XY = ∫h(wᵢ)·f_UV(w) dw = ∫h·n·∫n, by Fubini."""
    n, point = goal.args[4], vector("u", 2)
    product = integrals.composed(measurable(apply(h, u) * apply(n, u), u))
    alone = tested_integrable(proof, n, lam(u, u), product, bounds)
    rest = make("integral", *alone.conclusion.args)
    known = Density.of(proof.known(density(lebesgue(), n)))
    image = apply(h, apply(goal.args[2], w)) * apply(F_XY, w)
    joint = tested_integrable(proof, F_XY, goal.args[2], integrals.composed(measurable(image, w)), bounds)
    law = at_test(law, lam(point, apply(h, point[i])), logic.generalise(point, logic.specialise(bounds, point[i])))
    law = proof.have(law.conclusion, by=law, because="h of one coordinate is a test function")
    shown = field_under(Eq((TURN * w)[i], apply(goal.args[2], w)), lambda t: apply(h, t) * apply(F_XY, w))
    source = logic.rewrite(law, logic.abstraction(w, shown))
    pair = (alone, known.integrable) if i == 0 else (known.integrable, alone)
    product, value = lemmas.split(measures.fubini(*pair))
    body = apply(product.conclusion.args[1], w)
    t, test, densities = fresh("t", REAL, h), apply(h, w[i]), same.conclusion.args[1].args
    grouped = (lambda r, a, b: Eq(r * (a * b), r * a * b), lambda r, a, b: Eq(r * (a * b), a * (r * b)))[i]
    equal = logic.transitivity(logic.congruence(lam(t, test * t), same), identity_of(grouped, test, *densities))
    equal = proof.have(Eq(test * apply(F_UV, w), body), by=equal, because="f_UV(u, v) = n(u)·n(v)")
    target = logic.rewrite(source, logic.abstraction(w, equal))
    line = proof.calculate(target.conclusion.args[0])
    line.equals(target.conclusion.args[1], by=target, because="as a function of u and v")
    renamed = logic.transitivity(logic.reflexivity(target.conclusion.args[1]), value)
    line.equals(value.conclusion.args[1], by=renamed, because="Fubini")
    one = (lambda r: Eq(r * ONE, r), lambda r: Eq(ONE * r, r))[i]
    whole = logic.congruence(lam(t, (rest * t, t * rest)[i]), known.total)
    line.equals(rest, by=logic.transitivity(whole, identity_of(one, rest)), because="∫n = 1")
    return lemmas.join(joint, alone, line.theorem)


@result(source=SOURCE)
def linear(M: Any = None) -> Proof:
    """U = MX, M invertible, f any density: f_U(u) = f(M⁻¹u)/|det M|, and this is a density again."""
    turn = LinearMap.of(M)
    m, n = turn.matrix, turn.matrix.shape[0]
    f, z, t, over = _any_density(n), vector("x", n), vector("u", n), lebesgue(n)
    proof = Proof(given=[density(over, f), *turn.given])
    if turn.rows is not None and len(turn.rows) > 1:
        proof.let("M", m)
        proof.let("M_inv", turn.inverse)
    size = turn.show(proof)
    q = proof.let("f_U", lam(t, apply(f, turn.inverse * t) / turn.size))
    goal = pushes_forward(over, f, lam(z, m * z), over, q)
    law, total = push_forward(proof, goal, lambda h, measured, bounds: _linearly(proof, turn, goal, h, bounds, size))
    known = Density.of(proof.known(density(over, f)))
    signs = [
        logic.specialise(known.sign, turn.inverse * t),
        lemmas.reciprocal_positive(proof.facts.prove(0 < turn.size)),
    ]
    weak = proof.have(0 <= apply(q, t), terms=[(1, signs, [])], because="f is nowhere negative")
    integral = logic.left(lemmas.unfolded(law))
    again = folded_density(over, q, logic.generalise(t, weak), integral, total)
    proof.have(density(over, q), by=again, because="it is nowhere negative and has integral 1")
    return proof.conclude(And(goal, density(over, q)), answer=apply(q, t))


def _linearly(proof: Proof, turn: LinearMap, goal: Term, h: Term, bounds: Theorem, size: Theorem) -> Theorem:
    """H·f_U is integrable, and ∫h(Mx)·f(x) dx = ∫h(u)·f_U(u) du: substitute u = Mx."""
    over, f, image, _, q = goal.args
    z, t = (vector(name, over.args[0]) for name in ("x", "u"))
    product, moved = apply(h, apply(image, z)) * apply(f, z), lam(t, apply(h, t) * apply(q, t))
    source = tested_integrable(proof, f, image, integrals.composed(measurable(product, z)), bounds)
    law = measures.affine_substitution(turn.matrix, zeros(turn.matrix.shape[0]), moved)
    exists, equal = lemmas.split(proof.have(law.conclusion, by=law, because="substitute u = Mx"))
    back, factor = exists.conclusion.args[1].args[1], ONE / turn.size
    same = turn.undone(z, lambda t, r: apply(h, t) * (apply(f, r) / turn.size), factor * product)
    same = proof.have(Eq(apply(back, z), factor * product), by=same, because="M⁻¹M = I")
    present, value = multiple(over, back, factor, source, everywhere(over, z, same))
    target = logic.modus_ponens(logic.converse(exists), proof.still(present.conclusion, present))
    line = proof.calculate(make("integral", over, lam(z, product)))
    line.equals(
        turn.size * value.conclusion.args[0], parts=[(-turn.size, value)], because="h(Mx)·f(x) = |det M|·h(Mx)·f_U(Mx)"
    )
    line.equals(
        make("integral", over, moved),
        parts=[(-1, logic.modus_ponens(equal, target)), (-value.conclusion.args[0], size)],
        because="the substitution",
    )
    return lemmas.join(source, target, line.theorem)


def _any_density(size: Term) -> Term:
    """An unspecified density on ℝⁿ."""
    return function("f", matrix_sort(size, ONE))


# Maps of the line
z, a, b = real("z"), real("a"), real("b")
p_z, g, g_inv = function("p_z", REAL), function("g", REAL), function("g_inv", REAL)
S, R = function("S", REAL, PROP), function("R", REAL, PROP)

Inside = Callable[[Theorem, Term], Theorem]


def strictly_monotone(over: Term, image: Term) -> Term:
    """The map is strictly increasing on the set, or strictly decreasing."""
    s, t = (fresh(name, REAL, over, image) for name in ("s", "t"))
    inside = And(apply(over, s), apply(over, t), s < t)
    low, high = apply(image, s), apply(image, t)
    return Or(*(ForAll(s, ForAll(t, Implies(inside, order))) for order in (low < high, high < low)))


def carried_density(image: Term, back: Term, weight: Term, reach: Term) -> Term:
    """x ↦ p_z(g⁻¹(x))/|g′(g⁻¹(x))| on the range of g, where g′(g⁻¹(x)) ≠ 0; 0 elsewhere."""
    there = apply(back, x)
    slope = make("derivative", image, there)
    return lam(x, piecewise(And(apply(reach, x), Ne(slope, ZERO)), apply(weight, there) / abs(slope)))


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
    if g is None:
        if any(given is not None for given in (inverse, on, image, density, slope)):
            raise DataError("g is missing: give the map as an expression in z, or no data at all")
        return _any_map()
    return _given_map(LineMap.of(g, inverse, on, image, slope), density, facts)


def _any_map() -> Proof:
    """Any strictly monotone map."""
    q = carried_density(g, g_inv, p_z, R)
    proof = Proof()
    change = Substitution(proof, (S, R), g, g_inv, p_z, q)
    inside, slope = apply(S, z), make("derivative", g, z)
    proof = Proof(
        given=[
            density(LINE, p_z),
            change.measured,
            change.carried,
            strictly_monotone(S, g),
            change.smooth,
            almost(Implies(inside, Ne(slope, ZERO)), z, LINE),
            ForAll(z, Implies(inside, apply(R, apply(g, z)))),
            change.back,
        ]
    )
    change = replace(change, proof=proof)
    proof.let("p", q)
    monotone, _, steep, into, back = (proof.known(f) for f in proof.given[3:])
    _undone(proof, change, monotone, into, back)
    _balanced(proof, change, steep)
    _vanishing(proof, change)
    law, total = change.law()
    local = _by_inverse(proof, change)
    statement = And(law.conclusion, total.conclusion, local.conclusion)
    _defined(proof, change, statement)
    return proof.conclude(statement, answer=apply(p_z, apply(g_inv, x)) * abs(Derivative(apply(g_inv, x), x)))


def _undone(proof: Proof, change: Substitution, monotone: Theorem, into: Theorem, back: Theorem) -> None:
    """g⁻¹(g(z)) = z: both have the same image, and g is strictly monotone."""
    image, inside = apply(change.g, z), apply(change.sets[0], z)
    again = apply(change.k, image)
    with proof.suppose(inside) as (here,):
        there = logic.modus_ponens(logic.specialise(into, z), here)
        proof.have(there.conclusion, by=there, because="the range of g")
        both = logic.modus_ponens(logic.specialise(back, image), there)
        member, same = lemmas.split(proof.have(both.conclusion, by=both, because="g undoes g⁻¹ on its range"))
        found = list[Theorem]()
        for claim in monotone.conclusion.args:
            with proof.suppose(claim) as (way,):
                equal = _injective(way, (again, z), (member, here), same)
                found.append(proof.have(equal.conclusion, by=equal, because="otherwise the images would differ"))
        undone = proof.have(Eq(again, z), by=logic.cases(monotone, *found), because="increasing or decreasing")
        round_trip = logic.both(there, undone)
    every = logic.generalise(z, logic.discharge(inside, round_trip))
    proof.have(change.forth, by=every, because="for every z in S")


def _injective(way: Theorem, points: tuple[Term, Term], members: tuple[Theorem, Theorem], same: Theorem) -> Theorem:
    """A strictly monotone map has the same value at two points of S  gives  that they are the same."""
    one, two = points
    equal = Eq(one, two)
    first = _impossible(way, points, members, same)
    last = _impossible(way, (two, one), (members[1], members[0]), same)
    cases = order.trichotomy(one, two)
    rest = cases.conclusion.args[1]
    absurd = [logic.by_contradiction(equal, t) for t in (first, last)]
    return logic.cases(cases, absurd[0], logic.cases(logic.assume(rest), logic.assume(equal), absurd[1]))


def _impossible(way: Theorem, points: tuple[Term, Term], members: tuple[Theorem, Theorem], same: Theorem) -> Theorem:
    """The first point below the second is impossible when both have the same image."""
    low, high = points
    at = logic.specialise(logic.specialise(way, low), high)
    strict = logic.modus_ponens(at, lemmas.join(*members, logic.assume(low < high)))
    sign = 1 if strict.conclusion.args[0].alpha is same.conclusion.args[0].alpha else -1
    return algebra.nonneg(FALSE, ((1, (strict,), ()),), ((num(sign), same, ONE),), ())


def _balanced(proof: Proof, change: Substitution, steep: Theorem) -> None:
    """q(g(z))·|g′(z)| = p_z(z), since g⁻¹(g(z)) = z."""
    image, inside = apply(change.g, z), apply(change.sets[0], z)
    slope = make("derivative", change.g, z)
    with proof.suppose(apply(steep.conclusion.args[1], z)) as (distinct,), proof.suppose(inside) as (here,):
        member, undone = lemmas.split(logic.modus_ponens(logic.specialise(proof.known(change.forth), z), here))
        nonzero = proof.have(Ne(slope, ZERO), by=logic.modus_ponens(distinct, here), because="for almost every z")
        value = apply(change.q, image)
        moved = logic.congruence(lam(x, Ne(make("derivative", change.g, x), ZERO)), logic.symmetry(undone))
        elsewhere = logic.modus_ponens(moved, nonzero)
        decided = integrals.branch(value, logic.both(member, elsewhere))
        line = proof.calculate(value * abs(slope))
        line.equals(value.args[1] * abs(slope), by=decided, because="g(z) is in the range, and g′ is not 0")
        t = fresh("t", REAL, value)
        inserted = logic.congruence(
            lam(t, apply(change.p, t) / abs(make("derivative", change.g, t)) * abs(slope)), undone
        )
        line.equals(inserted.conclusion.args[1], by=inserted, because="g⁻¹(g(z)) = z")
        proof.have(0 < abs(slope), by=abs_positive(nonzero), because="its absolute value")
        cancelled = identity_of(lambda r, s: Eq(r / s * s, r), apply(change.p, z), abs(slope))
        balanced = line.equals(apply(change.p, z), by=cancelled, because="cancel").theorem
    theorem = logic.discharge(inside, balanced)
    proof.have(change.balance, by=integrals.almost_everywhere(LINE, z, (steep,), theorem), because="for almost every z")


def _vanishing(proof: Proof, change: Substitution) -> None:
    """q = 0 off the range."""
    outside, value = Not(apply(change.sets[1], x)), apply(change.q, x)
    no = logic.assume(outside)
    decided = integrals.branch(
        value, no if value.args[0].alpha is outside.args[0].alpha else not_both(value.args[0], no)
    )
    every = logic.generalise(x, logic.discharge(outside, decided))
    proof.have(change.vanishing, by=every, because="by its definition")


def _by_inverse(proof: Proof, change: Substitution) -> Theorem:
    """p(x) = p_z(g⁻¹(x))·|dg⁻¹/dx| wherever g⁻¹(x) is an inner point of S and g′ is not 0 there."""
    there = apply(change.k, x)
    inner = ForAll(z, Implies(And(a < z, z < b), apply(change.sets[0], z)))
    slope = make("derivative", change.g, there)
    premises = (apply(change.sets[1], x), Ne(slope, ZERO), inner, a < there, there < b)
    with proof.suppose(*premises) as (reached, distinct, covered, *_):
        with proof.suppose(a < z, z < b) as between:
            here = logic.modus_ponens(logic.specialise(covered, z), logic.both(*between))
            smooth = logic.modus_ponens(logic.specialise(proof.known(change.smooth), z), here)
            undone = logic.right(logic.modus_ponens(logic.specialise(proof.known(change.forth), z), here))
            both = logic.both(smooth, undone)
            proof.have(both.conclusion, by=both, because="inner points are in S")
        known = measures.inverse_derivative(change.g, change.k, z, (a < z, z < b), there, both)
        forward = logic.right(logic.modus_ponens(logic.specialise(proof.known(change.back), x), reached))
        regular, value = lemmas.split(logic.rewrite(known, forward))
        proof.have(regular.conclusion, by=regular, because="the derivative of an inverse function")
        value = proof.have(value.conclusion, by=value, because="the derivative of an inverse function")
        decided = integrals.branch(apply(change.q, x), logic.both(reached, distinct))
        t = fresh("t", REAL, slope, there)
        line = proof.calculate(apply(change.q, x))
        line.equals(decided.conclusion.args[1], by=decided, because="in the range")
        proof.have(0 < abs(slope), by=abs_positive(distinct), because="g′ ≠ 0")
        apart = identity_of(lambda r, s: Eq(r / s, r * (1 / s)), apply(change.p, there), abs(slope))
        line.equals(apart.conclusion.args[1], by=apart, because="1/|g′| as a factor")
        turned = logic.congruence(lam(t, apply(change.p, there) * t), logic.symmetry(abs_reciprocal(distinct)))
        line.equals(turned.conclusion.args[1], by=turned, because="|1/t| = 1/|t|")
        named = logic.congruence(lam(t, apply(change.p, there) * abs(t)), logic.symmetry(value))
        line.equals(named.conclusion.args[1], by=named, because="insert the derivative")
        found = proof.have(And(regular.conclusion, line.theorem.conclusion), by=logic.both(regular, line.theorem))
    return _every(proof, (a, b, x), premises, found)


def _every(proof: Proof, variables: Sequence[Term], premises: Sequence[Term], theorem: Theorem) -> Theorem:
    """∀ variables. premises ⇒ what was shown under them."""
    together = And(*premises)
    for part in lemmas.split(logic.assume(together)):
        theorem = logic.cut(part, theorem)
    theorem = logic.discharge(together, theorem)
    for variable in reversed(variables):
        theorem = logic.generalise(variable, theorem)
    return proof.have(theorem.conclusion, by=theorem, because="for every such point")


def _defined(proof: Proof, change: Substitution, statement: Term) -> None:
    """g is differentiable, and its slope is not 0, wherever the statement speaks of them: facts for its publication."""
    proof.facts.add(logic.left(lemmas.unfolded(proof.known(change.goal))))
    for goal in [c for f in (*proof.given, statement) for c in conditions(f)]:
        if proof.facts.look_up(goal) is None:
            proof.facts.add(_meaningful(proof.facts, change, goal))


def _meaningful(facts: Facts, change: Substitution, goal: Term) -> Theorem:
    """A condition of definedness, opened down to what is said of one point."""
    if goal.op == "forall":
        t, body = opened(goal.args[0])
        return logic.generalise(t, _meaningful(facts, change, body))
    if goal.op == "implies":
        return logic.discharge(goal.args[0], _meaningful(facts.with_(goal.args[0]), change, goal.args[1]))
    if goal.op == "almost":
        t, body = opened(goal.args[1], goal.args[0])
        return everywhere(LINE, t, _meaningful(facts, change, body))
    if goal.op == "not":
        distinct = facts.known[Ne(goal.args[0].args[0].args[0], ZERO).alpha]
        return lemmas.nonzero_of_positive(abs_positive(distinct))
    return facts.look_up(goal) or _smooth_at(facts, change, goal.args[1])


def _smooth_at(facts: Facts, change: Substitution, point: Term) -> Theorem:
    """g is differentiable at a point of S: one that is known to be, or g⁻¹ of a point of its range."""
    member = facts.look_up(apply(change.sets[0], point))
    if member is None:
        reached = facts.known[apply(change.sets[1], point.args[1]).alpha]
        member = logic.left(
            logic.modus_ponens(logic.specialise(facts.known[change.back.alpha], point.args[1]), reached)
        )
    return logic.modus_ponens(logic.specialise(facts.known[change.smooth.alpha], point), member)


# The map of an exercise
def _given_map(data: LineMap, known: Any, facts: Sequence[Theorem]) -> Proof:
    """The map, its inverse and both sets as they are given."""
    p = _known_density(known)
    change = data.change(Proof(), p, guarded=not _defined_everywhere(data.g))
    proof = Proof(given=[density(LINE, p), change.carried][: 0 if known is not None else 1 if data.on is TRUE else 2])
    change = replace(change, proof=proof)
    proof.let("p", change.q)
    for fact in facts:
        proof.facts.add(fact)
    if known is not None:
        proof.have(known.conclusion, by=known, because="a density")
    proof.have(change.measured, by=integrals.composed, because="made by comparisons")
    _carried(proof, change)
    known_there = _there(proof, change, data)
    _back(proof, change, data)
    _balance(proof, change, data, known_there)
    _vanishing(proof, change)
    law, total = change.law()
    return proof.conclude(And(law.conclusion, total.conclusion), answer=apply(change.q, x).args[1])


def _defined_everywhere(g: Term) -> bool:
    try:
        return all(Facts().prove(c) for c in conditions(lam(z, g)))
    except Undecided:
        return False


def _known_density(known: Any) -> Term:
    if known is None:
        return p_z
    claim = known.conclusion if isinstance(known, Theorem) else None
    if claim is None or claim.op != "density" or claim.args[0] is not LINE or known.hypotheses:
        raise DataError(
            f"density = {known!r} must be a theorem |- density(lebesgue(), p) of the kernel, such as "
            "substitutions.uniform_density(); leave it out for any density"
        )
    return claim.args[1]


def _carried(proof: Proof, change: Substitution) -> None:
    """p_z is 0 almost everywhere off the set, unless that is given: ends of intervals are null sets."""
    if proof.facts.look_up(change.carried) is not None:
        return
    inside, weight = apply(change.sets[0], z), apply(change.p, z)
    ends = [measures.point_null(e) for e in _ends(inside)]
    with proof.suppose(*(apply(t.conclusion.args[1], z) for t in ends), Not(inside)) as (*away, outside):
        if weight.op != "piecewise":
            member = shown(proof, inside, TRUE, "the set must carry z: all of the line, unless p_z is 0 somewhere")
            zero = logic.by_contradiction(Eq(weight, ZERO), logic.contradiction(member, outside))
        else:
            with proof.suppose(weight.args[0]):
                absurd = logic.contradiction(_member(proof, inside, weight.args[0], away), outside)
            zero = integrals.branch(weight, logic.negate(weight.args[0], absurd))
        zero = proof.have(Eq(weight, ZERO), by=zero, because="off the set")
    theorem = integrals.almost_everywhere(LINE, z, tuple(ends), logic.discharge(Not(inside), zero))
    proof.have(change.carried, by=theorem, because="for almost every z")


def _ends(formula: Term) -> list[Term]:
    """The numbers with which a set is described."""
    if formula.op == "num":
        return [formula]
    return list(dict.fromkeys(e for a in formula.args for e in _ends(a)))


def _member(proof: Proof, inside: Term, where: Term, away: Sequence[Theorem]) -> Theorem:
    """z is in the set: a strict bound from a weak one, since z is not that end."""
    if inside.op == "and":
        return logic.both(*(_member(proof, part, where, away) for part in inside.args))
    weak = proof.facts.look_up(make("le", *inside.args)) if inside.op == "lt" else None
    for distinct in away if weak is not None else ():
        if frozenset(distinct.conclusion.args[0].args) == frozenset(inside.args):
            return order.strengthen(weak, distinct)
    return shown(proof, inside, where, "the set must carry z: p_z is 0 off it, except at finitely many points")


def _there(proof: Proof, change: Substitution, data: LineMap) -> tuple[Theorem, ...]:
    """g is differentiable on the set, takes it into the image, and the inverse undoes it there."""
    on, where = data.on, "" if data.on is TRUE else f" where {data.on}"
    with proof.suppose(on):
        meaning = [
            shown(proof, c, on, f"{data.name} must be defined{where}", "g is defined") for c in conditions(data.g)
        ]
        smooth = shown(proof, differentiable(data.g, z), on, f"{data.name} must be differentiable{where}")
        into = shown(proof, apply(change.sets[1], data.g), on, f"{data.name} must take its values where {data.image}")
        problem = (
            f"inverse = {data.inverse} does not undo {data.name}{where}: g is not strictly monotone there, or has "
            "another inverse"
        )
        undone = shown(proof, Eq(apply(change.k, data.g), z), on, problem, "the inverse undoes g")
        slope = Eq(Derivative(data.g, z), data.slope)
        slope = shown(proof, slope, on, f"slope = {data.slope} is not the derivative of {data.name}", "differentiate")
        problem = f"{data.name} has slope 0 at a point of the set (leave such points out of it)"
        steep = shown(proof, Ne(data.slope, ZERO), on, problem, "the slope")
        both = logic.both(into, undone)
    for fact in (*meaning, smooth):
        _for_all(proof, z, on, fact)
    theorem = logic.generalise(z, logic.discharge(on, both))
    proof.have(change.forth, by=theorem, because="for every such z")
    return slope, steep, into, undone


def _back(proof: Proof, change: Substitution, data: LineMap) -> None:
    """The inverse takes the image into the set, and g undoes it."""
    image, there = data.image, apply(lam(z, data.slope), data.inverse)
    with proof.suppose(image):
        problem = f"inverse = {data.inverse} must be defined"
        meaning = [shown(proof, c, image, problem, "the inverse is defined") for c in conditions(there + data.inverse)]
        problem = f"inverse = {data.inverse} must take its values where {data.on}"
        member = shown(proof, apply(change.sets[0], data.inverse), image, problem)
        problem = f"{data.name} does not undo inverse = {data.inverse}"
        undone = shown(proof, Eq(apply(change.g, data.inverse), x), image, problem, "g undoes the inverse")
        steep = shown(proof, Ne(there, ZERO), image, f"{data.name} has slope 0 at a point of the set", "the slope")
        size = proof.have(0 < abs(there), by=abs_positive(steep), because="its absolute value")
        nonzero = proof.have(Ne(abs(there), ZERO), by=lemmas.nonzero_of_positive(size))
    for fact in (*meaning, nonzero):
        _for_all(proof, x, image, fact)
    theorem = logic.generalise(x, logic.discharge(image, logic.both(member, undone)))
    proof.have(change.back, by=theorem, because="for every such x")


def _balance(proof: Proof, change: Substitution, data: LineMap, known: tuple[Theorem, ...]) -> None:
    """p(g(z))·|g′(z)| = p_z(z), since g⁻¹(g(z)) = z."""
    derivative, size = Derivative(data.g, z), abs(data.slope)
    with proof.suppose(data.on):
        slope, steep, reached, undone = known
        value, t = apply(change.q, data.g), fresh("t", REAL, change.p)
        decided = integrals.branch(value, reached)
        line = proof.calculate(value * abs(derivative))
        line.equals(value.args[1] * abs(derivative), by=decided, because="g(z) is in the image")
        pattern = apply(change.p, t) / abs(apply(lam(z, data.slope), t)) * abs(derivative)
        line.equals(apply(lam(t, pattern), z), by=logic.congruence(lam(t, pattern), undone), because="g⁻¹(g(z)) = z")
        factor = apply(change.p, z) / size
        line.equals(factor * size, by=logic.congruence(lam(t, factor * abs(t)), slope), because="insert the derivative")
        proof.have(0 < size, by=abs_positive(steep), because="g′ ≠ 0")
        cancelled = identity_of(lambda r, s: Eq(r / s * s, r), apply(change.p, z), size)
        balanced = line.equals(apply(change.p, z), by=cancelled, because="cancel").theorem
    theorem = everywhere(LINE, z, logic.discharge(data.on, balanced))
    proof.have(change.balance, by=theorem, because="for every z in the set")


# Two exercises
def _instance(
    proof: Proof, weight: Term, sets: tuple[Term, Term], maps: tuple[Term, Term], target: Term, inside: Inside
) -> tuple[Theorem, ...]:
    """`scalar` for these data: the law, its density written as `target`, and its integral.

    `inside` shows at a point x of the range that both densities are the same.
    """
    names = (p_z, S, R, g, g_inv)
    used = proof.use(scalar(), dict(zip(names, (weight, *sets, *maps), strict=True)))
    law, total, *_ = lemmas.split(used)
    q = law.conclusion.args[4]
    here, value = apply(sets[1], x), Eq(apply(q, x), apply(target, x))
    with proof.suppose(here) as (reached,):
        first = inside(reached, apply(q, x))
    with proof.suppose(Not(here)) as (outside,):
        general = integrals.branch(apply(q, x), not_both(apply(q, x).args[0], outside))
        special = logic.symmetry(integrals.branch(apply(target, x), outside))
        second = proof.have(value, by=logic.transitivity(general, special), because="both are 0")
    same = proof.have(value, by=logic.cases(logic.excluded_middle(here), first, second), because="everywhere")
    functions = logic.abstraction(x, same)
    rewritten = (logic.rewrite(t, functions) for t in (law, total))
    found = tuple(proof.have(t.conclusion, by=t, because="the same density") for t in rewritten)
    proof.facts.add(logic.left(lemmas.unfolded(found[0])))
    return found


@result(source="homework C.4.3, UDL 16.1")
def square() -> Proof:
    """z uniform on [0, 1], x = z²: p(x) = 1/(2√x) on (0, 1]."""
    proof = Proof()
    closed, half_open = (lambda t: And(ZERO <= t, t <= ONE)), (lambda t: And(ZERO < t, t <= ONE))
    weight, inside = lam(z, piecewise(closed(z), ONE)), lam(z, half_open(z))
    reach, image, back = lam(x, half_open(x)), lam(z, z**2), lam(x, sqrt(x))
    target = proof.let("p", lam(x, piecewise(half_open(x), 1 / (2 * sqrt(x)))))
    proof.let("p_z", weight)
    uniform = uniform_density()
    proof.have(uniform.conclusion, by=uniform, because="the antiderivative of 1 is z")
    change = Substitution(proof, (inside, reach), image, back, weight, target)
    _uniform_carried(proof, change, closed)
    _squares_grow(proof, inside, image)
    _there_and_back_by_root(proof, change)
    data = (inside, reach), (image, back), target
    law, _ = _instance(proof, weight, *data, lambda *at: _root_density(proof, change, *at))
    total = _root_integral(proof, target)
    return proof.conclude(And(law.conclusion, total.conclusion), answer=1 / (2 * sqrt(x)))


def _uniform_carried(proof: Proof, change: Substitution, closed: Any) -> None:
    """(0, 1] is measurable and carries z: p_z is 0 off [0, 1], and the point 0 is a null set."""
    proof.have(change.measured, by=integrals.composed, because="an interval")
    null, inside = measures.point_null(ZERO), apply(change.sets[0], z)
    with proof.suppose(Ne(z, ZERO)) as (nonzero,), proof.suppose(Not(inside)) as (outside,):
        with proof.suppose(closed(z)) as (within,):
            low, high = lemmas.split(within)
            positive = order.strengthen(low, nonzero)
            absurd = logic.contradiction(logic.both(positive, high), outside)
        decided = integrals.branch(apply(change.p, z), logic.negate(closed(z), absurd))
        zero = proof.have(Eq(apply(change.p, z), ZERO), by=decided, because="then z is not in [0, 1]")
    theorem = integrals.almost_everywhere(LINE, z, (null,), logic.discharge(Not(inside), zero))
    proof.have(change.carried, by=theorem, because="z ≠ 0 almost everywhere")


def _squares_grow(proof: Proof, inside: Term, image: Term) -> None:
    """z² is strictly increasing on (0, 1]."""
    s, t = real("s"), real("t")
    premise = And(apply(inside, s), apply(inside, t), s < t)
    with proof.suppose(premise) as (given,):
        positive, _, _, _, below = lemmas.split(given)
        grows = proof.have(
            s**2 < t**2,
            terms=[(1, [below, below], []), (2, [positive, below], [])],
            because="t² − s² = (t − s)² + 2s(t − s)",
        )
    every = logic.generalise(s, logic.generalise(t, logic.discharge(premise, grows)))
    goal = strictly_monotone(inside, image)
    proof.have(goal, by=logic.either(every, goal), because="increasing")


def _for_all(proof: Proof, t: Term, premise: Term, theorem: Theorem, because: str = "for every one") -> Theorem:
    """∀t. premise ⇒ what was shown under it, as a line."""
    every = logic.generalise(t, logic.discharge(premise, theorem))
    return proof.have(every.conclusion, by=every, because=because)


def _there_and_back_by_root(proof: Proof, change: Substitution) -> None:
    """z² is differentiable with derivative 2z ≠ 0 on (0, 1] and takes it onto (0, 1], and √ undoes it."""
    inside, reach = apply(change.sets[0], z), apply(change.sets[1], x)
    with proof.suppose(inside):
        smooth = proof.have(differentiable(z**2, z), because="a polynomial")
        slope = proof.have(Eq(Derivative(z**2, z), 2 * z), by=calculus.derivative, because="differentiate")
        steep = proof.have(
            Ne(Derivative(z**2, z), ZERO), by=logic.rewrite(proof.have(Ne(2 * z, ZERO)), logic.symmetry(slope))
        )
        into = proof.have(apply(change.sets[1], z**2), because="0 < z ≤ 1")
    _for_all(proof, z, inside, smooth)
    _for_all(proof, z, inside, into)
    theorem = everywhere(LINE, z, logic.discharge(inside, steep))
    proof.have(theorem.conclusion, by=theorem, because="for almost every z")
    with proof.suppose(reach) as (bounds,):
        root = _root_bounds(proof, logic.right(bounds))
        undone = proof.have(Eq(sqrt(x) ** 2, x), because="x ≥ 0")
        both = logic.both(root, undone)
    _for_all(proof, x, reach, both)


def _root_bounds(proof: Proof, below: Theorem) -> Theorem:
    """0 < √x ≤ 1 for 0 < x ≤ 1."""
    positive = proof.have(0 < sqrt(x), because="x > 0")
    one = powers.powers(Eq(sqrt(ONE), ONE))
    least = proof.have(
        sqrt(x) <= 1, terms=[(1, [order.monotone("sqrt", below)], [])], parts=[(-1, one)], because="x ≤ 1"
    )
    return logic.both(positive, least)


def _root_density(proof: Proof, change: Substitution, reached: Theorem, value: Term) -> Theorem:
    """On (0, 1]: p_z(√x)/|2√x| = 1/(2√x)."""
    root, closed = sqrt(x), apply(change.p, sqrt(x)).args[0]
    bounds = _root_bounds(proof, logic.right(reached))
    slope = make("derivative", change.g, root)
    known = proof.have(Eq(slope, 2 * root), by=calculus.derivative, because="differentiate")
    steep = logic.rewrite(proof.have(Ne(2 * root, ZERO), because="√x > 0"), logic.symmetry(known))
    size = logic.congruence(lam(y, abs(y)), known)
    size = logic.transitivity(size, order.absolute(proof.have(0 < 2 * root, because="√x > 0")))
    size = proof.have(size.conclusion, by=size, because="√x > 0")
    line = proof.calculate(value)
    first = integrals.branch(value, logic.both(reached, steep))
    line.equals(value.args[1], by=first, because="on the range")
    proof.have(0 < abs(slope), parts=[(1, size)], terms=[(2, [logic.left(bounds)], [])], because="√x > 0")
    one = integrals.branch(apply(change.p, root), proof.have(closed, because="0 < √x ≤ 1"))
    line.equals(1 / abs(slope), by=logic.congruence(lam(y, y / abs(slope)), one), because="p_z = 1 there")
    line.equals(1 / (2 * root), by=logic.congruence(lam(y, 1 / y), size), because="|2√x| = 2√x")
    last = logic.symmetry(integrals.branch(apply(change.q, x), reached))
    return line.equals(apply(change.q, x), by=last, because="on (0, 1]").theorem


def _root_integral(proof: Proof, target: Term) -> Theorem:
    """∫₀¹ dx/(2√x) = √1 − 0, with the antiderivative √x."""
    interval, f = And(ZERO < x, x <= ONE), lam(x, 1 / (2 * sqrt(x)))
    with proof.suppose(interval):
        smooth = proof.have(differentiable(sqrt(x), x), because="x > 0")
        slope = proof.have(
            Eq(Derivative(sqrt(x), x), 1 / (2 * sqrt(x))), by=calculus.derivative, because="differentiate"
        )
        sign = proof.have(ZERO <= 1 / (2 * sqrt(x)), because="√x > 0")
    slopes = _for_all(proof, x, interval, logic.both(smooth, slope), "√x is an antiderivative")
    signs = _for_all(proof, x, interval, sign)
    limit = proof.have(tends(sqrt(x), x, above(ZERO), ZERO), by=_root_limit, because="its square tends to 0")
    known = measures.improper(lam(x, sqrt(x)), f, ONE, slopes, signs, limit)
    total = logic.right(proof.have(known.conclusion, by=known, because="fundamental theorem"))
    line = proof.calculate(make("integral", LINE, target)).equals(sqrt(ONE) - ZERO, by=total, because="√x from 0 to 1")
    return line.equals(ONE, by=powers.powers, because="√1 = 1").theorem


def _root_limit() -> Theorem:
    """⊢ √x → 0 as x → 0 from above."""
    facts = Facts([logic.assume(ZERO < x)])
    square = sqrt(x).T * ONE * sqrt(x)
    same = facts.settled(algebra.field(Eq(x, square)))
    plain = limits.continuity(tends(x, x, above(ZERO), ZERO), ())
    goal = tends(sqrt(x), x, above(ZERO), ZERO)
    return limits.definite_vanishes(goal, limits.limit_congruence(x, same, plain), definite([[Fraction(1)]], "1"))


@result(source="homework C.4.3, UDL 16.2")
def logistic() -> Proof:
    """z ~ N(0, 1), x = σ(z): p(x) = N(log(x/(1−x)); 0, 1)/(x(1−x)) on (0, 1)."""
    proof = Proof()
    unit, logit = And(ZERO < x, x < ONE), log(x / (1 - x))
    weight, everything = lam(z, normal(z, ZERO, ONE)), lam(z, TRUE)
    reach, image, back = lam(x, unit), lam(z, sigmoid(z)), lam(x, logit)
    target = proof.let("p", lam(x, piecewise(unit, normal(logit, ZERO, ONE) / (x * (1 - x)))))
    one = normal_density(ZERO, proof.have(0 < ONE, because="the standard deviation"))
    proof.have(one.conclusion, by=one, because="its moment of order 0")
    change = Substitution(proof, (everything, reach), image, back, weight, target)
    _all_carried(proof, change)
    _sigmoid_grows(proof, everything, image)
    _there_and_back_by_logit(proof, change)
    data = (everything, reach), (image, back), target
    law, total = _instance(proof, weight, *data, lambda *at: _logit_density(proof, change, *at))
    return proof.conclude(And(law.conclusion, total.conclusion), answer=normal(logit, ZERO, ONE) / (x * (1 - x)))


def _all_carried(proof: Proof, change: Substitution) -> None:
    """The whole line is measurable and carries z."""
    proof.have(change.measured, by=integrals.composed, because="the whole line")
    no = Not(TRUE)
    absurd = logic.contradiction(logic.truth(), logic.assume(no))
    zero = logic.by_contradiction(Eq(apply(change.p, z), ZERO), absurd)
    proof.have(change.carried, by=everywhere(LINE, z, logic.discharge(no, zero)), because="z is somewhere on the line")


def _sigmoid_grows(proof: Proof, everything: Term, image: Term) -> None:
    """σ is strictly increasing."""
    s, t = real("s"), real("t")
    premise = And(TRUE, TRUE, s < t)
    with proof.suppose(premise) as (given,):
        below = proof.have(-t < -s, terms=[(1, [lemmas.split(given)[2]], [])], because="s < t")
        falls = proof.have(exp(-t) < exp(-s), by=order.monotone("exp", below), because="exp is increasing")
        signs = [proof.have(0 < sigmoid(q), by=positive(q), because="σ > 0") for q in (s, t)]
        grows = proof.have(
            sigmoid(s) < sigmoid(t), terms=[(1, [falls, *signs], [])], because="σ(t) − σ(s) = (e⁻ˢ − e⁻ᵗ)·σ(s)·σ(t)"
        )
    every = logic.generalise(s, logic.generalise(t, logic.discharge(premise, grows)))
    goal = strictly_monotone(everything, image)
    proof.have(goal, by=logic.either(every, goal), because="increasing")


def _there_and_back_by_logit(proof: Proof, change: Substitution) -> None:
    """σ is differentiable with σ′ = σ(1 − σ) ≠ 0 and takes the line onto (0, 1), and the logit undoes it."""
    size = sigmoid(z) * (1 - sigmoid(z))
    low, high = (proof.have(t.conclusion, by=t, because="0 < σ < 1") for t in (positive(z), below_one(z)))
    smooth = proof.have(differentiable(sigmoid(z), z), because="a quotient of smooth functions")
    slope = proof.have(Eq(Derivative(sigmoid(z), z), size), by=calculus.derivative, because="differentiate")
    above_zero = proof.have(0 < size, terms=[(1, [low, high], [])], because="both factors are positive")
    distinct = logic.rewrite(lemmas.nonzero_of_positive(above_zero), logic.symmetry(slope))
    steep = proof.have(distinct.conclusion, by=distinct, because="it is positive")
    _for_all(proof, z, TRUE, smooth)
    _for_all(proof, z, TRUE, logic.both(low, high))
    theorem = everywhere(LINE, z, logic.discharge(TRUE, steep))
    proof.have(theorem.conclusion, by=theorem, because="σ′ > 0 everywhere")
    reach, logit = apply(change.sets[1], x), apply(change.k, x)
    with proof.suppose(reach) as (bounds,):
        rest = lemmas.reciprocal_positive(_complement_positive(proof, bounds))
        odds = proof.have(0 < x / (1 - x), terms=[(1, [logic.left(bounds), rest], [])], because="0 < x < 1")
        undone = proof.have(Eq(sigmoid(logit), x), by=powers.powers, because="e^{−log(x/(1−x))} = (1 − x)/x")
        both = logic.both(logic.truth(), undone)
    _for_all(proof, x, reach, odds, "the logit is defined on (0, 1)")
    _for_all(proof, x, reach, both)


def _complement_positive(proof: Proof, bounds: Theorem) -> Theorem:
    """0 < 1 − x for x < 1."""
    return proof.have(0 < 1 - x, terms=[(1, [logic.right(bounds)], [])], because="x < 1")


def _logit_density(proof: Proof, change: Substitution, reached: Theorem, value: Term) -> Theorem:
    """On (0, 1): σ′ at the logit of x is x(1 − x)."""
    logit, rest = apply(change.k, x), _complement_positive(proof, reached)
    slope, size = make("derivative", change.g, logit), x * (1 - x)
    undone = proof.have(Eq(sigmoid(logit), x), by=powers.powers, because="the logit undoes σ")
    line = proof.calculate(slope)
    line.equals(sigmoid(logit) * (1 - sigmoid(logit)), by=calculus.derivative, because="σ′ = σ(1 − σ)")
    known = line.equals(size, by=logic.congruence(lam(y, y * (1 - y)), undone), because="σ(logit x) = x").theorem
    above_zero = proof.have(0 < size, terms=[(1, [logic.left(reached), rest], [])], because="0 < x < 1")
    steep = logic.rewrite(lemmas.nonzero_of_positive(above_zero), logic.symmetry(known))
    absolute = logic.transitivity(logic.congruence(lam(y, abs(y)), known), order.absolute(above_zero))
    line = proof.calculate(value)
    first = integrals.branch(value, logic.both(reached, steep))
    line.equals(value.args[1], by=first, because="on the range")
    weight = apply(change.p, logit)
    line.equals(weight / size, by=logic.congruence(lam(y, weight / y), absolute), because="σ′ = x(1 − x) > 0")
    last = logic.symmetry(integrals.branch(apply(change.q, x), reached))
    return line.equals(apply(change.q, x), by=last, because="on (0, 1)").theorem


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
