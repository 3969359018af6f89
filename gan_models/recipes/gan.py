"""The image GANs: unconditional, with a projection discriminator, or with a Wasserstein critic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from gan_models import image_networks as networks
from gan_models import vanishing_gradient
from gan_models.backend import Tensor, nn, torch
from gan_models.data.images import Images
from gan_models.image_games import GENERATOR_LOSSES, ImageGame
from gan_models.networks import Params
from gan_models.play import Batch, Players, Role, State
from gan_models.recipes.images import ImageRecipe
from gan_models.recipes.loop import Run
from gan_models.settings import at_least, forgetting, layered, positive
from gan_models.trainer.arithmetic import Arithmetic
from gan_models.trainer.contest import Contest, FusedAdam, Module
from gan_models.trainer.loop import Task
from gan_models.trainer.randomness import Randomness
from gan_models.trainer.shared import SharedContest
from gan_models.trainer.stacks import StackedContest
from gan_models.updates import Step, alternating, simultaneous

SHOWN: Final = 64  # images of a grid without classes
EACH: Final = 8  # images of a class
INSPECTED: Final = 256  # generated images whose logits are looked at after an epoch


@dataclass(frozen=True, kw_only=True)
class GanRecipe(ImageRecipe):
    """Settings of an image GAN.

    Attributes:
        networks: "dense" or "convolutional" (for 28×28 images).
        noise: How many numbers an image is made from.
        generator_widths: Of the dense generator's layers.
        discriminator_widths: Of the dense discriminator's.
        dropout: Share of the discriminator's features that is dropped.
        projection: Condition both players on the class; the logit is yᵀ(Aφ(x) + b).
        unconditional_term: Add w·φ(x) to that logit.
        embedding: How many numbers stand for the class beside the generator's noise.
        loss: The generator's; "wasserstein" makes the discriminator a critic.
        generator_rate: The generator's learning rate.
        discriminator_rate: The discriminator's.
        betas: Of Adam.
        updates: "alternating": the discriminator first; "simultaneous": both from one pass.
        discriminator_steps: Of the discriminator for each step of the generator, each with a batch of its own.
        r1: γ of the R1 penalty; 0 for none.
        penalty: λ of the gradient penalty; 0 for none.
        spectral: Divide the discriminator's weights by their spectral norms.
        average: How slowly the averaged generator forgets; 0 for none. If there is one, it makes the pictures.
        frozen: Work out slopes for the player who moves alone.
        packed: Compare the random bits of dropout where they lie, four entries a number.
        shared: Go back through the discriminator once for both players, when they move together.
        channels_last: On a GPU, keep the channels of convolutions next to each other in memory.
    """

    networks: Literal["dense", "convolutional"] = "dense"
    noise: int = 100
    generator_widths: tuple[int, ...] = (256, 512, 1024)
    discriminator_widths: tuple[int, ...] = (1024, 512, 256)
    dropout: float = 0.3
    projection: bool = False
    unconditional_term: bool = False
    embedding: int = 10
    loss: Literal["nonsaturating", "saturating", "wasserstein"] = "nonsaturating"
    generator_rate: float = 2e-4
    discriminator_rate: float = 2e-4
    betas: tuple[float, float] = (0.5, 0.999)
    updates: Literal["alternating", "simultaneous"] = "alternating"
    discriminator_steps: int = 1
    r1: float = 0.0
    penalty: float = 0.0
    spectral: bool = False
    average: float = 0.0
    frozen: bool = True
    packed: bool = True
    shared: bool = True
    channels_last: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least(self, 1, "discriminator_steps", "noise", "embedding")
        at_least(self, 0, "r1", "penalty", "dropout")
        positive(self, "generator_rate", "discriminator_rate")
        if self.updates == "simultaneous" and self.discriminator_steps > 1:
            raise ValueError("several discriminator steps need alternating updates")
        if self.networks == "convolutional" and self.data == "digits":
            raise ValueError(
                "the convolutional networks are for images of 28 x 28; the digits are 8 x 8: use dense ones"
            )
        forgetting(self, "average", "betas")
        layered(self, "generator_widths", "discriminator_widths")

    @property
    def arithmetic(self) -> Arithmetic:
        """How the networks are worked out; spectral norms, which iterate on vectors, in single precision."""
        images_on_gpu = torch.device(self.device).type == "cuda"
        return Arithmetic(super().arithmetic.half and not self.spectral, self.channels_last and images_on_gpu)

    def players(self, images: Images) -> Players:
        """The two networks."""
        classes = len(images.classes) if self.projection else 0
        side = images.pixels.shape[-1]
        return Players(
            Module(partial(self._generator, side, classes), self.arithmetic),
            Module(partial(self._discriminator, side, classes), self.arithmetic),
        )

    def _generator(self, side: int, classes: int) -> nn.Module:
        inputs = self.noise + (self.embedding if classes else 0)
        if self.networks == "dense":
            body = networks.dense_generator(inputs, self.generator_widths, side)
        else:
            body = networks.convolutional_generator(inputs)
        return networks.glorot(networks.Generator(body, classes, self.embedding))

    def _discriminator(self, side: int, classes: int) -> nn.Module:
        if self.networks == "dense":
            features, width = (
                networks.dense_features(side, self.discriminator_widths, self.dropout, self.packed),
                self.discriminator_widths[-1],
            )
        else:
            features, width = networks.convolutional_features(self.dropout, self.packed), 7 * 7 * 128
        whole = (
            networks.Projection(features, width, classes, self.unconditional_term)
            if classes
            else networks.Discriminator(features, width)
        )
        networks.glorot(whole)
        return networks.spectrally_normalised(whole) if self.spectral else whole

    def run(self, seed: int, data: Images | None = None) -> Run:
        """Everything that the loop needs; the data are what `placed` gives, or gave to another run."""
        random = self.random(seed)
        return _Gan(self, data or self.placed(), random).run()


class _Gan:
    """A recipe with its data, networks and random numbers."""

    def __init__(self, recipe: GanRecipe, images: Images, random: Randomness):
        self.recipe, self.images, self.random = recipe, images, random
        self.generator, self.discriminator = recipe.players(images)
        self.generator.draw_from(random.dropout)
        self.discriminator.draw_from(random.dropout)
        self.classes = len(images.classes) if recipe.projection else 0
        lowered, raised = GENERATOR_LOSSES[recipe.loss]
        players = (self.generator, self.discriminator)
        self.game = ImageGame(*players, lowered, raised, recipe.r1, recipe.penalty, self.classes)
        trained: Mapping[Role, Sequence[str]] = {
            "generator": self.generator.trained,
            "discriminator": self.discriminator.trained,
        }
        kind = SharedContest if recipe.shared else Contest
        self.play = kind(self.game, FusedAdam(recipe.betas, fused=recipe.fused), trained, recipe.frozen)
        self.pixels = recipe.source(images, -1.0)
        self.fixed = torch.randn(
            INSPECTED, recipe.noise, generator=torch.Generator().manual_seed(random.start("pictures"))
        ).to(random.device)

    def step(self, play: Contest) -> Step:
        """One step of all players."""
        recipe = self.recipe
        order = ("discriminator",) * recipe.discriminator_steps + ("generator",)
        return simultaneous(play) if recipe.updates == "simultaneous" else alternating(play, order)

    def stacked(self, sources: Sequence[torch.Generator]) -> Step:
        """The same of several runs, in stacks."""
        play, modules = self.play, (self.generator, self.discriminator)
        return self.step(StackedContest(self.game, play.optimiser, play.trained, modules=modules, sources=sources))

    def run(self) -> Run:
        recipe, step = self.recipe, self.step(self.play)
        task = Task(
            start=self.start,
            step=step,
            stacked=self.stacked if recipe.networks == "dense" and not recipe.spectral else None,
            draw=self.draw,
            examples=len(self.images.pixels),
            batch=recipe.batch * recipe.discriminator_steps,
            epochs=recipe.epochs,
            inspect=self.inspect,
            average=recipe.average,
            checkpoint_steps=recipe.checkpoint_steps,
        )
        return Run(task, self.random, self.pictures, EACH if self.classes else 8, self.weights)

    def start(self) -> State:
        players = Players(
            self.generator.start(self.random.start("generator"), self.random.device),
            self.discriminator.start(self.random.start("discriminator"), self.random.device),
        )
        return self.play.begin(players, (self.recipe.generator_rate, self.recipe.discriminator_rate))

    def draw(self, index: Tensor) -> Batch:
        """A batch of its own for each of the discriminator's moves; the generator's has the labels of the last one."""
        parts = [self.pixels(part) for part in index.split(self.recipe.batch)]
        if self.recipe.updates == "simultaneous":
            return self._batch(*parts[0])
        return tuple(self._batch(*part) for part in (*parts, parts[-1]))

    def _batch(self, real: Tensor, labels: Tensor) -> dict[str, Tensor]:
        count, random = len(real), self.random
        drawn: Callable[..., Tensor] = partial(torch.randn, generator=random.noise, device=random.device)
        batch = {"real": real, "labels": labels, "noise": drawn(count, self.recipe.noise)}
        if self.recipe.penalty:
            batch["share"] = torch.rand(count, generator=random.noise, device=random.device)
        return batch

    def _made(self, state: State, average: Params, count: int) -> Tensor:
        """Images from the fixed noise; class by class for a conditional generator."""
        params = average or state.players.generator
        with torch.no_grad():
            return self.generator(params, self.fixed[:count], self._labels(count), training=False)

    def _labels(self, count: int) -> Tensor | None:
        return torch.arange(count, device=self.random.device) // EACH % self.classes if self.classes else None

    def pictures(self, state: State, average: Params) -> Tensor:
        count = EACH * self.classes if self.classes else SHOWN
        return (self._made(state, average, count)[:, 0] + 1) / 2

    def inspect(self, state: State, average: Params) -> dict[str, float]:
        """The discriminator's mean logits without dropout, and what they make of the generator's gradient or critic."""
        fake, fake_labels = self._made(state, {}, INSPECTED), self._labels(INSPECTED)
        real, labels = self.pixels(torch.arange(min(INSPECTED, len(self.images.pixels)), device=self.random.device))
        with torch.no_grad():
            judged = partial(self.discriminator, state.players.discriminator, training=False)
            on_fake = judged(fake, fake_labels)
            on_real = judged(real, labels if self.classes else None)
        found = {"logit_fake": on_fake.mean().item(), "logit_real": on_real.mean().item()}
        if self.recipe.loss == "wasserstein":
            return found | {"critic_estimate": found["logit_real"] - found["logit_fake"]}
        pulls = vanishing_gradient.watched(self.game, state.players, self.fixed, fake_labels)
        return found | {"sigma_fake": on_fake.sigmoid().mean().item()} | pulls

    def weights(self, state: State, average: Params) -> dict[str, Params]:
        """Both players, and the averaged generator."""
        found = {"generator": state.players.generator, "discriminator": state.players.discriminator}
        return found | ({"average": average} if average else {})
