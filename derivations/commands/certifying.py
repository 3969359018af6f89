"""`derivations certify`: a proof as a certificate, and a certificate back as a theorem."""

from __future__ import annotations

import json
from argparse import Namespace
from importlib.resources import files
from pathlib import Path
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, known_names, writable

DESCRIPTION = """Write the certificate of a result: every step of its proof as plain JSON in the kernel's own grammar
(--schema prints its JSON Schema). `--read FILE` replays a certificate step by step and prints the theorem, or refuses
it with exit status 1; where the certificate names a result, its statement must be that result's."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("certify", help="write or read a certificate", description=DESCRIPTION)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("id", nargs="?", metavar="ID", help="the result to write the certificate of")
    what.add_argument("--read", metavar="FILE", help="a certificate to replay; - for stdin")
    what.add_argument("--schema", action="store_true", help="print the JSON Schema of certificates")
    parser.add_argument("-o", "--output", type=writable, default="-", metavar="FILE", help="where to write (stdout)")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Write, read or print the schema."""
    if args.schema:
        output.write(schema(), args.output)
        return 0
    return _read(args.read) if args.read is not None else _write(args.id, args.output)


def schema() -> str:
    """The JSON Schema of certificates."""
    return files("derivations").joinpath("certificate.schema.json").read_text(encoding="utf-8").rstrip()


def _write(name: str, file: str) -> int:
    from derivations.kernel import ProofError, certificate
    from derivations.results import find

    with known_names():
        result = find(name)
    try:
        written = {"id": result.id} | certificate.write(result.proof.theorem)
    except ProofError as error:
        output.note(f"derivations certify: {result.id} is not proved: {error}")
        return 1
    output.write(json.dumps(written, ensure_ascii=file == "-" and not output.speaks_unicode()), file)
    return 0


def _read(file: str) -> int:
    from derivations.render.text import sequent_text

    loaded = _loaded(file)
    name = loaded.pop("id", None) if isinstance(loaded, dict) else None
    try:
        theorem = replayed(loaded, name)
    except ValueError as error:
        output.note(f"derivations certify: refused: {error}")
        return 1
    output.say(f"{name or 'a theorem'}, rebuilt from {len(loaded['steps'])} steps:")
    output.say(sequent_text(theorem.hypotheses, theorem.conclusion, unicode=output.speaks_unicode()))
    output.say(f"oracles: {', '.join(sorted(theorem.oracles)) or 'none'}")
    return 0


def _loaded(file: str) -> Any:
    import sys

    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise Complaint(f"argument --read: {file!r} cannot be read: {error.strerror}; name a certificate") from error
    except (ValueError, RecursionError) as error:
        raise Complaint(
            f"argument --read: {file!r} is not JSON ({error}); write one with `certify ID -o FILE`"
        ) from error


def replayed(loaded: Any, name: str | None) -> Any:
    """The theorem of a certificate; ValueError when it does not follow or is not the result that it claims to be."""
    from derivations.kernel import ProofError, certificate
    from derivations.results import UnknownResult, find

    try:
        theorem = certificate.read(loaded)
        claimed = find(name).proof.theorem if name is not None else theorem
    except (ProofError, UnknownResult) as error:
        raise ValueError(str(error)) from error
    if _stated(theorem) != _stated(claimed):
        raise ValueError(f"it proves {theorem}, which is not what {name} states: {claimed}")
    return theorem


def _stated(theorem: Any) -> Any:
    return frozenset(h.alpha for h in theorem.hypotheses), theorem.conclusion.alpha
