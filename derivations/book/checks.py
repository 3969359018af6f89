"""What the numerical checks tried, what trained models showed, and what became of the slips that circulate."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes

from derivations.book.domain import number
from derivations.book.evidence import badge, report
from derivations.book.printed import link, printed, table
from derivations.book.printing import Printing
from derivations.report import Outcome, SlipOutcome

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

WORDS: Final = {"proved": "right after all", "ill-formed": "states nothing"}


class Checks(Printing):
    """`checks TOPIC`: what the numerical checks of a topic tried, and what they rejected."""

    def content_nodes(self) -> list[nodes.Node]:
        """A row for each result."""
        mine = [o for o in report(self.env).results if o.id.rpartition(".")[0] == self.topic()]
        heads = ("result", "cases", "wrong variants rejected", "false alarm below", "SymPy agrees", "what was tried")
        return [printed(table(heads, [_check_row(self.env, o) for o in mine], "checks"))]


def _check_row(env: BuildEnvironment, outcome: Outcome) -> list[str]:
    shown = link(outcome.id, number(env, outcome.id) + " " + outcome.id.rpartition(".")[2])
    opinion = f"{outcome.sympy['agrees']} of {sum(outcome.sympy[k] for k in ('agrees', 'undecided', 'disagrees'))}"
    found = outcome.checked
    if found is None:
        return [shown, "not checked", "", "", opinion, ""]
    rejected = [c["claim"] for c in found["controls"] if c["rejected"]]
    claims = "".join(f"<li>{escape(claim)}</li>" for claim in rejected)
    named = f"<details><summary>{len(rejected)}</summary><ul>{claims}</ul></details>"
    alarm = "never: rigorous" if not found["alpha"] else f"{found['alpha']:.0e}"
    return [shown, f"{found['cases']:,}", named if rejected else "0", alarm, opinion, escape(found["detail"])]


class Observations(Printing):
    """`observations TOPIC`: what trained models showed, as it was recorded."""

    def content_nodes(self) -> list[nodes.Node]:
        """A row for each comparison."""
        mine = [o for o in report(self.env).results if o.id.rpartition(".")[0] == self.topic() and o.observed]
        rows = [_observed_row(self.env, o.id, entry) for o in mine for entry in (o.observed or {})["experiments"]]
        heads = (
            "result",
            "measured in each model",
            "models",
            "theory",
            "interval",
            "tolerance",
            "verdict",
            "refuted beside it",
        )
        return [printed(table(heads, rows, "observations"))] if rows else []


def _observed_row(env: BuildEnvironment, name: str, entry: dict[str, Any]) -> list[str]:
    low, high = entry["interval"]
    settings = {**entry["recipe"], "seed": entry["seed"]}
    recipe = "".join(f"<dt>{escape(str(k))}</dt><dd>{escape(str(v))}</dd>" for k, v in settings.items())
    more = f"<details><summary>{escape(entry['experiment'])}</summary><dl>{recipe}</dl></details>"
    reason = f"<details><summary>± {entry['tolerance']:.3g}</summary>{escape(entry['reason'])}</details>"
    refuted = [c["claim"] for c in entry["controls"] if c["verdict"] == "refuted"]
    return [
        link(name, number(env, name)),
        escape(entry["quantity"]) + more,
        f"{entry['seeds']} ({escape(entry['statistic'])})",
        f"{entry['prediction']:.4g}",
        f"{low:.4g} to {high:.4g}",
        reason,
        badge(entry["verdict"], "observed" if entry["verdict"] == "supported" else "oracle"),
        "; ".join(map(escape, refuted)),
    ]


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


DIRECTIVES: Final = {"checks": Checks, "observations": Observations, "slips": Slips}
