"""A way to KL < ∞ between products of normal densities of single coordinates, whatever the means and deviations are."""

from __future__ import annotations

from typing import Final

from derivations import lemmas
from derivations.kernel import Theorem, Undecided, logic
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, ForAll, Implies, entry, fresh, lebesgue, log, real
from derivations.kernel.terms import NAT, REAL, ZERO, Sort, Term, apply, lam
from derivations.lemmas import gaussians
from derivations.lemmas.expectations import Space
from derivations.proof import Proof
from derivations.tactics import Facts
from numerics.equivalence_core import leaf, new_variable

Normal = tuple[Term, Term]
LINE: Final = Sort("function", NAT, REAL)


@leaf(2)
def _finite(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """KL(Πᵢ N(xᵢ; mᵢ, sᵢ²)‖Πᵢ N(xᵢ; μᵢ, σᵢ²)) < ∞, for positive deviations."""
    if goal.op != "finite_kl" or goal.args[0].op != "lebesgue" or any(f.op != "lambda" for f in goal.args[1:]):
        raise Undecided("this is not that a divergence on ℝⁿ is finite", "form")
    size, x = goal.args[0].args[0], new_variable(facts, goal.args[1], goal)
    i = fresh("i", NAT, goal, x)
    laws = [_coordinate(apply(f, x), size, x, i) for f in goal.args[1:]]
    signs = [_everywhere(facts, i, size, ZERO < deviation) for _, deviation in laws]
    names = [fresh(name, LINE, goal) for name in ("m", "s", "l", "r")]
    values = [lam(i, value) for law in laws for value in law]
    m, s, mean, deviation = (apply(f, i) for f in names)
    general = _between((m, s), (mean, deviation), (x, i, size))
    found = lemmas.renamed(goal, logic.instantiate(general, tuple(zip(names, values, strict=True))))
    for sign in signs:
        found = logic.cut(sign, found)
    return found


def _coordinate(product: Term, size: Term, x: Term, i: Term) -> Normal:
    """The mean and the deviation for coordinate i."""
    if product.op == "product" and product.args[0].alpha is size.alpha:
        factor = apply(product.args[1], i)
        if factor.op == "normal" and factor.args[0].alpha is entry(x, i).alpha:
            mean, deviation = factor.args[1:]
            if x not in mean.free | deviation.free:
                return mean, deviation
    raise Undecided("this is no product of normal densities of coordinates", "form")


def _everywhere(facts: Facts, i: Term, size: Term, claim: Term) -> Theorem:
    """∀i. i < n ⇒ the claim."""
    inside = facts.at(i, i < size)
    for known in [t for t in facts.known.values() if t.conclusion.op == "forall"]:
        if known.conclusion.args[0].sort.params[0] is NAT:
            inside.add(logic.specialise(known, i))
    inside.propagate()
    return logic.generalise(i, logic.discharge(i < size, inside.settled(inside.prove(claim))))


def _values(first: Normal, second: Normal) -> dict[Term, Term]:
    """For the means and deviations of two normal laws on the line."""
    names = ("mu_1", "sigma_1", "mu_2", "sigma_2")
    return {real(name): value for name, value in zip(names, (*first, *second), strict=True)}


def _between(first: Normal, second: Normal, at: tuple[Term, Term, Term]) -> Theorem:
    """The divergence is finite if all deviations are positive: the coordinates are independent."""
    x, i, size = at
    t = fresh("t", REAL, x, *first, *second)
    one, two = (normal(t, *law) for law in (first, second))
    factors = normal(entry(x, i), *first), normal(entry(x, i), *second)
    from derivations.results import find

    proof = Proof(given=[ForAll(i, Implies(i < size, ZERO < deviation)) for _, deviation in (first, second)])
    with proof.suppose(i < size) as (below,):
        for known in proof.given:
            sign = logic.modus_ponens(logic.specialise(proof.known(known), i), below)
            proof.have(sign.conclusion, by=sign)
        law = gaussians.normal_density(*first)
        law = proof.have(law.conclusion, by=law)
        finite = lemmas.split(proof.use(find("divergences.gaussian_kl").proof, _values(first, second)))[0]
        space = Space(proof, lebesgue(), t)
        exists, _ = space.linear(log(one / two) * one, [(1, space.finite(finite)[1])])
        signs = proof.have(And(*(ZERO < f for f in factors)))
    known = [logic.generalise(i, logic.discharge(i < size, theorem)) for theorem in (law, exists, signs)]
    joint = measures.independent(size, lam(i, lam(t, one)), lam(i, lam(t, log(one / two))), *known[:2])
    return gaussians.product_divergence(proof, (x, i, size), factors, joint, known[2])[0]
