"""The graph of what rests on what, in Graphviz's language or as a picture in layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

# fill and outline, the words of the legend
COLOURS: Final = {
    "observed": ("#c9e7c9", "#2e7d32", "proved, checked and observed"),
    "checked": ("#d7ecff", "#1565c0", "proved and checked"),
    "checkable": ("#e8f1fa", "#1565c0", "proved; a check is installed"),
    "proved": ("#fff6d6", "#b08900", "proved, not checked"),
    "failed": ("#fde0de", "#c62828", "refuted or undecided"),
    "unknown": ("#eeeeee", "#757575", "not part of this run"),
}
FONT: Final = "ui-sans-serif, system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
CHARACTER, HEIGHT, GAP, LAYER, MARGIN = 7.4, 30, 12, 70, 24
SWEEPS: Final = 4


class Node(NamedTuple):
    """A result: its evidence, what it rests on, and a sentence."""

    id: str
    status: str
    uses: tuple[str, ...]
    note: str = ""


def cycle(nodes: Sequence[Node]) -> list[str]:
    """Some circle of results that rest on each other, first and last the same; empty when there is none."""
    uses = {node.id: node.uses for node in nodes}
    finished = set[str]()

    def search(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in finished:
            return []
        for other in uses.get(name, ()):
            if found := search(other, [*path, name]):
                return found
        finished.add(name)
        return []

    return next((found for name in uses if (found := search(name, []))), [])


def complete(nodes: Sequence[Node]) -> list[Node]:
    """The nodes, and those that are rested on and not among them."""
    known = {node.id for node in nodes}
    others = dict.fromkeys(u for node in nodes for u in node.uses if u not in known)
    return [*nodes, *(Node(name, "unknown", ()) for name in others)]


def dot(nodes: Sequence[Node]) -> str:
    """Graphviz's language; an arrow goes from a result to what rests on it."""
    lines = [
        "digraph derivations {",
        "  rankdir=LR;",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
    ]
    everything = complete(nodes)
    for node in everything:
        fill, line, words = COLOURS[node.status]
        tip = _quoted(f"{words}: {node.note}" if node.note else words)
        lines.append(f'  {_quoted(node.id)} [fillcolor="{fill}", color="{line}", tooltip={tip}];')
    lines += [f"  {_quoted(used)} -> {_quoted(node.id)};" for node in everything for used in node.uses]
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def layers(nodes: Sequence[Node]) -> list[list[Node]]:
    """The nodes by the longest path below them; within a layer near to what they rest on."""
    by_name = {node.id: node for node in nodes}
    depth: dict[str, int] = {}

    def level(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((level(u) for u in by_name[name].uses), default=-1)
        return depth[name]

    found: list[list[Node]] = [[] for _ in range(1 + max((level(n) for n in by_name), default=-1))]
    for node in nodes:
        found[depth[node.id]].append(node)
    uses = {node.id: node.uses for node in nodes}
    bears = {node.id: tuple(n.id for n in nodes if node.id in n.uses) for node in nodes}
    for _ in range(SWEEPS):
        _towards(found, uses)
        _towards(found[::-1], bears)
    _towards(found, uses)
    return found


def _towards(columns: Sequence[list[Node]], neighbours: Mapping[str, Sequence[str]]) -> None:
    """Sort each layer by where its neighbours in the layers before it stand."""
    place: dict[str, float] = {}
    for layer in columns:
        for i, node in enumerate(layer):
            place[node.id] = float(i)
        layer.sort(key=lambda node: _mean([place[n] for n in neighbours[node.id] if n in place], place[node.id]))
        place |= {node.id: float(i) for i, node in enumerate(layer)}


class _Box(NamedTuple):
    x: float
    y: float
    width: float


def _width(layer: Sequence[Node]) -> float:
    return max(len(node.id) for node in layer) * CHARACTER + 24


def _boxes(columns: Sequence[Sequence[Node]]) -> dict[str, _Box]:
    """Layers from left to right; each box as near as it can be to the middle of what it rests on."""
    boxes: dict[str, _Box] = {}
    left = float(MARGIN)
    for layer in columns:
        top = float(MARGIN)
        wanted = [(_mean([boxes[u].y for u in node.uses], top), node.id) for node in layer]
        for y, name in sorted(wanted, key=lambda pair: pair[0]):
            boxes[name] = _Box(left, max(y, top), _width(layer))
            top = boxes[name].y + HEIGHT + GAP
        left += _width(layer) + LAYER
    return boxes


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _beneath(alone: Sequence[Node], boxes: dict[str, _Box]) -> dict[str, _Box]:
    """What rests on nothing and bears nothing: in rows below the layers."""
    if not alone:
        return {}
    width = _width(alone) + GAP
    across = max(1, int((max((b.x + b.width for b in boxes.values()), default=900) - MARGIN + GAP) // width))
    top = max((b.y + HEIGHT for b in boxes.values()), default=0) + MARGIN
    places = [divmod(i, across) for i in range(len(alone))]
    return {
        node.id: _Box(MARGIN + column * width, top + row * (HEIGHT + GAP), width - GAP)
        for node, (row, column) in zip(alone, places, strict=True)
    }


def svg(nodes: Sequence[Node], linked: bool = False) -> str:
    """A picture that needs nothing from elsewhere: layers from left to right, a legend below.

    Args:
        nodes: the results.
        linked: every box is a link to the anchor with the name of its result.
    """
    everything = complete(nodes)
    joined = {name for node in everything if node.uses for name in (node.id, *node.uses)}
    boxes = _boxes(layers([node for node in everything if node.id in joined]))
    boxes |= _beneath([node for node in everything if node.id not in joined], boxes)
    shown = dict.fromkeys(status for status in COLOURS if any(n.status == status for n in everything))
    right = max((b.x + b.width for b in boxes.values()), default=200) + MARGIN
    bottom = max((b.y for b in boxes.values()), default=0) + HEIGHT + MARGIN
    size = f"{max(right, 300):.0f} {bottom + 24 * len(shown) + 8:.0f}"
    arrows = [_arrow(boxes[used], boxes[node.id]) for node in everything for used in node.uses]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{size.partition(" ")[0]}" '
        f'font-family="{FONT}" font-size="13">',
        "<title>Which result rests on which</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#777"/></marker></defs>',
        *arrows,
        *(_box(node, boxes[node.id], linked) for node in everything),
        *(_legend(status, bottom + 24 * i) for i, status in enumerate(shown)),
        "</svg>",
    ]
    return "\n".join(parts)


def _box(node: Node, at: _Box, linked: bool) -> str:
    fill, line, words = COLOURS[node.status]
    tip = escape(f"{node.id}: {words}. {node.note}".rstrip())
    shown = (
        f'<g data-id="{escape(node.id)}" data-status="{node.status}"><title>{tip}</title>'
        f'<rect x="{at.x:.1f}" y="{at.y:.1f}" width="{at.width:.1f}" height="{HEIGHT}" rx="6" fill="{fill}" '
        f'stroke="{line}"/><text x="{at.x + at.width / 2:.1f}" y="{at.y + HEIGHT / 2 + 4.5:.1f}" '
        f'text-anchor="middle">{escape(node.id)}</text></g>'
    )
    return f'<a href="#{escape(node.id)}">{shown}</a>' if linked else shown


def _arrow(start: _Box, end: _Box) -> str:
    x, y, to_x, to_y = start.x + start.width, start.y + HEIGHT / 2, end.x, end.y + HEIGHT / 2
    bend = (to_x - x) / 2
    curve = f"M{x:.1f} {y:.1f} C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    return f'<path d="{curve}" fill="none" stroke="#777" marker-end="url(#tip)"/>'


def _legend(status: str, y: float) -> str:
    fill, line, words = COLOURS[status]
    return (
        f'<rect x="{MARGIN}" y="{y:.1f}" width="18" height="14" rx="3" fill="{fill}" stroke="{line}"/>'
        f'<text x="{MARGIN + 26}" y="{y + 12:.1f}" fill="currentColor">{words}</text>'
    )
