import pytest
import torch

from gan_models.fitting import fitted, same
from gan_models.optimisers import SGD


def distance(params, batch):
    (target,) = batch
    return ((params["w"] - target) ** 4).sum() + params["w"].square().sum()


def test_many_models_do_what_torch_does_with_each():
    targets = torch.tensor([[1.0, 2.0], [-3.0, 0.5], [0.0, 0.0]], dtype=torch.float64)
    params, losses = fitted(distance, {"w": torch.ones_like(targets)}, same(targets), 30, 0.1)
    for i, target in enumerate(targets):
        w = torch.ones(2, dtype=torch.float64, requires_grad=True)
        rule = torch.optim.Adam([w], lr=0.1)
        falling = torch.optim.lr_scheduler.LambdaLR(rule, lambda t: 1 - t / 30)
        seen = []
        for _ in range(30):
            rule.zero_grad()
            loss = distance({"w": w}, (target,))
            loss.backward()
            rule.step()
            falling.step()
            seen.append(float(loss.detach()))
        torch.testing.assert_close(params["w"][i], w.detach(), rtol=1e-9, atol=1e-9)
        assert losses[i].tolist() == pytest.approx(seen)


def test_gradient_steps_that_are_too_long_do_not_arrive():
    start, target = {"w": torch.ones(1, 1).double()}, torch.zeros(1, 1).double()

    def square(params, batch):
        return (params["w"] - batch[0]).square().sum() / 2

    short, _ = fitted(square, start, same(target), 50, 0.5, optimiser=SGD())
    long, _ = fitted(square, start, same(target), 50, 60.5, optimiser=SGD())
    assert abs(float(short["w"])) < 1e-3 < abs(float(long["w"]))


def test_what_is_watched_begins_before_the_first_step():
    seen = []
    start, target = {"w": torch.ones(1, 1).double()}, torch.zeros(1, 1).double()
    fitted(distance, start, same(target), 3, 0.1, watch=lambda t, params: seen.append((t, float(params["w"]))))
    assert [t for t, _ in seen] == [0, 1, 2, 3]
    assert seen[0][1] == 1 > seen[1][1]
