"""What is wrong with what the user typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Complaint(Exception):
    """A mistake of the user's, in one sentence that names the argument and says what to do; exit status 2."""

    def __init__(self, message: str, command: str = "") -> None:
        """Keep the command that complains, where it is not the one on the command line."""
        super().__init__(message)
        self.command = command


@contextmanager
def known_names() -> Iterator[None]:
    """Turn an unknown id, or a topic that cannot be loaded, into a complaint."""
    from derivations.results import UnknownResult

    try:
        yield
    except UnknownResult as error:
        raise Complaint(str(error)) from error
    except ImportError as error:
        raise Complaint(f"{error}; install what is missing, or remove the package that registers it") from error


def whole_number(least: int) -> Callable[[str], int]:
    """A type for argparse: an integer that is at least so large."""
    from argparse import ArgumentTypeError

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {least} up")
        return value

    return parse


def writable(text: str) -> str:
    """A type for argparse: a file to write, "-" for stdout; refused before the work when it cannot be there."""
    from argparse import ArgumentTypeError

    path = Path(text)
    if text != "-" and path.is_dir():
        raise ArgumentTypeError(f"{text!r} is a folder: name a file in it")
    if text != "-" and not path.parent.is_dir():
        raise ArgumentTypeError(f"{text!r} cannot be written: there is no folder {str(path.parent)!r}")
    return text
