"""`derivations show ID`: a proof as text, LaTeX, HTML or JSON."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import known_names
from derivations.proof import Proof

DESCRIPTION = """Derive a result and show every line with its reason. `--step` shows one line: the rule behind it,
its side conditions, and how each was met."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    from derivations.commands.complaint import whole_number

    parser = commands.add_parser("show", help="a proof, line by line", description=DESCRIPTION)
    parser.add_argument("id", metavar="ID", help="a result, such as ridge.gradient; `derivations list` shows them")
    formats = ("text", "latex", "html", "json")
    parser.add_argument("--format", choices=formats, default="text", help="how to write it (text)")
    parser.add_argument("--step", type=whole_number(1), metavar="N", help="explain the line of this number instead")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print the proof."""
    from derivations.commands.complaint import Complaint
    from derivations.kernel import ProofError
    from derivations.results import find

    with known_names():
        result = find(args.id)
    try:
        proof = result.proof
    except ProofError as error:
        output.note(f"derivations show: {result.id} is not proved: {error}")
        return 1
    if args.step and args.step > len(proof.steps):
        raise Complaint(f"argument --step: {args.step} is beyond the last line of {result.id}, {len(proof.steps)}")
    output.say(proof.explain(args.step) if args.step else shown(proof, args.format))
    return 0


def shown(proof: Proof, form: str) -> str:
    """The proof in this format."""
    from derivations.render.proof import proof_text

    if form == "text":
        return proof_text(proof, unicode=output.speaks_unicode(), width=output.width())
    if form == "json":
        return output.as_json(proof.to_json())
    return proof.latex() if form == "latex" else proof.html()
