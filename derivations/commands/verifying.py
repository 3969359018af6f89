"""`derivations verify [ID…]`: everything proved again, checked, put to SymPy and reported."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, known_names, whole_number, writable
from derivations.report import Outcome, Report, SlipOutcome

DESCRIPTION = """Prove results again with the kernel, cross-check them with the installed numerics, ask SymPy for its
opinion of every equality and derivative, and judge the slips that circulate. Exit status: 0 all hold; 1 something is
refuted or undecided, a slip did not get the verdict it deserves, or SymPy disagrees and nobody explained why; 2 bad
input. An id may be a topic, such as ridge, for all its results."""
STYLES = {"proved": "green", "checked": "green", "observed": "green", "refuted": "bold red", "undecided": "yellow"}


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("verify", help="prove and check the results", description=DESCRIPTION)
    parser.add_argument("ids", nargs="*", metavar="ID", help="a result or a topic; all of them by default")
    parser.add_argument("--json", type=writable, metavar="FILE", help="write the report as JSON; - for stdout")
    jobs = "processes to share the work (one per usable core, if there is enough work)"
    parser.add_argument("--jobs", type=whole_number(1), metavar="N", help=jobs)
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="of everything random (0)")
    parser.add_argument("--strict", action="store_true", help="evidence that is needed and missing is a failure")
    parser.add_argument("--observe", action="store_true", help="train anew what was observed in training")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Verify and report."""
    from derivations.commands.threads import one_each
    from derivations.verification import verify

    one_each()
    with known_names(), output.progress("verify") as progress:
        options = {"jobs": args.jobs, "seed": args.seed, "strict": args.strict, "observe": args.observe}
        report = verify(args.ids or None, progress=progress, **options)
    if not report.results:
        raise Complaint("no topic is installed, so there is nothing to verify; `pip install -e .` registers them")
    if args.json:
        output.write(output.as_json(report.to_json(), args.json), args.json)
    if args.json == "-":
        output.note(report.line())
    else:
        _print(report)
    return report.exit_status


def _print(report: Report) -> None:
    headers = ("result", "proved", "lines", "time", "checked", "cases", "observed", "SymPy +/?/-", "rests on")
    output.table(headers, [_row(r) for r in report.results], right=(2, 3, 5))
    if report.slips:
        output.say()
        output.table(("slip", "verdict", "because"), [_slip(s) for s in report.slips])
    output.say()
    for line in problems(report):
        output.styled(line, "bold red")
    if report.observe and not any(r.observed for r in report.results):
        output.note("derivations verify: nothing installed observes training runs, so --observe added nothing")
    output.styled(report.line(), "green" if report.exit_status == 0 else "bold red")


def _row(result: Outcome) -> list[output.Cell]:
    checked = result.checked or {"status": "missing" if "C" in result.needs else "-", "cases": ""}
    opinion = "/".join(str(result.sympy[k]) for k in ("agrees", "undecided", "disagrees"))
    rests = [*result.uses, *(f"[{oracle}]" for oracle in result.oracles)]
    return [
        (result.id, "bold"),
        (result.status, STYLES[result.status]),
        str(result.steps),
        f"{result.seconds * 1000:.0f} ms",
        (checked["status"], STYLES.get(checked["status"], "dim")),
        str(checked["cases"]),
        _trained(result),
        opinion,
        ", ".join(rests),
    ]


def _trained(result: Outcome) -> output.Cell:
    """What training showed, with the number of comparisons."""
    if result.observed is None:
        return ("missing" if "T" in result.needs else "-", "dim")
    status = result.observed["status"]
    word = "recorded" if status == "observed" and result.observed["recorded"] else status
    return (f"{word} ({len(result.observed['experiments'])})", STYLES[status])


def _slip(slip: SlipOutcome) -> list[output.Cell]:
    verdict = slip.status if slip.as_expected else f"{slip.status}, not {slip.expected}"
    words = {"proved": "right after all"}.get(verdict, verdict)
    return [f"{slip.topic}: {slip.claim}", (words, "green" if slip.as_expected else "bold red"), slip.witness]


def problems(report: Report) -> list[str]:
    """One line for each thing that does not hold."""
    results = [f"{r.id}: {r.verdict}: {r.why}" for r in report.results if r.verdict != "holds"]
    wrong = [s for s in report.slips if not s.as_expected]
    return [*results, *(f"{s.topic}: {s.claim!r} is {s.status}, not {s.expected}: {s.witness}" for s in wrong)]
