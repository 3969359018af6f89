"""Dropout from a generator of its own."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest, kstest
from torch import nn

from gan_models.backend import torch
from gan_models.dropout import Dropout, draw_from, fractions


def masked(share: float, *shape: int, seed: int = 0, packed: bool = True) -> torch.Tensor:
    layer = Dropout(share, packed)
    draw_from(nn.Sequential(nn.Identity(), layer), torch.Generator().manual_seed(seed))
    return layer(torch.ones(shape))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.01, 0.999])
def test_the_share_is_dropped_and_the_rest_is_scaled(share):
    found = masked(share, 400, 501)
    kept = found[found != 0]
    assert kept.unique().tolist() == [pytest.approx(1 / (1 - share), rel=1e-2)]
    dropped = found.numel() - kept.numel()
    assert binomtest(dropped, found.numel(), Dropout(share).dropped / 2**16).pvalue > 1e-9
    assert binomtest(dropped, found.numel(), min(share * 1.25, 1.0)).pvalue < 1e-9


@pytest.mark.parametrize("share", [0.3, 0.5, 2**-16, 1 - 2**-16])
def test_bits_that_are_compared_where_they_lie_keep_what_their_fractions_keep(share):
    fast, slow = (masked(share, 1001, 333, seed=7, packed=packed) for packed in (True, False))
    assert torch.equal(fast, slow)
    assert 0 < (fast == 0).sum() < fast.numel()


def test_fractions_are_uniform():
    words = torch.empty(250_000, dtype=torch.int64)
    words.random_(torch.iinfo(torch.int64).min, None, generator=torch.Generator().manual_seed(2))
    found = fractions(words).view(-1, 4)
    assert all(kstest(column.numpy(), "uniform").pvalue > 1e-6 for column in found.T)
    assert torch.corrcoef(found.T).fill_diagonal_(0).abs().max() < 0.01


def test_entries_that_share_a_word_are_independent():
    dropped = (masked(0.3, 100_000, 4) == 0).double()
    joint = (dropped.T @ dropped / len(dropped)).fill_diagonal_(0.09)
    assert (joint - 0.09).abs().max() < 0.01


def test_only_its_own_generator_is_asked():
    before = torch.get_rng_state()
    first, again, other = masked(0.3, 7, 9), masked(0.3, 7, 9), masked(0.3, 7, 9, seed=1)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(before, torch.get_rng_state())


def test_nothing_is_dropped_in_evaluation_or_by_a_share_of_nothing():
    x = torch.randn(3, 5)
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0)(x) is x


def test_slopes_go_through_what_is_kept_alone():
    layer = Dropout(0.5)
    layer.source = torch.Generator().manual_seed(3)
    x = torch.ones(50, requires_grad=True)
    out = layer(x)
    out.sum().backward()
    assert torch.equal(x.grad, out.detach())


@pytest.mark.parametrize("share", [-0.1, 1.0, 2.0])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="the share that is dropped"):
        Dropout(share)
