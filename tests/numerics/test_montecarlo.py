"""Monte Carlo: the same on any executor, flat in memory, right but for the stated probability."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from numerics import montecarlo
from numerics.concentration import clopper_pearson
from numerics.estimate import Estimate, Moments
from numerics.montecarlo import CHUNK, OutOfRange, Quantity, estimate, spread, until


def coin(rng, n):
    """Tosses of a fair coin."""
    return rng.integers(0, 2, n).astype(float)


def square(rng, n):
    """The square of a uniform number: mean 1/3, variance 4/45."""
    return rng.random(n) ** 2


COIN, SQUARE = Quantity(coin, 0.0, 1.0), Quantity(square, 0.0, 1.0)


def test_the_interval_holds_the_mean_and_the_standard_error_is_right():
    found = estimate(SQUARE, 300_000, seed=5)
    assert not found.contradicts(1 / 3)
    assert found.contradicts(1 / 3 + 0.01)
    assert found.standard_error == pytest.approx((4 / 45 / 300_000) ** 0.5, rel=0.02)
    assert (found.n, found.seed, found.alpha, found.method) == (300_000, 5, 1e-9, "plain")
    assert "300000 samples" in str(found)


def test_intervals_miss_no_more_often_than_stated():
    misses = sum(0.5 not in estimate(COIN, 100, seed=s, alpha=0.05).interval for s in range(400))
    assert clopper_pearson(misses, 400, 1e-9).low <= 0.05


def test_a_seed_gives_the_same_estimate_and_another_one_does_not():
    assert estimate(SQUARE, 1000, seed=1) == estimate(SQUARE, 1000, seed=1)
    assert estimate(SQUARE, 1000, seed=1).value != estimate(SQUARE, 1000, seed=2).value


def test_processes_and_threads_give_the_estimate_of_one_process():
    alone = estimate(SQUARE, 3 * CHUNK + 17, seed=2)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        assert estimate(SQUARE, 3 * CHUNK + 17, seed=2, executor=pool) == alone
    with ThreadPoolExecutor(2) as pool:
        assert estimate(SQUARE, 3 * CHUNK + 17, seed=2, executor=pool) == alone


def test_a_cluster_gives_the_estimate_of_one_process():
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    alone = estimate(SQUARE, 3 * CHUNK + 17, seed=2)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert estimate(SQUARE, 3 * CHUNK + 17, seed=2, executor=client.get_executor()) == alone


class Counting(Executor):
    """An executor that runs at once and counts how many results wait to be fetched."""

    def __init__(self):
        self.waiting = self.most = 0

    def submit(self, function, /, *arguments, **options):
        outer, self.waiting = self, self.waiting + 1
        self.most = max(self.most, self.waiting)

        class Counted(Future):
            def result(self, timeout=None):
                outer.waiting -= 1
                return super().result(timeout)

        future = Counted()
        future.set_result(function(*arguments, **options))
        return future


def test_only_a_few_chunks_wait_at_a_time(monkeypatch):
    monkeypatch.setattr(montecarlo, "CHUNK", 16)
    pool = Counting()
    assert estimate(COIN, 16 * 500, executor=pool).n == 8000
    assert pool.most == montecarlo.AHEAD


def peak(n):
    """The largest memory that an estimate allocates, in bytes."""
    tracemalloc.start()
    try:
        estimate(SQUARE, n)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_samples():
    assert peak(40 * CHUNK) < 1.2 * peak(2 * CHUNK)


def test_progress_is_told_to_the_end():
    seen = []
    estimate(COIN, 2 * CHUNK + 1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(n, 2 * CHUNK + 1) for n in (CHUNK, 2 * CHUNK, 2 * CHUNK + 1)]


def test_a_long_run_shows_a_bar_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(montecarlo, "LONG", 10)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    estimate(COIN, 100)
    assert "samples" in capsys.readouterr().err


def test_sampling_until_a_radius_stops_as_soon_as_it_is_reached():
    found = until(SQUARE, 0.01, seed=3)
    assert found.interval.radius <= 0.01
    assert 1 / 3 in found.interval
    assert found.n & (found.n - 1) == 0
    assert until(SQUARE, 0.03, seed=3).n < found.n


def test_stopping_keeps_the_level_although_the_data_decide_when():
    """Sampling until the interval leaves 1/2 out would reject a fair coin in the end, were each look at level alpha."""
    misses = sum(0.5 not in until(COIN, 0.2, seed=s, alpha=0.05, start=16).interval for s in range(300))
    assert clopper_pearson(misses, 300, 1e-9).low <= 0.05


def test_a_radius_out_of_reach_says_how_far_it_came():
    with pytest.raises(TimeoutError, match="after 8192 samples the radius is"):
        until(COIN, 1e-6, limit=8192)


@pytest.mark.parametrize(
    "wrong", [lambda rng, n: rng.random(n) + 0.5, lambda rng, n: np.full(n, np.nan)], ids=["above", "nan"]
)
def test_an_integrand_that_leaves_its_range_is_an_error(wrong):
    with pytest.raises(OutOfRange, match=r"outside \[0.0, 1.0\]"):
        estimate(Quantity(wrong, 0.0, 1.0), 100)


def test_an_integrand_of_another_shape_is_an_error():
    with pytest.raises(ValueError, match=r"shape \(100, 1\)"):
        estimate(Quantity(lambda rng, n: rng.random((n, 1)), 0.0, 1.0), 100)
    with pytest.raises(ValueError, match="at least 2"):
        estimate(COIN, 1)


def test_what_is_left_out_widens_the_interval():
    plain, cut = (estimate(Quantity(square, 0.0, 1.0, tail), 1000) for tail in (0.0, 0.25))
    assert cut.interval.low == max(plain.interval.low - 0.25, -0.25)
    assert cut.interval.high == pytest.approx(min(plain.interval.high + 0.25, 1.25))


def test_moments_put_together_are_those_of_all_numbers():
    numbers = np.random.default_rng(0).normal(1e6, 1, 1000)
    total = Moments()
    for part in np.array_split(numbers, 7):
        total.add(spread(part.tolist()))
    assert (total.count, total.mean) == (1000, pytest.approx(numbers.mean(), rel=1e-15))
    assert total.variance == pytest.approx(numbers.var(ddof=1), rel=1e-9)
    assert Moments().standard_error == 0.0


def test_an_estimate_is_never_wider_than_the_range():
    found = estimate(COIN, 2)
    assert isinstance(found, Estimate)
    assert found.interval == (0.0, 1.0)
