"""Points on the line that are written out: they meet the hypotheses, refute nothing proved, and show what is wrong."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import Eq, lebesgue, real
from derivations.kernel.terms import ONE, apply, lam, make, num
from derivations.results import catalogue
from numerics.line_densities import line_densities
from numerics.line_places import Proved
from numerics.line_totals import Total
from numerics.mutants import Bench
from numerics.mutants_points_laws import LAWS, WRITTEN
from numerics.places import Exact
from numerics.variants import mutants

x = real("x")
SURVIVED = {  # wrong variants that no point showed before
    "a slope other than 1": ("change_of_variables.scalar", "a denominator dropped", "p_z(g_inv(x))"),
    "an infinite divergence": ("vae.elbo", "an inequality turned round", "q(z) < 0"),
    "growth between two variances": ("vae.reparameterisation", "sigma dropped", "epsilon"),
}
DENSITY = line_densities()[1].conclusion.args[1]


def letters(proof):
    return {v.data: v for formula in (*proof.hypotheses, proof.statement) for v in formula.free}


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_what_is_proved_holds_where_the_hypotheses_do(name):
    proof = catalogue()[name].proof
    places = [Total({v: values[n] for n, v in letters(proof).items()}) for values in WRITTEN[name]()]
    suiting = [p for p in places if all(p.truth(h) for h in proof.hypotheses)]
    assert suiting
    assert all(p.truth(part) is not False for p in suiting for part in split(proof.statement))


@pytest.mark.parametrize("name", sorted(LAWS))
def test_the_exact_points_meet_the_hypotheses_and_refute_nothing_proved(name):
    proof = catalogue()[name].proof
    names = {v.data: v for h in proof.hypotheses for v in h.free} | {"mu": real("mu"), "f": letters(proof)["f"]}
    places = [Exact({v: values[n] for n, v in names.items()}) for values in LAWS[name]()]
    assert all(p.truth(h) for p in places for h in proof.hypotheses)
    assert all(p.truth(part) is not False for p in places for part in split(proof.statement) if part.free <= {*p.point})


def split(formula):
    return [part for a in formula.args for part in split(a)] if formula.op == "and" else [formula]


@pytest.mark.parametrize("name", SURVIVED)
def test_they_show_what_is_wrong(name):
    result, slip, after = SURVIVED[name]
    proof = catalogue()[result].proof
    bench = Bench(proof, 0)
    found = [m for m in mutants(proof.statement) if m.slip == slip and repr(m.after) == after]
    assert found
    assert all(bench.judge(m).status == "refuted" for m in found)


def test_only_the_total_of_a_proved_density_is_inserted():
    total, half = (make("integral", lebesgue(), f) for f in (DENSITY, lam(x, apply(DENSITY, x) / 2)))
    assert Total({}).truth(Eq(total, ONE)) is True
    assert Proved({}).truth(Eq(total, ONE)) is not True
    assert Total({}).truth(Eq(half, ONE)) is not True
    assert Total({}).truth(Eq(total, num(2))) is False
