"""`gan-models` in double precision, in several processes for tests: one command, or more, with "and" between them."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import groupby
from pathlib import Path

from gan_models.backend import torch
from gan_models.cli import main
from gan_models.trainer.processes import joined

LEFT = 99  # the exit status of a process with threads of the exchange at its end, which may abort it


def threads() -> list[str]:
    """The names of this process' threads, where the system tells them."""
    return [file.read_text().strip() for file in Path("/proc/self/task").glob("*/comm")]


def done(words: Sequence[str]) -> int:
    """Do the commands; the exit status."""
    torch.set_default_dtype(torch.float64)
    commands = [[*words] for word, words in groupby(words, "and".__eq__) if not word]
    with joined() if len(commands) > 1 else nullcontext():
        status = max(main(command) for command in commands)
    if left := [name for name in threads() if "gloo" in name]:
        sys.stderr.write(f"threads are left: {left}\n")
        return status or LEFT
    return status


if __name__ == "__main__":
    sys.exit(done(sys.argv[1:]))
