"""The density of c·X + s·E for independent normal columns of any size is normal again.

The column (X; E) is M·x + b for x = (w; z), where w = c·X + s·E, and in w and z its density is a product of two normal
ones again, up to a constant. So w has the first of them, since the other one integrates to 1 (Fubini).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, random_vectors
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import density, pushes_forward
from derivations.kernel.formulas import (
    Eq,
    block,
    column,
    fresh,
    function,
    identity,
    lebesgue,
    measure,
    natural,
    point,
    real,
    vector,
    zeros,
)
from derivations.kernel.random_vectors import independent
from derivations.kernel.terms import ONE, SPACE, ZERO, apply, dimension, lam, make, matrix_sort
from derivations.lemmas import normal_formulas
from derivations.lemmas.affine_laws import Affine, NewCoordinates
from derivations.lemmas.arithmetic import identity_of, product_sign
from derivations.lemmas.isotropic_normals import isotropic, standard
from derivations.lemmas.named_densities import Density, folded_density
from derivations.lemmas.normal_formulas import Normal, balanced
from derivations.lemmas.transport import tested_integrable
from derivations.proof import Proof
from derivations.tactics import Facts


def halves(z: Term, size: Term) -> tuple[Term, Term]:
    """The first entries of a column, that many, and as many after them."""
    return make("slice", z, ZERO, size, ZERO, ONE), make("slice", z, size, size, ZERO, ONE)


def joint_density(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ q and Δ ⊢ r densities of columns of one size  give  Γ, Δ ⊢ q(x)·r(y) a density of (x; y) (Fubini)."""
    one, two = Density.of(first), Density.of(second)
    facts = Facts([one.measurable, two.measurable])
    size, product = lemmas.split(measures.fubini(one.integrable, two.integrable))
    over, joint = size.conclusion.args
    whole, factor = product.conclusion.args[0], two.total.conclusion.args[0]
    parts = ((ONE, product, ONE), (factor, one.total, ONE), (ONE, two.total, ONE))
    total = algebra.combination(Eq(whole, ONE), parts, ())
    x = fresh("x", joint.data[1], joint)
    top, bottom = halves(x, first.conclusion.args[0].args[0])
    sign = product_sign(logic.specialise(one.sign, top), logic.specialise(two.sign, bottom))
    return facts.settled(folded_density(over, joint, logic.generalise(x, sign), size, total))


@dataclass(frozen=True)
class NormalSum:
    """c·X + s·E, in a proof that knows a density p, X ~ q and E ~ r independent, and that q, r, g and n are densities.

    (X; E) = M·(w; z) + b with w = c·X + s·E, and there q·r = K·g(w)·n(z).
    """

    proof: Proof
    sample: tuple[Term, Term]  # μ, p
    columns: tuple[Term, Term]  # X, E
    weights: tuple[Term, Term]  # c, s
    old: tuple[Normal, Normal]  # q, r
    new: tuple[Normal, Normal]  # g, n
    change: Affine

    @property
    def size(self) -> Term:
        """The size of X."""
        return self.columns[0].sort.params[1].shape[0]

    def show(self, image: Term) -> Theorem:
        """The image, c·X + s·E as it is to be written, has the density g."""
        self.change.show(self.proof)
        coordinates = self._coordinates()
        unit, target, g = coordinates.unit(), lebesgue(self.size), self.new[0].function

        def transport(h: Term, _: Theorem, bounds: Theorem) -> Theorem:
            return self._first_half(h, bounds, *coordinates.carried(h, bounds, unit))

        return coordinates.law_of(image, target, g, transport)

    def _coordinates(self) -> NewCoordinates:
        """(X; E) = M·(w; z) + b."""
        proof, (c, s), point = self.proof, self.weights, self.change.point
        apart = proof.known(independent(*self.sample, *self.columns))
        laws = [
            proof.known(pushes_forward(*self.sample, x, lebesgue(self.size), one.function))
            for x, one in zip(self.columns, self.old, strict=True)
        ]
        joint = random_vectors.joint_law(apart, *laws)
        joint = proof.have(joint.conclusion, by=joint, because="X and E are independent")
        for pair in (self.old, self.new):
            known = joint_density(*(one.proper for one in pair))
            proof.have(known.conclusion, by=known, because="a product of two normal densities (Fubini)")
        z = fresh("z", self.change.x.sort, c, s)
        top, bottom = halves(z, self.size)
        image, (w, _) = lam(z, c * top + s * bottom), halves(self.change.x, self.size)
        first = proof.have(Eq(apply(image, point), w), because="multiply out")
        second = balanced(*self._points())
        second = proof.have(second.conclusion, by=second, because="the exponents add up to the same")
        return NewCoordinates(proof, joint, self.change, second, image, first)

    def _points(self) -> list[list[tuple[Normal, Term]]]:
        """X and E in the new coordinates, with their densities, and w and z with theirs."""
        pairs = ((self.old, self.change.point), (self.new, self.change.x))
        return [[*zip(normals, halves(at, self.size), strict=True)] for normals, at in pairs]

    def _first_half(self, h: Term, bounds: Theorem, source: Theorem, _: Theorem, law: Theorem) -> Theorem:
        """E[h(c·X + s·E)] = ∫h(w)·g(w)·n(z) d(w; z) = ∫h·g."""
        proof, (g, n), x = self.proof, self.new, self.change.x
        u = fresh("u", matrix_sort(self.size, ONE), h, g.function)
        measured = integrals.composed(make("measurable", lam(u, apply(h, u) * apply(g.function, u))))
        alone, rest = tested_integrable(proof, g.function, lam(u, u), measured, bounds), Density.of(n.proper)
        value = logic.right(measures.fubini(alone, rest.integrable))
        top, bottom = halves(x, self.size)
        factors = (apply(h, top), apply(g.function, top), apply(n.function, bottom))
        grouped = identity_of(lambda r, s, t: Eq(r * (s * t), r * s * t), *factors)
        law = logic.rewrite(law, logic.abstraction(x, grouped))
        line, one = proof.calculate(law.conclusion.args[0]), make("integral", *alone.conclusion.args)
        line.equals(law.conclusion.args[1], by=law, because="in the new coordinates")
        line.equals(value.conclusion.args[1], by=value, because="Fubini")
        line.equals(one, parts=[(one, rest.total)], because="the density of z has integral 1")
        return lemmas.join(source, alone, line.theorem)


