"""The normal density of a column with covariance v·I, in any dimension: N(x; m, v·I) = exp(−‖x − m‖²/(2v))/C(v).

C(v) = √((2π)ᵈ·det(v·I)) stays as it is: the proofs need that it is positive, and never its value.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, matrices, order
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import multivariate_normal
from derivations.kernel.formulas import (
    Eq,
    Ne,
    det,
    exp,
    fresh,
    identity,
    inv,
    natural,
    pi,
    real,
    sqnorm,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, lam
from derivations.lemmas.arithmetic import in_context
from derivations.tactics import Facts

_d, _v = natural("d"), real("v")
_x, _m = vector("x", _d), vector("m", _d)


def isotropic(m: Term, variance: Term) -> Term:
    """x ↦ N(x; m, v·I), a function of columns of the size of m."""
    x = fresh("x", m.sort, m, variance)
    return lam(x, multivariate_normal(x, m, variance * identity(m.shape[0])))


def standard(size: Term) -> Term:
    """x ↦ N(x; 0, I)."""
    x = vector("x", size)
    return lam(x, multivariate_normal(x, zeros(size), identity(size)))


def scale(size: Term, variance: Term) -> Term:
    """C(v) = √((2π)ᵈ·det(v·I))."""
    return sqrt((2 * pi()) ** size * det(variance * identity(size)))


@cache
def definite() -> Theorem:
    """0 < v ⊢ v·I positive definite."""
    u = vector("u", _d)
    square = lemmas.square_positive(logic.assume(Ne(u, zeros(_d))))
    form = u.T * (_v * identity(_d)) * u
    positive = algebra.nonneg(ZERO < form, ((1, (logic.assume(ZERO < _v), square), ()),), (), ())
    return lemmas.definite_by(_v * identity(_d), u, positive)


@cache
def determinant_positive() -> Theorem:
    """0 < v ⊢ 0 < det(v·I): it is det(√v·I)², and v·I is invertible."""
    facts = Facts([logic.assume(ZERO < _v), definite()])
    whole, root = _v * identity(_d), sqrt(_v) * identity(_d)
    same = facts.settled(algebra.field(Eq(root * root, whole)))
    square = logic.rewrite(matrices.determinant_product(root, root), same)
    weak = algebra.nonneg(ZERO <= det(whole), ((1, (), (det(root),)),), ((ONE, square, ONE),), ())
    nonzero = logic.modus_ponens(matrices.determinant(whole), lemmas.definite_invertible(definite()))
    return facts.settled(order.strengthen(weak, nonzero))


@cache
def inverse() -> Theorem:
    """0 < v ⊢ (v·I)⁻¹ = (1/v)·I."""
    facts, whole = Facts([logic.assume(ZERO < _v), definite()]), _v * identity(_d)
    left = logic.right(matrices.inverse(whole))
    goal = Eq(inv(whole), ONE / _v * identity(_d))
    return facts.settled(algebra.combination(goal, ((ONE / _v, left, ONE),), ()))


@cache
def scale_positive() -> Theorem:
    """0 < v ⊢ 0 < C(v)."""
    return Facts([logic.assume(ZERO < _v), determinant_positive()]).prove(ZERO < scale(_d, _v))


@cache
def formula() -> Theorem:
    """0 < v ⊢ N(x; m, v·I) = exp(−‖x − m‖²/(2v))/C(v)."""
    facts = Facts([logic.assume(ZERO < _v), definite(), scale_positive()])
    whole = multivariate_normal(_x, _m, _v * identity(_d))
    meaning = logic.unfold(whole)
    exponent = meaning.conclusion.args[1].args[0].args[0]
    short = -(sqnorm(_x - _m) / (2 * _v))
    off = _x - _m
    same = algebra.combination(Eq(exponent, short), ((-off.T / 2, inverse(), off),), ())
    found = in_context(facts.settled(same), lambda t: exp(t) / scale(_d, _v))
    return logic.transitivity(meaning, found)


@cache
def proper() -> Theorem:
    """0 < v ⊢ N(·; m, v·I) is a density."""
    density = logic.left(measures.gaussian_vector(_m, _v * identity(_d)))
    return logic.cut(definite(), density)


def at(theorem: Theorem, x: Term, m: Term, variance: Term) -> Theorem:
    """One of these theorems for other values of x, m and v."""
    return logic.instantiate(theorem, ((_d, m.shape[0]), (_x, x), (_m, m), (_v, variance)))


def meaningful(size: Term, sign: Theorem) -> Theorem:
    """Γ ⊢ 0 < v  gives  Γ ⊢ v·I positive definite and invertible, 0 < det(v·I): N(·; m, v·I) is defined."""
    v = sign.conclusion.args[1]
    known = (definite(), lemmas.definite_invertible(definite()), determinant_positive())
    parts = [logic.cut(sign, logic.instantiate(t, ((_d, size), (_v, v)))) for t in known]
    return lemmas.join(*parts)
