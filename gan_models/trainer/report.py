"""The page of a run: how it was made, pictures, curves and numbers in one HTML file that needs nothing else."""

from __future__ import annotations

import shlex
from base64 import b64encode
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gan_models.recipes import find

if TYPE_CHECKING:
    from gan_models.trainer.folder import RunFolder

STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin: 2rem 0 .6rem; } .what { margin-top: 0; opacity: .8; }
pre { padding: .6rem .8rem; border: 1px solid #8886; border-radius: .3rem; white-space: pre-wrap; }
.note { border-left: .25rem solid #d80; padding: .1rem 0 .1rem .8rem; } .note p { margin: 0; }
figure { display: inline-block; margin: 0 1rem 1rem 0; vertical-align: top; max-width: 100%; }
figcaption { font-size: .9rem; opacity: .8; }
img { display: block; background: #fff; border-radius: .3rem; }
img.grid { max-width: 100%; height: auto; image-rendering: pixelated; }
img.drawing { width: 100%; min-width: 36rem; height: auto; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15rem .8rem; border-bottom: 1px solid #8886; } th { font-weight: 600; }
td { white-space: nowrap; } .settings td { white-space: normal; }
td:first-child, th:first-child, .settings th { text-align: left; } .settings th { font-weight: inherit; }
.settings .changed { font-weight: 600; }
"""
SHOWN: Final = 12  # rows of the table of epochs: the first ones, and the last


def report(folder: RunFolder) -> str:
    """The page, from what the folder holds."""
    config, rows = folder.config, folder.rows
    name, title = config["recipe"], escape(config["recipe"])
    parts = [
        f"<h1>{title}</h1><p class='what'>{escape(find(name).title)}</p>",
        f"<p>{_sentence(config, rows)}</p><pre>{escape(command(config))}</pre>{shorter(config)}",
        f"<h2>Samples</h2>{''.join(_sample(path, config) for path in folder.grids)}" if folder.grids else "",
        f"<h2>Curves</h2><div class='wide'>{image(folder.losses_file, 'losses over the epochs', 'drawing')}</div>",
        f"<h2>Epochs</h2>{_table(rows)}",
        f"<h2>Settings</h2>{_settings(config)}",
    ]
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{title}</title>"
    body = f"<head>{head}<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body>"
    return f"<!doctype html><html lang='en'>{body}</html>\n"


# How it was made
def command(config: dict[str, Any], full: bool = False, seeds: int = 1) -> str:
    """The command that makes this run again; `full` for as many epochs and examples as the recipe has by itself."""
    words = ["gan-models", "train", config["recipe"], "--seed", str(config["seed"])]
    words += ["--seeds", str(seeds)] if seeds > 1 else []
    for name, value in changed(config).items():
        if not (full and name in ("epochs", "examples")):
            words += [f"--{name.replace('_', '-')}", *map(str, value if isinstance(value, list | tuple) else [value])]
    return shlex.join(words)


def changed(config: dict[str, Any]) -> dict[str, Any]:
    """The settings that are not those of the recipe."""
    usual = asdict(find(config["recipe"]).recipe)
    return {name: value for name, value in config["settings"].items() if _plain(usual.get(name)) != _plain(value)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def shorter(config: dict[str, Any], seeds: int = 1) -> str:
    """A warning where the run saw less than the recipe has it see."""
    usual, settings = find(config["recipe"]).recipe, config["settings"]
    less = [f"{settings['epochs']} of the recipe's {usual.epochs} epochs"] if settings["epochs"] < usual.epochs else []
    less += [f"the first {settings['examples']} examples alone"] if settings.get("examples") else []
    if not less:
        return ""
    full = escape(command(config, True, seeds))
    return f"<div class='note'><p>This run had {' and '.join(less)}. The full run:</p><pre>{full}</pre></div>"


def _sentence(config: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    threads, seconds = config["threads"], sum(row["seconds"] for row in rows)
    spent = f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
    versions = ", ".join(f"{escape(name)} {escape(str(v))}" for name, v in config["versions"].items())
    return f"Seed {config['seed']}, {_many(len(rows), 'epoch')} in {spent}, {_many(threads, 'thread')}; {versions}."


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


# What came out
def _sample(path: Path, config: dict[str, Any]) -> str:
    epoch = int(path.stem.rpartition("-")[2])
    rows = ", a row for each class" if config["settings"].get("projection") else ""
    picture = image(path, f"samples after epoch {epoch}", "grid" if "data" in config["settings"] else "drawing")
    return f"<figure><div class='wide'>{picture}</div><figcaption>after epoch {epoch}{rows}</figcaption></figure>"


def image(path: Path, text: str, kind: str) -> str:
    """A picture in the page itself."""
    data = b64encode(path.read_bytes()).decode()
    return f"<img class='{kind}' alt='{escape(text)}' src='data:image/png;base64,{data}'>"


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>None is finished yet.</p>"
    head = "".join(f"<th scope='col'>{escape(name.replace('_', ' '))}</th>" for name in rows[0])
    if len(rows) <= SHOWN:
        lines, left = "".join(map(_line, rows)), ""
    else:
        gap = f"<tr><td colspan='{len(rows[0])}'>…</td></tr>"
        lines = "".join([*map(_line, rows[: SHOWN // 2]), gap, *map(_line, rows[-SHOWN // 2 :])])
        left = f"<p>{len(rows) - SHOWN} epochs in between are in metrics.jsonl.</p>"
    return f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>{left}"


def _line(row: dict[str, Any]) -> str:
    values = ("–" if value is None else value for value in row.values())
    return f"<tr>{''.join(f'<td>{shown(value)}</td>' for value in values)}</tr>"


def shown(value: Any) -> str:
    """A number or a setting as the page has it."""
    if isinstance(value, float):
        return f"{value:.5g}"
    return escape(" ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _settings(config: dict[str, Any]) -> str:
    others = changed(config)
    lines = "".join(
        f"<tr{' class=changed' if name in others else ''}><th scope='row'>{escape(name.replace('_', ' '))}</th>"
        f"<td>{shown(value)}</td></tr>"
        for name, value in config["settings"].items()
    )
    told = "<p>In bold what is not the recipe's own.</p>" if others else "<p>They are the recipe's own.</p>"
    return f"{told}<table class='settings'>{lines}</table>"
