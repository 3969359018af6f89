"""A taped function does what the function does: the same numbers, by fewer operations, and nothing is kept too long."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.func import grad, grad_and_value, vmap

from gan_models.networks import dense
from gan_models.optimisers import Adam
from gan_models.tape import KINDS, Taped, recorded

F64 = torch.float64
NETWORK = dense(2, 5, 1)


def loss(params, x):
    return NETWORK(params, x).sigmoid().log().mean() + torch.tensor(2.0, dtype=F64) * torch.stack([x, x]).square().sum()


@vmap
def step(params, memory, x):
    slope, value = grad_and_value(loss)(params, x)
    direction, memory = Adam().direction(slope, memory)
    return {k: v - 0.01 * direction[k] for k, v in params.items()}, memory, value


def begun(models=3):
    params = NETWORK.start(range(models), F64)
    return params, Adam().start(params)


def batch(seed, models=3):
    return torch.randn(models, 7, 2, dtype=F64, generator=torch.Generator().manual_seed(seed))


def play(function, steps=4):
    (params, memory), values = begun(), []
    for number in range(steps):
        params, memory, value = function(params, memory, batch(number))
        values.append(value)
    return params, memory, values


def test_steps_from_the_tape_are_those_of_the_function():
    taped = Taped(step)
    torch.testing.assert_close(play(taped), play(step), rtol=1e-14, atol=1e-15)
    assert [found is not None for found in taped.tapes.values()] == [True]


def test_one_tensor_in_two_arguments_is_two_arguments():
    add, one = Taped(lambda x, y: x - 2 * y), torch.ones(3)
    assert add(one, one).tolist() == [-1.0] * 3
    assert add(one, 3 * one).tolist() == [-5.0] * 3


def test_what_is_worked_out_twice_or_never_read_or_constant_is_not_done_again():
    def wasteful(x):
        first, second = x.exp().sum(), x.exp().sum()
        x.sin()
        return first * second * torch.ones_like(x).cumsum(0)

    _, found = recorded(wasteful, (torch.arange(3.0),))
    assert found is not None
    names = [str(operation) for operation, *_ in found[0].lines]
    assert names == ["aten.exp.default", "aten.sum.default", *["aten.mul.Tensor"] * 2]
    (again,) = found[0]([torch.tensor([0.0, 0.0, 1.0])])
    torch.testing.assert_close(again, wasteful(torch.tensor([0.0, 0.0, 1.0])), rtol=0, atol=0)


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda x: x + torch.rand(2), id="random numbers"),
        pytest.param(lambda x: x * float(x.sum()), id="a number asked for"),
        pytest.param(lambda x: x.clone().mul_(3.0), id="written into"),
        pytest.param(lambda x: x + torch.from_numpy(np.sin(x.numpy())), id="NumPy"),
        pytest.param(lambda x: x * torch.as_tensor(np.asarray(x)).sum(), id="an array"),
        pytest.param(lambda x: x * torch.tensor(x.tolist()), id="a list"),
        pytest.param(lambda x: x * torch.from_dlpack(np.from_dlpack(x)), id="DLPack"),
    ],
)
def test_what_cannot_simply_be_done_again_is_called_as_it_is(function):
    taped, x = Taped(function), torch.tensor([1.0, 2.0])
    with torch.random.fork_rng():
        for factor in (1.0, 1.0, -2.0):
            state = torch.get_rng_state()
            seen = taped(factor * x)
            torch.set_rng_state(state)
            assert torch.equal(seen, function(factor * x))
    assert list(taped.tapes.values()) == [None]


def test_a_tensor_of_the_argument_by_another_name_is_no_constant():
    x = torch.ones(2)
    taped = Taped(lambda y: y + x)
    taped(x)
    assert list(taped.tapes.values()) == [None]


def test_other_shapes_types_and_values_have_tapes_of_their_own():
    taped = Taped(lambda x, power: (x**power).sum(0))
    for x in (torch.ones(2), torch.ones(3), torch.ones(3, dtype=F64), torch.ones(3, 2)):
        for _ in range(2):
            assert torch.equal(taped(x + 1, 2), ((x + 1) ** 2).sum(0))
    assert taped(torch.full((2,), 3.0), 3).item() == 54.0
    assert len(taped.tapes) == KINDS, "and no more than so many"


def test_equal_numbers_that_act_otherwise_have_tapes_of_their_own():
    times, over = Taped(lambda x, k: x * k), Taped(lambda x, k: x / torch.full_like(x, k))
    assert [times(torch.ones(2, dtype=torch.int64), k).dtype for k in (1, 1.0, 1)] == [
        torch.int64,
        torch.float32,
        torch.int64,
    ]
    assert [over(torch.ones(1), k).item() for k in (0.0, -0.0)] == [float("inf"), float("-inf")]


def test_arrays_are_no_constants():
    taped = Taped(lambda x, k: x * torch.as_tensor(k))
    for factor in (1.0, 2.0, 3.0):
        assert taped(torch.ones(2), np.full(2, factor)).tolist() == [factor] * 2


def test_gradients_and_transformations_go_through_the_function_itself():
    taped, x = Taped(lambda x: (x**3).sum()), torch.tensor([1.0, 2.0])
    taped(x)
    assert grad(taped)(x).tolist() == [3.0, 12.0]
    assert vmap(taped)(torch.stack([x, x])).tolist() == [9.0, 9.0]
    own = x.clone().requires_grad_()
    taped(own).backward()
    assert own.grad is not None
    assert own.grad.tolist() == [3.0, 12.0]
