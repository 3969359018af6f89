"""MathJax from files in the build, so that a page needs no other host, also from file://.

The files come with the package sphinx-mathjax-offline; its own extension would copy all 24 MB of it.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from shutil import copytree
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

PARTS = ("tex-chtml.js", "input/tex", "output/chtml", "a11y/assistive-mml.js")
CONFIG = {
    "loader": {"load": ["[tex]/textmacros"]},
    # What is folded is set when it is opened: derivations/book/static/book.js.
    "options": {"enableMenu": False, "skipHtmlTags": {"[+]": ["details"]}},
    # An unknown macro is an error that a test can see, and nothing is fetched by name.
    "tex": {"packages": {"[+]": ["textmacros"], "[-]": ["noundefined", "autoload", "require"]}},
    "chtml": {"mtextInheritFont": True},
}


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.setup_extension("sphinx.ext.mathjax")
    app.connect("config-inited", _configure, priority=100)  # before MyST adds to it
    app.connect("build-finished", _copy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _configure(app: Sphinx, config: Config) -> None:
    config.mathjax_path = "mathjax/tex-chtml.js"
    config.mathjax3_config = CONFIG


def _copy(app: Sphinx, failure: Exception | None) -> None:
    if failure is not None or app.builder.format != "html":
        return
    source, target = _folder(), Path(app.outdir) / "_static" / "mathjax"
    for part in PARTS:
        found, to = source / part, target / part
        to.parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            copytree(found, to, dirs_exist_ok=True)
        else:
            to.write_bytes(found.read_bytes())


def _folder() -> Path:
    spec = find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ExtensionError("MathJax is not installed: python -m pip install sphinx-mathjax-offline")
    return Path(spec.origin).parent / "static" / "mathjax"
