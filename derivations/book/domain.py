"""The domain of results and rules: their numbers, where they stand, and links to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from derivations.results import Result, catalogue, topics

ACRONYMS: Final = ("elbo", "gan", "jsd", "kl", "w1")


class Place(NamedTuple):
    """Where something stands in the book."""

    document: str
    anchor: str
    shown: str


class Derivations(Domain):
    """Results by id and rules by name."""

    name = "derivation"
    label = "Derivations"
    object_types: Final = {  # pyright: ignore[reportIncompatibleVariableOverride] - Sphinx declares no Final
        "result": ObjType("result", "result"),
        "rule": ObjType("kernel rule", "rule"),
    }
    roles: Final = {kind: XRefRole(innernodeclass=nodes.inline) for kind in ("result", "rule")}  # pyright: ignore[reportIncompatibleVariableOverride]
    initial_data: Final = {"result": {}, "rule": {}}  # pyright: ignore[reportIncompatibleVariableOverride]
    data_version = 1

    @classmethod
    def of(cls, env: BuildEnvironment) -> Derivations:
        """The domain of a build.

        Raises:
            TypeError: another extension has a domain of this name.
        """
        domain = env.domains["derivation"]
        if not isinstance(domain, cls):
            raise TypeError(f"the domain `derivation` is {domain!r}, of another extension: only one can have this name")
        return domain

    def note(self, kind: str, name: str, anchor: str, shown: str) -> None:
        """A result or rule stands at this anchor of the page that is being read."""
        self.data[kind][name] = Place(self.env.docname, anchor, shown)

    def place(self, kind: str, name: str) -> Place | None:
        """Where a result or rule stands; None if no page has it."""
        return self.data[kind].get(name)

    def clear_doc(self, docname: str) -> None:
        """Forget what a page had."""
        for kind in self.object_types:
            self.data[kind] = {name: p for name, p in self.data[kind].items() if p.document != docname}

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for kind in self.object_types:
            self.data[kind] |= {name: p for name, p in otherdata[kind].items() if p.document in docnames}

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Everything, for the search and for objects.inv."""
        for kind in self.object_types:
            for name, place in self.data[kind].items():
                yield name, name, kind, place.document, place.anchor, 1

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: pending_xref, contnode: nodes.Element,
    ) -> nodes.reference | None:  # fmt: skip
        """A link; without a text of its own it shows the number of a result."""
        place = self.place(typ, target)
        if place is None:
            return None
        shown = contnode if node.get("refexplicit") else nodes.literal("", place.shown) if typ == "rule" else None
        return make_refnode(
            builder, fromdocname, place.document, place.anchor, shown or nodes.inline("", place.shown), target
        )

    def resolve_any_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str,
        node: pending_xref, contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:  # fmt: skip
        """What `any` finds."""
        found = [
            (k, self.resolve_xref(env, fromdocname, builder, k, target, node, contnode)) for k in self.object_types
        ]
        return [(f"{self.name}:{kind}", link) for kind, link in found if link is not None]


def order(env: BuildEnvironment) -> list[str]:
    """The topics of the book: those that `book_topics` names, in that order, or all installed ones."""
    return list(env.config.book_topics) or list(topics())


def members(topic: str) -> list[Result]:
    """The results of a topic in the order of its file."""
    return [r for r in catalogue().values() if r.topic == topic]


def number(env: BuildEnvironment, name: str) -> str:
    """The number of a result in the book: that of its topic, and its own within."""
    topic = name.rpartition(".")[0]
    chapters = order(env)
    if topic not in chapters:
        return name
    return f"{chapters.index(topic) + 1}.{[r.id for r in members(topic)].index(name) + 1}"


def heading(env: BuildEnvironment, name: str) -> str:
    """The number of a result and its name in words.

    A result `ridge.closed_form` that is the second of the first topic is "1.2 Closed form".
    """
    return f"{number(env, name)} {in_words(name)}"


def label(env: BuildEnvironment, name: str) -> str:
    """The number of a result and its name within the topic, as in "1.2 closed form"."""
    return f"{number(env, name)} {name.rpartition('.')[2].replace('_', ' ')}"


def in_words(name: str) -> str:
    """The name of a result as a title.

    >>> in_words("minimax.dirac_gan"), in_words("divergences.kl_convex")
    ('Dirac GAN', 'KL convex')
    """
    words = [w.upper() if w in ACRONYMS else w for w in name.rpartition(".")[2].split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
