"""What is claimed, under which assumptions, and every line of the proof."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.util import logging

from derivations.book.domain import Derivations, heading, members, number, order
from derivations.book.evidence import badges, outcomes
from derivations.book.printed import link, printed, table
from derivations.book.printing import Printing
from derivations.book.proving import prove
from derivations.kernel import Term
from derivations.proof import Proof
from derivations.render import sequent_text
from derivations.render.proof_html import formula, lines_html, statement_html
from derivations.results import UnknownResult, find

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

log = logging.getLogger(__name__)
FOLDED: Final = 24  # a proof of more lines is shown when it is asked for


class Claim(Printing):
    """`claim RESULT`: the theorem beside the exercise, which the directive's body tells."""

    def content_nodes(self) -> list[nodes.Node]:
        """A section with the number and name of the result as its title."""
        try:
            result = find(self.argument)
        except UnknownResult as error:
            raise self.error(str(error)) from error
        proof = prove(result.id)
        section = self.titled(result.id, heading(self.env, result.id))
        Derivations.of(self.env).note("result", result.id, result.id, heading(self.env, result.id))
        facts = f'<div class="derivation facts">{badges(self.env, result.id)}</div>'
        title = nodes.paragraph("", "", nodes.strong("", result.title))
        exercise = nodes.container("", *self.parse_content_to_nodes(), classes=["exercise"])
        theorem = printed(_theorem(self.env, proof), sequent_text(proof.hypotheses, proof.statement))
        section += [printed(facts), title, nodes.container("", exercise, theorem, classes=["beside"])]
        return [section]


def _theorem(env: BuildEnvironment, proof: Proof) -> str:
    source = f'<span class="source">{escape(proof.source)}</span>'
    name = f'<p class="name"><code>{escape(proof.id)}</code> {source}</p>'
    more = f'<p class="more"><a href="#{proof.id}-proof">Proof ({len(proof.steps)} lines)</a></p>'
    return f'<div class="derivation theorem">{name}{statement_html(proof)}{more}</div>'


class Assumptions(Printing):
    """`assumptions TOPIC`: the hypotheses of its theorems and which results need each."""

    def content_nodes(self) -> list[nodes.Node]:
        """A row for each hypothesis, up to the names of bound variables, those that most need first."""
        held: dict[Term, tuple[Term, list[str]]] = {}
        for result in members(self.topic()):
            for hypothesis in prove(result.id).hypotheses:
                held.setdefault(hypothesis.alpha, (hypothesis, []))[1].append(result.id)
        rows = sorted(held.values(), key=lambda row: -len(row[1]))
        shown = [(formula(h), ", ".join(link(n, number(self.env, n)) for n in names)) for h, names in rows]
        without = [r.id for r in members(self.topic()) if not prove(r.id).hypotheses]
        if without:
            shown.append(("no hypothesis", ", ".join(link(n, number(self.env, n)) for n in without)))
        return [printed(table(("hypothesis", "of"), shown, "assumptions"))]


class Proofs(Printing):
    """`proofs TOPIC`: the proof of every result, line by line."""

    def content_nodes(self) -> list[nodes.Node]:
        """A section for each result."""
        return [self._proof(result.id) for result in members(self.topic())]

    def _proof(self, name: str) -> nodes.section:
        proof = prove(name)
        section = self.titled(f"{name}-proof", f"Proof of {heading(self.env, name)}")
        section["classes"].append("a-proof")
        length = (
            f"{len(proof.steps)} lines, rests on {len(proof.uses) or 'no'} other result{'s' * (len(proof.uses) != 1)}"
        )
        opened = "" if len(proof.steps) > FOLDED else " open"
        inside = f'{lines_html(proof)}<p class="more">{_used_by(self.env, name)}</p>'
        body = f"<details class='lines'{opened}><summary>{length}</summary>{inside}</details>"
        claim = f'<p class="more">{link(name, "the claim")}</p>'
        section += printed(f'<div class="derivation">{claim}{body}</div>', proof.text())
        return section


def _used_by(env: BuildEnvironment, name: str) -> str:
    users = [outcome.id for outcome in outcomes(env).values() if name in outcome.uses]
    return f"Used by {', '.join(map(link, users)) or 'no other result'}."


def nothing_forgotten(app: Sphinx, env: BuildEnvironment) -> None:
    """Complain of a result of the book's topics that no page claims."""
    told = Derivations.of(env).data["result"]
    for topic in order(env):
        missing = [r.id for r in members(topic) if r.id not in told]
        if missing:
            log.warning("no page has a `claim` for %s", ", ".join(missing))


DIRECTIVES: Final = {"claim": Claim, "assumptions": Assumptions, "proofs": Proofs}
