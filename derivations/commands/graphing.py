"""`derivations graph`: which result rests on which, coloured by evidence."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, known_names, writable

if TYPE_CHECKING:
    from derivations.render.graph import Node

DESCRIPTION = """The results and what each rests on, coloured by evidence: every result is proved again; a report of
`verify --json FILE` given as --report also says what was checked and observed. Exit status 1 when results rest on each
other in a circle."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("graph", help="which result rests on which", description=DESCRIPTION)
    parser.add_argument(
        "--format", choices=("dot", "svg"), default="dot", help="Graphviz's language or a picture (dot)"
    )
    parser.add_argument("--report", metavar="FILE", help="colour by this report of `derivations verify --json FILE`")
    parser.add_argument("-o", "--output", type=writable, default="-", metavar="FILE", help="where to write (stdout)")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print the graph."""
    from derivations.render.graph import cycle, dot, svg

    nodes = _reported(args.report) if args.report is not None else _proved()
    found = cycle(nodes)
    if found:
        output.note(f"derivations graph: results rest on each other in a circle: {' -> '.join(found)}")
        return 1
    output.write(dot(nodes) if args.format == "dot" else svg(nodes), args.output)
    return 0


def _proved() -> list[Node]:
    from derivations.gathering import covered
    from derivations.kernel import ProofError
    from derivations.render.graph import Node
    from derivations.results import catalogue

    nodes = list[Node]()
    with known_names():
        results = list(catalogue().values())
    for result in results:
        try:
            proof = result.proof
            status = "checkable" if covered(result.id) else "proved"
            nodes.append(Node(result.id, status, tuple(proof.uses), result.title))
        except ProofError as error:
            nodes.append(Node(result.id, "failed", (), str(error)))
    return nodes


def _reported(file: str) -> list[Node]:
    try:
        return [*map(node_of, json.loads(Path(file).read_text(encoding="utf-8"))["results"])]
    except OSError as error:
        raise Complaint(f"argument --report: {file!r} cannot be read: {error.strerror}") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        hint = "write one with `derivations verify --json FILE`"
        raise Complaint(f"argument --report: {file!r} is not a report ({error!r}); {hint}") from error


def node_of(entry: dict[str, Any]) -> Node:
    """An entry of `results` of a report as a node of the graph."""
    from derivations.render.graph import Node

    return Node(entry["id"], _status(entry), tuple(entry["uses"]), entry["proved"].get("reason", ""))


def _status(entry: dict[str, Any]) -> str:
    evidence = {k: (entry[k] or {}).get("status") for k in ("proved", "checked", "observed")}
    if any(status in ("refuted", "undecided") for status in evidence.values()):
        return "failed"
    return next((k for k in ("observed", "checked") if evidence[k] == k), "proved")
