"""States, slopes and moves: the derivatives are those of autograd, and nothing is changed in place."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from gan_models.networks import dense
from gan_models.optimisers import SGD, Adam
from gan_models.play import Consensus, Losses, Play, Players, stepped

F64 = torch.float64
D, G = dense(1, 4, 1), dense(1, 3, 1)


def game(players: Players, batch: tuple[torch.Tensor, torch.Tensor]) -> Losses:
    """A small GAN with losses that are not opposite."""
    real, noise = batch
    fake = G(players.generator, noise)
    d_real, d_fake = D(players.discriminator, real), D(players.discriminator, fake)
    return Losses(-d_fake.sigmoid().log().mean(), (d_fake**2).mean() - d_real.mean())


def models(count: int) -> tuple[Players, tuple[torch.Tensor, torch.Tensor]]:
    rng = torch.Generator().manual_seed(1)
    players = Players(G.start(range(count), F64), D.start(range(10, 10 + count), F64))
    batch = torch.randn(2, count, 5, 1, generator=rng, dtype=F64)
    return players, (batch[0], batch[1])


def one(tree: Any, i: int = 0) -> Any:
    """The model of this number."""
    if isinstance(tree, torch.Tensor):
        return tree[i]
    if isinstance(tree, dict):
        return {name: one(value, i) for name, value in tree.items()}
    parts = [one(value, i) for value in tree]
    return type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)


def by_autograd(players: Players, batch) -> Players:
    """The gradient of each player's loss, by backward()."""
    slopes = []
    for role in Players._fields:
        own = {n: v.clone().requires_grad_() for n, v in getattr(players, role).items()}
        loss = getattr(game(players._replace(**{role: own}), batch), role)
        slopes.append(dict(zip(own, torch.autograd.grad(loss, list(own.values())), strict=True)))
    return Players(*slopes)


def close(mine: Players, other: Players, rtol: float = 1e-12) -> None:
    for left, right in zip(mine, other, strict=True):
        assert left.keys() == right.keys()
        for name in left:
            torch.testing.assert_close(left[name], right[name], rtol=rtol, atol=1e-14)


def test_slopes_are_those_of_autograd():
    players, batch = (one(part) for part in models(1))
    slopes, losses = Play(game, SGD()).slopes(players, batch)
    close(slopes, by_autograd(players, batch))
    expected = game(players, batch)
    assert (float(losses.generator), float(losses.discriminator)) == tuple(map(float, expected))


def test_a_slope_is_of_ones_own_loss():
    players, batch = (one(part) for part in models(1))
    swapped = Play(lambda p, b: Losses(*reversed(game(p, b))), SGD())
    first, _ = Play(game, SGD()).slope("generator", players, batch)
    other, _ = swapped.slope("generator", players, batch)
    assert not torch.allclose(first["0.weight"], other["0.weight"])


def test_consensus_adds_the_gradient_of_half_the_squared_slopes():
    players, batch = (one(part) for part in models(1))
    wanted, gamma = Play(game, SGD()).slopes(players, batch)[0], 0.3
    flat = [v.clone().requires_grad_() for own in players for v in own.values()]
    names = [list(own) for own in players]

    def rebuilt() -> Players:
        return Players(dict(zip(names[0], flat[:4], strict=True)), dict(zip(names[1], flat[4:], strict=True)))

    losses = game(rebuilt(), batch)
    v = torch.autograd.grad(losses.generator, flat[:4], create_graph=True)
    v += torch.autograd.grad(losses.discriminator, flat[4:], create_graph=True)
    pull = torch.autograd.grad(torch.stack([(part**2).sum() for part in v]).sum() / 2, flat)
    expected = [s + gamma * p for s, p in zip([s for own in wanted for s in own.values()], pull, strict=True)]
    play = Consensus(game, SGD(), gamma)
    together, _ = play.slopes(players, batch)
    apart = Players(*(play.slope(role, players, batch)[0] for role in ("generator", "discriminator")))
    close(
        together,
        Players(dict(zip(names[0], expected[:4], strict=True)), dict(zip(names[1], expected[4:], strict=True))),
    )
    close(apart, together)


def test_the_strength_of_consensus_may_come_with_the_batch():
    players, batch = (one(part) for part in models(1))
    fixed = Consensus(game, SGD(), 0.7).slopes(players, batch)[0]
    close(Consensus(game, SGD(), lambda b: torch.tensor(0.7, dtype=F64)).slopes(players, batch)[0], fixed)
    assert not torch.equal(fixed.generator["0.bias"], Play(game, SGD()).slopes(players, batch)[0].generator["0.bias"])


def test_only_who_is_named_moves():
    players, batch = models(1)
    play = Play(game, Adam())
    state = one(play.start(players, (0.1, 0.2)))
    slopes, _ = play.slopes(state.players, one(batch))
    moved = play.moved(state, slopes, "generator")
    close(Players(moved.players.discriminator, {}), Players(state.players.discriminator, {}), 0)
    assert not torch.equal(moved.players.generator["0.weight"], state.players.generator["0.weight"])
    assert (moved.memory.generator["steps"], moved.memory.discriminator["steps"]) == (1, 0)


def test_each_player_has_a_rate_of_its_own_and_so_may_each_model():
    players, batch = models(3)
    play = Play(game, SGD())
    rates = torch.tensor([0.1, 0.0, 0.3], dtype=F64)
    state = play.start(players, (rates, 0.5))
    slopes = torch.vmap(lambda p, b: play.slopes(p, b)[0])(state.players, batch)
    moved = torch.vmap(play.moved)(state, slopes)
    for model, rate in enumerate(rates):
        expected = [
            stepped(one(p, model), one(s, model), torch.tensor(r, dtype=F64))
            for p, s, r in zip(players, slopes, (float(rate), 0.5), strict=True)
        ]
        close(one(moved.players, model), Players(*expected))


def test_rates_are_of_the_type_of_the_parameters():
    players, _ = models(2)
    state = Play(game, SGD()).start(players, (0.1, torch.tensor([0.1, 0.2])))
    assert state.rates.generator.dtype == state.rates.discriminator.dtype == F64
    assert state.rates.generator.shape == (2,)


@pytest.mark.parametrize("optimiser", [SGD(), Adam()], ids=["SGD", "Adam"])
def test_no_move_changes_its_input(optimiser):
    players, batch = models(2)
    play = Play(game, optimiser)
    state = play.start(players, (0.1, 0.1))
    before = [v.clone() for own in players for v in own.values()]
    torch.vmap(lambda s, b: play.moved(s, play.slopes(s.players, b)[0]))(state, batch)
    assert all(map(torch.equal, before, (v for own in state.players for v in own.values())))
