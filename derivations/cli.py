"""The `derivations` command: results on stdout, progress and complaints on stderr, the exit status as documented.

A subcommand is an object with `add(commands)`, which registers a parser whose `run` takes the parsed arguments and
returns an exit status. Other packages bring theirs through the entry point group `derivations.commands`: the entry
point's name is the subcommand's, its value such an object (a module will do). It is loaded only when it is asked for.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points, version
from typing import Any, Final, NoReturn

from derivations.commands.complaint import Complaint

OWN: Final = {
    "list": "listing",
    "show": "showing",
    "verify": "verifying",
    "graph": "graphing",
    "rules": "ruling",
    "certify": "certifying",
    "trust": "trusting",
}
BAD_INPUT, INTERRUPTED, BROKEN_PIPE, FAULT = 2, 130, 141, 70
DESCRIPTION: Final = "Machine-checked derivations for a course on generative models."
EPILOG: Final = """\
Exit status: 0 all well; 1 something is refuted or undecided; 2 bad input.
`derivations COMMAND --help` explains a command. NO_COLOR=1 switches colours off.
"""


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read what is right."""
        raise Complaint(f"{message}; see `{self.prog} --help`", self.prog)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status.

    >>> main(["show", "ridge.gradiant"])
    2
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        status = _run(arguments)
        sys.stdout.flush()
        return status
    except Complaint as complaint:
        return _complain(complaint, f"{complaint.command or _name(arguments)}: {complaint}", BAD_INPUT)
    except KeyboardInterrupt as error:
        return _complain(error, "interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader went away. What is still buffered must not be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except SystemExit as error:  # argparse after --help and --version
        return error.code if isinstance(error.code, int) else 0
    except Exception as error:
        told = f"{_name(arguments)}: unexpected {type(error).__name__}: {error}"
        return _complain(error, f"{told}; please report it (DERIVATIONS_TRACEBACK=1 shows where)", FAULT)


def _name(arguments: Sequence[str]) -> str:
    return f"derivations {arguments[0]}" if arguments and arguments[0] in OWN else "derivations"


def _complain(error: BaseException, line: str, status: int) -> int:
    if os.environ.get("DERIVATIONS_TRACEBACK"):
        raise error
    print(" ".join(line.split()), file=sys.stderr)  # noqa: T201 - the command line's own output
    return status


def _run(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue] - text
    parser = _parser(arguments)
    if not arguments:
        parser.print_help()
        return 0
    parsed = parser.parse_args(arguments)
    return parsed.run(parsed)


def _parser(arguments: Sequence[str]) -> Parser:
    parser = Parser(
        prog="derivations", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"derivations {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    wanted = next((a for a in arguments if not a.startswith("-")), None)
    for source in _sources(wanted):
        source.add(commands)
    return parser


def _sources(wanted: str | None) -> list[Any]:
    """The subcommand that is wanted, or all of them for the help."""
    plugins = {point.name: point for point in entry_points(group="derivations.commands") if point.name not in OWN}
    names = [*OWN, *sorted(plugins)]
    if wanted is not None and wanted not in names:
        near = get_close_matches(wanted, names, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"the commands are {', '.join(names)}"
        raise Complaint(f"there is no command {wanted!r}; {hint}")
    chosen = names if wanted is None else [wanted]
    return [_plugin(plugins[n]) if n in plugins else import_module(f"derivations.commands.{OWN[n]}") for n in chosen]


def _plugin(point: EntryPoint) -> Any:
    try:
        loaded = point.load()
    except Exception as error:
        raise Complaint(f"the command {point.name} ({point.value}) cannot be loaded: {error}") from error
    if not hasattr(loaded, "add"):
        raise Complaint(f"the command {point.name} ({point.value}) is no subcommand: it has no add(commands)")
    return loaded


def _version() -> str:
    try:
        return version("gan-derivations")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
