"""What the commands that look at runs have in common: a run from its folder, or what is wrong with it in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.commands.complaint import Complaint

if TYPE_CHECKING:
    from gan_models.trainer.folder import RunFolder


def opened(path: Path) -> RunFolder:
    """The folder of a run that the loop trained.

    Raises:
        Complaint: it is none, or one of a small recipe, which keeps neither epochs nor weights.
    """
    from gan_models.trainer.folder import RunFolder

    folder = RunFolder(path)
    with run_trouble(path):
        recipe, name = folder.recipe, folder.config["recipe"]
    if not hasattr(recipe, "run"):
        raise Complaint(f"{path} is a run of {name}, which trains many small models in seconds and keeps no weights")
    return folder


def rows_of(folder: RunFolder) -> list[dict[str, Any]]:
    """The numbers of its epochs; at least one.

    Raises:
        Complaint: no epoch is finished, or the file is damaged.
    """
    with run_trouble(folder.metrics_file):
        rows = folder.rows
    if not rows:
        raise Complaint(f"{folder.path} has no finished epoch yet; go on with: gan-models resume {folder.path}")
    return rows


@contextmanager
def run_trouble(path: Path) -> Iterator[None]:
    """Complain in one line about what cannot be read, for want of data too."""
    from gan_models.data.download import DownloadFailed
    from gan_models.data.images import NoData
    from gan_models.recipes import UnknownRecipe
    from gan_models.trainer.files import CannotWrite

    try:
        yield
    except KeyError as error:
        raise Complaint(f"{path} is damaged: it has no {error}") from error
    except TypeError as error:
        raise Complaint(f"{path} is damaged: {error}") from error
    except (CannotWrite, DownloadFailed, NoData, UnknownRecipe) as error:
        raise Complaint(str(error)) from error
    except ValueError as error:  # NoRun, BadCheckpoint, BadFile, settings that are refused, JSON that is none
        raise Complaint(str(error) if str(path) in str(error) else f"{path}: {error}") from error
    except OSError as error:
        raise Complaint(f"{path} cannot be read: {error.strerror}") from error
