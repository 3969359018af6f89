"""SGD and Adam against `torch.optim`, step by step in float64."""

from __future__ import annotations

import pytest
import torch

from gan_models.optimisers import SGD, Adam, Optimiser
from gan_models.play import stepped

F64 = torch.float64
RATE, STEPS, MODELS = 0.05, 40, 3


def begin() -> dict[str, torch.Tensor]:
    rng = torch.Generator().manual_seed(0)
    return {
        name: torch.randn(MODELS, *shape, generator=rng, dtype=F64) for name, shape in {"w": (2, 3), "b": ()}.items()
    }


def loss(w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Not convex, with slopes of very different sizes."""
    return (w**4).sum() / 4 + 10 * (w[0] * w[1]).sum() + (b - 3).cos() + 1e-6 * b


def ours(optimiser: Optimiser, rate: float = RATE) -> list[dict[str, torch.Tensor]]:
    params, seen = begin(), []
    memory = optimiser.start(params)
    slope = torch.vmap(torch.func.grad(lambda p: loss(**p)))
    step = torch.vmap(lambda p, s, m: _stepped(optimiser, rate, p, s, m))
    for _ in range(STEPS):
        params, memory = step(params, slope(params), memory)
        seen.append(params)
    return seen


def _stepped(optimiser, rate, params, slope, memory):
    direction, memory = optimiser.direction(slope, memory)
    return stepped(params, direction, torch.tensor(rate, dtype=F64)), memory


def theirs(make, model: int) -> list[dict[str, torch.Tensor]]:
    params = {name: value[model].clone().requires_grad_() for name, value in begin().items()}
    optimiser, seen = make(params.values()), []
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss(**params).backward()
        optimiser.step()
        seen.append({name: value.detach().clone() for name, value in params.items()})
    return seen


PAIRS = {
    "SGD": (SGD(), lambda p: torch.optim.SGD(p, lr=RATE / 100), RATE / 100),
    "Adam": (Adam(), lambda p: torch.optim.Adam(p, lr=RATE), RATE),
    "Adam of GANs": (Adam((0.5, 0.9), 1e-6), lambda p: torch.optim.Adam(p, lr=RATE, betas=(0.5, 0.9), eps=1e-6), RATE),
    "Adam without momentum": (Adam((0.0, 0.99)), lambda p: torch.optim.Adam(p, lr=RATE, betas=(0.0, 0.99)), RATE),
}


@pytest.mark.parametrize("name", PAIRS)
def test_every_step_is_that_of_torch(name):
    optimiser, make, rate = PAIRS[name]
    found = ours(optimiser, rate)
    for model in range(MODELS):
        for mine, other in zip(found, theirs(make, model), strict=True):
            for part, value in other.items():
                torch.testing.assert_close(mine[part][model], value, rtol=1e-12, atol=1e-14)


def test_other_settings_of_adam_are_told_apart():
    last = {betas: ours(Adam(betas))[-1]["b"] for betas in ((0.9, 0.999), (0.5, 0.999), (0.9, 0.9))}
    assert len({tuple(value.tolist()) for value in last.values()}) == 3


@pytest.mark.parametrize("optimiser", [SGD(), Adam()], ids=["SGD", "Adam"])
def test_nothing_is_changed_in_place(optimiser):
    params = {name: value[0] for name, value in begin().items()}
    slope = {name: value + 1 for name, value in params.items()}
    memory = {"mean": dict(slope), "square": {n: v**2 for n, v in slope.items()}, "steps": torch.ones(())}
    before = [value.clone() for part in (slope, memory["mean"], memory["square"]) for value in part.values()]
    optimiser.direction(slope, memory)
    after = [value for part in (slope, memory["mean"], memory["square"]) for value in part.values()]
    assert all(map(torch.equal, before, after))
    assert memory["steps"] == 1


def test_the_memory_of_adam_begins_with_nothing_and_counts_for_each_model():
    memory = Adam().start(begin())
    assert memory["steps"].tolist() == [0] * MODELS
    assert all(not value.any() for name in ("mean", "square") for value in memory[name].values())
    assert memory["mean"]["w"].shape == (MODELS, 2, 3)
