"""Files in the IDX format, as MNIST and Fashion-MNIST are published: a header, then bytes.

The header is four bytes (two zeros, the type of the numbers, how many axes) and the length of each axis as a big-endian
integer of 32 bits. Images have three axes and labels one, both of unsigned bytes.
"""

from __future__ import annotations

import gzip
import zlib
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np

UNSIGNED: Final = 0x08  # the type "unsigned byte"
GZIP: Final = b"\x1f\x8b"

Bytes = np.ndarray[Any, np.dtype[np.uint8]]


class BadFile(ValueError):
    """A data file is not what it should be; the message says which file, what is wrong and what to do."""

    def __init__(self, path: Path, trouble: str) -> None:
        """Keep the file and the trouble, and say what helps."""
        advice = "replace the file; without --data-dir and GAN_MODELS_DATA a good one is fetched"
        super().__init__(f"{path}: {trouble}; {advice}")
        self.path, self.trouble = path, trouble


def read(path: Path, axes: int) -> Bytes:
    """The array in an IDX file, compressed or not.

    Args:
        path: the file.
        axes: how many it must have: 3 for images, 1 for labels.

    Raises:
        BadFile: truncated, too long, corrupted, or of another kind.
        FileNotFoundError: there is no such file.
    """
    return parsed(unpacked(path), axes, path)


def unpacked(path: Path) -> bytes:
    """The raw bytes of a file, which may be compressed with gzip.

    Raises:
        BadFile: it cannot be read, or its compressed data are damaged or end too early.
        FileNotFoundError: there is no such file.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadFile(path, f"it cannot be read ({error.strerror})") from error
    if content[:2] != GZIP:
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(path, f"its compressed data are damaged ({error})") from error


def parsed(raw: bytes, axes: int, path: Path) -> Bytes:
    """The array that raw bytes of an IDX file hold; `path` is for messages.

    >>> parsed(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]), 1, Path("labels"))
    array([7, 9], dtype=uint8)
    """
    if not raw:
        raise BadFile(path, "it is empty")
    if len(raw) < 4 or raw[:2] != b"\0\0":
        raise BadFile(path, "this is no IDX file: it does not begin with two zero bytes and a type")
    if raw[2] != UNSIGNED:
        raise BadFile(path, f"its numbers are of type 0x{raw[2]:02x}, not unsigned bytes (0x{UNSIGNED:02x})")
    if raw[3] != axes:
        raise BadFile(path, f"it has {_axes(raw[3])} where {_axes(axes)} belong: {KINDS[axes]} were expected")
    start = 4 + 4 * axes
    if len(raw) < start:
        raise BadFile(path, f"it is truncated: it ends after {len(raw)} of the {start} bytes of its header")
    shape = tuple(int.from_bytes(raw[i : i + 4], "big") for i in range(4, start, 4))
    size, held = prod(shape), len(raw) - start
    if held != size:
        shown = " x ".join(map(str, shape))
        word = "truncated" if held < size else "too long"
        raise BadFile(path, f"it is {word}: its header announces {shown} = {size} bytes, and it holds {held}")
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape)


def written(array: Bytes) -> bytes:
    """The raw bytes of an IDX file with this array.

    >>> parsed(written(np.zeros((2, 3, 3), np.uint8)), 3, Path("images")).shape
    (2, 3, 3)
    """
    header = bytes([0, 0, UNSIGNED, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.tobytes()


KINDS: Final = {1: "labels", 3: "images"}


def _axes(count: int) -> str:
    return f"{count} axis" if count == 1 else f"{count} axes"
