"""Networks in bfloat16 and with channels next to each other: what stays in single precision, and what comes out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from weakref import WeakKeyDictionary

import pytest

from gan_models.backend import torch
from gan_models.dropout import Dropout
from gan_models.image_networks import Discriminator, convolutional_features, dense_features
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import arithmetic, graphs, together
from gan_models.trainer.arithmetic import Arithmetic
from gan_models.trainer.checkpoint import flat
from gan_models.trainer.contest import Module, differentiable
from gan_models.trainer.loop import Training
from tests.gan_models import tapes
from tests.gan_models.small_dcgan import Convolutional

SMALL = {"examples": 40, "batch": 10, "epochs": 2}
GAN = SMALL | {"generator_widths": (8,), "discriminator_widths": (8,), "noise": 4}


told = WeakKeyDictionary[Training, list[dict[str, float]]]()


def trained(recipe, file, steps=None) -> Training:
    ready = recipe.run(0)
    training = Training(ready.task, ready.random, file)
    told[training] = []
    together.run([training], [told[training].append], steps=steps)
    return training


def losses(training: Training) -> torch.Tensor:
    """Of the epochs; while it trains, for the loop begins each epoch without any."""
    return torch.tensor([[row[name] for name in training.task.rows if name] for row in told[training]])


def tensors(training: Training):
    return [value for _, value in flat(training.changing)]


def test_layers_are_in_half_precision_and_logits_and_slopes_are_not():
    network = Module(lambda: Discriminator(dense_features(8, (32, 16), 0.0), 16), Arithmetic(half=True))
    plain = Module(network.build)
    params, images = plain.start(1), torch.randn(50, 1, 8, 8, generator=torch.Generator().manual_seed(2))
    with differentiable(list(params.values())):
        results = [own(params, images) for own in (plain, network)]
        slopes = [torch.autograd.grad(logits.square().sum(), list(params.values())) for logits in results]
    assert results[1].dtype == torch.float32
    assert not torch.equal(*results)
    assert (results[1].bfloat16().float() != results[1]).float().mean() > 0.9, "logits of eight bits"
    torch.testing.assert_close(*results, rtol=0.02, atol=0.02)
    for exact, rough in zip(*slopes, strict=True):
        assert rough.dtype == torch.float32
        assert (rough - exact).norm() <= 0.05 * exact.norm()


@pytest.mark.parametrize(
    "recipe",
    [
        GanRecipe(**GAN),
        GanRecipe(updates="simultaneous", r1=1.0, average=0.9, **GAN),
        GanRecipe(loss="wasserstein", penalty=10.0, projection=True, **GAN),
        VaeRecipe(hidden=8, latent=2, **SMALL),
    ],
)
def test_training_in_half_precision_goes_where_it_goes_in_single_and_a_graph_gives_the_same_bits(recipe, tmp_path):
    single, half = (trained(replace(recipe, precision=p), tmp_path / p) for p in ("float32", "bfloat16"))
    torch.testing.assert_close(losses(half), losses(single), rtol=0.05, atol=0.05)
    for (name, exact), (_, rough) in zip(flat(single.state), flat(half.state), strict=True):
        assert rough.dtype == exact.dtype, name
    assert any(not torch.equal(a, b) for a, b in zip(tensors(single), tensors(half), strict=True))
    taped = trained(replace(recipe, precision="bfloat16"), tmp_path / "taped", graphs.Graphs(3, tapes.recorded))
    assert all(map(torch.equal, tensors(half), tensors(taped)))


def test_a_layer_between_is_in_half_precision_and_the_last_one_is_not():
    network = Module(partial(Discriminator, dense_features(8, (32, 16), 0.3), 16), Arithmetic(half=True))
    seen, params = {}, network.start(1)
    for name, layer in network.skeleton.named_modules():
        layer.register_forward_hook(lambda _, given, out, name=name: seen.update({name: out.dtype}))
    network(params, torch.randn(5, 1, 8, 8))
    assert seen["features.1"] == seen["features.3"] == torch.bfloat16
    assert seen["last"] == torch.float32


def test_dropout_in_half_precision_scales_by_its_own_factor():
    x = (1 + torch.rand(400_000, generator=torch.Generator().manual_seed(1))).bfloat16()
    layer = Dropout(0.3)
    out = layer(x)
    kept = out != 0
    factor = (out[kept].double() / x[kept].double()).mean().item()
    exact = 1 / (1 - layer.dropped / 2**16)
    assert abs(factor - exact) < 1e-4 < abs(torch.tensor(exact).bfloat16().item() - exact)


def test_on_a_processor_nothing_is_in_half_precision_by_itself(tmp_path):
    assert not GanRecipe(**GAN).arithmetic.half
    assert not arithmetic.half("auto", torch.device("cpu"))
    assert not arithmetic.half("float32", torch.device("cuda"))
    auto, single = (trained(GanRecipe(precision=p, **GAN), tmp_path / p) for p in ("auto", "float32"))
    assert all(map(torch.equal, tensors(auto), tensors(single)))


def test_spectral_norms_are_in_single_precision_throughout():
    recipe = GanRecipe(spectral=True, precision="bfloat16", **GAN)
    assert not recipe.arithmetic.half


@pytest.mark.usefixtures("few_inspected")
def test_the_order_in_memory_changes_the_rounding_alone_and_is_kept_by_a_checkpoint(tmp_path):
    recipe = Convolutional(networks="convolutional", data="mnist", batch=4, epochs=1, dropout=0.3, noise=5)
    last = trained(replace(recipe, last=True), tmp_path / "last")
    usual = trained(recipe, tmp_path / "usual")
    kernels = {name: value for name, value in flat(last.state.players) if value.ndim == 4}
    assert len(kernels) == 5
    assert all(v.is_contiguous(memory_format=torch.channels_last) for v in kernels.values())
    torch.testing.assert_close(losses(last), losses(usual), rtol=1e-4, atol=1e-4)
    ready = replace(recipe, last=True).run(0)
    again = Training(ready.task, ready.random, tmp_path / "last")
    again.restore()
    for (name, one), (_, other) in zip(flat(last.state), flat(again.state), strict=True):
        assert one.stride() == other.stride(), name
        assert torch.equal(one, other), name


def test_features_of_images_lie_where_their_logits_do_not_depend_on_it():
    module = partial(Discriminator, convolutional_features(0.0), 7 * 7 * 128)
    params = Module(module).start(3)
    images = torch.randn(4, 1, 28, 28, generator=torch.Generator().manual_seed(4))
    last = {name: Arithmetic(channels_last=True).placed(value) for name, value in params.items()}
    torch.testing.assert_close(Module(module)(params, images), Module(module)(last, images))