# Columns with a multiple of I as covariance
_d, _mu, _p = natural("d"), measure("mu"), function("p")
_m, _x, _z, _w = vector("m", _d), vector("x", _d), vector("z", dimension(_d + _d)), point("w")
_X, _E = function("X", SPACE, _m.sort), function("E", SPACE, _m.sort)
_c, _s, _v = real("c"), real("s"), real("v")


def _law(image: Term, density: Term) -> Term:
    return pushes_forward(_mu, _p, image, lebesgue(_d), density)


@cache
def sum_of_normals() -> Theorem:
    """X ~ N(m, v·I) and ε ~ N(0, I) independent, v > 0, c²v + s² > 0 ⊢ c·X + s·ε ~ N(c·m, (c²v + s²)·I)."""
    whole, eye = _c**2 * _v + _s**2, identity(_d)
    laws = [_law(_X, isotropic(_m, _v)), _law(_E, standard(_d))]
    signs = [ZERO < _v, ZERO < whole]
    proof = Proof(given=[density(_mu, _p), *signs, *laws, independent(_mu, _p, _X, _E)])
    variance, spread = (proof.known(sign) for sign in signs)
    other = proof.have(ZERO < whole / _v, because="a quotient")
    old = normal_formulas.in_space(_m, variance), normal_formulas.standard(_d)
    new = normal_formulas.in_space(_c * _m, spread), normal_formulas.in_space(zeros(_d), other)
    for one in (*old, *new):
        one.show(proof)
    matrix = 1 / whole * block([[_c * _v * eye, _s * _v * eye], [_s * eye, -_c * eye * _v]])
    shift = 1 / whole * column(_s**2 * _m, -(_c * _s) * _m)
    change = Affine(matrix, whole / _v * matrix, shift, _z)
    pair = NormalSum(proof, (_mu, _p), (_X, _E), (_c, _s), old, new, change)
    return pair.show(lam(_w, _c * _X(_w) + _s * _E(_w)))


@cache
def scaled_normal() -> Theorem:
    """ε ~ N(0, I), s > 0 ⊢ m + s·ε ~ N(m, s²·I)."""
    proof = Proof(given=[density(_mu, _p), ZERO < _s, _law(_E, standard(_d))])
    square = proof.have(ZERO < _s**2, because="s > 0")
    old, new = normal_formulas.standard(_d), normal_formulas.in_space(_m, square)
    for one in (old, new):
        one.show(proof)
    change = Affine(1 / _s * identity(_d), _s * identity(_d), -(1 / _s) * _m, _x)
    change.show(proof)
    there = balanced([(old, change.point)], [(new, _x)])
    there = proof.have(there.conclusion, by=there, because="the exponents are the same")
    read = lam(_x, _m + _s * _x)
    back = proof.have(Eq(apply(read, change.point), _x), because="multiply out")
    coordinates = NewCoordinates(proof, proof.known(proof.given[-1]), change, there, read, back)
    unit = coordinates.unit()

    def transport(h: Term, _: Theorem, bounds: Theorem) -> Theorem:
        return lemmas.join(*coordinates.carried(h, bounds, unit))

    return coordinates.law_of(lam(_w, _m + _s * _E(_w)), lebesgue(_d), new.function, transport)
