"""What trained models showed, in the tolerance around what the theorem predicts.

Where a record says what each model is compared with (`within`), the first measured models are drawn and the interval is
for the share of the models that are within the tolerance; otherwise the interval is for the quantity itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from docutils import nodes

from derivations.book.domain import number
from derivations.book.evidence import badge, of_topic
from derivations.book.printed import Cell, link, printed, table
from derivations.book.printing import Printing
from derivations.report import Json

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

HEADS: Final = ("result", "measured in each model", "models", "theory", "measured, in the tolerance", "verdict")
WIDTH, HEIGHT, SHOWN = 150, 18, 1.5  # of a picture; it shows so many tolerances to each side


class Observations(Printing):
    """`observations TOPIC`: what trained models showed, as it was recorded."""

    def content_nodes(self) -> list[nodes.Node]:
        """Two rows for each comparison: numbers and picture, and how the models were trained."""
        mine = [o for o in of_topic(self.env, self.topic()) if o.observed]
        compared = [(o.id, entry) for o in mine for entry in (o.observed or {})["experiments"]]
        rows = [row for name, entry in compared for row in (_numbers(self.env, name, entry), _training(entry))]
        return [printed(table(HEADS, rows, "observations"))] if rows else []


def _numbers(env: BuildEnvironment, name: str, entry: Json) -> list[str]:
    one = entry.get("within", entry)
    low, high = entry["interval"]
    marks = [(v, v) for v in entry["values"]] if "within" in entry else [(low, high)]
    words = f"{low:.1%} to {high:.1%} of the models" if "within" in entry else f"{low:.3g} to {high:.3g}"
    return [
        link(name, number(env, name)),
        escape(entry["quantity"]),
        f"{entry['seeds']:,} ({escape(entry['statistic'])})",
        f"{one['prediction']:.4g} ± {one['tolerance']:.2g}",
        f"{picture(marks, one['prediction'], one['tolerance'])}<br>{words}",
        badge(entry["verdict"], "observed" if entry["verdict"] == "supported" else "oracle"),
    ]


def _training(entry: Json) -> list[str | Cell]:
    settings = {**entry["recipe"], "seed": entry["seed"], "device": entry["device"], **entry["versions"]}
    recipe = "".join(f"<dt>{escape(str(k))}</dt><dd>{escape(str(v))}</dd>" for k, v in settings.items())
    refuted = [c["claim"] for c in entry["controls"] if c["verdict"] == "refuted"]
    said = [f"<p>The tolerance: {escape(entry['reason'])}.</p>"]
    said += [f"<p>The same models refute: {escape('; '.join(refuted))}.</p>"] if refuted else []
    inside = f"<summary>{escape(entry['experiment'])}: recipe, seed, wrong claims</summary>{''.join(said)}"
    return ["", Cell(f"<details>{inside}<dl>{recipe}</dl></details>", len(HEADS) - 1)]


def picture(marks: Sequence[tuple[float, float]], prediction: float, tolerance: float) -> str:
    """Intervals or single values as bars on the band of the tolerance; the line in the middle is the prediction.

    What lies further out than the picture is drawn at its edge.
    """

    def place(value: float) -> float:
        units = (value - prediction) / tolerance if tolerance else 0.0
        return WIDTH / 2 * (1 + max(-SHOWN, min(SHOWN, units)) / SHOWN)

    left, right = place(prediction - tolerance), place(prediction + tolerance)
    ends = [(place(low), max(place(high), place(low) + 2)) for low, high in marks]
    bars = [f'<rect class="bar" x="{a:.1f}" y="6" width="{b - a:.1f}" height="{HEIGHT - 12}"/>' for a, b in ends]
    shown = ", ".join(f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}" for low, high in marks)
    return (
        f'<svg class="interval" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{shown}; predicted {prediction:.4g} ± {tolerance:.2g}</title>"
        f'<rect class="band" x="{left:.1f}" y="2" width="{right - left:.1f}" height="{HEIGHT - 4}"/>'
        f'{"".join(bars)}<path class="middle" d="M{WIDTH / 2} 0V{HEIGHT}"/></svg>'
    )


DIRECTIVES: Final = {"observations": Observations}
