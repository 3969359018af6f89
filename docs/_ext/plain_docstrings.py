"""Docstrings of this project are plain text with `code`: what reStructuredText would read into them is escaped."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
SPECIAL = re.compile(r"([*|\\]|(?<=\w)_(?=\W|$))")


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("autodoc-process-docstring", _plain, priority=100)  # before napoleon
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _plain(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    shown = [line if line.lstrip().startswith((">>>", "...")) else escaped(line) for line in lines]
    lines[:] = [f"{line}:" if _before_block(shown, i) else line for i, line in enumerate(shown)]


def _before_block(lines: list[str], i: int) -> bool:
    """Whether a line ends in a colon, and what is indented after it and a blank line is to be shown as it stands."""
    if not lines[i].endswith(":") or i + 2 >= len(lines) or lines[i + 1].strip():
        return False
    return _indent(lines[i + 2]) > _indent(lines[i])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def escaped(line: str) -> str:
    r"""A line of a docstring as reStructuredText.

    >>> print(escaped("|x| of `f(*a)`, a_ and b*"))
    \|x\| of ``f(*a)``, a\_ and b\*
    """
    pieces = re.split(r"(`[^`]+`)", line)
    return "".join(CODE.sub(r"``\1``", p) if p.startswith("`") else SPECIAL.sub(r"\\\1", p) for p in pieces)
