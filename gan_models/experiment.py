"""The contract between theory and training.

An experiment names the result it observes. Its prediction and tolerance come from the proof object and are fixed before
anything is trained; then models with seeds of their own are trained, one number is measured in each, and an interval
over the models decides. The same models are shown wrong claims, which have to be refuted.

A theorem speaks of every model. So what is judged is the share of the models that are within the tolerance: a claim
that is false for a tenth of them, say in the rarer of its cases, is not supported, though a median would not notice it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from math import floor
from platform import python_version
from time import process_time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gan_models.backend import torch
from gan_models.observation import ALPHA, Control, Observation, Verdict, verdict
from gan_models.statistics import Numbers, share_interval
from gan_models.streams import Streams
from numerics.concentration import Interval

if TYPE_CHECKING:
    from derivations.proof import Proof

Array = np.ndarray[Any, Any]
Claim = Any  # a number, a NumPy function: whatever the measurement compares with
KEPT: Final = 4  # measured numbers that are recorded, for a replay
CERTAIN: Final = 420  # models: without an exception they certify a share of 95 %


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
        expected: What is measured in a model that obeys, from the claim; 0 by default, as for a distance.
        tolerance: How far finite training may be from it.
        reason: Where the tolerance comes from.
        controls: Wrong claims, by what is wrong with them; from the proof as well.
        share: Of all models, how many at least have to be within the tolerance of what is expected.
        models: How many are trained; for the share that they can certify see `certified`.
        short: How many of them a quick run trains, which still has to decide.
        short_share: What a quick run asks for instead of `share`, since fewer models certify less.
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
    share: float = 0.95
    models: int = CERTAIN
    short: int = CERTAIN
    short_share: float = 0.95

    def __post_init__(self) -> None:
        if not self.controls:
            raise ValueError(f"{self.result}, {self.name}: an experiment needs a wrong claim that it rejects")
        if not self.tolerance > 0:
            raise ValueError(f"{self.result}, {self.name}: finite training needs a positive tolerance")
        for models, share in ((self.models, self.share), (self.short, self.short_share)):
            if not 0 < share <= (most := certified(models)):
                told = f"{models} models certify a share of {most} at most, not {share}"
                raise ValueError(f"{self.result}, {self.name}: {told}")

    def asked(self, models: int) -> float:
        """The share that has to be within the tolerance where so many models are trained."""
        return self.share if models >= self.models else self.short_share

    @property
    def id(self) -> str:
        """The result and the name."""
        return f"{self.result}/{self.name}"


def certified(models: int, exceptions: int = 0) -> float:
    """The share that so many models certify, of which some are exceptions, in whole hundredths.

    >>> certified(420), certified(64), certified(64, exceptions=3)
    (0.95, 0.71, 0.61)
    """
    return floor(100 * share_interval([i >= exceptions for i in range(models)], ALPHA).low) / 100


def dear(short: int, exceptions: int = 0, of_all: int = 8) -> dict[str, Any]:
    """The attributes of an experiment with models that are dear to train: how many, and what they certify.

    Args:
        short: how many a quick run trains.
        exceptions: how many of those chance in training may leave outside the tolerance.
        of_all: how many exceptions there may be in the whole run.
    """
    return {"share": certified(CERTAIN, of_all), "short": short, "short_share": certified(short, exceptions)}


def every_seed(reason: str = "a model does as the theorem says or it does not") -> dict[str, Any]:
    """The attributes of an experiment that measures 1 where a model does as the theorem says, and 0 otherwise."""
    return {"expected": lambda claim: 1.0, "tolerance": 0.5, "reason": reason}


def comparisons(result: str, settings: Any, train: Callable[..., Any], **more: Any) -> Callable[..., Experiment]:
    """Makes the experiments that look at the same models.

    Args:
        result: The id of the theorem.
        settings: A dataclass, which becomes the recipe.
        train: Trains the models of its second argument, the streams, by its first one, the settings.
        more: Other attributes that these experiments share.
    """
    return partial(Experiment, result=result, recipe=asdict(settings), train=partial(train, settings), **more)


def altered(predict: Callable[[Proof], Claim], change: Callable[[Claim], Claim]) -> Callable[[Proof], Claim]:
    """A wrong claim: the right one, but changed."""
    return lambda proof: change(predict(proof))


def changed(
    predict: Callable[[Proof], Callable[..., Any]], **change: Callable[[Any], Any]
) -> Callable[[Proof], Callable[..., Any]]:
    """The claim with some of its symbols replaced: what is wrong in a control."""

    def wrong(right: Callable[..., Any]) -> Callable[..., Any]:
        return lambda **values: right(**{**values, **{name: new(values[name]) for name, new in change.items()}})

    return altered(predict, wrong)


def observe(experiment: Experiment, proof: Proof, *, seed: int = 0, models: int | None = None) -> Observation:
    """Train, measure and judge; the same seed gives the same verdict on the same machine.

    Args:
        experiment: What to observe.
        proof: The result it names.
        seed: The root of all randomness.
        models: How many to train instead of the experiment's own number.

    Raises:
        ValueError: the proof is of another result.
    """
    if proof.id != experiment.result:
        raise ValueError(f"{experiment.id} observes {experiment.result}, not {proof.id}")
    claim = experiment.predict(proof)
    wrong = {name: predict(proof) for name, predict in experiment.controls.items()}
    started = process_time()
    with one_thread():
        learnt = experiment.train(Streams.of(seed, models or experiment.models))
    seconds = process_time() - started
    values = _numbers(experiment.measure(learnt, claim))
    interval = _within(experiment, values, claim)
    controls = tuple(Control(name, _judged(experiment, learnt, other)) for name, other in wrong.items())
    return Observation(
        result=experiment.result,
        experiment=experiment.name,
        quantity=experiment.quantity,
        recipe=dict(experiment.recipe),
        seed=seed,
        seeds=len(values),
        statistic="share",
        prediction=1.0,
        tolerance=_rest(experiment, len(values)),
        within={"prediction": float(experiment.expected(claim)), "tolerance": experiment.tolerance},
        reason=experiment.reason,
        interval=(interval.low, interval.high),
        alpha=ALPHA,
        verdict=verdict(interval, 1.0, _rest(experiment, len(values))),
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


def _judged(experiment: Experiment, learnt: Any, claim: Claim) -> Verdict:
    values = _numbers(experiment.measure(learnt, claim))
    return verdict(_within(experiment, values, claim), 1.0, _rest(experiment, len(values)))


def _within(experiment: Experiment, values: Array, claim: Claim) -> Interval:
    """For the share of models within the tolerance; a value that is no number is within none."""
    return share_interval(np.abs(values - float(experiment.expected(claim))) <= experiment.tolerance, ALPHA)


def _rest(experiment: Experiment, models: int) -> float:
    """The share of so many models that need not be within the tolerance."""
    return round(1 - experiment.asked(models), 9)


def _numbers(measured: Any) -> Array:
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
