"""Settings for the wrong variants of results on variational autoencoders: narrow posteriors, and other widths."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.results import catalogue
from numerics.exact import Rationals, fraction
from numerics.mutants import Bench
from numerics.mutants_priors_vae import linear, listed
from numerics.randomness import generator
from numerics.variants import mutants

JOINT = "multivariate_normal(x, W*z + b, s**2*identity(D))*multivariate_normal(z, zeros(k, 1), identity(k))"
SLIPS = {  # wrong variants of vae.linear_gaussian that no point showed before
    "2*(S*unit(k, i))": "",
    "2*(v(i)*unit(k, i))": "",
    JOINT: "a denominator",
}


@pytest.fixture(scope="module")
def bench():
    proof = catalogue()["vae.linear_gaussian"].proof
    return Bench(proof, 0), list(mutants(proof.statement))


@pytest.mark.parametrize("after", SLIPS, ids=["twice S", "twice v", "a denominator dropped"])
def test_they_show_what_is_wrong(bench, after):
    judges, every = bench
    found = [m for m in every if repr(m.after) == after and SLIPS[after] in m.slip]
    assert found
    assert {judges.judge(m).status for m in found} == {"refuted"}


def test_more_strings_than_there_are_show_that_the_list_must_end():
    proof = catalogue()["vae.bernoulli_decoder"].proof
    judges = Bench(proof, 0)
    found = [m for m in mutants(proof.statement) if repr(m.after) == "2**D < k"]
    assert found
    assert {judges.judge(m).status for m in found} == {"refuted"}


def test_a_list_of_strings_holds_each_once_and_then_one_for_ever():
    for seed in range(20):
        values = listed(generator(seed))
        rows = [bits_of(values["b"], k, values["D"]) for k in range(2 ** values["D"] + 3)]
        assert len({*rows[: 2 ** values["D"]]}) == 2 ** values["D"]
        assert len({*rows[2 ** values["D"] :]}) == 1


def bits_of(listed, k, count):
    row = listed.over(Rationals())(k)
    return tuple(int(row(i).only) for i in range(count))


def test_widths_are_those_of_q_or_twice_or_half_of_them():
    seen = set()
    for seed in range(60):
        values = linear(generator(seed))
        cov, widths = values["S"], values["v"].over(Rationals())
        assert values["s"] > 0
        assert cov[0, 0] > 0
        seen.add(Fraction(cov[0, 0]) / fraction(widths(0).only))
    assert {Fraction(1, 2), Fraction(1), Fraction(2)} <= seen


def test_some_posteriors_are_narrow():
    settings = [linear(generator(seed)) for seed in range(60)]
    assert any(values["S"][0, 0] < Fraction(1, 18) for values in settings)
