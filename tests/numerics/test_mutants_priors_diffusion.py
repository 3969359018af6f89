"""Settings for the wrong variants of results on diffusion models: noised data that lie where a slip would put them."""

from __future__ import annotations

import pytest

from derivations.results import catalogue
from numerics.mutants import Bench
from numerics.mutants_priors_diffusion import LEVELS, aimed, golden, noised, renumbered, slips
from numerics.randomness import generator
from numerics.roots import SquareRoots
from numerics.variants import mutants

SURVIVED = {  # wrong variants of diffusion.not_unique that no point showed before
    "another noise level": "1 + alpha_t",
    "indices beyond the bound": "J < j",
}
FIELD = SquareRoots()


@pytest.fixture(scope="module")
def bench():
    """Where both slips are judged: its points are found once."""
    return Bench(catalogue()["diffusion.not_unique"].proof, 0)


@pytest.mark.parametrize("name", SURVIVED)
def test_they_show_what_is_wrong(bench, name):
    found = [m for m in mutants(bench.proof.statement) if repr(m.after) == SURVIVED[name]]
    assert len(found) > 1
    assert all(bench.judge(m).status == "refuted" for m in found)


def placed(values, a, b):
    """a·√α·x + b·√(1 − α)·ε for the first datum."""
    level = FIELD.number(values["alpha_t"])
    x, epsilon = (f.over(FIELD) for f in (values["x"], values["epsilon"]))
    root, rest = FIELD.apply("sqrt", level), FIELD.apply("sqrt", FIELD.number(1) - level)
    return a * root * x(0).only + b * rest * epsilon(0)(0).only


def test_a_slip_separates_a_datum_from_a_sum_of_squares():
    zero, one = FIELD.number(0), FIELD.number(1)
    seen = []
    for seed in range(40):
        values = aimed(generator(seed))
        roots = [next(r for r in LEVELS if r[0] ** 2 == values["alpha_t"])]
        slipped = [placed(values, a, b) for root, rest in roots for a, b in slips(root, rest)]
        seen.append((placed(values, one, one), slipped))
    assert all(plain in (zero, one, golden()) for plain, _ in seen)
    assert any(plain == zero and one in slipped for plain, slipped in seen)
    assert all(zero in slipped for plain, slipped in seen if plain == one)
    assert any(plain == one for plain, _ in seen)


def test_beyond_the_bounds_rows_and_a_row_agree():
    for seed in range(10):
        values = renumbered(generator(seed))
        nested, flat = (values[name].over(FIELD) for name in ("x", "X"))
        rows = range(values["N"] + 1, values["N"] + 4)
        assert all(nested(i)(j) == flat(i * values["J"] + j) for i in rows for j in range(3))
        assert values["K"] == values["N"] * values["J"]


def test_data_stay_as_they_are_after_the_last():
    values = noised(generator(3)).values()
    x = values["x"].over(FIELD)
    assert all(x(k) == x(k + 1) for k in range(values["N"], values["N"] + 3))
    assert x(0) != x(values["N"])
