"""How a map carries one density to another, by test functions.

A map g carries the density p to the density q when ∫h(g(z))·p(z) dz = ∫h(x)·q(x) dx for every test function h, a
measurable function with values in [0, 1]. Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Callable

from derivations import lemmas
from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel.densities import density
from derivations.kernel.display import opened
from derivations.kernel.formulas import Eq, fresh, integrable, lebesgue
from derivations.kernel.terms import ONE, apply, lam, make, var
from derivations.lemmas.arithmetic import identity_of, product_bound, product_sign
from derivations.lemmas.integrands import between, everywhere, multiple
from derivations.lemmas.named_densities import Density
from derivations.proof import Proof
from derivations.tactics import Facts

Transport = Callable[[Term, Theorem, Theorem], Theorem]


def push_forward(proof: Proof, goal: Term, transport: Transport) -> tuple[Theorem, Theorem]:
    """`pushes_forward(μ, p, g, ν, q)` and ∫q = 1, for a density p that the facts know.

    `transport(h, measurable, bounds)` shows, for a test function h, that h(g)·p is integrable, that h·q is, and that
    ∫h(g(z))·p(z) dz = ∫h(x)·q(x) dx.
    """
    p = Density.of(proof.known(density(*goal.args[:2])))
    _, tested = logic.unfold(goal).conclusion.args[1].args
    h, body = opened(tested.args[0], goal)
    premise = body.args[0]
    with proof.suppose(premise, because="h is a test function") as (test,):
        moved = transport(h, *lemmas.split(test))
    implied = logic.discharge(premise, moved)
    size, total = _without_test(goal, h, implied, p)
    total = proof.have(total.conclusion, by=total, because="take h = 1")
    source, _, same = lemmas.split(logic.modus_ponens(implied, logic.assume(premise)))
    every = logic.generalise(h, logic.discharge(premise, logic.both(source, same)))
    law = lemmas.folded(goal, logic.both(size, every))
    return proof.have(goal, by=law, because="h was arbitrary"), total


def _without_test(goal: Term, h: Term, implied: Theorem, p: Density) -> tuple[Theorem, Theorem]:
    """Q integrable and ∫q = 1: the test function 1."""
    mu, weight, _, nu, q = goal.args
    x, z = (var("x", m.sort.params[0]) for m in (nu, mu))
    at_one = logic.instantiate(implied, ((h, lam(x, ONE)),))
    _, size, same = lemmas.split(logic.modus_ponens(at_one, Facts().prove(at_one.conclusion.args[0])))
    own, value = multiple(nu, q, ONE, size, everywhere(nu, x, _once(apply(q, x))))
    left = same.conclusion.args[0].args[1]
    twice = logic.symmetry(_once(apply(weight, z)))
    _, source = multiple(mu, left, ONE, p.integrable, everywhere(mu, z, twice))
    return own, logic.transitivity(value, logic.transitivity(logic.symmetry(same), logic.transitivity(source, p.total)))


def _once(term: Term) -> Theorem:
    """⊢ t = 1·t."""
    return identity_of(lambda t: Eq(t, ONE * t), term)


def tested_integrable(proof: Proof, p: Term, image: Term, measured: Theorem, bounds: Theorem) -> Theorem:
    """∫h(g(z))·p(z) dz exists, since 0 ≤ h ≤ 1: p is a known density, and the product is measurable by a theorem."""
    claim = measured.conclusion.args[0]
    mu = lebesgue(claim.sort.params[0].shape[0])
    z, body = opened(claim)
    known = Density.of(proof.known(density(mu, p)))
    low, high = lemmas.split(logic.specialise(bounds, apply(image, z)))
    sign = logic.specialise(known.sign, z)
    shown = between(mu, z, measured, product_sign(low, sign), product_bound(high, sign), known.integrable)
    return proof.have(integrable(body, z, mu), by=shown, because="it lies between 0 and the density")


def at_test(law: Theorem, h: Term, bounds: Theorem) -> Theorem:
    """Γ ⊢ g carries p to q  gives  Γ ⊢ ∫h(g(z))·p(z) dz = ∫h(x)·q(x) dx, for a test function made of known ones."""
    tested = logic.right(lemmas.unfolded(law))
    k = fresh("k", h.sort, law.conclusion, h)
    implied = logic.instantiate(logic.specialise(tested, k), ((k, h),))
    measured = integrals.composed(make("measurable", h))
    return logic.right(logic.modus_ponens(implied, logic.both(measured, bounds)))
