"""Files in the IDX format: what was written is read, and whatever is wrong with a file is said."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gan_models.data.idx import BadFile, parsed, read, written

IMAGES = np.arange(2 * 4 * 5, dtype=np.uint8).reshape(2, 4, 5)
LABELS = np.array([3, 1, 2], np.uint8)
AXES = {1: array_shapes(min_dims=1, max_dims=1, min_side=0), 3: array_shapes(min_dims=3, max_dims=3, min_side=0)}


@given(st.sampled_from([1, 3]).flatmap(lambda axes: arrays(np.uint8, AXES[axes])), st.booleans())
def test_what_was_written_is_read(array, compressed):
    raw = written(array)
    packed = gzip.decompress(gzip.compress(raw)) if compressed else raw
    np.testing.assert_array_equal(array, parsed(packed, array.ndim, Path("file")), strict=True)


def test_the_header_is_the_published_one():
    """The first bytes of MNIST's images, as its page gives them: magic number 2051, 60,000 of 28 x 28."""
    raw = written(np.zeros((60000, 28, 28), np.uint8))
    assert raw[:16] == b"".join(n.to_bytes(4, "big") for n in (2051, 60000, 28, 28))
    assert written(np.zeros(10000, np.uint8))[:8] == b"".join(n.to_bytes(4, "big") for n in (2049, 10000))


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("array", [IMAGES, LABELS])
def test_a_file_is_read_compressed_or_not(array, compressed, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(gzip.compress(written(array)) if compressed else written(array))
    np.testing.assert_array_equal(array, read(file, array.ndim), strict=True)


@pytest.mark.parametrize("compressed", [False, True])
def test_a_file_that_ends_anywhere_before_its_end_is_refused(compressed, tmp_path):
    file = tmp_path / "file"
    whole = gzip.compress(written(IMAGES)) if compressed else written(IMAGES)
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(BadFile, match=r"empty|truncated|no IDX file|compressed data are damaged"):
            read(file, 3)


def test_any_damaged_byte_of_compressed_data_is_noticed_or_harmless(tmp_path):
    """The name and the time in a gzip header are for nobody; every other byte is under the checksum."""
    file, whole = tmp_path / "file", gzip.compress(written(IMAGES), mtime=0)
    noticed = 0
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            found = read(file, 3)
        except BadFile:
            noticed += 1
        else:
            np.testing.assert_array_equal(IMAGES, found)
    assert noticed >= len(whole) - 6  # four bytes of time, one of the level, one of the system


RAW = written(IMAGES)
TROUBLES = {
    "empty": (b"", "it is empty"),
    "text": (b"<!doctype html><title>404</title>", "no IDX file"),
    "one byte": (b"\x1f", "no IDX file"),
    "a bare gzip mark": (b"\x1f\x8b", "its compressed data are damaged"),
    "compressed text": (gzip.compress(b"<!doctype html>"), "no IDX file"),
    "labels": (written(LABELS), "it has 1 axis where 3 axes belong: images were expected"),
    "floats": (RAW[:2] + b"\x0d" + RAW[3:], "its numbers are of type 0x0d, not unsigned bytes"),
    "half a header": (RAW[:10], "it is truncated: it ends after 10 of the 16 bytes of its header"),
    "a byte too few": (RAW[:-1], "it is truncated: its header announces 2 x 4 x 5 = 40 bytes, and it holds 39"),
    "a byte too many": (RAW + b"\0", "it is too long: its header announces 2 x 4 x 5 = 40 bytes, and it holds 41"),
    "no bytes": (RAW[:16], "and it holds 0"),
    "a huge header": (RAW[:4] + b"\xff" * 12 + RAW[16:], "truncated: its header announces 4294967295 x 4294967295"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_is_wrong_with_images_is_said_with_the_file_and_what_to_do(name, tmp_path):
    content, complaint = TROUBLES[name]
    file = tmp_path / "train-images-idx3-ubyte.gz"
    file.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        read(file, 3)
    told = str(caught.value)
    assert told.startswith(f"{file}: ")
    assert complaint in told
    assert told.endswith("replace the file; without --data-dir and GAN_MODELS_DATA a good one is fetched")


def test_images_in_the_place_of_labels_are_refused(tmp_path):
    file = tmp_path / "labels"
    file.write_bytes(RAW)
    with pytest.raises(BadFile, match=r"it has 3 axes where 1 axis belong.*labels were expected"):
        read(file, 1)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(BadFile, match="it cannot be read"):
        read(tmp_path, 3)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing", 3)
