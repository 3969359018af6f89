"""What was observed in training beside what a theorem predicts; plain data that can be recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from numerics.concentration import Interval

Verdict = Literal["supported", "refuted", "undecided"]
ALPHA: Final = 1e-9  # of each comparison: see `Observation`


def verdict(interval: Interval, prediction: float, tolerance: float) -> Verdict:
    """Supported inside prediction ± tolerance, refuted outside it, undecided where they overlap.

    >>> verdict(Interval(0.9, 1.1), 1.0, 0.2), verdict(Interval(0.9, 1.1), 0.5, 0.2), verdict(Interval(0, 1), 1.0, 0.2)
    ('supported', 'refuted', 'undecided')
    """
    if prediction - tolerance <= interval.low and interval.high <= prediction + tolerance:
        return "supported"
    apart = interval.high < prediction - tolerance or prediction + tolerance < interval.low
    return "refuted" if apart else "undecided"


@dataclass(frozen=True)
class Control:
    """A wrong claim that was shown to the same models; it has to be refuted."""

    claim: str
    verdict: Verdict


@dataclass(frozen=True)
class Observation:
    """One comparison of trained models with a theorem.

    Attributes:
        result: The id of the theorem.
        experiment: The name of the comparison.
        quantity: What was measured in each model, in words.
        recipe: What was trained and how; with the seeds it determines the run.
        seed: The root of all randomness.
        seeds: How many models were trained, each with a seed of its own.
        statistic: What over the models is compared: "share", that of the models which are `within`.
        prediction: Its value according to the theorem, 1.
        tolerance: How far it may be from there, fixed before the run.
        within: What each model is compared with: the "prediction" from the proof object, and the "tolerance".
        reason: Why finite training may leave a model off by the tolerance of `within`.
        interval: For the statistic; holds but with probability `alpha`, whatever the law.
        alpha: A wrong "supported" or "refuted" is at most so probable: it takes an interval that misses the statistic.
            Each wrong claim is a comparison of its own.
        verdict: See `verdict`.
        control: The first of the wrong claims.
        controls: All of them.
        values: The measured numbers of the first models, which a replay has to repeat.
        versions: Of Python, PyTorch and this package.
        device: What it ran on.
        seconds: Processor time of training, shared by the comparisons of one run.
    """

    result: str
    experiment: str
    quantity: str
    recipe: Mapping[str, Any]
    seed: int
    seeds: int
    statistic: str
    prediction: float
    tolerance: float
    within: Mapping[str, float]
    reason: str
    interval: tuple[float, float]
    alpha: float
    verdict: Verdict
    control: Control
    controls: tuple[Control, ...]
    values: tuple[float, ...]
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    device: str = ""
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the prediction was supported and every wrong claim refuted."""
        return self.verdict == "supported" and all(c.verdict == "refuted" for c in self.controls)

    @property
    def detectable(self) -> float:
        """A prediction that is farther from the measured interval's centre than this would have been refuted."""
        return self.tolerance + (self.interval[1] - self.interval[0]) / 2

    def to_json(self) -> dict[str, Any]:
        """The entry of `gan_models/results/*.json`."""
        return asdict(self) | {"interval": list(self.interval), "detectable": self.detectable}


def summary(found: list[dict[str, Any]]) -> str:
    """What several observations of one result amount to: "observed", "refuted" or "undecided"."""
    verdicts = {o["verdict"] for o in found}
    if "refuted" in verdicts:
        return "refuted"
    rejected = all(c["verdict"] == "refuted" for o in found for c in o["controls"])
    return "observed" if verdicts == {"supported"} and rejected else "undecided"
