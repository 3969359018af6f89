"""What proofs print: a piece of HTML whose links to results and rules are resolved when the page is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from docutils.writers.html4css1 import HTMLTranslator

from derivations.book.domain import Derivations

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder


class Printed(nodes.General, nodes.Element):
    """HTML, and the same as text for other formats; the search does not read it."""


def printed(html: str, text: str = "") -> Printed:
    """A node that prints this."""
    return Printed(html=html, text=text)


def link(name: str, shown: str | None = None) -> str:
    """A link to a result, to be resolved when the page is written."""
    return f'<a href="#{escape(name)}">{escape(shown or name)}</a>'


class Cell(NamedTuple):
    """A cell of a table that is as wide as several."""

    html: str
    columns: int

    def __str__(self) -> str:
        """The cell as HTML."""
        return f'<td colspan="{self.columns}">{self.html}</td>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str | Cell]], kind: str = "") -> str:
    """A table of pieces of HTML that can be scrolled where it is wider than the page."""
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    inside = f'<table class="docutils"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="derivation wide {kind}">{inside}</div>'


def _cell(content: str | Cell) -> str:
    return str(content) if isinstance(content, Cell) else f"<td>{content}</td>"


def register(app: Sphinx) -> None:
    """Tell Sphinx how to write the node."""
    app.connect("doctree-read", _announce_formulas)
    app.connect("doctree-resolved", _plain)
    app.add_node(Printed, html=(_as_html, _nothing))


def _announce_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Sphinx loads MathJax where a page has formulas of its own; ours are formulas too."""
    if any("mathjax_process" in node["html"] for node in doctree.findall(Printed)):
        app.env.domains["math"].data["has_equations"][app.env.docname] = True


def _plain(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Where no HTML is written, the same as preformatted text."""
    if app.builder.format == "html":
        return
    for node in [*doctree.findall(Printed)]:
        text = node["text"]
        node.replace_self(nodes.literal_block(text, text, language="none") if text else [])


def _as_html(translator: HTMLTranslator, node: Printed) -> None:
    builder: Builder = translator.builder  # pyright: ignore[reportAttributeAccessIssue] - Sphinx's translator has it
    translator.body.append(resolved(node["html"], builder, builder.current_docname))  # pyright: ignore[reportAttributeAccessIssue]
    raise nodes.SkipNode


def _nothing(translator: Any, node: Printed) -> None:
    """Everything is written on the way in."""


def resolved(html: str, builder: Builder, document: str) -> str:
    """The HTML with the links that lead to other pages."""
    domain = Derivations.of(builder.env)

    def address(kind: str, name: str) -> str | None:
        place = domain.place(kind, name)
        return place and f"{builder.get_relative_uri(document, place.document)}#{place.anchor}"

    def to_result(found: re.Match[str]) -> str:
        there = address("result", found[1])
        return f'<a href="{there}">' if there else "<a>"

    def to_rule(found: re.Match[str]) -> str:
        there = address("rule", found[1])
        return f'<a href="{there}">{found[0]}</a>' if there else found[0]

    html = re.sub(r'<a href="#([\w.]+)">', to_result, html)
    return re.sub(r'<code class="rule">(\w+)</code>', to_rule, html)
