"""An experiment with its runs: one file, a zip of texts in TOML and of arrays as NumPy writes them.

Nothing in it is ever executed, and its size is looked at before it is unpacked.
"""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np

from core.arrays import Array
from core.exchange.endings import WITH_RUNS
from core.exchange.whole_files import BrokenFile, read_whole
from core.patterns import pattern

RECIPE, STATE, DATA = "experiment.toml", "state.toml", "data-{}.toml"
"""What is in it: the experiment alone, as a file without runs has it; runs and where one is; data of one's own."""
MAX_TEXT, MAX_UNPACKED, MAX_MEMBERS = 128 * 2**20, 768 * 2**20, 200
"""Most bytes of a text, which more than the largest table that can be saved needs; and of all together."""
BEGINS = b"PK\x03\x04"
NUMBERS = np.dtype("<f8")
HEADER = pattern(
    rb"\x93NUMPY\x01\x00..\{'descr': '<f8', 'fortran_order': False, 'shape': \((\d{1,12}),(?: (\d{1,12}))?\), \} *\n",
    re.DOTALL,
)
"""How NumPy begins a file of one or two dimensions: read here, since its own reader takes any Python literal."""


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Return the archive in a file's content, to be read.

    Raises
    ------
    BrokenFile
        If it is none, or would be too large unpacked.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BrokenFile(f"is damaged: {error}.") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(each.file_size for each in members) > MAX_UNPACKED:
        raise BrokenFile(f"is too large: unpacked it has more than {MAX_UNPACKED // 2**20} MB, or too many parts.")
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of an archive; raise `BrokenFile` if it is not there, or damaged."""
    try:
        return archive.read(name)
    except KeyError as error:
        raise BrokenFile(f"has no part “{name}”: it is no experiment, or damaged.") from error
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, zlib.error) as error:
        raise BrokenFile(f"is damaged: “{name}” cannot be unpacked.") from error


def text_of(path: Path) -> str:
    """Return the text of an experiment's file; of one with runs that of the experiment.

    Raises
    ------
    BrokenFile, OSError
        As `read_whole` and `open_archive` do; the former also where it is not UTF-8.
    """
    content = read_whole(path, MAX_UNPACKED if path.suffix.lower() == WITH_RUNS else MAX_TEXT)
    return as_text(member(open_archive(content), RECIPE) if content.startswith(BEGINS) else content)


def as_text(content: bytes) -> str:
    """Return a text; raise `BrokenFile` where it is not UTF-8, or too long."""
    if len(content) > MAX_TEXT:
        raise BrokenFile(f"is too large: a text can have at most {MAX_TEXT // 2**20} MB.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BrokenFile(f"is not UTF-8 text (byte {error.start}).") from error


def write_archive(file: BinaryIO, texts: Mapping[str, bytes], arrays: Mapping[str, Array]) -> None:
    """Write an archive: texts compressed, numbers as they are."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text, zipfile.ZIP_DEFLATED, compresslevel=1)
        for name, array in arrays.items():
            with archive.open(name, "w", force_zip64=True) as part:
                np.lib.format.write_array(part, np.ascontiguousarray(array, NUMBERS), allow_pickle=False)


def read_array(archive: zipfile.ZipFile, name: str) -> Array:
    """Return an array of numbers, read-only; raise `BrokenFile` if the part is not as `write_archive` writes one."""
    content = member(archive, name)
    header = HEADER.match(content)
    if header is None:
        raise BrokenFile(f"is damaged: “{name}” holds no numbers.")
    shape = tuple(int(size) for size in header.groups() if size is not None)
    if math.prod(shape) * NUMBERS.itemsize != len(content) - header.end():
        raise BrokenFile(f"is damaged: “{name}” holds more numbers than it says, or fewer.")
    return np.frombuffer(content, NUMBERS, offset=header.end()).reshape(shape)
