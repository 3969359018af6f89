"""Zero-one games with random players: how often the claims say that something happens, and how often it does.

The discriminator's answer is found by turning verdicts, a best list by replacing its images; the loss is counted from
its definition. What is expected is computed by probability from the claims: occupied places, permutations, and the
Markov chain that the answers of both players are if the claims hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import combinations_with_replacement, product
from math import comb, factorial, prod, sqrt
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.montecarlo import Quantity
from numerics.stochastic import Mean, Sampled, Share, Source, Values

Integers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


# Many games at once: a row of verdicts and a row of generated images each; the images 0, …, m − 1 are genuine
def wrong_verdicts(verdicts: Integers, made: Integers) -> Integers:
    """How many of the 2m verdicts are wrong, in each game."""
    m = made.shape[1]
    return np.sum(verdicts[:, :m] == 0, axis=1) + np.sum(np.take_along_axis(verdicts, made, axis=1), axis=1)


def answer(made: Integers, images: int) -> tuple[Integers, Integers]:
    """The discriminator's answers and their losses: at first all is called genuine, then what is better is turned."""
    verdicts = np.ones((len(made), images), dtype=np.int64)
    losses = wrong_verdicts(verdicts, made)
    for image in range(images):
        verdicts[:, image] = 0
        turned = wrong_verdicts(verdicts, made)
        verdicts[:, image] = turned >= losses
        losses = np.minimum(losses, turned)
    return verdicts, losses


def best_lists(verdicts: Integers, made: Integers) -> Flags:
    """Whether no other image at any place of the list raises the loss."""
    left, losses = np.arange(len(made)), wrong_verdicts(verdicts, made)
    for place, image in product(range(made.shape[1]), range(verdicts.shape[1])):
        moved = made[left]
        moved[:, place] = image
        left = left[wrong_verdicts(verdicts[left], moved) <= losses[left]]
    return np.isin(np.arange(len(made)), left)


def reply(rng: Generator, verdicts: Integers, size: int) -> Integers:
    """Lists of images called genuine, each with the same probability."""
    ranks = np.cumsum(verdicts, axis=1)
    chosen = 1 + (rng.random((len(verdicts), size)) * ranks[:, -1:]).astype(np.int64)
    return np.sum(ranks[:, None, :] < chosen[:, :, None], axis=2)


# The discriminator against random lists
COVERED: Final = (12, 16)  # genuine images, and all


@cache
def least_loss() -> Source:
    """The loss of the discriminator's answer to a random list."""
    m, images = COVERED

    def draw(rng: Generator, n: int) -> Values:
        return answer(rng.integers(images, size=(n, m)), images)[1] / (2 * m)

    one = 1 - occupied(1)
    spread = m * one * (1 - one) + m * (m - 1) * (1 - 2 * occupied(1) + occupied(2) - one**2)
    return Source(Quantity(draw, 0.0, 0.5), sqrt(spread) / (2 * m))


def occupied(k: int) -> float:
    """The probability that k given images are not in a random list."""
    m, images = COVERED
    return (1 - k / images) ** m


def twice() -> float:
    """The expectation of Σ min(2, n_i)."""
    m, images = COVERED
    return m * (2 - 2 * occupied(1) - m / images * (1 - 1 / images) ** (m - 1))


LEAST: Final = Mean(
    result="zero_one_gan.discriminator",
    null="the answer to a random list of m = 12 of 16 images has the mean loss (1 − (15/16)¹²)/2 of Σ min(1, n_i)",
    what="the mean least loss",
    n=2**15,
    source=least_loss,
    claim=lambda: (1 - occupied(1)) / 2,
    wrong={
        "Σ n_i for Σ min(1, n_i)": lambda: COVERED[0] / (2 * COVERED[1]),
        "Σ min(2, n_i)": lambda: twice() / (2 * COVERED[0]),
        "Σ min(1, n_i) over all images that exist": lambda: (1 - occupied(1)) * COVERED[1] / (2 * COVERED[0]),
    },
)

# The generator: five genuine images of six
M, IMAGES = 5, 6


def one_half(rng: Generator, n: int) -> Flags:
    """Whether the discriminator's answer to a random list has the loss ½."""
    return answer(rng.integers(IMAGES, size=(n, M)), IMAGES)[1] == M


