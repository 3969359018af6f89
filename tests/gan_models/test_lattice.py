"""Batches that fill their law evenly: each point has the law, and each batch is spread out."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import kstest, norm

from gan_models.data import lattice
from gan_models.data.densities import Mixture, Normal
from gan_models.streams import Streams

F64 = torch.float64
TWO = Mixture((Normal((-2.0,), (0.5,)), Normal((1.0,), (2.0,))), (0.25, 0.75))


def generators(models: int = 1, seed: int = 0):
    return Streams.of(seed, models).generators("points", F64)


def in_every_interval(points: torch.Tensor) -> bool:
    """Whether each of n equal intervals holds a point: up to a shift that has no effect on gaps around the circle."""
    ordered = points.sort(-1).values
    gaps = torch.cat([ordered.diff(dim=-1), (ordered[..., :1] + 1 - ordered[..., -1:])], -1)
    return bool(((gaps * points.shape[-1] - 1).abs() < 1e-9).all())


def test_each_coordinate_of_a_batch_is_an_even_grid_and_that_of_independent_points_is_not():
    batch = lattice.uniform(generators(3), 5, 64, 4)
    assert batch.shape == (3, 5, 64, 4)
    assert in_every_interval(batch.movedim(-1, 0))
    assert not in_every_interval(generators(3).uniform(5, 64))


def test_a_point_of_a_batch_is_uniform():
    first = lattice.uniform(generators(), 4000, 4, 2)[0, :, 0]
    for coordinate in first.T.numpy():
        assert kstest(coordinate, "uniform").pvalue > 1e-6
    assert kstest(first[:, 0].numpy() ** 1.2, "uniform").pvalue < 1e-6, "the test sees a law that is not uniform"


def test_the_coordinates_of_a_point_are_independent_over_batches():
    first = lattice.normal(generators(), 4000, 4, 2)[0, :, 1]
    assert abs(np.corrcoef(first.T.numpy())[0, 1]) < 6 / np.sqrt(4000)


def test_a_point_of_a_mixture_has_its_law():
    points = lattice.draw(TWO, generators(), 4000, 4)[0, :, 0, 0].numpy()

    def cdf(x):
        return sum(w * norm.cdf(x, *p.mean, *p.deviation) for w, p in zip(TWO.weights, TWO.parts, strict=True))

    assert kstest(points, cdf).pvalue > 1e-6
    assert kstest(points, lambda x: norm.cdf(x, 0.25, 2)).pvalue < 1e-6, "the test sees another law"


def test_each_part_of_a_mixture_gets_its_share_of_every_batch():
    apart = Mixture((Normal((-100.0,), (1.0,)), Normal((100.0,), (1.0,))), (0.25, 0.75))
    low = (lattice.draw(apart, generators(4), 20, 64) < 0).sum((-2, -1))
    assert ((low - 16).abs() <= 1).all()


def test_means_over_a_batch_are_unbiased_and_vary_less_than_of_independent_points():
    squares = lattice.normal(generators(2, seed=1), 500, 64).square().mean((-2, -1)).flatten()
    independent = generators(2, seed=2).normal(500, 64).square().mean(-1).flatten()
    assert abs(squares.mean() - 1) < 5 * squares.std() / len(squares) ** 0.5
    assert squares.std() < 0.5 * independent.std()


def test_a_model_draws_the_same_whoever_is_beside_it():
    whole, alone = (Streams(0, models).generators("points", F64) for models in ((0, 1, 2), (2,)))
    torch.testing.assert_close(lattice.draw(TWO, whole, 3, 8)[2:], lattice.draw(TWO, alone, 3, 8), rtol=0, atol=0)


@pytest.mark.parametrize("points", [0, 3, 48])
def test_other_numbers_of_points_than_powers_of_two_are_refused(points):
    with pytest.raises(ValueError, match="power of 2"):
        lattice.uniform(generators(), 1, points)
