"""What the catalogue asks to be believed: its oracles, and how much code can make a theorem.

A line of code is a physical line that holds more than a comment or a docstring.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import derivations.kernel
from derivations import results
from derivations.kernel import ProofError
from derivations.proof import StepError
from derivations.results import catalogue

CORE: Final = ("errors", "operators", "terms", "signatures", "formulas", "theorem", "logic", "definedness")
ASIDE: Final = ("__init__", "display", "certificate")  # make no theorem: lists, printing, replay


@dataclass(frozen=True)
class Result:
    """What one proof asks to be believed, and how long it is."""

    id: str
    steps: int
    oracles: tuple[str, ...]


@dataclass(frozen=True)
class Module:
    """A module of the kernel: its part ("core", "procedure" or "aside"), its lines of code and its rules."""

    name: str
    part: str
    lines: int
    rules: int


@dataclass(frozen=True)
class Account:
    """All of it."""

    results: tuple[Result, ...]
    unproved: tuple[str, ...]
    modules: tuple[Module, ...]

    @property
    def free(self) -> tuple[Result, ...]:
        """The results that believe in nothing but the kernel."""
        return tuple(r for r in self.results if not r.oracles)

    @property
    def longest(self) -> Result | None:
        """The proof with the most lines."""
        return max(self.results, key=lambda r: r.steps, default=None)

    def lines(self, part: str) -> int:
        """Lines of code of a part of the kernel."""
        return lines(self.modules, part)

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        believing = {r.id: list(r.oracles) for r in self.results if r.oracles}
        return {
            "results": len(self.results),
            "without_oracle": len(self.free),
            "with_oracle": believing,
            "unproved": list(self.unproved),
            "longest_proof": asdict(self.longest) if self.longest else None,
            "kernel": [asdict(m) for m in self.modules],
            "lines": {part: self.lines(part) for part in ("core", "procedure", "aside")},
        }


def account() -> Account:
    """Prove every result of the catalogue and count.

    Raises:
        LookupError: no topic is installed.
    """
    if not catalogue():
        raise LookupError("no topic is installed: there is nothing to account for")
    found = {name: _counted(result) for name, result in catalogue().items()}
    unproved = tuple(name for name, result in found.items() if result is None)
    return Account(tuple(filter(None, found.values())), unproved, modules())


def _counted(result: results.Result) -> Result | None:
    """What the proof of a result asks; None if it cannot be proved."""
    try:
        proof = result.proof
        return Result(result.id, len(proof.steps), tuple(sorted(proof.oracles)))
    except (StepError, ProofError):
        return None


def modules() -> tuple[Module, ...]:
    """The modules of the kernel, by name."""
    rules = [rule.__module__.rpartition(".")[2] for rule in derivations.kernel.RULES.values()]
    found = list[Module]()
    for path in sorted(Path(derivations.kernel.__file__).parent.glob("*.py")):
        part = "core" if path.stem in CORE else "aside" if path.stem in ASIDE else "procedure"
        found.append(Module(path.stem, part, code_lines(path.read_text(encoding="utf-8")), rules.count(path.stem)))
    return tuple(found)


def lines(found: Iterable[Module], part: str) -> int:
    """Lines of code of the modules of one part."""
    return sum(module.lines for module in found if module.part == part)


def code_lines(source: str) -> int:
    r"""How many lines hold code.

    >>> code_lines('def f(x):  # twice\n    "Two times x."\n\n    return 2 * x\n')
    2
    """
    tree = ast.parse(source)
    documented = [n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    strings = [n.body[0] for n in documented if ast.get_docstring(n, clean=False) is not None]
    inside = {line for s in strings for line in range(s.lineno, (s.end_lineno or s.lineno) + 1)}
    numbered = enumerate(source.splitlines(), 1)
    return sum(bool(text.strip()) and not text.lstrip().startswith("#") and i not in inside for i, text in numbered)
