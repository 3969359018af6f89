"""Everything at once: the index of results, a homework's table of contents, the graph, what is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Final

from docutils import nodes

from derivations.book.domain import label, members, number, order
from derivations.book.evidence import badges, outcomes, report
from derivations.book.printed import link, printed, table
from derivations.book.printing import Printing
from derivations.commands.graphing import node_of
from derivations.render.graph import svg
from derivations.results import Result
from derivations.trusted import lines, modules

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

EXERCISE: Final = re.compile(r"\b[A-Z](?:\.\d+)+")


class Results(Printing):
    """`results`: every result of the book with its evidence."""

    required_arguments = 0

    def content_nodes(self) -> list[nodes.Node]:
        """A table, and the summary of `derivations verify` above it."""
        rows = [_row(self.env, r) for topic in order(self.env) for r in members(topic)]
        said = nodes.paragraph("", report(self.env).line().partition("; ")[0] + ".")
        return [said, printed(table(("", "result", "statement", "evidence"), rows, "results"))]


def _row(env: BuildEnvironment, result: Result) -> list[str]:
    topic, _, name = result.id.rpartition(".")
    shown = link(result.id, name.replace("_", " "))
    where = f"{shown}<br><small>{topic}</small>"
    return [number(env, result.id), where, escape(result.title), badges(env, result.id)]


class Homework(Printing):
    """`homework LETTER`: the exercises of a homework and the results that answer each."""

    def content_nodes(self) -> list[nodes.Node]:
        """A row for each exercise and result."""
        rows = [*exercises(self.env, self.argument)]
        if not rows:
            raise self.error(f"no result has homework {self.argument!r} as its source")
        return [printed(table(("exercise", "result", "statement", "evidence"), rows, "homework"))]


def exercises(env: BuildEnvironment, homework: str) -> Iterator[list[str]]:
    """The rows of a homework, in the order of its exercises."""
    results = [r for topic in order(env) for r in members(topic)]
    asked = [(e, r) for r in results for e in EXERCISE.findall(r.source) if e.startswith(f"{homework}.")]
    for exercise, result in sorted(asked, key=lambda pair: [*map(int, pair[0].split(".")[1:])]):
        shown = link(result.id, label(env, result.id))
        yield [exercise, shown, escape(result.title), badges(env, result.id)]


class Dependencies(Printing):
    """`dependencies`: which result rests on which, coloured by evidence; every box leads to its result."""

    required_arguments = 0

    def content_nodes(self) -> list[nodes.Node]:
        """The picture."""
        found = [node_of(outcome.to_json()) for outcome in report(self.env).results]
        return [printed(f'<div class="derivation wide graph">{svg(found, linked=True)}</div>')]


class Oracles(Printing):
    """`oracles`: which results believe more than the kernel, and how much code the kernel is."""

    required_arguments = 0

    def content_nodes(self) -> list[nodes.Node]:
        """A paragraph, the results with an oracle, and the modules of the kernel."""
        kernel = modules()
        alone = [r for r in outcomes(self.env).values() if not r.oracles]
        believing = [[link(r.id), escape(", ".join(r.oracles))] for r in outcomes(self.env).values() if r.oracles]
        core, total = lines(kernel, "core"), lines(kernel, "core") + lines(kernel, "procedure")
        said = (
            f"{len(alone)} of {len(alone) + len(believing)} results rest on the kernel alone. {total:,} lines of code"
        )
        said += f" can make a theorem, {core:,} of them the core."
        rows = [[f"<code>{m.name}</code>", m.part, str(m.lines), str(m.rules or "")] for m in kernel]
        tables = table(("result", "believes"), believing) if believing else ""
        tables += table(("module", "part", "lines of code", "rules"), rows)
        return [nodes.paragraph("", said), printed(tables)]


DIRECTIVES: Final = {"results": Results, "homework": Homework, "dependencies": Dependencies, "oracles": Oracles}
