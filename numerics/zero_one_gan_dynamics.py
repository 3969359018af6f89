"""Zero-one games too large to enumerate: both players answer each other in turn, from random starts, m = 5, …, 12.

A player who is best already stays; so the dynamics rests at saddle points only. The discriminator's answer is found by
turning one verdict after the other, and the least loss by SciPy's linear programming; neither counts copies. Nothing
here is by chance that could be wrong: each orbit has to agree with the claims, so no error probability arises. How
often random orbits end in a saddle point is seen in `numerics.zero_one_gan_sampled`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.outcome import Outcome, rejects, tally

Integers = np.ndarray[Any, np.dtype[np.int64]]
SIZES: Final = range(5, 13)  # of the genuine data
ROUNDS: Final = 6
CLOSE: Final = 1e-6  # of sums of at most 24 whole numbers by SciPy
LIMIT: Final = 200  # rounds after which an orbit without chance has come back to a pair


@dataclass(frozen=True)
class Pair:
    """A discriminator and a generated list; the images 0, …, m − 1 are genuine.

    Attributes:
        verdicts: 1 for every image that is called genuine.
        made: The generated images.
    """

    verdicts: Integers
    made: Integers

    @property
    def m(self) -> int:
        """The number of genuine images, and of generated ones."""
        return len(self.made)

    @property
    def loss(self) -> int:
        """How many of the 2m verdicts are wrong."""
        return int(np.sum(self.verdicts[: self.m] == 0) + np.sum(self.verdicts[self.made] == 1))

    @property
    def genuine(self) -> Integers:
        """1 for every image that is genuine."""
        return np.array(np.arange(len(self.verdicts)) < self.m, dtype=np.int64)

    @property
    def copies(self) -> Integers:
        """How often each image is generated."""
        return np.bincount(self.made, minlength=len(self.verdicts))

    def turned(self, image: int) -> Pair:
        """With the other verdict on an image."""
        verdicts = self.verdicts.copy()
        verdicts[image] = 1 - verdicts[image]
        return Pair(verdicts, self.made)

    def with_image(self, image: int) -> Pair:
        """With another image at the first place of the list."""
        return Pair(self.verdicts, np.array([image, *self.made[1:]]))

    def __str__(self) -> str:
        """Show what is called genuine and what is generated."""
        genuine = np.flatnonzero(self.verdicts).tolist()
        return f"m = {self.m}, {len(self.verdicts)} images, genuine {genuine}, generated {self.made.tolist()}"


def leasts(pairs: Sequence[Pair]) -> list[float]:
    """The least loss against each list, by SciPy's linear programming: an image may be called genuine in part."""
    from scipy.optimize import linprog

    costs = [np.bincount(at.made, minlength=len(at.verdicts)) - 1.0 * at.genuine for at in pairs]
    program: Any = linprog
    found = np.split(program(np.concatenate(costs), bounds=(0, 1)).x, np.cumsum([len(c) for c in costs])[:-1])
    return [float(c @ x) + at.m for c, x, at in zip(costs, found, pairs, strict=True)]


def judged(at: Pair, order: Integers) -> Pair:
    """The discriminator's answer: verdicts are turned in this order wherever that is better."""
    for image in order:
        other = at.turned(int(image))
        at = other if other.loss < at.loss else at
    return at


def deceived(at: Pair, rng: Generator | None = None) -> Pair:
    """The generator's answer: only images called genuine, drawn or in turn; the same list where that is best."""
    genuine = np.flatnonzero(at.verdicts)
    if answered(at) or not len(genuine):
        return at
    made = genuine[np.arange(at.m) % len(genuine)] if rng is None else rng.choice(genuine, at.m)
    return Pair(at.verdicts, made)


def answered(at: Pair) -> bool:
    """Whether no other image at any one place of the list raises the loss."""
    lists = np.tile(at.made, (len(at.verdicts), at.m, 1))
    places = np.arange(at.m)
    lists[:, places, places] = np.arange(len(at.verdicts))[:, None]
    return bool(np.all(at.verdicts[lists].sum(axis=2) <= at.verdicts[at.made].sum()))


# What is claimed
def once_each(at: Pair) -> bool:
    """Every genuine image is generated once."""
    return bool(np.all(at.copies[: at.m] == 1))


def saddle(at: Pair) -> bool:
    """The saddle points of `zero_one_gan.saddle_points`."""
    return once_each(at) and (bool(at.verdicts[: at.m].all()) or not at.verdicts.any())


def fooled(at: Pair) -> bool:
    """All that is generated is called genuine."""
    return bool(at.verdicts[at.made].all())


def covered(at: Pair) -> int:
    """Σ min(1, n_i)."""
    return int(np.minimum(at.copies[: at.m], 1).sum())