HALF: Final = Share(
    result="zero_one_gan.generator",
    null="the least loss is ½ for the permutations only, m!/6ᵐ of the random lists of m = 5 of 6 images",
    what="5!/6⁵",
    n=2**16,
    draw=one_half,
    claim=lambda: factorial(M) / IMAGES**M,
    wrong={
        "½ if all are on the data": lambda: (M / IMAGES) ** M,
        "½ if no image is repeated": lambda: factorial(IMAGES) / IMAGES**M,
    },
)


def lucky(rng: Generator, n: int) -> Flags:
    """Whether a random list is a best one against random verdicts."""
    return best_lists(rng.integers(2, size=(n, IMAGES)), rng.integers(IMAGES, size=(n, M)))


def fooled(distinct: bool = False) -> float:
    """The probability that all M images are called genuine; that they are different, too."""
    shares = (prod(k - j for j in range(M)) if distinct else k**M for k in range(IMAGES + 1))
    return sum(comb(IMAGES, k) * share for k, share in enumerate(shares)) / (2**IMAGES * IMAGES**M)


REPLIES: Final = Share(
    result="zero_one_gan.fixed_discriminator",
    null="a random list is best where all of it or nothing at all is called genuine, E[(k/6)⁵] + 2⁻⁶ of the pairs",
    what="E[(k/6)⁵] + 2⁻⁶",
    n=2**16,
    draw=lucky,
    claim=lambda: fooled() + 0.5**IMAGES,
    wrong={
        "a best reply is called genuine everywhere, always": fooled,
        "the images have to be different": lambda: fooled(distinct=True) + 0.5**IMAGES,
        "any list is a best reply": lambda: 1.0,
    },
)

# Both in turn
OTHERS, ROUNDS = 3, 8  # images beside five genuine ones
State = tuple[int, int]  # how many genuine images, and others, are called genuine


def settled(rng: Generator, n: int) -> Flags:
    """Whether the answers of both players come to rest within so many rounds from a random list."""
    images = M + OTHERS
    made, still = rng.integers(images, size=(n, M)), np.zeros(n, dtype=bool)
    for _ in range(ROUNDS):
        active = np.flatnonzero(~still)
        verdicts, _ = answer(made[active], images)
        rest = best_lists(verdicts, made[active])
        still[active] = rest
        made[active[~rest]] = reply(rng, verdicts[~rest], M)
    return still


@cache
def moves(state: State) -> Mapping[State | None, float]:
    """From these verdicts to those after a random reply, by the claims; None for a saddle point."""
    data, others = state
    total, found = data + others, {}
    for made in combinations_with_replacement(range(total), M):
        copies = [made.count(u) for u in set(made)]
        share = factorial(M) / prod(map(factorial, copies)) / total**M
        repeated = sum(made.count(u) > 1 for u in range(data))
        used = sum(u in made for u in range(data, total))
        after = None if not repeated and not used else (M - repeated, OTHERS - used)
        found[after] = found.get(after, 0.0) + share
    return found


def absorbed(rounds: int) -> float:
    """The probability that a saddle point is reached within so many rounds, from a list of any images."""
    law, done = {(M, OTHERS): 1.0}, 0.0
    for _ in range(rounds):
        after: dict[State, float] = {}
        for state, share in law.items():
            for to, part in moves(state).items():
                if to is None:
                    done += share * part
                else:
                    after[to] = after.get(to, 0.0) + share * part
        law = after
    return done


DYNAMICS: Final = Share(
    result="zero_one_gan.saddle_points",
    null="answers of both players in turn rest within 8 rounds as often as the saddle points say, m = 5 of 8 images",
    what="the probability to rest",
    n=2**15,
    draw=settled,
    claim=cache(lambda: absorbed(ROUNDS)),
    wrong={
        "every start ends in a saddle point": lambda: 1.0,
        "no start ends in a saddle point": lambda: 0.0,
        "one round decides": lambda: absorbed(1),
    },
)
SAMPLED: Final[tuple[Sampled, ...]] = (LEAST, HALF, REPLIES, DYNAMICS)
