"""The page of several runs that differ in their seeds: what came out over the seeds, curves, and a picture of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from gan_models.recipes import find
from gan_models.trainer.report import STYLE, command, image, shorter, shown

if TYPE_CHECKING:
    from gan_models.metrics.seeds import Estimate
    from gan_models.trainer.folder import RunFolder


def page(path: Path, folders: Sequence[RunFolder], over: Mapping[str, Estimate]) -> str:
    """The page, from what the folders hold."""
    from gan_models.trainer.several import CURVES

    config = folders[0].config
    name = config["recipe"]
    seeds = [folder.config["seed"] for folder in folders]
    title = f"{name}, {len(seeds)} seeds"
    told = f"Seeds {', '.join(map(str, seeds))}, trained in one process; each run's own page has its times."
    again = command(config, seeds=len(seeds))
    rows = "".join(
        f"<tr><td>{escape(key.replace('_', ' '))}</td><td>{one.mean:.5g}</td><td>{one.low:.5g} to {one.high:.5g}</td>"
        f"{''.join(f'<td>{shown(folder.rows[-1][key])}</td>' for folder in folders)}</tr>"
        for key, one in over.items()
    )
    head = "".join(f"<th scope='col'>{text}</th>" for text in ("", "mean", "95 %", *(f"seed {s}" for s in seeds)))
    parts = [
        f"<h1>{escape(title)}</h1><p class='what'>{escape(find(name).title)}</p>",
        f"<p>{told}</p><pre>{escape(again)}</pre>{shorter(config, len(seeds))}",
        "<h2>After the last epoch</h2><p>Student's intervals for the expectation over seeds, which suppose that the "
        "numbers are nearly normal; a handful of seeds cannot show that.</p>",
        f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>",
        f"<h2>Curves</h2><div class='wide'>{image(path / CURVES, 'numbers over the epochs', 'drawing')}</div>",
        f"<h2>Runs</h2>{''.join(map(_run, folders))}",
    ]
    top = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{escape(title)}</title>"
    body = f"<head>{top}<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body>"
    return f"<!doctype html><html lang='en'>{body}</html>\n"


def _run(folder: RunFolder) -> str:
    seed, kind = folder.config["seed"], "grid" if "data" in folder.config["settings"] else "drawing"
    link = f"<a href='{folder.path.name}/report.html'>seed {seed}</a>"
    drawing = image(folder.grids[-1], f"samples of seed {seed}", kind) if folder.grids else ""
    return f"<figure><div class='wide'>{drawing}</div><figcaption>{link}</figcaption></figure>"
