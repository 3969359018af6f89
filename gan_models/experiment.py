"""The contract between theory and training.

An experiment names the result it observes. Its prediction and tolerance come from the proof object and are fixed before
anything is trained; then models with seeds of their own are trained, one number is measured in each, and an interval
over the models decides. The same models are shown wrong claims, which have to be refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from time import process_time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gan_models.backend import torch
from gan_models.observation import ALPHA, Control, Observation, verdict
from gan_models.statistics import Median, Numbers, Share, Statistic
from gan_models.streams import Streams

if TYPE_CHECKING:
    from derivations.proof import Proof

Claim = Any  # a number, a NumPy function: whatever the measurement compares with
KEPT: Final = 4  # measured numbers that are recorded, for a replay


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A prediction and the training that tests it.

    Attributes:
        result: The id of the theorem.
        name: Of this comparison, unique for the result.
        quantity: What is measured in each model, in words.
        recipe: The settings of the training, plain data.
        train: Trains the models of these streams and returns what they learnt. It should be cached
            (`functools.lru_cache`) where several experiments look at the same models.
        predict: What the proof says: a number or a function.
        measure: One number for each model, from what was learnt and a claim, right or wrong.
        expected: The statistic's value if the claim holds, from the claim; 0 by default, as for a distance.
        tolerance: How far finite training may be from it.
        reason: Where the tolerance comes from.
        controls: Wrong claims, by what is wrong with them; from the proof as well.
        statistic: Over the models.
        models: How many are trained; at least 31 for a median, 420 to certify a share of 95 %.
        short: How many of them a quick run trains, which still has to decide.
    """

    result: str
    name: str
    quantity: str
    recipe: Mapping[str, Any]
    train: Callable[[Streams], Any]
    predict: Callable[[Proof], Claim]
    measure: Callable[[Any, Claim], Numbers]
    expected: Callable[[Claim], float] = lambda claim: 0.0
    tolerance: float
    reason: str
    controls: Mapping[str, Callable[[Proof], Claim]]
    statistic: Statistic = field(default_factory=Median)
    models: int = 64
    short: int = 40

    def __post_init__(self) -> None:
        if not self.controls:
            raise ValueError(f"{self.result}, {self.name}: an experiment needs a wrong claim that it rejects")
        if not self.tolerance > 0:
            raise ValueError(f"{self.result}, {self.name}: finite training needs a positive tolerance")

    @property
    def id(self) -> str:
        """The result and the name."""
        return f"{self.result}/{self.name}"


def every_seed(reason: str = "at least 95 % of seeds") -> dict[str, Any]:
    """The attributes of an experiment that measures 1 where a model does as the theorem says, and 0 otherwise."""
    return {
        "expected": lambda claim: 1.0,
        "tolerance": 0.05,
        "reason": reason,
        "statistic": Share(),
        "models": 420,
        "short": 420,
    }


def comparisons(result: str, settings: Any, train: Callable[..., Any], **more: Any) -> Callable[..., Experiment]:
    """Makes the experiments that look at the same models.

    Args:
        result: The id of the theorem.
        settings: A dataclass, which becomes the recipe.
        train: Trains the models of its second argument, the streams, by its first one, the settings.
        more: Other attributes that these experiments share.
    """
    return partial(Experiment, result=result, recipe=asdict(settings), train=partial(train, settings), **more)


def changed(
    predict: Callable[[Proof], Callable[..., Any]], **change: Callable[[Any], Any]
) -> Callable[[Proof], Callable[..., Any]]:
    """The claim with some of its symbols replaced: what is wrong in a control."""

    def wrong(proof: Proof) -> Callable[..., Any]:
        right = predict(proof)
        return lambda **values: right(**{**values, **{name: new(values[name]) for name, new in change.items()}})

    return wrong


def observe(experiment: Experiment, proof: Proof, *, seed: int = 0, models: int | None = None) -> Observation:
    """Train, measure and judge; the same seed gives the same verdict on the same machine.

    Args:
        experiment: What to observe.
        proof: The result it names.
        seed: The root of all randomness.
        models: How many to train instead of the experiment's own number.

    Raises:
        ValueError: the proof is of another result, or so few models allow no interval.
    """
    if proof.id != experiment.result:
        raise ValueError(f"{experiment.id} observes {experiment.result}, not {proof.id}")
    claim = experiment.predict(proof)
    wrong = {name: predict(proof) for name, predict in experiment.controls.items()}
    prediction = float(experiment.expected(claim))
    started = process_time()
    with one_thread():
        learnt = experiment.train(Streams.of(seed, models or experiment.models))
    seconds = process_time() - started
    values = _numbers(experiment.measure(learnt, claim))
    interval = experiment.statistic.interval(values, ALPHA)
    controls = tuple(Control(name, _judged(experiment, learnt, other)) for name, other in wrong.items())
    return Observation(
        result=experiment.result,
        experiment=experiment.name,
        quantity=experiment.quantity,
        recipe=dict(experiment.recipe),
        seed=seed,
        seeds=len(values),
        statistic=experiment.statistic.name,
        prediction=prediction,
        tolerance=experiment.tolerance,
        reason=experiment.reason,
        interval=(interval.low, interval.high),
        alpha=ALPHA,
        verdict=verdict(interval, prediction, experiment.tolerance),
        control=controls[0],
        controls=controls,
        values=tuple(float(v) for v in values[:KEPT]),
        versions=versions(),
        device=device(),
        seconds=round(seconds, 3),
    )


def replay(experiment: Experiment, proof: Proof, seed: int, models: int = KEPT) -> tuple[float, ...]:
    """The numbers of the first models alone, trained anew without the others."""
    with one_thread():
        learnt = experiment.train(Streams.of(seed, models))
    return tuple(float(v) for v in _numbers(experiment.measure(learnt, experiment.predict(proof))))


@contextmanager
def one_thread() -> Iterator[None]:
    """Tensors of small models are too small to be shared by threads, which would only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _judged(experiment: Experiment, learnt: Any, claim: Claim) -> Any:
    interval = experiment.statistic.interval(_numbers(experiment.measure(learnt, claim)), ALPHA)
    return verdict(interval, float(experiment.expected(claim)), experiment.tolerance)


def _numbers(measured: Any) -> np.ndarray[Any, Any]:
    """One number a model, as an array."""
    found = measured.detach().cpu().numpy() if isinstance(measured, torch.Tensor) else np.asarray(measured)
    if found.ndim != 1:
        raise ValueError(f"a measurement gives one number a model, not an array of shape {found.shape}")
    return found.astype(float)


def versions() -> dict[str, str]:
    """Of what the numbers depend on."""
    try:
        own = version("gan-derivations")
    except PackageNotFoundError:
        own = "(not installed)"
    return {"python": python_version(), "torch": torch.__version__, "gan-derivations": own}


def device() -> str:
    """The kind of processor that small models are trained on."""
    return "cpu"
