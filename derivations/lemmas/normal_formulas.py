"""Normal densities as exponentials, x ↦ e^{e(x)}/C, and products of them in which the exponents add up to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from derivations.kernel import Term, Theorem, algebra, logic, powers
from derivations.kernel.densities import normal
from derivations.kernel.formulas import Eq, exp, fresh, identity, real, zeros
from derivations.kernel.terms import ONE, REAL, ZERO, lam
from derivations.lemmas import isotropic_normals, named_densities
from derivations.lemmas.arithmetic import in_context
from derivations.proof import Proof
from derivations.tactics import Facts

_e, _c = ([real(f"{name}_{i}") for i in range(4)] for name in "ec")


@dataclass(frozen=True)
class Normal:
    """A normal density: the function, that it is one, its formula e^{e(x)}/C at x, 0 < C, and why C is defined."""

    function: Term
    proper: Theorem
    x: Term
    formula: Theorem
    positive: Theorem
    defined: tuple[Theorem, ...] = ()

    def at(self, point: Term) -> Theorem:
        """Its value at a point."""
        return logic.instantiate(self.formula, ((self.x, point),))

    def show(self, proof: Proof) -> None:
        """The line that it is a density, and the facts about C."""
        proof.have(self.proper.conclusion, by=self.proper, because="a normal density")
        proof.recall(self.positive, *self.defined)


def on_the_line(deviation: Theorem) -> Normal:
    """Γ ⊢ 0 < s  gives  N(·; 0, s²)."""
    s = deviation.conclusion.args[1]
    x = fresh("x", REAL, s)
    formula = logic.unfold(normal(x, ZERO, s))
    positive = Facts([deviation]).prove(ZERO < formula.conclusion.args[1].args[1])
    return Normal(lam(x, normal(x, ZERO, s)), named_densities.normal_density(ZERO, deviation), x, formula, positive)


def in_space(mean: Term, variance: Theorem) -> Normal:
    """Γ ⊢ 0 < v  gives  N(·; m, v·I)."""
    v = variance.conclusion.args[1]
    x = fresh("x", mean.sort, mean, v)
    known = (isotropic_normals.proper(), isotropic_normals.formula(), isotropic_normals.scale_positive())
    proper, formula, positive = (logic.cut(variance, isotropic_normals.at(t, x, mean, v)) for t in known)
    defined = isotropic_normals.meaningful(mean.shape[0], variance)
    return Normal(isotropic_normals.isotropic(mean, v), proper, x, formula, positive, (defined,))


def standard(size: Term) -> Normal:
    """N(·; 0, I)."""
    one = in_space(zeros(size), Facts().prove(ZERO < ONE))
    eye = identity(size)
    same = algebra.field(Eq(ONE * eye, eye))
    known = (one.proper, one.formula, one.positive, *one.defined)
    proper, formula, positive, *defined = (logic.rewrite(t, same) for t in known)
    return Normal(isotropic_normals.standard(size), proper, one.x, formula, positive, tuple(defined))


# Products
def _quotients(count: int) -> list[Term]:
    return [exp(e) / c for e, c in zip(_e[:count], _c[:count], strict=True)]


@cache
def _one_each() -> Theorem:
    """C₀, C₁ > 0, e₀ = e₁ ⊢ e^{e₀}/C₀ = (C₁/C₀)·(e^{e₁}/C₁)."""
    equal = logic.assume(Eq(_e[0], _e[1]))
    old, new = _quotients(2)
    parts = ((ONE / _c[0], in_context(equal, exp), ONE),)
    return _settled(equal, algebra.combination(Eq(old, _c[1] / _c[0] * new), parts, ()))


@cache
def _two_each() -> Theorem:
    """Cᵢ > 0, e₀ + e₁ = e₂ + e₃ ⊢ e^{e₀}/C₀·(e^{e₁}/C₁) = (C₂·C₃/(C₀·C₁))·(e^{e₂}/C₂·(e^{e₃}/C₃))."""
    sums = [powers.powers(Eq(exp(a) * exp(b), exp(a + b))) for a, b in ((_e[0], _e[1]), (_e[2], _e[3]))]
    equal = logic.assume(Eq(_e[0] + _e[1], _e[2] + _e[3]))
    first, second, third, fourth = _quotients(4)
    factor, weight = _c[2] * _c[3] / (_c[0] * _c[1]), ONE / (_c[0] * _c[1])
    parts = ((weight, sums[0], ONE), (weight, in_context(equal, exp), ONE), (-weight, sums[1], ONE))
    goal = Eq(first * second, factor * (third * fourth))
    return _settled(equal, algebra.combination(goal, parts, ()))


def _settled(equal: Theorem, theorem: Theorem) -> Theorem:
    return Facts([equal, *(logic.assume(ZERO < c) for c in _c)]).settled(theorem)


def balanced(old: Sequence[tuple[Normal, Term]], new: Sequence[tuple[Normal, Term]]) -> Theorem:
    """One or two normal densities at these points are K times as many others, by normal form of the exponents."""
    normals = [*old, *new]
    values = [one.at(point) for one, point in normals]
    exponents = [v.conclusion.args[1].args[0].args[0] for v in values]
    names = (*zip(_e, exponents, strict=False), *zip(_c, (v.conclusion.args[1].args[1] for v in values), strict=False))
    law = logic.instantiate(_one_each() if len(old) == 1 else _two_each(), names)
    first, second = exponents[: len(old)], exponents[len(old) :]
    law = logic.cut(algebra.field(Eq(*((e[0] if len(e) == 1 else e[0] + e[1]) for e in (first, second)))), law)
    for one, _ in normals:
        law = logic.cut(one.positive, law)
    for value in values:
        law = logic.rewrite(law, logic.symmetry(value))
    return law
