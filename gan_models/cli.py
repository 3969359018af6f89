"""The command `gan-models`: results on stdout, progress and complaints on stderr, the exit status as documented."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from derivations.cli import BAD_INPUT, BROKEN_PIPE, FAULT, INTERRUPTED, Parser
from derivations.commands import output
from derivations.commands.complaint import Complaint

COMMANDS: Final = {
    "list": "listing",
    "observe": "observing",
    "train": "training",
    "resume": "resuming",
    "sample": "sampling",
    "plot": "plotting",
    "compare": "comparing",
    "measure": "measuring",
    "ablate": "ablating",
    "rates": "rates",
}
DESCRIPTION: Final = "Models that are trained to see whether they do what the theorems say."
EPILOG: Final = """\
Exit status: 0 all well; 1 something is refuted or undecided; 2 bad input.
`gan-models COMMAND --help` explains a command.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status.

    >>> main(["observe", "ridge.gradiant"])
    2
    """
    try:
        parsed = _parser().parse_args(list(sys.argv[1:] if argv is None else argv))
        status = parsed.run(parsed)
        sys.stdout.flush()
        return status
    except (Complaint, ImportError) as complaint:
        output.note(f"gan-models: {' '.join(str(complaint).split())}")
        return BAD_INPUT
    except KeyboardInterrupt:
        output.note("gan-models: interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read stdout went away, and what is left must not be flushed at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except SystemExit as error:  # argparse after --help
        return error.code if isinstance(error.code, int) else 0
    except Exception as error:
        if os.environ.get("DERIVATIONS_TRACEBACK"):
            raise
        told = " ".join(f"unexpected {type(error).__name__}: {error}".split())
        output.note(f"gan-models: {told}; please report it (DERIVATIONS_TRACEBACK=1 shows where)")
        return FAULT


def _parser() -> Parser:
    parser = Parser(prog="gan-models", description=DESCRIPTION, epilog=EPILOG)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    for module in COMMANDS.values():
        import_module(f"gan_models.commands.{module}").add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
