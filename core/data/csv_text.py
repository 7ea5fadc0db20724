"""From a file to its bytes, and from bytes to text."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

MAX_BYTES = 512 * 2**20


class UnreadableTable(ValueError):
    """A table that cannot be read; the message says what is wrong, where, and what would help."""


def load(path: Path) -> bytes:
    """Return what is in a file.

    Raises
    ------
    UnreadableTable
        If the file does not exist, is a folder, is too large, may not be read, or changes meanwhile.
    """
    try:
        before = path.stat()
        if stat.S_ISDIR(before.st_mode):
            raise UnreadableTable(f"“{path.name}” is a folder; choose a file in it.")
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableTable(f"“{path.name}” is not an ordinary file; save the table to a CSV file first.")
        if before.st_size > MAX_BYTES:
            raise UnreadableTable(
                f"“{path.name}” has {before.st_size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} MB can be read. "
                "Save only some of its rows or columns."
            )
        content = path.read_bytes()
        after = os.stat(path)
    except FileNotFoundError as error:
        raise UnreadableTable(f"There is no file “{path}” (any more).") from error
    except PermissionError as error:
        raise UnreadableTable(f"“{path.name}” cannot be read: you do not have permission.") from error
    except OSError as error:
        raise UnreadableTable(f"“{path.name}” cannot be read: {error.strerror}.") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise UnreadableTable(f"“{path.name}” changed while it was being read; try again when it is complete.")
    return content


ENCODINGS = {"utf-8": "UTF-8", "gb18030": "gb18030 (Chinese)", "utf-16": "UTF-16", "cp1252": "Windows-1252 (Western)"}
"""Encodings to choose from, with their names on screen; the last is never guessed, as it fits nearly anything."""


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return a table's text, with line ends of one kind, and its encoding: the given or the most likely one.

    Raises
    ------
    UnreadableTable
        If it is empty, binary, not in the encoding given, or neither UTF-8, UTF-16 with a mark, nor gb18030.
    """
    if not content or content.isspace():
        raise UnreadableTable("The table is empty: it needs at least two rows.")
    text, encoding = _decoded_as(content, encoding) if encoding else _decoded(content)
    place = text.find("\0")
    if place >= 0:
        raise UnreadableTable(f"This is not text: character {place + 1:,} is a NUL. Save the table as CSV.")
    odd = sum(1 for character in text[:4_000] if ord(character) < 32 and character not in "\t\n\r\f\v")
    if odd > 0:
        raise UnreadableTable("This is a binary file, e.g. a workbook or picture, not text. Save the table as CSV.")
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text), encoding


def _decoded_as(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding), encoding
    except UnicodeDecodeError as error:
        raise UnreadableTable(
            f"The text is not {ENCODINGS[encoding]}: byte {error.start + 1:,} is not valid."
        ) from error


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8", "gb18030"]
    fault = 0
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            fault = fault or error.start
    raise UnreadableTable(
        f"The text is neither UTF-8 nor gb18030: byte {fault + 1:,} is not valid. Save it as “CSV UTF-8”."
    )
