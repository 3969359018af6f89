"""Flow models (homeworks B.1, C.4.4): contractions, residual layers and autoregressive layers.

Notation. A distance d is a function of a point that gives a function of a point, d(u, v) = d(u)(v); fᵏ(x₀) is the k-th
iterate of f from x₀; ‖·‖ is the Euclidean norm √(vᵀv). Coordinates are counted from 0.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Theorem, algebra, logic
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    exp,
    function,
    infinity,
    iterate,
    natural,
    point,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
)
from derivations.kernel.metric import between, complete, metric
from derivations.kernel.terms import NAT, ONE, REAL, SPACE, Sort, Term, apply, lam
from derivations.lemmas import euclidean, fixed_points, term_by_term
from derivations.lemmas import triangular_maps as layers
from derivations.lemmas.contractions import Contraction
from derivations.proof import Proof
from derivations.results import result

beta, t, k = real("beta"), real("t"), natural("k")
u, v, w, x, x_0 = (point(name) for name in ("u", "v", "w", "x", "x_0"))
layer = fixed_points.f
y, z, z_0, z_1 = (vector(name, euclidean.n) for name in ("y", "z", "z_0", "z_1"))
d, f = function("d", SPACE, Sort("function", SPACE, REAL)), function("f", SPACE, SPACE)


@result(source="homework C.4.4")
def contraction() -> Proof:
    """Banach: d(f(u), f(v)) ≤ β·d(u, v), 0 ≤ β < 1: one fixed point x, and d(fᵏ(x₀), x) ≤ βᵏ/(1 − β)·d(x₀, f(x₀)).

    The space is complete, which is assumed, and not empty, as no sort is. From every x₀ the iterates tend to x.
    """
    shrinks = ForAll(u, ForAll(v, between(d, f(u), f(v)) <= beta * between(d, u, v)))
    proof = Proof(given=[metric(d), complete(d), 0 <= beta, beta < 1, shrinks])
    low, high = proof.known(0 <= beta), proof.known(beta < 1)
    space = Contraction(d, proof.known(metric(d)), f, low, high, proof.known(shrinks))
    steps = space.steps(x_0)
    proof.have(steps.conclusion, by=steps, because="each step is at most β times the one before: by induction on k")
    path = space.path(x_0, steps)
    proof.have(path.conclusion, by=path, because="the triangle inequality, n times: a geometric series")
    ahead = space.ahead(x_0, path)
    proof.have(ahead.conclusion, by=ahead, because="0 ≤ βᵏ·βⁿ·d(x₀, f(x₀)), divided by 1 − β")
    orbit = space.is_cauchy(x_0, ahead)
    proof.have(orbit.conclusion, by=orbit, because="and the bound goes to 0")
    fixed = _fixed(proof, space, steps, orbit)
    with proof.suppose(Eq(f(x), x), because="x is such a point") as (here,):
        found = _around(proof, space, here)
    return proof.conclude(found.conclusion, by=logic.obtain(fixed, x, found), because="whichever fixed point x is")


def _fixed(proof: Proof, space: Contraction, steps: Theorem, orbit: Theorem) -> Theorem:
    """∃x. f(x) = x: the limit of the iterates."""
    some = _limit(space, orbit)
    proof.have(some.conclusion, by=some, because="the space is complete")
    with proof.suppose(tends(between(d, iterate(f, x_0, k), x), k, infinity(), 0), because="x is it") as (limit,):
        fixed = space.stays(x_0, limit, steps)
        because = "d(x, f(x)) ≤ (1 + β)·d(fᵏ(x₀), x) + βᵏ·d(x₀, f(x₀)) → 0"
        proof.have(fixed.conclusion, by=fixed, because=because)
    exists = logic.exhibit(Exists(x, Eq(f(x), x)), x, fixed)
    return proof.have(exists.conclusion, by=logic.obtain(some, x, exists), because="so there is a fixed point")


def _limit(space: Contraction, orbit: Theorem) -> Theorem:
    """∃u. d(fᵏ(x₀), u) → 0."""
    s = function("s", NAT, SPACE)
    general = logic.specialise(lemmas.unfolded(logic.assume(complete(space.d))), s)
    return logic.modus_ponens(logic.instantiate(general, ((s, orbit.conclusion.args[1]),)), orbit)


def _around(proof: Proof, space: Contraction, fixed: Theorem) -> Theorem:
    """What holds of a fixed point x: there is no other, and from every start the iterates tend to it."""
    alone = space.only(fixed, logic.assume(Eq(f(w), w)))
    alone = logic.generalise(w, logic.discharge(Eq(f(w), w), alone))
    proof.have(alone.conclusion, by=alone, because="d(w, x) = d(f(w), f(x)) ≤ β·d(w, x), so d(w, x) = 0")
    approach = space.approach(x_0, fixed)
    proof.have(approach.conclusion, by=approach, because="d(f(p), x) = d(f(p), f(x)) ≤ β·d(p, x), by induction on k")
    rate = logic.generalise(k, space.rate(x_0, fixed, approach))
    because = "d(x₀, x) ≤ d(x₀, f(x₀)) + d(f(x₀), f(x)), so (1 − β)·d(x₀, x) ≤ d(x₀, f(x₀))"
    proof.have(rate.conclusion, by=rate, because=because)
    arrives = space.arrives(x_0, fixed, logic.specialise(rate, k))
    proof.have(arrives.conclusion, by=arrives, because="between 0 and what goes to 0")
    every = logic.generalise(x_0, logic.both(rate, arrives))
    whole = lemmas.join(fixed, alone, every)
    exists = logic.exhibit(Exists(x, whole.conclusion), x, whole)
    return proof.have(exists.conclusion, by=exists, because="x is a fixed point, the only one, and near the iterates")


@result(source="homework C.4.4", needs="PCT")
def residual_inverse() -> Proof:
    """y = z + f(z), ‖f(u) − f(v)‖ ≤ β·‖u − v‖, 0 ≤ β < 1: for each y one z, which zₖ₊₁ = y − f(zₖ) tends to.

    From every z₀, ‖zₖ − z‖ ≤ βᵏ/(1 − β)·‖z₀ − z₁‖.
    """
    proof = Proof(given=fixed_points.GIVEN)
    step = lam(z, y - layer(z))
    shorter = _steps_shrink(proof.known(fixed_points.GIVEN[2]), step)
    proof.have(shorter.conclusion, by=shorter, because="(y − f(u)) − (y − f(v)) is f(u) − f(v), but for its sign")
    some = proof.use(fixed_points.of_columns(contraction), {layer: step})
    with proof.suppose(apply(some.conclusion.args[0], z), because="z is the fixed point of this step") as (here,):
        found = _inverse(proof, here)
    one = logic.generalise(y, logic.obtain(some, z, found))
    return proof.conclude(one.conclusion, by=one, because="whichever fixed point z is, for every y")


def _steps_shrink(shrinks: Theorem, step: Term) -> Theorem:
    """The map z ↦ y − f(z) has the Lipschitz constant of f."""
    p, q = euclidean.u, euclidean.v
    near = logic.specialise(logic.specialise(shrinks, p), q)
    gaps = sqnorm(layer(p) - layer(q)), sqnorm(apply(step, p) - apply(step, q))
    same = logic.congruence(lam(t, sqrt(t)), algebra.field(Eq(*gaps)))
    return logic.generalise(p, logic.generalise(q, logic.rewrite(near, same)))


def _inverse(proof: Proof, here: Theorem) -> Theorem:
    """A fixed point of z ↦ y − f(z) is the one z with z + f(z) = y."""
    fixed, alone, every = lemmas.split(here)
    solves = proof.have(Eq(z + layer(z), y), parts=[(-1, fixed)], because="z = y − f(z)")
    other = logic.assume(Eq(z_1 + layer(z_1), y))
    step = algebra.combination(Eq(y - layer(z_1), z_1), ((-ONE, other, ONE),), ())
    same = logic.discharge(other.conclusion, logic.modus_ponens(logic.specialise(alone, z_1), step))
    only = logic.generalise(z_1, same)
    proof.have(only.conclusion, by=only, because="another solution would be another fixed point")
    near = logic.generalise(z_0, logic.specialise(every, z_0))
    proof.have(near.conclusion, by=near, because="the iterates of this step")
    whole = lemmas.join(solves, only, near)
    exists = logic.exhibit(Exists(z, whole.conclusion), z, whole)
    return proof.have(exists.conclusion, by=exists, because="so z is the inverse image of y")


@result(source="homework B.1", needs="PCT")
def autoregressive() -> Proof:
    """uᵢ = (xᵢ − mᵢ)·e^{−sᵢ}, mᵢ and sᵢ of the entries before i: J is triangular, log|det J| = −Σ sᵢ; back it is +Σ sᵢ.

    J is the Jacobian of data → noise at x, and K that of noise → data, u ↦ G(u), Gᵢ(u) = mᵢ(G(u)) + uᵢ·e^{sᵢ(G(u))}.
    For a and b of earlier entries uᵢ = xᵢ·e^{aᵢ(x)} + bᵢ(x), as zuko writes it, just for aᵢ = −sᵢ, bᵢ = −mᵢ·e^{−sᵢ}.
    """
    given = [layers.earlier(layers.m), layers.earlier(layers.s)]
    given += [layers.jacobian(layers.J, layers.noise, layers.x), layers.sampler()]
    proof = Proof(given=[*given, layers.jacobian(layers.K, layers.data, layers.u)])
    there = _determinants(proof, layers.J, layers.noise, layers.x, -layers.s(layers.i)(layers.x))
    back = _determinants(proof, layers.K, layers.data, layers.u, layers.s(layers.i)(layers.G(layers.u)))
    zuko = _other_form(proof, there[2])
    there[2] = _total(proof, there[2])
    return proof.conclude(And(*(t.conclusion for t in (*there, *back, zuko))))


def _determinants(proof: Proof, of: Term, layer: layers.Layer, point: Term, exponent: Term) -> list[Theorem]:
    """A Jacobian is triangular with the diagonal e^{cᵢ}; its determinant, the logarithm of that, and its inverse."""
    line = layers.line_of_noise(point) if layer is layers.noise else layers.line_of_data(point)
    along = layers.along(line)
    proof.have(along.conclusion, by=along, because="where v is 0 before i, nothing that mᵢ and sᵢ depend on moves")
    rows = layers.rows(of, layer, point, line, exp(exponent))
    proof.have(rows.conclusion, by=rows, because="the derivative of this line: row i is 0 after place i")
    found = layers.determinant(of, exponent, rows)
    reasons = (
        "the product of the diagonal",
        "it is a product of exponentials",
        "log e^c = c, term by term",
        "the determinant is not 0",
    )
    for theorem, because in zip(found, reasons, strict=True):
        proof.have(theorem.conclusion, by=theorem, because=because)
    product, _, total, regular = found
    return [rows, product, total, regular]


def _total(proof: Proof, total: Theorem) -> Theorem:
    """log|det J| = −Σ sᵢ(x), from Σ −sᵢ(x)."""
    scale = layers.s(layers.i)(layers.x)
    outside = term_by_term.expanded(layers.i, layers.d, logic.reflexivity(-scale), [(-1, scale)])
    return proof.have(
        logic.transitivity(total, outside).conclusion, parts=[(1, total), (1, outside)], because="−1 is a factor"
    )


def _other_form(proof: Proof, total: Theorem) -> Theorem:
    """For a and b of earlier entries: the layer has the form of zuko just for those coefficients, and then Σ aᵢ(x)."""
    a, b, form, fitting = layers.a, layers.b, layers.FORM, layers.COEFFICIENTS
    with proof.suppose(layers.earlier(a), layers.earlier(b), because="a and b are of earlier entries"):
        with proof.suppose(form, because="in all columns"):
            forward = proof.have(
                fitting, by=layers.coefficients, because="along the i-th unit column: e^{−sᵢ} = e^{aᵢ}"
            )
            sum_of = layers.exponents(total)
            proof.have(sum_of.conclusion, by=sum_of, because="the same exponents")
            sum_of = logic.discharge(form, logic.cut(forward, sum_of))
        same = proof.equivalence(Iff(form, fitting), forward, layers.form(), because="and back by putting them in")
    both = logic.both(same, sum_of)
    for part in (layers.earlier(b), layers.earlier(a)):
        both = logic.discharge(part, both)
    every = logic.generalise(a, logic.generalise(b, both))
    return proof.have(every.conclusion, by=every, because="for all a and b")
