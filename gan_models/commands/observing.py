"""`gan-models observe [ID…]`: train the models of the experiments and compare them with the theorems."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, known_names, whole_number, writable

if TYPE_CHECKING:
    from gan_models.experiment import Experiment
    from gan_models.observation import Observation

DESCRIPTION = """Train small models, many of each, and compare what they do with what the theorems predict. Prediction
and tolerance are fixed before the training; the interval holds for every distribution with an error of one in 1e9; the
same models have to refute a wrong claim. Exit status: 0 all supported, with every wrong claim refuted; 1 something is
refuted or undecided; 2 bad input. An id may be a topic."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("observe", help="training against theory", description=DESCRIPTION)
    parser.add_argument("ids", nargs="*", metavar="ID", help="results or topics; all that are trained by default")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="the root of all randomness (0)")
    parser.add_argument("--short", action="store_true", help="as few models as still decide")
    parser.add_argument("--json", type=writable, metavar="FILE", help="the observations as JSON; - for stdout")
    parser.add_argument("--record", type=Path, metavar="DIR", help="write DIR/TOPIC.json for every topic observed")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Observe and report."""
    from gan_models.experiment import observe

    chosen = _chosen(args.ids)
    if args.record and not args.record.is_dir():
        raise Complaint(f"--record {args.record}: there is no such folder; make it first")
    found = list[Any]()
    with output.progress("observe") as report:
        for experiment in chosen:
            models = experiment.short if args.short else None
            found.append(observe(experiment, _proof(experiment), seed=args.seed, models=models))
            if report is not None:
                report(len(found), len(chosen), experiment.id)
    if args.record:
        _record(args.record, found)
    if args.json:
        output.write(output.as_json([o.to_json() for o in found], args.json), args.json)
    if args.json != "-":
        _print(found)
    return 0 if all(o.holds for o in found) else 1


def _chosen(ids: Sequence[str]) -> list[Experiment]:
    """The experiments of these results and topics, each once."""
    from derivations.verification import select
    from gan_models.experiments import experiments

    with known_names():
        names = {r.id for r in select(ids or None)}
    found = [e for e in experiments() if e.result in names]
    idle = [name for name in ids if not any(name in (e.result, e.result.partition(".")[0]) for e in found)]
    if idle:
        raise Complaint(f"nothing is trained for {', '.join(idle)}; `gan-models list` shows what is")
    return found


def _proof(experiment: Experiment) -> Any:
    from derivations.results import find

    return find(experiment.result).proof


def _record(folder: Path, found: Sequence[Observation]) -> None:
    """One file a topic, as `gan_models/results` has them."""
    for topic in sorted({o.result.partition(".")[0] for o in found}):
        entries = [o.to_json() for o in found if o.result.partition(".")[0] == topic]
        text = json.dumps(entries, indent=1, ensure_ascii=False)
        (folder / f"{topic}.json").write_text(text + "\n", encoding="utf-8")


def _print(found: Sequence[Observation]) -> None:
    headers = ("result", "experiment", "models", "predicted", "of the models", "asked", "verdict", "wrong claims", "s")
    output.table(headers, [_row(o) for o in found], right=(2, 3, 5, 8))
    output.say()
    for one in found:
        if not one.holds:
            kept = [c.claim for c in one.controls if c.verdict != "refuted"]
            told = f"; not rejected: {'; '.join(kept)}" if kept else ""
            output.styled(f"{one.result}: {one.experiment}: {one.verdict}{told}; {one.quantity}", "bold red")
    supported = sum(o.holds for o in found)
    models = sum(o.seeds for o in found)
    line = f"{len(found)} experiments with {models} models: {supported} supported with every wrong claim refuted"
    output.styled(line, "green" if supported == len(found) else "bold red")


def _row(one: Observation) -> list[output.Cell]:
    low, high = one.interval
    rejected = sum(c.verdict == "refuted" for c in one.controls)
    return [
        (one.result, "bold"),
        one.experiment,
        str(one.seeds),
        f"{one.within['prediction']:.6g} ± {one.within['tolerance']:.2g}",
        f"{low:.1%} to {high:.1%}",
        f"{one.prediction - one.tolerance:.0%}",
        (one.verdict, "green" if one.verdict == "supported" else "bold red"),
        f"{rejected} of {len(one.controls)} refuted",
        f"{one.seconds:.1f}",
    ]
