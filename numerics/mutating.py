"""`derivations mutants`: how many wrong variants of the results are shown to be wrong."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from derivations.commands import output
from derivations.commands.complaint import known_names, whole_number, writable
from derivations.commands.threads import one_each

if TYPE_CHECKING:
    from derivations.verification import Progress
    from numerics.mutants import Score

DESCRIPTION = """Changes every statement at one place, as a slip would (a sign, a factor 2, swapped arguments, a dropped
transpose), and tries to show that it is then wrong: by a point that refutes it, or at which it means nothing. Variants
that the kernel proves all the same do not count. The exit status is 0 if 99 % of the others are shown to be wrong."""
SHOWN = 60  # letters of a witness


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("mutants", help="wrong variants of the results, refuted", description=DESCRIPTION)
    parser.add_argument("ids", nargs="*", metavar="ID", help="results, such as ridge.gradient; all by default")
    parser.add_argument("--json", metavar="FILE", type=writable, help='the whole account; "-" for standard output')
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="of every random choice (0)")
    parser.add_argument("--jobs", type=whole_number(1), default=1, metavar="N", help="processes to share the work (1)")
    parser.add_argument(
        "--limit", type=whole_number(1), default=0, metavar="N", help="so many a result; all by default"
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Judge the mutants and write what became of them."""
    one_each()
    from derivations.verification import select
    from numerics.mutants import GOAL, rate, to_json

    with known_names():
        names = [r.id for r in select(args.ids or None)]
    with output.progress("mutants") as report:
        scores = _scores(names, args, report)
    if args.json:
        output.write(output.as_json(to_json(scores), args.json), args.json)
    if args.json != "-":
        _print(scores)
    return 0 if rate(scores) >= GOAL else 1


def _scores(names: Sequence[str], args: Namespace, report: Progress | None) -> list[Score]:
    """The scores in the order of the names."""
    found = list[Any]()
    for name, one in zip(names, _each(names, args), strict=True):
        found.append(one)
        if report is not None:
            report(len(found), len(names), name)
    return found


def _each(names: Sequence[str], args: Namespace) -> Iterator[Score]:
    from numerics.mutants import score

    rest = ([args.seed] * len(names), [args.limit] * len(names))
    if args.jobs == 1 or len(names) == 1:
        yield from map(score, names, *rest)
        return
    with ProcessPoolExecutor(min(args.jobs, len(names)), get_context("spawn")) as pool:
        yield from pool.map(score, names, *rest)


def _print(scores: Sequence[Score]) -> None:
    from numerics.mutants import rate

    headers = ("result", "mutants", "killed", "rate", "equivalent", "a witness")
    output.table(headers, [_row(s) for s in scores], right=(1, 2, 3, 4))
    output.say()
    for one in scores:
        for verdict in one.survivors:
            place = f"{verdict.after} for {verdict.before}"
            output.say(_plain(f"{one.id}: {verdict.slip}: {place} ({verdict.detail})"))
    killed, total = sum(s.killed for s in scores), sum(s.mutants for s in scores)
    right = sum(s.count("equivalent") for s in scores)
    output.say(
        f"{killed} of {total} mutants killed, {float(rate(scores)):.2%}; {right} more are proved: they are right"
    )


def _plain(text: str) -> str:
    """The text in letters that can be written."""
    return text if output.speaks_unicode() else text.encode("ascii", "replace").decode()


def _row(one: Score) -> list[output.Cell]:
    from numerics.mutants import rate

    witness = one.example if len(one.example) <= SHOWN else one.example[: SHOWN - 1] + "…"
    numbers = (str(one.mutants), str(one.killed), f"{float(rate([one])):.1%}", str(one.count("equivalent")))
    return [one.id, *numbers, _plain(witness)]
