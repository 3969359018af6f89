"""What becomes of `gaussian-gan` at every pair of learning rates, and where the linearisation puts the boundary.

With an affine generator and a quadratic logit the game has a rest point that holds the solution exactly: the generated
examples have the mean and the spread of the data, and the logit is 0. The derivative of one step there decides whether
steps that start nearby come back (`linearisation.modulus`). What happens from anywhere else is seen by training.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.gaussian_gan import DTYPE, Examples, Recipe, examples, start
from gan_models.gaussian_gan import run as train_one
from gan_models.linearisation import modulus
from gan_models.play import Players, State
from gan_models.streams import Streams

OUTCOMES: Final = ("converged", "oscillating", "collapsed", "diverged", "on the way")
CLOSE: Final = 0.1  # of the data's deviation: how near mean and spread have to be to have converged
GONE: Final = 0.1  # of the data's deviation: a spread below this has collapsed
TURNS: Final = 2  # of the mean or the spread, in the second half of a run that oscillates
ROWS: Final = 80  # points of the curves that are judged
FAR: Final = 20.0  # deviations from the data's mean: beyond this the generator has run away


@dataclass(frozen=True)
class Grid:
    """The rates that are tried.

    Attributes:
        recipe: Everything else.
        low: The smallest rate of both players.
        high: The greatest.
        points: Rates of each player, evenly spaced on a logarithmic scale.
        seeds: Models for each pair.
    """

    recipe: Recipe = field(default_factory=Recipe)
    low: float = 1e-3
    high: float = 3.0
    points: int = 20
    seeds: int = 10

    @property
    def rates(self) -> Tensor:
        """Those of one player, ascending."""
        ends = torch.tensor([self.low, self.high], dtype=DTYPE).log()
        return torch.linspace(float(ends[0]), float(ends[1]), self.points, dtype=DTYPE).exp()

    @property
    def cells(self) -> tuple[Tensor, Tensor]:
        """The generator's and the discriminator's rate of each model: first by generator, then by discriminator."""
        generator, discriminator = torch.meshgrid(self.rates, self.rates, indexing="ij")
        return _repeated(generator, self.seeds), _repeated(discriminator, self.seeds)


def _repeated(rates: Tensor, times: int) -> Tensor:
    return rates.reshape(-1).repeat_interleave(times)


class Map(NamedTuple):
    """What became of the models.

    Attributes:
        rates: Of one player, ascending; shape (points,).
        shares: Of each outcome; shape (outcomes, generator rates, discriminator rates).
        modulus: Of the linearisation, the mean over the seeds' data; shape (generator rates, discriminator rates).
    """

    rates: Tensor
    shares: Tensor
    modulus: Tensor


def sweep(grid: Grid, seed: int = 0) -> Map:
    """Train every pair of rates with every seed; the same seeds, data and noise for all pairs."""
    pairs = grid.points**2
    streams = Streams(seed, tuple(range(grid.seeds)) * pairs)
    generator, discriminator = grid.cells
    begun = start(grid.recipe, streams)._replace(rates=Players(generator, discriminator))
    curves = train_one(replace(grid.recipe, watched=max(1, grid.recipe.steps // ROWS)), streams, begun)
    outcome = classified(curves.means, curves.deviations, curves.examples)
    shape = (grid.points, grid.points, grid.seeds)
    shares = torch.stack([(outcome == i).reshape(shape).to(DTYPE).mean(-1) for i in range(len(OUTCOMES))])
    return Map(grid.rates, shares, boundary(grid, seed))


def classified(means: Tensor, deviations: Tensor, given: Examples) -> Tensor:
    """The number of the outcome for each model, from curves of shape (rows, models).

    Converged: over the last quarter mean and spread stay close to the data's. Collapsed: the spread is gone there.
    Diverged: not a number, or far away. Oscillating: none of these, and in the second half the mean or the spread
    turned round more than once. The others are still on the way to wherever they go.
    """
    last = len(means) - max(1, len(means) // 4)
    mean, spread = given.real.mean((1, 2)), given.real.std((1, 2), correction=0)
    away = ((means - mean).abs() / spread)[last:]
    wide = (deviations / spread)[last:]
    lost = ~(torch.isfinite(means).all(0) & (away < FAR).all(0) & (wide < FAR).all(0))
    near = (away < CLOSE).all(0) & ((wide - 1).abs() < CLOSE).all(0)
    gone = (wide < GONE).all(0)
    swings = torch.maximum(turns(means), turns(deviations)) >= TURNS
    found = torch.where(swings, 1, 4)
    for number, there in ((2, gone), (0, near), (3, lost)):
        found = torch.where(there, number, found)
    return found


def turns(curves: Tensor) -> Tensor:
    """How often each column goes from rising to falling or back, in the second half of the rows."""
    moves = torch.sign(curves[len(curves) // 2 :].diff(dim=0))
    return (moves[1:] * moves[:-1] < 0).sum(0)


def boundary(grid: Grid, seed: int = 0) -> Tensor:
    """The modulus of the linearised step at the rest point, for every pair of rates; below 1 it is stable."""
    recipe = replace(grid.recipe, batch=0)
    given = examples(recipe, Streams.of(seed, grid.seeds))
    rest = equilibrium(given)
    generator, discriminator = torch.meshgrid(grid.rates, grid.rates, indexing="ij")
    found = list[Tensor]()
    for g, d in zip(generator.reshape(-1), discriminator.reshape(-1), strict=True):
        rates = Players(g.expand(grid.seeds), d.expand(grid.seeds))
        state = State(rest, Players({}, {}), rates)
        batch = given if recipe.updates == "simultaneous" else (given, given)
        found.append(modulus(recipe.step(), state, batch).mean())
    return torch.stack(found).reshape(grid.points, grid.points)


def equilibrium(given: Examples) -> Players:
    """An affine generator with the data's mean and spread, and the logit 0; for each model."""
    real, noise = given.real[..., 0], given.noise[..., 0]
    slope = real.std(-1, correction=0) / noise.std(-1, correction=0)
    shift = real.mean(-1) - slope * noise.mean(-1)
    nothing = {"linear.weight": real.new_zeros(len(real), 1, 2), "linear.bias": real.new_zeros(len(real), 1)}
    return Players({"weight": slope[:, None, None], "bias": shift[:, None]}, nothing)