# Orbits
def starts(rng: Generator, scale: float) -> Iterator[Pair]:
    """For each m a random pair, a saddle point of either kind, and pairs that miss one by an image or a verdict."""
    for m in SIZES:
        images = m + int(rng.integers(0, m + 2))
        for _ in range(round(2 * max(1.0, scale)) - 1):
            yield Pair(rng.integers(2, size=images), rng.integers(images, size=m))
        once, verdicts = rng.permutation(m), rng.integers(2, size=images)
        verdicts[:m] = 1
        yield Pair(verdicts, once)
        yield Pair(0 * verdicts, once)
        yield Pair(verdicts, once).turned(int(rng.integers(m)))
        yield Pair(verdicts, once).with_image(int(once[1]))


def orbit(at: Pair, rng: Generator) -> Iterator[tuple[str, Pair]]:
    """The start, and the pair after each answer; both in turn."""
    yield "start", at
    for _ in range(ROUNDS):
        at = judged(at, rng.permutation(len(at.verdicts)))
        yield "judged", at
        at = deceived(at, rng)
        yield "deceived", at


def ending(at: Pair) -> tuple[Pair, ...]:
    """The pairs that answers without chance come back to, one after the other: a single one where they rest."""
    seen: dict[bytes, int] = {}
    path: list[Pair] = []
    for _ in range(LIMIT):
        key = at.verdicts.tobytes() + at.made.tobytes()
        if key in seen:
            return tuple(path[seen[key] :])
        seen[key] = len(path)
        path.append(at)
        at = deceived(judged(at, np.arange(len(at.verdicts))))
    return ()


def losses(judged_ones: Sequence[tuple[Pair, float]], claim: Callable[[Pair], float]) -> Iterator[str | None]:
    """The loss after each answer of the discriminator: the least one, and what is claimed."""
    for at, best in judged_ones:
        same = abs(at.loss - best) < CLOSE and at.loss == claim(at)
        yield None if same else f"{at}: the loss times 2m is {at.loss}, the least {best:.6g}, claimed {claim(at)}"


def discriminator(rng: Generator, scale: float) -> Outcome:
    """The loss along orbits is Σ min(1, n_i)/(2m) after each answer of the discriminator."""
    orbits = [list(orbit(at, rng)) for at in starts(rng, scale)]
    pairs = [at for path in orbits for who, at in path if who == "judged"]
    known = list(zip(pairs, leasts(pairs), strict=True))
    wrong = [
        rejects("Σ n_i along orbits", losses(known, lambda at: int(at.copies[: at.m].sum()))),
        rejects("Σ min(1, n_i) over all images that exist", losses(known, lambda at: int(np.sum(at.copies > 0)))),
        rejects("Σ min(2, n_i) along orbits", losses(known, lambda at: int(np.minimum(at.copies[: at.m], 2).sum()))),
    ]
    detail = f"Along {len(orbits)} orbits with m = 5, …, 12 every answer of the discriminator has the least loss."
    return tally(detail, losses(known, covered), wrong)


def resting(pairs: Sequence[tuple[Pair, bool]], claim: Callable[[Pair], bool]) -> Iterator[str | None]:
    """Whether the pairs at which neither player does better alone are those claimed, of loss ½."""
    for at, still in pairs:
        fine = still == claim(at) and (not still or at.loss == at.m)
        yield None if fine else f"{at}: {'neither' if still else 'a'} player does better alone"


def ends(at: Pair, last: tuple[Pair, ...], claim: Callable[[tuple[Pair, ...]], bool]) -> str | None:
    """Whether an orbit without chance ends as claimed."""
    return None if last and claim(last) else f"from {at} the answers end in {len(last)} pairs in turn"


def as_claimed(last: tuple[Pair, ...]) -> bool:
    """At one saddle point, or going round among pairs that are none."""
    return saddle(last[0]) if len(last) == 1 else not any(map(saddle, last))


def saddle_points(rng: Generator, scale: float) -> Outcome:
    """Orbits rest at the saddle points claimed and nowhere else; those without chance rest or go round."""
    drawn = list(starts(rng, scale))
    pairs = [at for start in drawn for _, at in orbit(start, rng)]
    still = [at.loss < best + CLOSE and answered(at) for at, best in zip(pairs, leasts(pairs), strict=True)]
    known, last = list(zip(pairs, still, strict=True)), [(at, ending(at)) for at in drawn]
    wrong = [
        rejects("a permutation rests with any discriminator", resting(known, once_each)),
        rejects("all data have to be called genuine", resting(known, lambda at: saddle(at) and fooled(at))),
        rejects("any list on which all is called genuine rests", resting(known, fooled)),
        rejects("every start ends in a saddle point", (ends(*one, lambda last: len(last) == 1) for one in last)),
        rejects("no start ends in a saddle point", (ends(*one, lambda last: len(last) > 1) for one in last)),
    ]
    detail = f"{len(drawn)} orbits with m = 5, …, 12 rest at saddle points or go round among other pairs."
    return tally(detail, (*resting(known, saddle), *(ends(*one, as_claimed) for one in last)), wrong)
