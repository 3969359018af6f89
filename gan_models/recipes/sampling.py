"""Images from a run: the weights that it keeps, and what they make of noise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial, singledispatch
from math import ceil
from typing import Any, Final

from gan_models.backend import Tensor, torch
from gan_models.data.images import Images
from gan_models.image_games import decoded
from gan_models.image_networks import Autoencoder
from gan_models.networks import Params
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import files
from gan_models.trainer.checkpoint import BadCheckpoint, flat
from gan_models.trainer.contest import Module
from gan_models.trainer.folder import NoRun, RunFolder
from gan_models.trainer.loop import Training

AT_ONCE: Final = 500  # images made at a time, which bounds the memory of the convolutional networks


def trained(folder: RunFolder) -> dict[str, Params]:
    """The weights of each player of a run, on the processor: the final ones, or those of its checkpoint.

    Raises:
        NoRun: the folder is none of a run, or nothing of the run is kept yet.
        BadCheckpoint: the file is damaged.
    """
    if folder.weights_file.exists():
        try:
            return by_player(files.read_tensors(folder.weights_file))
        except files.Unreadable as error:
            raise BadCheckpoint(
                f"{folder.weights_file} cannot be read ({error}); delete it and resume the run"
            ) from error
    config, recipe = folder.config, replace(folder.recipe, device="cpu")  # where it was trained need not be here
    if not folder.checkpoint_file.exists():
        raise NoRun(f"{folder.path} has no weights and no checkpoint yet; go on with: gan-models resume {folder.path}")
    run = recipe.run(config["seed"])
    training = Training(run.task, run.random, folder.checkpoint_file, folder.identity)
    training.restore()
    kept = flat(run.weights(training.state, training.average))
    return by_player({name: value.cpu() for name, value in kept})


def by_player(named: dict[str, Tensor]) -> dict[str, Params]:
    """Tensors such as generator/body.0.weight, sorted by what stands before the stroke.

    >>> sorted(by_player({"a/x": torch.zeros(()), "b/x.y": torch.ones(())})["b"])
    ['x.y']
    """
    found = dict[str, Params]()
    for name, value in named.items():
        player, _, rest = name.partition("/")
        found.setdefault(player, {})[rest] = value
    return found


@singledispatch
def sample(
    recipe: Any,
    images: Images,
    weights: dict[str, Params],
    count: int,
    source: torch.Generator,
    labels: Tensor | None = None,
) -> Tensor:
    """New images.

    Args:
        recipe: what was trained.
        images: what it was trained on; only the size and the classes are looked at.
        weights: of its players, as `trained` gives them.
        count: how many; at least 1.
        source: of the noise.
        labels: shape (count,), for a conditional generator; all classes in turn by default.

    Returns:
        Shape (count, height, width), between 0 and 1.

    Raises:
        TypeError: the recipe makes no images.
        ValueError: labels for a generator without classes.
    """
    raise TypeError(f"{type(recipe).__name__} makes no images; name a run of an image recipe")


@sample.register
def _(
    recipe: GanRecipe,
    images: Images,
    weights: dict[str, Params],
    count: int,
    source: torch.Generator,
    labels: Tensor | None = None,
) -> Tensor:
    """By the averaged generator if there is one."""
    if labels is not None and not recipe.projection:
        raise ValueError("this generator knows no classes: it was trained without them")
    generator = recipe.players(images).generator
    params = weights.get("average", weights["generator"])
    if recipe.projection and labels is None:
        labels = torch.arange(count) % len(images.classes)
    made = list[Tensor]()
    for part in torch.arange(count).chunk(ceil(count / AT_ONCE)):
        noise = torch.randn(len(part), recipe.noise, generator=source)
        with torch.no_grad():
            made.append(generator(params, noise, None if labels is None else labels[part], training=False))
    return (torch.cat(made)[:, 0] + 1) / 2


@sample.register
def _(
    recipe: VaeRecipe,
    images: Images,
    weights: dict[str, Params],
    count: int,
    source: torch.Generator,
    labels: Tensor | None = None,
) -> Tensor:
    """The probabilities of the pixels; no pixels are drawn from them."""
    if labels is not None:
        raise ValueError("this autoencoder knows no classes")
    noise = torch.randn(count, recipe.latent, generator=source)
    side = images.pixels.shape[-1]
    network = Module(partial(Autoencoder, side**2, recipe.hidden, recipe.latent))
    with torch.no_grad():
        return decoded(network, weights["autoencoder"], noise).reshape(-1, side, side)
