"""The metrics of generated images against brute force and closed forms."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from scipy.linalg import sqrtm

from gan_models import metrics
from gan_models.backend import torch
from gan_models.metrics import distances, neighbours


def normal(seed: int, count: int, width: int = 5) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    mixed = torch.randn(count, width, generator=generator, dtype=torch.float64)
    return mixed @ torch.randn(width, width, generator=generator, dtype=torch.float64) + 0.1 * seed


# Distances
def test_the_frechet_distance_is_that_of_normal_laws_with_these_moments():
    fake, real = normal(1, 200), normal(2, 300)
    means, covariances = zip(*((v.mean(0).numpy(), np.cov(v.numpy().T)) for v in (fake, real)), strict=True)
    root = sqrtm(covariances[0] @ covariances[1]).real
    expected = np.sum((means[0] - means[1]) ** 2) + np.trace(covariances[0] + covariances[1] - 2 * root)
    assert metrics.frechet(fake, real) == pytest.approx(expected, rel=1e-9)
    assert metrics.frechet(fake, fake) == pytest.approx(0, abs=1e-6)


def test_the_frechet_distance_of_a_shift_is_its_square():
    fake = normal(1, 100)
    assert metrics.frechet(fake, fake + 2) == pytest.approx(5 * 2**2, rel=1e-6)


def test_the_kernel_distance_is_the_unbiased_one_over_pairs():
    fake, real = normal(1, 40), normal(2, 40)

    def mean(first, second, same: bool) -> float:
        found = [
            (float(x @ y) / 5 + 1) ** 3
            for i, x in enumerate(first)
            for j, y in enumerate(second)
            if not (same and i == j)
        ]
        return sum(found) / len(found)

    expected = mean(real, real, True) + mean(fake, fake, True) - 2 * mean(real, fake, False)
    biased = mean(real, real, False) + mean(fake, fake, False) - 2 * mean(real, fake, False)
    assert metrics.kernel(fake, real) == pytest.approx(expected, rel=1e-9)
    assert metrics.kernel(fake, real) != pytest.approx(biased, rel=1e-3)


def test_the_kernel_distance_of_many_features_averages_subsets(monkeypatch):
    fake, real = normal(1, 400) / 3, normal(1, 500) / 3 + 0.3
    whole = metrics.kernel(fake, real)
    monkeypatch.setattr(distances, "SUBSET", 100)
    parts = metrics.kernel(fake, real)
    assert parts != whole
    assert parts == pytest.approx(whole, rel=0.3)  # 50 subsets of a quarter


def test_the_kernel_distance_leaves_the_global_random_numbers_as_they_were(monkeypatch):
    monkeypatch.setattr(distances, "SUBSET", 10)
    fake, real = normal(1, 40), normal(2, 40)
    state = torch.get_rng_state()
    first = metrics.kernel(fake, real)
    assert torch.equal(torch.get_rng_state(), state)
    torch.randn(1)
    assert metrics.kernel(fake, real) == first
    assert metrics.kernel(fake, real, seed=1) != first


# Precision and recall
def brute(points, others, k: int) -> float:
    def distance(x, y) -> float:
        return float(((x - y) ** 2).sum()) ** 0.5

    radii = [sorted(distance(x, y) for j, y in enumerate(others) if j != i)[k - 1] for i, x in enumerate(others)]
    inside = [any(distance(p, y) <= r for y, r in zip(others, radii, strict=True)) for p in points]
    return sum(inside) / len(inside)


@pytest.mark.parametrize("k", [1, 3])
def test_precision_and_recall_are_those_of_the_definition(k, monkeypatch):
    monkeypatch.setattr(neighbours, "AT_ONCE", 7)
    fake, real = normal(1, 60, 2), normal(2, 50, 2)
    expected = (brute(fake, real, k), brute(real, fake, k))
    assert 0.1 < min(expected) < max(expected) < 1
    assert metrics.precision_and_recall(fake, real, k) == pytest.approx(expected)
    assert metrics.precision_and_recall(fake, real, k) != pytest.approx(
        (brute(fake, real, k + 1), brute(real, fake, k + 1))
    )


def test_a_set_lies_among_itself():
    points = normal(1, 50).float()
    assert metrics.precision_and_recall(points, points) == (1.0, 1.0)


def test_one_mode_of_two_is_precise_and_recalls_half():
    modes = torch.cat([normal(1, 100, 2), normal(1, 100, 2) + 100])
    precision, recall = metrics.precision_and_recall(modes[:100] + 1e-9, modes)
    assert (precision, recall) == (1.0, 0.5)


def test_too_few_images_for_neighbours_are_refused():
    with pytest.raises(ValueError, match="3 images have no 3 neighbours"):
        metrics.precision_and_recall(normal(1, 3), normal(2, 9))


# Classes
def test_the_histogram_has_the_share_of_each_class():
    assert metrics.histogram(torch.tensor([3, 1, 3, 3]), 5).tolist() == [0, 0.25, 0, 0.75, 0]


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0.5), (0.049, 0.5), (0.05, 1.0), (0.5, 1.0)])
def test_a_class_is_covered_from_a_tenth_of_its_due_on(share, expected):
    shares = torch.tensor([1 - share, share], dtype=torch.float64)
    assert metrics.coverage(shares, torch.tensor([0.5, 0.5], dtype=torch.float64)) == expected


def test_a_class_that_the_data_lack_does_not_count():
    assert metrics.coverage(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.5, 0.5, 0.0])) == 0.5


@pytest.mark.parametrize("classes", [1, 2, 10])
def test_the_entropy_of_equal_shares_is_the_logarithm_of_their_number(classes):
    shares = torch.zeros(10)
    shares[:classes] = 1 / classes
    assert metrics.entropy(shares) == pytest.approx(log(classes))


# Seeds
def test_an_interval_over_seeds_covers_the_expectation_as_often_as_it_says():
    drawn = np.random.default_rng(0).normal(3, 2, (4000, 5))
    found = [metrics.interval(row.tolist()) for row in drawn]
    inside = np.mean([e.low <= 3 <= e.high for e in found])
    assert inside == pytest.approx(0.95, abs=0.012)  # 3.5 standard errors
    plugged = np.mean([abs(r.mean() - 3) <= 1.96 * r.std(ddof=1) / 5**0.5 for r in drawn])
    assert plugged < 0.9  # the normal quantile would be too short for five seeds


def test_an_interval_says_what_it_is():
    found = metrics.interval([1.0, 2.0])
    assert (found.mean, found.seeds) == (1.5, 2)
    assert str(found) == "1.5 [-4.853, 7.853] over 2 seeds"
    assert metrics.interval([1.0, 2.0], 0.5).low > found.low
    with pytest.raises(ValueError, match="at least two"):
        metrics.interval([1.0])
