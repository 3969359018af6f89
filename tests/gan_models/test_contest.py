"""The step of the image recipes does what the usual loop does; each of its tricks leaves the weights as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

import pytest
from torch import nn
from torch.distributions import Bernoulli, Normal, kl_divergence

from gan_models import losses
from gan_models.backend import torch
from gan_models.experiment import one_thread
from gan_models.image_games import Evidence, ImageGame, decoded
from gan_models.image_networks import (
    Autoencoder,
    Discriminator,
    Generator,
    Projection,
    convolutional_features,
    convolutional_generator,
    dense_features,
    dense_generator,
    glorot,
    spectrally_normalised,
)
from gan_models.play import Players
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import together
from gan_models.trainer.contest import Contest, FusedAdam, Module
from gan_models.trainer.loop import Training
from gan_models.updates import alternating, simultaneous
from tests.gan_models.small_dcgan import Convolutional

pytestmark = pytest.mark.usefixtures("few_inspected")
SMALL = {"generator_widths": (16, 32), "discriminator_widths": (32, 16), "noise": 8, "examples": 100, "batch": 20}
SIDE = 28


def weights(recipe, tmp_path) -> dict[str, torch.Tensor]:
    run = recipe.run(seed=1)
    training = Training(run.task, run.random, tmp_path / "checkpoint")
    with one_thread():
        together.run([training], [lambda row: None])
    return named(training.state.players)


@pytest.fixture(scope="module")
def fast(tmp_path_factory) -> Callable[[GanRecipe | VaeRecipe], dict[str, torch.Tensor]]:
    """The weights of a recipe with all of its tricks, trained once."""
    return cache(lambda recipe: weights(recipe, tmp_path_factory.mktemp("fast")))


def named(players: Players) -> dict[str, torch.Tensor]:
    return {f"{who}/{k}": v for who, params in players._asdict().items() for k, v in params.items()}


RECIPES = [
    GanRecipe(epochs=2, **SMALL),
    GanRecipe(epochs=2, updates="simultaneous", projection=True, **SMALL),
    GanRecipe(epochs=2, r1=1.0, spectral=True, **SMALL),
    GanRecipe(epochs=2, loss="wasserstein", penalty=10.0, discriminator_steps=2, dropout=0.0, **SMALL),
]


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("trick", ["frozen", "resident", "packed"])
def test_a_trick_that_is_switched_off_leaves_every_bit_as_it_was(recipe, trick, fast, tmp_path):
    slow = weights(replace(recipe, **{trick: False}), tmp_path)
    assert all(torch.equal(value, slow[name]) for name, value in fast(recipe).items())


@pytest.mark.parametrize("recipe", [*RECIPES, VaeRecipe(epochs=2, batch=20, examples=100, hidden=16, latent=3)])
def test_the_fused_optimiser_differs_by_rounding_alone(recipe, fast, tmp_path):
    slow = weights(replace(recipe, fused=False), tmp_path)
    for name, value in fast(recipe).items():
        torch.testing.assert_close(value, slow[name], rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("more", [{}, {"r1": 1.0}, {"loss": "wasserstein", "penalty": 10.0}])
def test_it_does_so_where_slopes_lie_otherwise_in_memory_than_their_parameters(more, last, tmp_path):
    """As those of convolutions do that come by way of a penalty."""
    recipe = Convolutional(networks="convolutional", data="mnist", noise=5, batch=8, dropout=0.0, last=last, **more)
    fast, slow = weights(recipe, tmp_path), weights(replace(recipe, fused=False), tmp_path)
    begun = named(recipe.run(seed=1).task.start().players)
    for name, value in fast.items():  # as wholes: Adam turns the rounding of a slope near 0 into a part of a step
        moved, apart = (slow[name] - begun[name]).double().norm(), (value - slow[name]).double().norm()
        assert apart <= 0.02 * moved, name


@pytest.mark.parametrize("more", [{}, {"projection": True}, {"r1": 1.0, "spectral": True}])
def test_one_way_back_for_both_players_differs_by_rounding_alone(more, tmp_path):
    recipe = GanRecipe(epochs=2, updates="simultaneous", **more, **SMALL)
    fast, slow = weights(recipe, tmp_path), weights(replace(recipe, shared=False), tmp_path)
    for name, value in fast.items():
        torch.testing.assert_close(value, slow[name], rtol=1e-3, atol=1e-5)


def players() -> tuple[Module, Module]:
    def generator() -> nn.Module:
        return glorot(
            Generator(nn.Sequential(nn.Linear(4, 8, bias=False), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 16)))
        )

    return Module(generator), Module(lambda: glorot(Discriminator(nn.Sequential(nn.Linear(16, 8), nn.ReLU()), 8)))


def batches(count: int) -> list[dict[str, torch.Tensor]]:
    source = torch.Generator().manual_seed(5)
    return [
        {
            "real": torch.randn(6, 16, generator=source),
            "labels": torch.zeros(6),
            "noise": torch.randn(6, 4, generator=source),
        }
        for _ in range(count)
    ]


def as_usual(modules, given, kind: str):
    """The loop that everybody writes: modules, optimisers, backward, in float32."""
    generator, discriminator = modules
    first = torch.optim.Adam(generator.parameters(), 2e-3, betas=(0.5, 0.999))
    second = torch.optim.Adam(discriminator.parameters(), 1e-3, betas=(0.5, 0.999))
    for one, other in zip(given[::2], given[1::2], strict=True):
        if kind == "alternating":
            second.zero_grad()
            fake = generator(one["noise"]).detach()
            losses.cross_entropy(discriminator(one["real"]), discriminator(fake)).backward()
            second.step()
            first.zero_grad()
            losses.nonsaturating(discriminator(generator(other["noise"]))).backward()
            first.step()
        else:
            fake = generator(one["noise"])
            first.zero_grad()
            losses.nonsaturating(discriminator(fake)).backward(retain_graph=True)
            second.zero_grad()
            losses.cross_entropy(discriminator(one["real"]), discriminator(fake.detach())).backward()
            second.step()
            first.step()
    return {**generator.state_dict(prefix="generator/"), **discriminator.state_dict(prefix="discriminator/")}


@pytest.mark.parametrize("kind", ["alternating", "simultaneous"])
def test_the_step_does_what_the_usual_loop_does(kind):
    generator, discriminator = players()
    begun = Players(generator.start(1), discriminator.start(2))
    modules = generator.build(), discriminator.build()
    for module, params in zip(modules, begun, strict=True):
        module.load_state_dict(params)
    game = ImageGame(generator, discriminator, losses.nonsaturating, losses.cross_entropy)
    trained = {"generator": generator.trained, "discriminator": discriminator.trained}
    play = Contest(game, FusedAdam((0.5, 0.999)), trained)
    state = play.begin(begun, (2e-3, 1e-3))
    step = alternating(play) if kind == "alternating" else simultaneous(play)
    given = batches(20)
    for one, other in zip(given[::2], given[1::2], strict=True):
        state, _ = step(state, (one, other) if kind == "alternating" else one)
    expected = as_usual(modules, given, kind)
    found = {f"{who}/{k}": v for who, params in state.players._asdict().items() for k, v in params.items()}
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value, rtol=1e-3, atol=1e-5)
    assert not torch.equal(found["generator/body.1.running_mean"], torch.zeros(8))


def test_a_state_that_a_step_was_given_is_used_up_and_needs_no_slopes_afterwards():
    generator, discriminator = players()
    game = ImageGame(generator, discriminator, losses.nonsaturating, losses.cross_entropy)
    trained = {"generator": generator.trained, "discriminator": discriminator.trained}
    play = Contest(game, FusedAdam(), trained)
    state = play.begin(Players(generator.start(1), discriminator.start(2)), (1e-3, 1e-3))
    after, _ = alternating(play)(state, tuple(batches(2)))
    assert after.players.generator["body.0.weight"] is state.players.generator["body.0.weight"]
    assert not any(v.requires_grad for params in after.players for v in params.values())


# Networks
def test_the_dcgan_has_the_layers_of_the_homework():
    generator, features = convolutional_generator(100), convolutional_features(0.3)
    seen = list[tuple[int, ...]]()
    for layer in [*generator, *features]:
        if isinstance(layer, nn.Linear | nn.Unflatten | nn.ConvTranspose2d | nn.Conv2d):
            layer.register_forward_hook(lambda module, given, out: seen.append(tuple(out.shape[1:])))
    images = generator(torch.randn(2, 100))
    assert features(images).shape == (2, 6272)
    assert seen == [(12544,), (256, 7, 7), (128, 7, 7), (64, 14, 14), (1, 28, 28), (64, 14, 14), (128, 7, 7)]
    assert images.abs().max() <= 1
    assert all(layer.bias is None for layer in generator if isinstance(layer, nn.Linear | nn.ConvTranspose2d))


def test_the_dense_players_have_the_layers_of_the_recipe():
    generator, features = dense_generator(100, (256, 512, 1024), SIDE), dense_features(SIDE, (1024, 512, 256), 0.3)
    widths = [(m.in_features, m.out_features) for m in [*generator, *features] if isinstance(m, nn.Linear)]
    assert widths == [(100, 256), (256, 512), (512, 1024), (1024, 784), (784, 1024), (1024, 512), (512, 256)]
    assert features(generator(torch.randn(3, 100))).shape == (3, 256)


@pytest.mark.parametrize("unconditional", [False, True])
def test_the_projection_discriminator_has_the_logit_of_the_homework(unconditional):
    whole = Projection(nn.Flatten(), 9, 4, unconditional)
    nn.init.normal_(whole.b.weight)
    images, labels = torch.randn(5, 1, 3, 3), torch.tensor([0, 3, 1, 1, 2])
    one_hot = nn.functional.one_hot(labels, 4).float()
    phi = images.flatten(1)
    expected = (one_hot * (phi @ whole.a.weight.T + whole.b.weight[:, 0])).sum(1, keepdim=True)
    if whole.last is not None:
        expected = expected + phi @ whole.last.weight.T
    torch.testing.assert_close(whole(images, labels), expected)


def test_spectral_normalisation_makes_affine_layers_of_slope_one():
    torch.manual_seed(0)
    whole = spectrally_normalised(nn.Sequential(nn.Linear(30, 20), nn.ReLU(), nn.Linear(20, 5)))
    for _ in range(100):
        whole(torch.randn(2, 30))
    for layer in whole:
        if isinstance(layer, nn.Linear):
            assert torch.linalg.svdvals(layer.weight)[0].item() == pytest.approx(1.0, rel=1e-3)


# The autoencoder
def test_the_loss_is_cross_entropy_plus_divergence_as_torch_distributions_have_them():
    network = Module(partial(Autoencoder, 12, 7, 3))
    params = network.start(0)
    batch = {"real": torch.rand(5, 12), "noise": torch.randn(5, 3)}
    logits, mean, log_variance = network(params, batch["real"], batch["noise"])
    posterior = Normal(mean, (log_variance / 2).exp())
    crossed = -Bernoulli(logits=logits, validate_args=False).log_prob(batch["real"]).sum(1)
    expected = (crossed + kl_divergence(posterior, Normal(0.0, 1.0)).sum(1)).mean()
    torch.testing.assert_close(Evidence(network).loss("generator", Players(params, {}), batch), expected)


def test_pictures_of_the_autoencoder_are_the_decoder_s_probabilities():
    network = Module(partial(Autoencoder, 12, 7, 3))
    params, noise = network.start(0), torch.randn(4, 3)
    module = network.build()
    module.load_state_dict(params)
    torch.testing.assert_close(decoded(network, params, noise), module.decoder(noise).sigmoid())


# Settings that make no sense
@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"batch": -1}, "batch is -1"),
        ({"examples": -1}, "examples is -1"),
        ({"discriminator_steps": 0}, "discriminator_steps"),
        ({"updates": "simultaneous", "discriminator_steps": 2}, "need alternating updates"),
        ({"networks": "convolutional"}, "the digits are 8 x 8"),
        ({"average": 1.0}, "average is 1.0"),
        ({"dropout": 1.0}, "dropped is 1.0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        GanRecipe(**settings).run(0)


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match=r"a step takes 20 examples .* there are only 10:"):
        GanRecipe(examples=10, batch=20).run(0)
