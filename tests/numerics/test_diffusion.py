"""Evidence on diffusion: each result is checked, each wrong variant rejected, and wrong statements are refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import pytest

from derivations.kernel.formulas import Derivative, Eq, ForAll, Iff, Implies, Sum, sqrt, zeros
from derivations.kernel.terms import NAT, Sort, lam, matrix_sort
from derivations.lemmas import least_squares_maps as maps
from derivations.lemmas.diffusion_points import alpha, everywhere, i, loss, noisy, u, x
from derivations.results import results
from numerics import diffusion, diffusion_data, diffusion_game, evidence
from numerics.column_maps import columns, is_map, known, moved, nearest, nested
from numerics.exact import Rationals, fraction
from numerics.matrices import Matrix
from numerics.randomness import generator
from numerics.truth import Truth, decide
from numerics.zero_one_gan import Game
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

TOPIC = import_module("derivations.diffusion")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))
OURS = ["closest_point", "coverage", "not_unique", "posterior_mean"]


def test_every_result_has_a_check():
    assert sorted(diffusion.CHECKS) == RESULTS


@pytest.mark.parametrize("name", OURS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", OURS)
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(diffusion.CHECKS[name], 3)


W, WAY, SIZE = maps.w, maps.w.T, zeros(maps.d)
ALL = lam(maps.u, Derivative(Sum(WAY * maps.e(maps.ell), maps.ell, maps.K), W, SIZE) / maps.K)
SUM = lam(maps.u, Derivative(maps.total(maps.u), W, SIZE))
HALF_ROOTED = lam(u, (u - alpha * TOPIC.g_CP(u)) / sqrt(1 - alpha))
UNROOTED = lam(u, (u - sqrt(alpha) * TOPIC.g_CP(u)) / (1 - alpha))
TOLD = Eq(loss(TOPIC.g), 0)


def recovered(root):
    """The images from the noisy points by another number for √α."""
    return everywhere(Eq((noisy - sqrt(1 - alpha) * TOPIC.g(noisy)) / root, x(i)))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        pytest.param("closest_point", Iff(Eq(loss(HALF_ROOTED), 0), TOPIC.RECOVERED), id="alpha for its root"),
        pytest.param("closest_point", Iff(Eq(loss(UNROOTED), 0), TOPIC.RECOVERED), id="1 - alpha for its root"),
        pytest.param("not_unique", Implies(TOPIC.RECOVERED, TOLD), id="every map has loss 0"),
        pytest.param("not_unique", Eq(loss(TOPIC.MOVED), loss(TOPIC.g)), id="moved at a noisy point"),
        pytest.param("posterior_mean", maps.least(ALL), id="the average over all points"),
        pytest.param("posterior_mean", maps.least(SUM), id="the sum"),
        pytest.param(
            "posterior_mean", Implies(maps.average(maps.g), Eq(maps.cost(maps.g), 0)), id="loss 0 with collisions"
        ),
        pytest.param("coverage", Iff(TOLD, recovered(alpha)), id="alpha for its root in the image"),
        pytest.param("coverage", Implies(TOLD, recovered(1)), id="no root in the image"),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, wrong):
    found = evidence.check(with_statement(TOPIC, name, lambda _: wrong), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


# Maps of columns
POINTS, VALUES = [(Fraction(0), Fraction(0)), (Fraction(3), Fraction(0))], [(Fraction(1),) * 2, (Fraction(2),) * 2]
FIELD = Rationals()


def at(function, *entries):
    """The exact value of a map at a column."""
    value = function.over(FIELD)(Matrix(len(entries), 1, tuple(FIELD.number(e) for e in entries)))
    return tuple(fraction(v) for v in value.entries)


def test_the_nearest_point_decides_and_the_first_in_a_tie():
    whole = nearest(2, POINTS, VALUES)
    assert [at(whole, *u) for u in ((1, 1), (2, 5), (Fraction(3, 2), 0))] == [VALUES[0], VALUES[1], VALUES[0]]


def test_a_known_map_has_its_values_at_its_points_only():
    whole = known(2, POINTS, VALUES, (Fraction(7),) * 2)
    assert [at(whole, *u) for u in ((0, 0), (3, 0), (3, 1))] == [*VALUES, (Fraction(7),) * 2]


def test_a_moved_map_differs_at_one_point():
    whole = known(2, POINTS, VALUES, (Fraction(7),) * 2)
    there = Matrix(2, 1, (Fraction(3), Fraction(0)))
    other = moved(whole, there, (Fraction(1, 2), Fraction(0)))
    assert [at(other, *u) for u in ((0, 0), (3, 0), (3, 1))] == [
        VALUES[0],
        (Fraction(5, 2), Fraction(2)),
        (Fraction(7),) * 2,
    ]


def test_tables_of_columns_repeat():
    table, rows = columns(VALUES).over(FIELD), nested([POINTS, VALUES]).over(FIELD)
    assert [tuple(map(fraction, table(n).entries)) for n in range(3)] == [*VALUES, VALUES[0]]
    assert tuple(map(fraction, rows(1)(0).entries)) == VALUES[0]


def test_only_functions_of_columns_are_maps():
    real, column = matrix_sort(1, 1), matrix_sort(2, 1)
    assert is_map(Sort("function", column, column))
    assert not is_map(Sort("function", real, column))
    assert not is_map(Sort("function", NAT, column))
    assert not is_map(column)


def setting(*values):
    """One noisy point of one entry, its noise, and a map with this value there."""
    one = diffusion_data.Cloud(((Fraction(1),),), ((Fraction(1, 2),),))
    tables = {maps.X: columns(one.points), maps.e: columns(one.noises)}
    return {maps.K: 1, maps.d: 1, maps.g: known(1, one.points, [values], (Fraction(0),)), **tables}


def test_a_map_that_is_not_least_is_beaten_and_a_least_one_is_not():
    assert decide(maps.least(maps.g), setting(Fraction(1))) == Truth(False)
    assert decide(maps.least(maps.g), setting(Fraction(1, 2))) == Truth(True, False)
    without_map = {v: value for v, value in setting(Fraction(1)).items() if v is not maps.g}
    assert decide(ForAll(maps.f, maps.cost(maps.f) <= 0), without_map).value is None


# Data and games
def test_the_roots_are_those_of_a_schedule():
    assert all(a * a + b * b == 1 for a, b in diffusion_data.PAIRS)
    one = diffusion_data.training(generator(1))
    image, noise, point = one.pairs[0]
    assert point == diffusion_data.combined((one.roots[0], image), (one.roots[1], noise))


def test_the_mean_of_a_collision_is_over_the_points_that_are_there():
    one = diffusion_data.Cloud(
        ((Fraction(0),), (Fraction(0),), (Fraction(1),)), tuple((Fraction(n),) for n in (1, 2, 9))
    )
    assert one.mean((Fraction(0),)) == (Fraction(3, 2),)
    assert one.loss([one.mean(u) for u in one.points]) == Fraction(1, 2)


def test_an_image_with_two_copies_costs_one_error_or_two():
    game = Game(2, 1)
    errors = diffusion_game.errors(game)
    twice = [tuple(images) for images in game.lists.tolist()].index((0, 0))
    found = {(bool(v[0]), int(e)) for v, e in zip(game.verdicts, errors[:, twice, 0], strict=True)}
    assert found == {(True, 2), (False, 1)}
