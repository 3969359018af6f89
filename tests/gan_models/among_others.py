"""`gan-models` in double precision, for tests that start several processes of it."""

import sys
from pathlib import Path

from gan_models.backend import torch
from gan_models.cli import main

LEFT = 99  # the exit status of a process with threads of the exchange at its end, which may abort it


def threads() -> list[str]:
    """The names of this process' threads, where the system tells them."""
    return [file.read_text().strip() for file in Path("/proc/self/task").glob("*/comm")]


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    status = main()
    if left := [name for name in threads() if "gloo" in name]:
        sys.stderr.write(f"threads are left: {left}\n")
        sys.exit(status or LEFT)
    sys.exit(status)
