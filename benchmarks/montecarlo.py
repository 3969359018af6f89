"""Monte Carlo against drawing the same numbers with NumPy alone, and its variance reductions: ratios taken in one run.

    python benchmarks/montecarlo.py              prints Markdown; benchmarks/MONTECARLO.md is such an output
    python benchmarks/montecarlo.py --long       memory up to 10⁹ samples (half a minute more)

Both sides of a ratio are measured alternately, and medians are compared.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from statistics import median
from time import perf_counter

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from numerics.montecarlo import CHUNK, Quantity, estimate
from numerics.quasi import Integrand, gains, normal

Array = np.ndarray
ROUNDS, SAMPLES = 5, 64 * CHUNK
MEAN, SCALE = 1.0, 1.5  # of the second normal density


def uniform(rng: Generator, n: int) -> Array:
    """A uniform number."""
    return rng.random(n)


def bell(rng: Generator, n: int) -> Array:
    """A standard normal number, cut at 9."""
    return rng.standard_normal(n).clip(-9, 9)


def log_ratio(points: Array) -> Array:
    """log p − log q for p = N(0, 1) and q = N(1, 1.5²): its mean under p is KL(p‖q)."""
    z = normal(points[:, 0])
    return np.log(SCALE) + ((z - MEAN) / SCALE) ** 2 / 2 - z**2 / 2


def surprise(points: Array) -> Array:
    """log(2p/(p + q)) at samples of p: half of JSD(p, q), p = N(0, 1) and q = N(1, 1)."""
    return -np.logaddexp(0, normal(points[:, 0]) - 0.5) + np.log(2)


def elbo(points: Array) -> Array:
    """log p(x|z) of a linear Gaussian model with four latents, z = μ + σε."""
    z = 0.3 + 0.8 * normal(points)
    return -((1.2 - z @ np.array([1.0, -0.5, 0.25, 2.0])) ** 2) / 2


def logistic(points: Array) -> Array:
    """σ(z) of a standard normal z."""
    return 1 / (1 + np.exp(-normal(points[:, 0])))


INTEGRANDS = {
    "KL of two normal densities": Integrand(log_ratio, 1, -60, 60),
    "half of JSD of two normal densities": Integrand(surprise, 1, -10, 1),
    "reconstruction term, four latents": Integrand(elbo, 4, -2000, 0),
    "mean of σ(z)": Integrand(logistic, 1, 0, 1),
}


def alone(draw: Callable[[Generator, int], Array], n: int) -> None:
    """Draw as many numbers, in chunks of the same size, and do nothing with them."""
    for seed in SeedSequence(0).spawn(n // CHUNK):
        draw(default_rng(seed), CHUNK)


def alternately(*actions: Callable[[], object]) -> list[float]:
    """The median seconds of each, measured in turn."""
    taken = [[] for _ in actions]
    for _ in range(ROUNDS):
        for action, found in zip(actions, taken, strict=True):
            start = perf_counter()
            action()
            found.append(perf_counter() - start)
    return [median(found) for found in taken]


def plain() -> None:
    """How much of the time is drawing."""
    print("## Plain Monte Carlo\n\n| integrand | drawing alone, s | estimate, s | speed of the estimate |")
    print("| --- | ---: | ---: | ---: |")
    for name, draw, span in (("uniform", uniform, (0.0, 1.0)), ("normal, cut at 9", bell, (-9.0, 9.0))):
        first, second = alternately(
            lambda d=draw: alone(d, SAMPLES), lambda d=draw, s=span: estimate(Quantity(d, *s), SAMPLES)
        )
        print(f"| {name} | {first:.3f} | {second:.3f} | {first / second:.2f} |")


def reductions() -> None:
    """How many times fewer samples for the same standard error."""
    print("\n## Fewer samples for the same standard error (2¹⁶ evaluations)\n")
    print("| integrand | antithetic pairs | scrambled Sobol points |\n| --- | ---: | ---: |")
    for name, integrand in INTEGRANDS.items():
        found = gains(integrand, 2**16, seed=1)
        shown = ("exact" if found[m] > 1e12 else f"{found[m]:,.1f}" for m in ("antithetic", "quasi"))
        print(f"| {name} | {' | '.join(shown)} |")


def processes() -> None:
    """One process and two."""
    quantity = Quantity(bell, -9.0, 9.0)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        estimate(quantity, 4 * CHUNK, executor=pool)  # the workers import once
        one, two = alternately(
            lambda: estimate(quantity, 64 * SAMPLES), lambda: estimate(quantity, 64 * SAMPLES, executor=pool)
        )
    times = f"{one:.2f} s in one, {two:.2f} s in two: {one / two:.2f} times"
    print(f"\n## Two processes\n\n{64 * SAMPLES:,} samples: {times}.")


def memory(largest: int) -> None:
    """The peak of a fresh process, by the number of samples."""
    print("\n## Memory\n\n| samples | peak, MiB |\n| ---: | ---: |")
    n = 10**6
    while n <= largest:
        code = f"import montecarlo as m; m.estimate(m.Quantity(m.uniform, 0.0, 1.0), {n}); m.peak()"
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        print(f"| {n:,} | {found.stdout.strip()} |", flush=True)
        n *= 10


def peak() -> None:
    """Print the largest memory that this process had, in MiB."""
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="memory up to 10⁹ samples")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    print(
        f"# Monte Carlo\n\nPython {platform.python_version()}, NumPy {version('numpy')}, SciPy {version('scipy')}; "
        f"{os.cpu_count()} cores, load {load:.1f} when it began: compare the ratios.\n"
    )
    plain()
    reductions()
    processes()
    memory(10**9 if arguments.long else 10**7)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    main()
