"""`picture RESULT`: the picture that `derivations plot` draws, with a caption."""

from __future__ import annotations

from os.path import relpath
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from derivations.book.evidence import fingerprint
from derivations.book.printing import Printing
from numerics.plots import NoPlot, save

FOLDER = "pictures"


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_directive("picture", Picture)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Picture(Printing):
    """A figure drawn from the proof, kept until the code changes."""

    def content_nodes(self) -> list[nodes.Node]:
        """The picture and, as its caption, the directive's body."""
        figure = nodes.figure("", nodes.image(uri=f"/{self._drawn()}", alt=" ".join(self.content)), classes=["picture"])
        caption = self.parse_content_to_nodes()
        if caption:
            figure += nodes.caption("", "", *caption[0].children)
        return [figure]

    def _drawn(self) -> str:
        """The file, relative to the source folder."""
        file = Path(self.env.doctreedir) / FOLDER / f"{self.argument}.{fingerprint()[:12]}.svg"
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            for old in file.parent.glob(f"{self.argument}.*.svg"):
                old.unlink()
            try:
                save(self.argument, file)
            except NoPlot as error:
                raise self.error(str(error)) from error
        return relpath(file, self.env.srcdir)
