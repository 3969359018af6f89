"""`derivations list`: the catalogue, with the evidence that each result needs and that is installed for it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import known_names

DESCRIPTION = """The results of the installed topics. P: proved by the kernel, C: cross-checked by numerics,
T: observed in training; `has` says which of them an installed package provides."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("list", help="the catalogue of results", description=DESCRIPTION)
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print the catalogue."""
    rows = entries()
    if args.json:
        output.say(output.as_json(rows))
        return 0
    if not rows:
        output.note("derivations list: no topic is installed; `pip install -e .` in a checkout registers them")
    table = [(r["id"], *(" ".join(r[k]) for k in ("needs", "has")), r["source"], r["title"]) for r in rows]
    output.table(("id", "needs", "has", "source", "statement"), [_coloured(row) for row in table])
    return 0


def _coloured(row: tuple[str, ...]) -> list[output.Cell]:
    name, needs, has, *rest = row
    return [(name, "bold"), needs, (has, "green" if needs == has else "yellow"), *rest]


def entries() -> list[dict[str, Any]]:
    """The catalogue as plain data."""
    from derivations.gathering import covered, trained
    from derivations.results import catalogue

    held: dict[str, Callable[[str], bool]] = {"P": lambda name: True, "C": covered, "T": trained}
    with known_names():
        return [
            {
                "id": r.id,
                "title": r.title,
                "topic": r.topic,
                "source": r.source,
                "needs": list(r.needs),
                "has": [letter for letter in r.needs if held[letter](r.id)],
            }
            for r in catalogue().values()
        ]
