"""Whether a loss is what it is called: a user's function beside the theorem that it claims to implement.

>>> import torch
>>> from gan_models import audit
>>> def careful(fake):
...     return -torch.log(torch.sigmoid(fake) + 1e-8).mean()
>>> found = audit.loss(careful, "generator_losses.nonsaturating_gradient")
>>> found.agrees, found.worst("gradient").expected, round(found.worst("gradient").error, 9)
(False, -1.0, 1.0)
>>> print(found)
careful is not what generator_losses.nonsaturating_gradient states: ... comparisons differ. Worst value at ...

What is compared: value and gradient, in float32 and float64, at each logit alone and in one batch. The theorem's
numbers are enclosed and rounded once (`loss_claims`), so that every difference is the loss's own. Agreement is evidence
at these places, not a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import fsum
from typing import Final

from gan_models import loss_claims
from gan_models.audit_report import Audit, Comparison, report
from gan_models.backend import Tensor, torch
from gan_models.loss_claims import COMBINED, DISCRIMINATOR, NONSATURATING, PENALTY, SATURATING, Claim
from gan_models.penalties import Critic

LOGITS: Final = tuple(k / 2 for k in range(-120, 121))
DTYPES: Final = (torch.float32, torch.float64)
SLOPES: Final = (1.0, -1.0, 0.5, 1.5, -3.0)
BATCHES: Final = (1, 2, 7, 64)
SHAPES: Final = ((1,), (2, 2))  # of one example: the unit vector with equal coordinates, 1 or ½, is exact
GENERATORS: Final = (SATURATING, NONSATURATING, COMBINED)
REAL, FAKE = (3, 1), (1, 3)  # how many of four examples lie at either of two points


def loss(
    function: Callable[[Tensor], Tensor], result: str, *, logits: Sequence[float] = LOGITS, floor: float = 1.0
) -> Audit:
    """A generator's loss against a result that states its gradient in the logit.

    Args:
        function: maps the logits of generated examples, shape (batch,), to their mean loss, a single number.
        result: generator_losses.saturating_gradient (the minimax loss), generator_losses.nonsaturating_gradient, ….
        logits: where to compare; numbers that float32 can hold.
        floor: errors are relative to what is expected, or to this where that is smaller.

    Raises:
        NoSuchClaim: the result states no gradient of a generator's loss.
        ValueError: the function does not return a single number.
    """

    def against(name: str) -> Audit:
        return report(function, name, _losses(function, loss_claims.generator(name), logits), floor)

    found = against(result)
    others = () if found.agrees else tuple(o for o in GENERATORS if o != result and against(o).agrees)
    return Audit(found.subject, result, found.compared, found.differences, others)


def discriminator(
    function: Callable[[Tensor, Tensor], Tensor],
    result: str = DISCRIMINATOR,
    *,
    logits: Sequence[float] = LOGITS,
    floor: float = 1.0,
) -> Audit:
    """A discriminator's loss against the integrand −p log D − q log(1 − D) of a result, summed over two points.

    At the first point are three quarters of the data, one quarter of the generated examples, and the logit that varies;
    at the second point are the others, with the logit 0.

    Args:
        function: maps the logits of data and of generated examples, each of shape (batch,), to a single number.
        result: optimal_discriminator.optimum, ….
        logits: where to compare; numbers that float32 can hold.
        floor: errors are relative to what is expected, or to this where that is smaller.

    Raises:
        NoSuchClaim: the result states no such integrand.
        ValueError: the function does not return a single number.
    """
    return report(function, result, _discriminators(function, loss_claims.discriminator(result), logits), floor)


def penalty(
    function: Callable[[Critic, Tensor], Tensor],
    result: str = PENALTY,
    *,
    slopes: Sequence[float] = SLOPES,
    batches: Sequence[int] = BATCHES,
    floor: float = 1.0,
) -> Audit:
    """A gradient penalty against that of a result, for critics whose slope is known exactly.

    A critic of slope 1 must not be fined, whatever the batch is. Beside linear critics there are curved ones, whose
    slope differs from example to example. The gradient is that of the penalty in the critic's parameter.

    Args:
        function: maps a critic, and points of shape (batch, …) where its slope is taken, to a single number, without λ.
            The critic maps such points to shape (batch, 1).
        result: wasserstein.gradient_penalty, ….
        slopes: of the critics; none is 0.
        batches: sizes of batches.
        floor: errors are relative to what is expected, or to this where that is smaller.

    Raises:
        NoSuchClaim: the result states no penalty of a slope.
        ValueError: the function does not return a single number.
    """
    claim = loss_claims.penalty(result)
    return report(function, result, _penalties(function, claim, slopes, batches), floor)


def _losses(function: Callable[[Tensor], Tensor], claim: Claim, logits: Sequence[float]) -> Iterator[Comparison]:
    """Each logit alone, then all of them in one batch."""
    expected = [claim.at(h) for h in logits]
    for dtype in DTYPES:
        for h, numbers in zip(logits, expected, strict=True):
            found, slope = measured(function, torch.tensor([h], dtype=dtype))
            yield from _both(f"logit {h:g}", dtype, (found, slope[0]), numbers)
        yield from _batch(function, torch.tensor(logits, dtype=dtype), expected)


def _batch(
    function: Callable[[Tensor], Tensor], logits: Tensor, expected: Sequence[loss_claims.Numbers]
) -> Iterator[Comparison]:
    count, (found, slopes) = len(logits), measured(function, logits)
    mean, scale = (fsum(size(n.value) for n in expected) / count for size in (float, abs))
    yield Comparison("value", f"a batch of {count} logits", logits.dtype, found, mean, scale)
    for h, slope, (_, gradient) in zip(logits.tolist(), slopes, expected, strict=True):
        place = f"logit {h:g} of {count}, times {count}"
        yield Comparison("gradient", place, logits.dtype, slope * count, gradient, abs(gradient))


def _discriminators(
    function: Callable[[Tensor, Tensor], Tensor], claim: Claim, logits: Sequence[float]
) -> Iterator[Comparison]:
    p, q = (tuple(n / sum(counts) for n in counts) for counts in (REAL, FAKE))
    rest = claim.at(0.0, p=p[1], q=q[1]).value

    def at(logit: Tensor) -> Tensor:
        real, fake = (torch.cat([logit.expand(n), logit.new_zeros(m)]) for n, m in (REAL, FAKE))
        return function(real, fake)

    for dtype in DTYPES:
        for h in logits:
            value, gradient = claim.at(h, p=p[0], q=q[0])
            found, slope = measured(at, torch.tensor([h], dtype=dtype))
            yield from _both(f"logit {h:g}", dtype, (found, slope[0]), loss_claims.Numbers(value + rest, gradient))


def _penalties(
    function: Callable[[Critic, Tensor], Tensor], claim: Claim, slopes: Sequence[float], batches: Sequence[int]
) -> Iterator[Comparison]:
    for dtype in DTYPES:
        for shape in SHAPES:
            unit = torch.ones(shape, dtype=dtype) / torch.ones(shape).sum().sqrt()
            for count in batches:
                places = torch.tensor([(-1) ** k * (1 + k % 8) / 4 for k in range(count)], dtype=dtype)
                points = places.reshape(-1, *[1] * len(shape)) * unit
                yield from _fines(function, claim, slopes, points, unit, places)


def _fines(
    function: Callable[[Critic, Tensor], Tensor],
    claim: Claim,
    slopes: Sequence[float],
    points: Tensor,
    unit: Tensor,
    places: Tensor,
) -> Iterator[Comparison]:
    """Of the critics a·⟨u, x⟩ and ½a·⟨u, x⟩² at these multiples of u."""

    def along(x: Tensor) -> Tensor:
        return (x * unit).flatten(1).sum(1, keepdim=True)

    where = f"a batch of {len(points)} of shape {tuple(unit.shape)}"
    for a in slopes:
        start = torch.tensor([a], dtype=points.dtype)
        found, slope = measured(lambda s: function(lambda x: s * along(x), points), start)
        yield from _both(f"slope {a:g}, {where}", points.dtype, (found, slope[0]), claim.at(a))
        found, slope = measured(lambda s: function(lambda x: s * along(x).square() / 2, points), start)
        yield from _both(f"curvature {a:g}, {where}", points.dtype, (found, slope[0]), _curved(claim, a, places))


def _curved(claim: Claim, a: float, places: Tensor) -> loss_claims.Numbers:
    """The mean over places u of what is said of the slope a·u, and its derivative in a."""
    numbers = [(u, claim.at(a * u)) for u in places.tolist()]
    value = fsum(n.value for _, n in numbers) / len(numbers)
    return loss_claims.Numbers(value, fsum(u * n.gradient for u, n in numbers) / len(numbers))


def _both(
    place: str, dtype: torch.dtype, found: tuple[float, float], expected: loss_claims.Numbers
) -> Iterator[Comparison]:
    for quantity, one, other in zip(("value", "gradient"), found, expected, strict=True):
        yield Comparison(quantity, place, dtype, one, other, abs(other))


def measured(function: Callable[[Tensor], Tensor], at: Tensor) -> tuple[float, list[float]]:
    """A function's value, and its gradient: 0 in what it does not depend on.

    Raises:
        ValueError: the value is not a single number.
    """
    point = at.clone().requires_grad_()
    value = function(point)
    if value.numel() != 1:
        raise ValueError(f"a loss is the mean over its batch, a single number, and not of shape {tuple(value.shape)}")
    slope = torch.autograd.grad(value.sum(), point, allow_unused=True)[0] if value.requires_grad else None
    return value.item(), (torch.zeros_like(at) if slope is None else slope).tolist()
