"""Evidence for `derivations.zero_one_gan`: every game with m ≤ 4 images, by enumeration.

The images 0, …, m − 1 are genuine and up to m + 1 others exist: the generator can use m of these, and one is left. A
game is a table of the losses of all discriminators (sets of images called genuine) against all generated lists, in
units of 1/(2m), so that every number is a whole one. Nothing here reads the language of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from math import factorial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

from derivations.kernel.terms import NAT, SPACE
from numerics import zero_one_gan_dynamics
from numerics.ledger import with_samples
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import prior
from numerics.spaces import table

if TYPE_CHECKING:
    from derivations.proof import Proof

LARGEST: Final = 4  # genuine images
POINTS: Final = 3  # of the spaces on which the statements themselves are tried


@dataclass(frozen=True)
class Game:
    """All discriminators against all generated lists of m images, of which images 0, …, m − 1 are genuine.

    Attributes:
        m: The number of genuine images, and of generated ones.
        others: The number of other images that exist.
    """

    m: int
    others: int

    @property
    def images(self) -> int:
        """How many images exist."""
        return self.m + self.others

    @cached_property
    def lists(self) -> np.ndarray:
        """The generated lists, one in each row."""
        return np.array(list(product(range(self.images), repeat=self.m)), dtype=np.int8)

    @cached_property
    def verdicts(self) -> np.ndarray:
        """The discriminators, one in each row: 1 for every image called genuine."""
        return np.array(list(product((0, 1), repeat=self.images)), dtype=np.int8)

    @cached_property
    def gains(self) -> np.ndarray:
        """For every discriminator and list, how many generated images are called genuine."""
        total = np.zeros((len(self.verdicts), len(self.lists)), dtype=np.int8)
        for place in range(self.m):
            total += self.verdicts[:, self.lists[:, place]]
        return total

    @cached_property
    def losses(self) -> np.ndarray:
        """For every discriminator and list, how many of the 2m verdicts are wrong."""
        return self.gains + (1 - self.verdicts[:, : self.m]).sum(axis=1, dtype=np.int8)[:, None]

    @cached_property
    def copies(self) -> np.ndarray:
        """For every list, how often each image is in it."""
        return np.stack([(self.lists == image).sum(axis=1, dtype=np.int8) for image in range(self.images)], axis=1)

    @cached_property
    def least(self) -> np.ndarray:
        """For every list, the least loss of a discriminator."""
        return self.losses.min(axis=0)

    @cached_property
    def most(self) -> np.ndarray:
        """For every discriminator, the greatest loss that a list can cause."""
        return self.losses.max(axis=1)

    @property
    def permutations(self) -> np.ndarray:
        """The lists that are the genuine images in some order."""
        return (np.sort(self.lists, axis=1) == np.arange(self.m)).all(axis=1)

    def shown(self, discriminator: int | None, generator: int | None) -> str:
        """A pair of players in words."""
        parts = [f"{self.m} genuine and {self.others} other images exist"]
        if discriminator is not None:
            parts.append(f"genuine is said of {[int(u) for u in np.flatnonzero(self.verdicts[discriminator])]}")
        if generator is not None:
            parts.append(f"generated are {[int(u) for u in self.lists[generator]]}")
        return ", ".join(parts)


@cache
def games() -> tuple[Game, ...]:
    """All games with at most four genuine images and one image more than the players can use."""
    return tuple(Game(m, others) for m in range(1, LARGEST + 1) for others in range(m + 2))


def differ(game: Game, what: str, found: np.ndarray, claimed: np.ndarray, axis: int | None = None) -> str | None:
    """The first place at which an array by enumeration is not what is claimed; `axis` is that of a single player."""
    places = np.argwhere(found != np.broadcast_to(claimed, found.shape))
    if not len(places):
        return None
    place = tuple(int(i) for i in places[0])
    players = place if axis is None else (place[0], None) if axis == 0 else (None, place[0])
    return f"{game.shown(*players)}: {what} is {found[place]}, not {np.broadcast_to(claimed, found.shape)[place]}"


# The discriminator
def best_verdicts(game: Game, once: str = "either", elsewhere: str = "copies") -> np.ndarray:
    """The discriminators that are claimed to be best against each list, by the verdict on each image.

    `once` is the verdict asked for where one copy lies, `elsewhere` says which images off the data must be generated.
    """
    allowed = np.ones(game.losses.shape, dtype=bool)
    for image in range(game.images):
        genuine, n = game.verdicts[:, [image]] == 1, game.copies[:, image]
        if image >= game.m:
            watched = {"copies": n > 0, "all": n >= 0, "none": n < 0}[elsewhere]
            allowed &= ~genuine | ~watched
        else:
            may_be, may_not = {"either": (n <= 1, n >= 1), "generated": (n == 0, n >= 1), "genuine": (n <= 1, n >= 2)}[
                once
            ]
            allowed &= np.where(genuine, may_be, may_not)
    return allowed


def capped(game: Game, cap: int = 1) -> np.ndarray:
    """Σ min(1, n_i) over the genuine images, for every list."""
    return np.minimum(game.copies[:, : game.m], cap).sum(axis=1)


def least_loss(game: Game, claimed: np.ndarray) -> str | None:
    """The least number of wrong verdicts against every list."""
    return differ(game, "the least loss, times 2m,", game.least, claimed, axis=1)


def discriminator(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The least loss against every list and all discriminators that have it."""

    def verdicts(game: Game, **wrong: str) -> str | None:
        best = game.losses == game.least
        return differ(game, "whether the discriminator is best", best, best_verdicts(game, **wrong))

    wrong = [
        rejects("Σ n_i for Σ min(1, n_i)", (least_loss(game, capped(game, LARGEST)) for game in games())),
        rejects("copies n_i ≥ 1 have to be called generated", (verdicts(g, once="generated") for g in games())),
        rejects("at n_i = 1 the image has to be called genuine", (verdicts(g, once="genuine") for g in games())),
        rejects("off the data everything has to be called generated", (verdicts(g, elsewhere="all") for g in games())),
        rejects("off the data either verdict", (verdicts(g, elsewhere="none") for g in games())),
    ]
    detail = "The least losses and all best discriminators of all games with m up to 4 images are as claimed."
    found = tally(detail, (least_loss(g, capped(g)) or verdicts(g) or unseen(g) for g in games()), wrong)
    return [found, zero_one_gan_dynamics.discriminator(rng, scale)]


