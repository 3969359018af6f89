"""`derivations trust`: what the whole catalogue asks to be believed, proved afresh and counted."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, known_names

if TYPE_CHECKING:
    from derivations.trusted import Account

DESCRIPTION = """Proves every result and reports how many of them rest on the kernel alone, which ones believe an oracle
and which, the longest proof, and the lines of code (without comments and docstrings) of the kernel's core and of each
of its procedures."""
PARTS = ("core", "procedure", "aside")


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("trust", help="oracles, and how much code can make a theorem", description=DESCRIPTION)
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print the account."""
    from derivations.trusted import account

    try:
        with known_names():
            found = account()
    except LookupError as error:
        raise Complaint(str(error)) from error
    if args.json:
        output.say(output.as_json(found.to_json()))
    else:
        _print(found)
    return 1 if found.unproved else 0


def _print(found: Account) -> None:
    count = len(found.results) + len(found.unproved)
    output.say(f"{len(found.free)} of {count} results rest on the kernel alone.")
    for name in found.unproved:
        output.say(f"  {name} is not proved: `derivations show {name}` says why")
    for result in found.results:
        if result.oracles:
            output.say(f"  {result.id} believes {', '.join(result.oracles)}")
    if found.longest:
        output.say(f"The longest proof is {found.longest.id}: {found.longest.steps} lines.")
    total = sum(found.lines(part) for part in ("core", "procedure"))
    output.say(f"{total} lines of code can make a theorem, {found.lines('core')} of them the core:")
    parts = sorted(found.modules, key=lambda m: (PARTS.index(m.part), m.name))
    rows = [(m.name, m.part, str(m.lines), str(m.rules) if m.rules else "") for m in parts]
    output.table(("module", "part", "lines", "rules"), rows, right=(2, 3))
