"""The one-dimensional GAN of homework C: a normal law to learn, binary cross-entropy for both players.

The discriminator lowers cross-entropy, the generator the same with flipped labels (`generator_losses.label_flip`). With
the *full batch* both see all examples and all noise in every step, so that nothing is random after the start; *one
example at a time* is the homework's second way. An affine generator and a quadratic logit hold the solution exactly:
at the equilibrium the generated examples have the data's mean and spread, and the logit is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.losses import cross_entropy, nonsaturating
from gan_models.networks import Network, affine, dense, quadratic
from gan_models.optimisers import SGD
from gan_models.play import Batch, Game, Losses, Play, Players, State
from gan_models.settings import at_least, positive
from gan_models.streams import Streams
from gan_models.training import Source, train
from gan_models.updates import Step, alternating, many, simultaneous

DTYPE = torch.float64


@dataclass(frozen=True)
class Recipe:
    """Settings of `gaussian-gan`; `gaussian-gan-sgd` has `batch = 1`.

    Attributes:
        mean: Of the data.
        deviation: Their standard deviation.
        examples: How many there are, and as many noise numbers.
        networks: "affine": an affine generator and a quadratic logit; "dense": 1 → 32 → 32 → 1, tanh, for both.
        batch: Examples a step; 0 for all of them.
        generator_rate: The generator's learning rate.
        discriminator_rate: The discriminator's.
        updates: "alternating": the discriminator first; or "simultaneous".
        steps: Of both players.
        watched: A point in so many steps is kept of every curve.
    """

    mean: float = 1.0
    deviation: float = 1.0
    examples: int = 64
    networks: Literal["affine", "dense"] = "affine"
    batch: int = 0
    generator_rate: float = 0.1
    discriminator_rate: float = 0.2
    updates: Literal["alternating", "simultaneous"] = "alternating"
    steps: int = 2000
    watched: int = 20

    def __post_init__(self) -> None:
        at_least(self, 1, "examples", "steps", "watched")
        at_least(self, 0, "batch")
        positive(self, "deviation", "generator_rate", "discriminator_rate")
        if self.watched > self.steps:
            raise ValueError(f"watched is {self.watched}, and there are only {self.steps} steps to watch")

    @property
    def generator(self) -> Network:
        """From noise to examples."""
        return affine() if self.networks == "affine" else dense(1, 32, 32, 1)

    @property
    def discriminator(self) -> Network:
        """From examples to logits."""
        return quadratic() if self.networks == "affine" else dense(1, 32, 32, 1)

    def play(self) -> Play:
        """Gradient steps in the game."""
        return Play(game(self.generator, self.discriminator), SGD())

    def step(self) -> Step:
        """One step of both players, for one model."""
        return (alternating if self.updates == "alternating" else simultaneous)(self.play())


class Examples(NamedTuple):
    """What both players see: shapes (models, examples, 1)."""

    real: Tensor
    noise: Tensor


class Curves(NamedTuple):
    """What was seen in training, a row every so many steps.

    Attributes:
        steps: After which steps.
        generator: Its loss before the step; shape (rows, models).
        discriminator: The discriminator's.
        means: Of the generated examples.
        deviations: Their standard deviations.
        logits: On `grid`; shape (rows, models, points).
        grid: The points, shape (points, 1).
        examples: The data and the noise.
        state: The last state.
    """

    steps: Tensor
    generator: Tensor
    discriminator: Tensor
    means: Tensor
    deviations: Tensor
    logits: Tensor
    grid: Tensor
    examples: Examples
    state: State


def game(generator: Network, discriminator: Network) -> Game:
    """Cross-entropy against the non-saturating loss; the batch is a pair of examples and noise, (batch, 1) each."""

    def losses(players: Players, batch: Batch) -> Losses:
        real, noise = batch
        made = generator(players.generator, noise)
        logits = discriminator(players.discriminator, torch.cat([real, made]))  # one call instead of two
        fake = logits[len(real) :]
        return Losses(nonsaturating(fake), cross_entropy(logits[: len(real)], fake))

    return losses


def examples(recipe: Recipe, streams: Streams) -> Examples:
    """Data of each model, and noise."""
    numbers = streams.generators("examples", DTYPE).normal(2, recipe.examples, 1)
    return Examples(recipe.mean + recipe.deviation * numbers[:, 0], numbers[:, 1])


def start(recipe: Recipe, streams: Streams) -> State:
    """The first state, with the recipe's rates."""
    players = Players(
        recipe.generator.start(streams.seeds("generator"), DTYPE),
        recipe.discriminator.start(streams.seeds("discriminator"), DTYPE),
    )
    return recipe.play().start(players, (recipe.generator_rate, recipe.discriminator_rate))


def source(recipe: Recipe, given: Examples, streams: Streams) -> Source:
    """Batches: all the examples in every step, or so many drawn with replacement."""
    choices = streams.generators("choices")

    def draw(steps: int) -> tuple[Examples, ...] | Examples:
        if recipe.batch == 0:
            batch = Examples(*(x[:, None].expand(-1, steps, -1, -1) for x in given))
        else:
            batch = Examples(*(_chosen(x, choices.index(recipe.examples, steps, recipe.batch)) for x in given))
        return batch if recipe.updates == "simultaneous" else (batch, batch)

    return draw


def _chosen(x: Tensor, index: Tensor) -> Tensor:
    """Shape (models, steps, batch, 1) for x of shape (models, examples, 1)."""
    models = torch.arange(len(x))[:, None, None]
    return x[models, index]


def run(recipe: Recipe, streams: Streams, state: State | None = None) -> Curves:
    """Train and watch."""
    given = examples(recipe, streams)
    spread = 4 * recipe.deviation
    grid = torch.linspace(recipe.mean - spread, recipe.mean + spread, 41, dtype=DTYPE)[:, None]
    seen = list[tuple[Tensor, ...]]()

    def watch(t: int, now: State, losses: Losses) -> None:
        if t % recipe.watched == 0:
            seen.append((torch.tensor(t), *losses, *moments(recipe, now, given), _logits(recipe, now, grid)))

    begun = start(recipe, streams) if state is None else state
    last = train(many(recipe.step()), begun, source(recipe, given, streams), recipe.steps, watch=watch)
    return Curves(*_columns(seen), grid=grid, examples=given, state=last)


def _columns(rows: list[tuple[Tensor, ...]]) -> Any:
    return [torch.stack(column) for column in zip(*rows, strict=True)]


def moments(recipe: Recipe, state: State, given: Examples) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of what is generated from all the noise, by model."""
    made = torch.func.vmap(recipe.generator)(state.players.generator, given.noise)[..., 0]
    return made.mean(-1), made.std(-1, correction=0)


def _logits(recipe: Recipe, state: State, grid: Tensor) -> Tensor:
    whole = torch.func.vmap(recipe.discriminator, in_dims=(0, None))
    return whole(state.players.discriminator, grid)[..., 0]
