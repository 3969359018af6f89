"""The page of a run: settings, pictures, curves and numbers in one HTML file that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gan_models.recipes import find

if TYPE_CHECKING:
    from gan_models.trainer.folder import RunFolder

STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } .what { margin-top: 0; opacity: .8; }
figure { display: inline-block; margin: 0 1rem 1rem 0; vertical-align: top; max-width: 100%; }
img { max-width: 100%; height: auto; background: #fff; image-rendering: pixelated; }
img.curves { image-rendering: auto; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15rem .8rem; border-bottom: 1px solid #8886; } th { font-weight: 600; }
td:first-child, th:first-child { text-align: left; }
"""
SHOWN: Final = 12  # rows of the table of epochs: the first ones, and the last


def report(folder: RunFolder) -> str:
    """The page, from what the folder holds."""
    config, rows = folder.config, folder.rows
    title = escape(config["recipe"])
    parts = [
        f"<h1>{title}</h1><p class='what'>{escape(find(config['recipe']).title)}</p>",
        f"<p>Seed {config['seed']}, {len(rows)} epochs, {config['threads']} threads; {_versions(config)}.</p>",
        "<h2>Images</h2>" + "".join(map(_grid, folder.grids)) if folder.grids else "",
        f"<h2>Curves</h2>{_image(folder.losses_file, 'losses over the epochs', 'curves')}",
        f"<h2>Epochs</h2>{_table(rows)}",
        f"<h2>Settings</h2>{_settings(config['settings'])}",
    ]
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{title}</title>"
    body = f"<head>{head}<style>{STYLE}</style></head><body>{''.join(parts)}</body>"
    return f"<!doctype html><html lang='en'>{body}</html>\n"


def _versions(config: dict[str, Any]) -> str:
    return ", ".join(f"{escape(name)} {escape(str(v))}" for name, v in config["versions"].items())


def _grid(path: Path) -> str:
    epoch = int(path.stem.rpartition("-")[2])
    return f"<figure>{_image(path, f'images after epoch {epoch}')}<figcaption>after epoch {epoch}</figcaption></figure>"


def _image(path: Path, text: str, kind: str = "") -> str:
    data = b64encode(path.read_bytes()).decode()
    return f"<img class='{kind}' alt='{escape(text)}' src='data:image/png;base64,{data}'>"


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>None is finished yet.</p>"
    shown = rows if len(rows) <= SHOWN else [*rows[: SHOWN // 2], *rows[-SHOWN // 2 :]]
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in rows[0])
    lines = "".join(f"<tr>{''.join(f'<td>{_number(v)}</td>' for v in row.values())}</tr>" for row in shown)
    left = "" if len(shown) == len(rows) else f"<p>{len(rows) - len(shown)} epochs in between are in metrics.jsonl.</p>"
    return f"<div class='wide'><table><tr>{head}</tr>{lines}</table></div>{left}"


def _number(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else escape(str(value))


def _settings(settings: dict[str, Any]) -> str:
    lines = (f"<tr><td>{escape(k.replace('_', ' '))}</td><td>{escape(str(v))}</td></tr>" for k, v in settings.items())
    return f"<table>{''.join(lines)}</table>"
