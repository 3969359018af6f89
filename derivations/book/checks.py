"""What the numerical checks tried, and what became of the slips that circulate."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from docutils import nodes

from derivations.book.domain import label
from derivations.book.evidence import badge, of_topic, report
from derivations.book.printed import Cell, link, printed, table
from derivations.book.printing import Printing
from derivations.report import Json, Outcome, SlipOutcome

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

WORDS: Final = {"proved": "right after all", "ill-formed": "states nothing"}


class Checks(Printing):
    """`checks TOPIC`: what the numerical checks of a topic tried, and what they rejected."""

    def content_nodes(self) -> list[nodes.Node]:
        """Two rows for each result: the numbers, and in words what was tried."""
        mine = of_topic(self.env, self.topic())
        heads = ("result", "cases", "wrong variants rejected", "false alarm", "SymPy agrees")
        rows = [row for o in mine for row in (_check_row(self.env, o), _check_words(o, len(heads))) if row]
        return [printed(table(heads, rows, "checks"))]


def _check_row(env: BuildEnvironment, outcome: Outcome) -> list[str]:
    shown = link(outcome.id, label(env, outcome.id))
    opinion = f"{outcome.sympy['agrees']} of {sum(outcome.sympy[k] for k in ('agrees', 'undecided', 'disagrees'))}"
    found = outcome.checked
    if found is None:
        return [shown, "not checked", "", "", opinion]
    alarm = "never: rigorous" if not found["alpha"] else f"below {found['alpha']:.0e}"
    return [shown, f"{found['cases']:,}", str(len(_rejected(found))), alarm, opinion]


def _check_words(outcome: Outcome, columns: int) -> list[Cell]:
    if outcome.checked is None:
        return []
    claims = "".join(f"<li>{escape(claim)}</li>" for claim in _rejected(outcome.checked))
    named = f"<p>Rejected by the same checks:</p><ul>{claims}</ul>" if claims else ""
    words = f"<p>{escape(outcome.checked['detail'])}</p>{named}"
    return [Cell(f"<details><summary>what was tried</summary>{words}</details>", columns)]


def _rejected(found: Json) -> list[str]:
    return [c["claim"] for c in found["controls"] if c["rejected"]]


class Slips(Printing):
    """`slips TOPIC`: the slips that circulate, with the verdict and its witness."""

    def content_nodes(self) -> list[nodes.Node]:
        """A row for each slip."""
        mine = [s for s in report(self.env).slips if s.topic == self.topic()]
        if not mine:
            return [nodes.paragraph("", "No slips are collected for this topic.")]
        heads = ("as written", "verdict", "because", "instead")
        return [printed(table(heads, map(_slip_row, mine), "slips"))]


def _slip_row(slip: SlipOutcome) -> list[str]:
    kind = "proved" if slip.status == "proved" else "failed" if slip.as_expected else "oracle"
    words = WORDS.get(slip.status, slip.status)
    return [escape(slip.claim), badge(words, kind), escape(slip.witness), escape(slip.correct)]


DIRECTIVES: Final = {"checks": Checks, "slips": Slips}