def unseen(game: Game) -> str | None:
    """Calling genuine what has no copy, and nothing else, has the least loss."""
    same = (game.verdicts[:, None, :] == (game.copies == 0)[None, :, :]).all(axis=2)
    losses = game.losses[same.argmax(axis=0), np.arange(len(game.lists))]
    return differ(game, "the loss if what has no copy is called genuine, times 2m,", losses, game.least, axis=1)


# The generator
def fixed_discriminator(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """All best replies to every discriminator."""

    def replies(game: Game, claimed: np.ndarray) -> str | None:
        return differ(game, "whether the list is a best reply", game.losses == game.most[:, None], claimed)

    def moved(game: Game, gains: np.ndarray) -> str | None:
        """The loss minus the gain is the same whatever is generated."""
        rest = game.losses - gains
        return differ(game, "the loss minus the gain, times 2m,", rest, rest[:, [0]])

    def most(game: Game) -> str | None:
        claimed = np.where(game.verdicts.any(axis=1), game.m, 0)
        return differ(game, "the greatest gain", game.gains.max(axis=1), claimed, axis=0)

    wrong = [
        rejects("the gain counts different images only", (moved(g, _different(g)) for g in games())),
        rejects("a best reply is called genuine everywhere, always", (replies(g, _fools(g)) for g in games())),
        rejects("one image called genuine is enough", (replies(g, _hopeless(g) | (g.gains > 0)) for g in games())),
        rejects("the images have to be different", (replies(g, _hopeless(g) | _fools_anew(g)) for g in games())),
    ]
    detail = "The gains and all best replies in all games with m up to 4 images are as claimed."
    right = (moved(g, g.gains) or most(g) or replies(g, _hopeless(g) | _fools(g)) for g in games())
    return [tally(detail, right, wrong)]


def _fools(game: Game) -> np.ndarray:
    """Every generated image is called genuine."""
    return game.verdicts[:, game.lists].min(axis=2) == 1


def _fools_anew(game: Game) -> np.ndarray:
    """Every generated image is called genuine, and none is repeated."""
    return _fools(game) & _all_new(game)


def _hopeless(game: Game) -> np.ndarray:
    """No image is called genuine."""
    return _nothing(game)[:, None]


def _all_new(game: Game) -> np.ndarray:
    """No image is generated twice."""
    return game.copies.max(axis=1) <= 1


def _different(game: Game) -> np.ndarray:
    """How many different images that are called genuine are generated."""
    return (game.verdicts[:, None, :] * (game.copies > 0)[None, :, :]).sum(axis=2)


def generator(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The least loss against every list, by the number of images without a copy."""

    def greatest(game: Game, claimed: np.ndarray) -> str | None:
        return differ(game, "whether the least loss is ½", game.least == game.m, claimed, axis=1)

    wrong = [
        rejects("(m − k)/m", (least_loss(g, 2 * (g.m - missing(g))) for g in games())),
        rejects("k the number of images off the data", (least_loss(g, g.m - _outside(g)) for g in games())),
        rejects("k the number of images with more than one copy", (least_loss(g, g.m - _repeated(g)) for g in games())),
        rejects("½ if all are on the data", (greatest(g, _outside(g) == 0) for g in games())),
        rejects("½ if no image is repeated", (greatest(g, _all_new(g)) for g in games())),
    ]
    detail = "The least losses against all lists of all games with m up to 4 images are (m − k)/(2m)."
    right = (least_loss(g, g.m - missing(g)) or greatest(g, g.permutations) or _attained(g) for g in games())
    return [tally(detail, right, wrong)]


def missing(game: Game) -> np.ndarray:
    """How many genuine images are not in each list."""
    return np.array([len(set(range(game.m)) - set(images)) for images in game.lists.tolist()])


def _attained(game: Game) -> str | None:
    """The greatest of the least losses is ½."""
    found = int(game.least.max())
    return None if found == game.m else f"{game.shown(None, None)}: the greatest least loss is {found}/{2 * game.m}"


def _outside(game: Game) -> np.ndarray:
    """How many images of each list are not genuine."""
    return (game.lists >= game.m).sum(axis=1)


def _repeated(game: Game) -> np.ndarray:
    """How many genuine images are in each list more than once."""
    return (game.copies[:, : game.m] > 1).sum(axis=1)


# Saddle points
def saddle_points(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """All saddle points of all games."""

    def saddles(game: Game, claimed: np.ndarray) -> str | None:
        return differ(game, "whether it is a saddle point", saddle(game), claimed)

    claims: dict[str, Callable[[Game], np.ndarray]] = {
        "a permutation with any discriminator": lambda g: _pairs(g, _nothing(g) | ~_nothing(g)),
        "all data generated, but an image off the data genuine": lambda g: _pairs(g, _all_data(g) | _no_data(g)),
        "a permutation with all data called genuine, only": lambda g: _pairs(g, _all_data(g)),
        "off the data generated, too": lambda g: _pairs(g, _all_data(g) & _none_else(g) | _nothing(g)),
        "any list on which all is called genuine": _fools,
    }
    wrong = [rejects(name, (saddles(g, claim(g)) for g in games())) for name, claim in claims.items()]
    detail = f"Among {sum(g.losses.size for g in games())} pairs the saddle points are those claimed, of value ½."
    right = (saddles(g, _pairs(g, _all_data(g) | _nothing(g))) or _number(g) or _half(g) for g in games())
    return [tally(detail, right, wrong), zero_one_gan_dynamics.saddle_points(rng, scale)]


def saddle(game: Game) -> np.ndarray:
    """Where neither player does better alone."""
    return (game.losses == game.least) & (game.losses == game.most[:, None])


def _pairs(game: Game, discriminators: np.ndarray) -> np.ndarray:
    """Some discriminators, with every permutation of the data."""
    return discriminators[:, None] & game.permutations[None, :]


def _all_data(game: Game) -> np.ndarray:
    """All genuine images are called genuine."""
    return game.verdicts[:, : game.m].min(axis=1) == 1


def _no_data(game: Game) -> np.ndarray:
    """All genuine images are called generated."""
    return game.verdicts[:, : game.m].max(axis=1) == 0


def _none_else(game: Game) -> np.ndarray:
    """All other images are called generated."""
    return game.verdicts[:, game.m :].sum(axis=1) == 0


def _nothing(game: Game) -> np.ndarray:
    """No image is called genuine."""
    return game.verdicts.max(axis=1) == 0


def _number(game: Game) -> str | None:
    """There are m!·(2^others + 1) saddle points."""
    found, claimed = int(saddle(game).sum()), factorial(game.m) * (2**game.others + 1)
    return None if found == claimed else f"{game.shown(None, None)}: there are {found} saddle points, not {claimed}"


def _half(game: Game) -> str | None:
    """Each has the loss ½."""
    return differ(
        game, "the loss at a saddle point, times 2m,", np.where(saddle(game), game.losses, game.m), np.array(game.m)
    )


# Games on which the statements themselves are tried
@prior("zero_one_gan.discriminator")
@prior("zero_one_gan.fixed_discriminator")
@prior("zero_one_gan.generator")
@prior("zero_one_gan.saddle_points")
def small_game(rng: Generator) -> Mapping[str, Any]:
    """Up to three genuine images in a space of three, a list that is often a permutation, and a discriminator."""
    m = int(rng.integers(1, POINTS + 1))
    images = [int(i) for i in rng.permutation(POINTS)]
    shuffled = [images[int(i)] for i in rng.permutation(m)]
    drawn = [[int(i) for i in rng.integers(POINTS, size=m)] for _ in range(2)]
    generated = shuffled if rng.random() < 0.4 else drawn[0]
    verdicts = [int(v) for v in rng.integers(2, size=POINTS)]
    kind = rng.random()
    if kind < 0.3:
        verdicts = [verdicts[0]] * POINTS
    elif kind < 0.7:
        verdicts = [int(u not in generated) if u in images[:m] else verdicts[u] for u in range(POINTS)]
    lists = {"x": images[:m], "g": generated, "h": drawn[1]}
    return {"m": m, "D": table(SPACE, tuple(verdicts)), **{name: table(NAT, tuple(v)) for name, v in lists.items()}}


CHECKS: Final[dict[str, Any]] = with_samples(
    "zero_one_gan",
    {check.__name__: check for check in (discriminator, fixed_discriminator, generator, saddle_points)},
)
