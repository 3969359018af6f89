"""What all directives of the book have in common."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from derivations.book.domain import order
from derivations.book.evidence import pages


class Printing(SphinxDirective):
    """A directive that prints from proofs and evidence: its page is made again when they change."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Remember the page, and print."""
        pages(self.env).add(self.env.docname)
        return self.content_nodes()

    def content_nodes(self) -> list[nodes.Node]:
        """What the directive prints."""
        raise NotImplementedError

    def titled(self, anchor: str, title: str) -> nodes.section:
        """A section that can be linked to."""
        section = nodes.section("", nodes.title("", title), ids=[anchor], names=[anchor.lower()])
        self.state.document.note_explicit_target(section, section)
        return section

    @property
    def argument(self) -> str:
        """The name of a result or topic."""
        return self.arguments[0].strip()

    def topic(self) -> str:
        """The argument as a topic of the book.

        Raises:
            ExtensionError: the book has no such topic.
        """
        if self.argument not in order(self.env):
            raise self.error(f"there is no topic {self.argument!r}; the book has {', '.join(order(self.env))}")
        return self.argument
