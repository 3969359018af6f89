"""The catalogue: every result of every installed topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, wraps
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

from derivations.proof import Proof, once, proved


class UnknownResult(LookupError):
    """No installed topic has a result of this id; the message names the nearest ones."""


class UnusableTopic(ImportError):
    """A package registers a topic that cannot be imported."""


@dataclass(frozen=True)
class Result:
    """A result of the catalogue: how to prove it, where it comes from, and the evidence it needs."""

    id: str
    prove: Callable[..., Proof]
    source: str
    needs: str
    title: str

    @property
    def topic(self) -> str:
        """The module that derives it."""
        return self.id.rpartition(".")[0]

    @property
    def proof(self) -> Proof:
        """Its proof, made when it is first asked for in a process; `prove` makes it anew."""
        return once(self.prove)


def result(*, source: str, needs: str = "PC") -> Callable[[Callable[..., Proof]], Callable[..., Proof]]:
    """Make a function that returns a Proof a result of its topic; its id is `module.function`."""

    def decorate(function: Callable[..., Proof]) -> Callable[..., Proof]:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        title = (function.__doc__ or "").strip().partition("\n")[0]

        @wraps(function)
        def derive(*args: Any, **kwargs: Any) -> Proof:
            proof = function(*args, **kwargs)
            proof.id, proof.source, proof.needs, proof.title = name, source, needs, title
            if not args and not kwargs:
                proved[derive] = proof
            return proof

        derive.result = Result(name, derive, source, needs, title)  # type: ignore[attr-defined] - a mark
        return derive

    return decorate


def topics() -> dict[str, ModuleType]:
    """The installed topics by name, in the order in which they were registered."""
    return {
        point.name: _loaded(point) for point in sorted(entry_points(group="derivations.topics"), key=lambda p: p.name)
    }


def _loaded(point: EntryPoint) -> ModuleType:
    try:
        return point.load()
    except Exception as error:
        raise UnusableTopic(f"the topic {point.name} ({point.value}) cannot be loaded: {error}") from error


@cache
def catalogue() -> dict[str, Result]:
    """Every result of every installed topic by id, in the order of the topic files."""
    return {r.id: r for module in topics().values() for r in results(module)}


def results(module: ModuleType) -> Iterator[Result]:
    """The results that a topic module defines."""
    for value in vars(module).values():
        found = getattr(value, "result", None)
        if isinstance(found, Result) and value.__module__ == module.__name__:
            yield found


def find(name: str) -> Result:
    """The result of this id; UnknownResult with the nearest ids otherwise."""
    known = catalogue()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4) or [k for k in known if name.rpartition(".")[2] in k][:3]
        hint = f"; did you mean {', '.join(near)}?" if near else "; `derivations list` shows them all"
        raise UnknownResult(f"there is no result {name!r}{hint}")
    return known[name]
