"""`gan-models list`: the experiments, with what was recorded of each."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from derivations.commands import output

DESCRIPTION = "What is trained for which result, and the recorded verdict."


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("list", help="the experiments", description=DESCRIPTION)
    parser.add_argument("--json", action="store_true", help="the recorded observations as JSON")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print the recorded observations."""
    from gan_models.evidence import recorded

    found = [entry for entries in recorded().values() for entry in entries]
    if args.json:
        output.say(output.as_json(found))
        return 0
    rows = [_row(entry) for entry in found]
    output.table(("result", "experiment", "models", "verdict", "measured"), rows, right=(2,))
    return 0


def _row(entry: dict[str, Any]) -> list[output.Cell]:
    colour = "green" if entry["verdict"] == "supported" else "bold red"
    return [
        (entry["result"], "bold"),
        entry["experiment"],
        str(entry["seeds"]),
        (entry["verdict"], colour),
        entry["quantity"],
    ]
