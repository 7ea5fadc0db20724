"""From bytes to text: in the encoding given, or in that which makes the likeliest words of them."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from math import inf

from core.data.csv_text import LOST, UnreadableTable
from core.data.likely_words import cost_of, languages_of

ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1253": "Windows-1253 (Greek)",
    "koi8_r": "KOI8-R (Russian)",
    "cp866": "DOS 866 (Cyrillic)",
    "koi8_u": "KOI8-U (Ukrainian)",
    "iso8859_5": "ISO 8859-5 (Cyrillic)",
    "mac_cyrillic": "Mac Cyrillic",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "iso8859_15": "ISO 8859-15 (Western, with €)",
    "mac_roman": "Mac Roman",
    "cp850": "DOS 850 (Western)",
    "cp437": "DOS 437 (United States)",
    "cp852": "DOS 852 (Central European)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp874": "Windows-874 (Thai)",
    "gb18030": "gb18030 (Chinese)",
    "big5": "Big5 (Chinese, traditional)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "iso2022_jp": "ISO-2022-JP (Japanese)",
    "utf-32": "UTF-32",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE, no mark",
    "utf-16-be": "UTF-16 BE, no mark",
    "utf-32-le": "UTF-32 LE, no mark",
    "utf-32-be": "UTF-32 BE, no mark",
    "cp500": "EBCDIC (Western)",
}
"""Encodings as Python names them, with their names on screen."""
TOLD_BY_WORDS = tuple(name for name in ENCODINGS if not name.startswith(("utf-16", "utf-32", "iso2022", "cp500")))
"""Where two make the same text of the bytes, the earlier one is named."""
RARE = {"cp866": 3.0, "iso8859_2": 1.0, "iso8859_15": 1.0, "cp850": 5.0, "cp437": 6.0, "euc_jp": 2.0}
RARE |= {"cp1255": 6.0, "cp1256": 6.0, "cp874": 6.0, "koi8_u": 1.0, "iso8859_5": 3.0, "mac_cyrillic": 4.0, "cp852": 5.0}
"""What a text costs more in encodings that few files are in."""
EURO = re.compile(rb"\d ?\xa4|\xa4 ?\d")
"""A price in ISO 8859-15; the same byte is another sign in others."""
SAMPLE = 2_048
"""Bytes of different cells that a guess is based on."""
BLOCK = 65_536
CELL_END = re.compile(rb"[\t\n\r,;]")
"""In none of these encodings such a byte is part of another character."""
BREAK = re.compile(r"\r\n|\r|\n")
OTHER_FILES = {
    "a web page or XML": re.compile(r"<(?:!doctype|html|\?xml|table|svg)\b", re.IGNORECASE),
    "JSON": re.compile(r'\{\s*"|\[\s*[\[{]'),
    "a text of a word processor": re.compile(r"\{\\rtf"),
    "a program of SQL": re.compile(r"(?:--.*\n|\s)*(?:insert into|create table|drop table)\b", re.IGNORECASE),
    "LaTeX": re.compile(r"\\(?:begin|documentclass)\b|[^\n&]*(?:&[^\n&]*)+\\\\"),
    "an ARFF file": re.compile(r"(?:%.*\n|\s)*@relation\b", re.IGNORECASE),
}
CUT = ("unexpected end of data", "incomplete multibyte sequence", "truncated data")
"""How Python calls a last letter that is not there to its end."""
MOST = 3
"""A text is in an encoding but for some cells where it has so many times as many."""
CLOSE = 12.0
"""Two readings with costs as close as this are both likely."""
UNLIKELY = 7.5
"""Cost per byte from which on a reading makes no sense."""
DOUBTFUL = 4.4
"""Cost per byte from which on the letters of a reading may be wrong: of 100 right ones 2 cost more."""
RIVAL = 3.0
"""Difference of the costs of two readings below which either may be meant."""
FEW = 4
"""Bytes up to which letters of UTF-8 may be others by chance."""
TEXT = 0.75
"""Share of the characters of a table that are letters of ASCII, digits and the like, if it is in EBCDIC."""


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return a table's text, with line ends of one kind, and its encoding: the given or the most likely one.

    A last letter of which the file has only the beginning becomes `LOST`.

    Raises
    ------
    UnreadableTable
        If it is empty, binary, not in the encoding given, in two encodings, or in none that is known here.
    """
    if not content or content.isspace():
        raise UnreadableTable("The table is empty: it needs at least two rows.")
    encoding = encoding or likely_encoding(content)
    try:
        text = _text(content, encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = _place(content, error.start, encoding)
        raise UnreadableTable(
            f"The text is not {ENCODINGS[encoding]}: {place} is not valid. Choose another encoding."
        ) from error
    _refuse_binary(text)
    _refuse_other_files(text)
    if encoding == "cp500":
        text = text.replace("\x85", "\n")  # how its files end lines
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return unicodedata.normalize("NFC", text), encoding  # é of two characters is the é of one


def doubt(content: bytes, encoding: str) -> str:
    """Return a sentence if the letters of a table may be wrong in an encoding: others may make words as usual.

    UTF-8 is only doubted where all there is is a letter or two.
    """
    cells = _sample(content[: 4 * BLOCK]) if encoding in TOLD_BY_WORDS else []
    size = sum(len(cell) for cell in cells)
    if not cells or (encoding == "utf-8" and size > FEW):
        return ""
    costs, text = _costs(content, cells), _leniently(cells, encoding)
    others = [cost for name, cost in costs.items() if _leniently(cells, name) != text]
    rivals = encoding != "utf-8" and min(others) < costs[encoding] + RIVAL
    unusual = cost_of(text) > DOUBTFUL * size
    return f"The letters may be wrong: {ENCODINGS[encoding]} is a guess." if rivals or unusual else ""


def likely_encoding(content: bytes) -> str:
    """Return the encoding that a text is most likely in: UTF-8 if it can be, else the one that makes words of it.

    Raises
    ------
    UnreadableTable
        If it is binary, in two encodings, or in none that is known here.
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in content[:BLOCK]:
        for order in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
            if _is_wide(content, order):
                return order
    elif b"\x1b$" in content[:BLOCK] and _fault(content, "iso2022_jp") < 0:
        return "iso2022_jp"
    elif content.isascii() or _fault(content, "utf-8") < 0:
        return "utf-8"
    if _is_ebcdic(content[:BLOCK]):
        return "cp500"
    _refuse_binary(content[:BLOCK].decode("latin-1"))
    return _told_by_words(content)


def readings(content: bytes) -> tuple[str, ...]:
    """Return the encodings, the likeliest first, that each make another text of the top of a table that has no NUL."""
    if b"\0" in content[:BLOCK]:
        return ()
    cells, texts = _sample(content[: 4 * BLOCK]), dict[str, str]()
    costs = _costs(content, cells)
    for name in sorted(TOLD_BY_WORDS, key=costs.__getitem__):
        text = "\n".join(_leniently(cells, name))
        if not any("\ud800" <= character <= "\udfff" for character in text):
            texts.setdefault(text, name)
    return tuple(texts.values())


def _told_by_words(content: bytes) -> str:
    """Return the encoding, other than UTF-8 throughout, in which a text reads best."""
    cells = _sample(content)
    costs = _costs(content, cells)
    names = sorted(TOLD_BY_WORDS, key=costs.__getitem__)
    best, most = names[0], UNLIKELY * sum(map(len, cells)) + CLOSE
    if costs[best] > most or _is_full_of_faults(cells, best):
        raise _in_none(content)
    odd = next((cell for cell in cells if best != "utf-8" and _is_rather_utf_8(cell, best)), b"")
    if odd:
        raise _two_encodings(content, content.find(odd), best, "is rather UTF-8")
    close = [best] if best == "utf-8" else [name for name in names if costs[name] < costs[best] + CLOSE]
    fitting = next((name for name in close if _fault(content, name) < 0), "")
    if fitting:
        return fitting
    faulty = sum(not _is_valid(cell, best) for cell in cells)
    if faulty < len(cells) and (best == "utf-8" or MOST * faulty <= len(cells)):
        raise _two_encodings(content, _fault(content, best), best, "is not")
    costs = _costs(content, cells, [name for name in TOLD_BY_WORDS if _fault(content, name) < 0])
    fitting = min(costs, key=costs.__getitem__, default="")
    if not fitting or costs[fitting] > most:
        raise _in_none(content)
    return fitting


def _in_none(content: bytes) -> UnreadableTable:
    place = _place(content, _fault(content, "utf-8"), "utf-8")
    return UnreadableTable(
        f"The text is not UTF-8: {place} is not valid; and it makes no words in another encoding known here. "
        "Save it as “CSV UTF-8”."
    )


def _costs(content: bytes, cells: list[bytes], names: Sequence[str] = TOLD_BY_WORDS) -> dict[str, float]:
    """Return how unlikely cells are in each encoding; those far behind the best are not counted to the end."""
    told = languages_of(content[:SAMPLE].decode("latin-1"))
    extra = RARE | ({"iso8859_15": -1.0} if EURO.search(b"\n".join(cells)) else {})
    costs: dict[str, float] = {}
    for name in sorted(names, key=lambda name: cost_of(_leniently(cells[:8], name))):  # the likely first: quick
        limit = min(costs.values(), default=inf) + CLOSE
        costs[name] = cost_of(_leniently(cells, name), limit, told) + extra.get(name, 0.0)
    return costs


def _leniently(cells: list[bytes], encoding: str) -> list[str]:
    """Return cells as text, with a lone surrogate for a byte that is not valid."""
    return [cell.decode(encoding, "surrogateescape") for cell in cells]


def _is_full_of_faults(cells: list[bytes], encoding: str) -> bool:
    """Tell whether so many bytes are not valid that this is not the encoding; UTF-8 is never by chance."""
    text = "".join(_leniently(cells, encoding))
    faults = sum("\ud800" <= character <= "\udfff" for character in text)
    return encoding != "utf-8" and 4 * faults > sum(not character.isascii() for character in text)


def _is_rather_utf_8(cell: bytes, encoding: str) -> bool:
    """Tell whether a cell of a table in another encoding is much likelier UTF-8."""
    if not _is_valid(cell, "utf-8"):
        return False
    return cost_of([cell.decode("utf-8")]) + CLOSE < cost_of([cell.decode(encoding, "surrogateescape")])


def _two_encodings(content: bytes, byte: int, encoding: str, what: str) -> UnreadableTable:
    return UnreadableTable(
        f"The text mixes encodings: it is {ENCODINGS[encoding]}, but {_place(content, byte, encoding)} {what}. "
        "Mend that place and save the table as “CSV UTF-8”, or choose one encoding for all of it."
    )


def _place(content: bytes, byte: int, encoding: str) -> str:
    """Return where a byte is, as a person counts."""
    before = BREAK.split(content[:byte].decode(encoding, "replace").removeprefix("\ufeff"))
    return f"line {len(before):,}, character {len(before[-1]) + 1:,} (byte {byte + 1:,})"


def _refuse_binary(text: str) -> None:
    place = text.find("\0")
    if place >= 0:
        raise UnreadableTable(f"This is not text: character {place + 1:,} is a NUL. Save the table as CSV.")
    if any(character < " " and character not in "\t\n\r\f\v" for character in text[:4_000]):
        raise UnreadableTable("This is a binary file, e.g. a workbook or picture, not text. Save the table as CSV.")


def _refuse_other_files(text: str) -> None:
    top = text[:4_000].lstrip()
    found = next((what for what, pattern in OTHER_FILES.items() if pattern.match(top)), "")
    if found:
        raise UnreadableTable(
            f"Line 1 tells that this is {found}, not a table of rows and cells. Save the table as CSV."
        )


def _is_ebcdic(content: bytes) -> bool:
    """Tell whether a text is one of a mainframe: it has lines there, and next to nothing but ASCII."""
    text = content.decode("cp500")
    plain = sum((character.isalnum() and character.isascii()) or character in " ,;.-\t\n\x85" for character in text)
    return ("\x85" in text or "\n" in text) and plain >= TEXT * len(text)


def _is_wide(content: bytes, order: str) -> bool:
    """Tell whether a text without a mark is UTF-16 or UTF-32 of this byte order: it has lines, and known characters."""
    whole = len(content) // 4 * 4 if order.startswith("utf-32") else len(content)
    try:
        top = content[: min(whole, 4_096)].decode(order, "ignore" if order.startswith("utf-16") else "strict")
    except UnicodeDecodeError:
        return False
    known = all(character.isspace() or unicodedata.category(character) not in ("Cc", "Cn", "Co") for character in top)
    return known and BREAK.search(top) is not None


def _text(content: bytes, encoding: str) -> str:
    """Return bytes as text, with `LOST` for a letter in which they are cut, if there are such letters before.

    Raises
    ------
    UnicodeDecodeError
        If another byte is not valid.
    """
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        told = encoding.startswith(("utf-16", "utf-32")) or not content[: error.start].isascii()
        if error.reason not in CUT or not told:
            raise
        return content[: error.start].decode(encoding) + LOST


def _fault(content: bytes, encoding: str) -> int:
    """Return the first byte that is not valid, −1 if all are."""
    try:
        _text(content, encoding)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _is_valid(cell: bytes, encoding: str) -> bool:
    """Tell whether a cell can be in an encoding; none is cut."""
    try:
        cell.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _sample(content: bytes) -> list[bytes]:
    """Return the first different cells that are not ASCII, wherever they are."""
    cells: dict[bytes, None] = {}
    start = size = 0
    while start < len(content) and size < SAMPLE:
        end = CELL_END.search(content, start + BLOCK)
        block = content[start : end.start() if end else len(content)]
        start += len(block) + 1
        for cell in CELL_END.split(block) if not block.isascii() else ():
            if not cell.isascii() and cell not in cells and size < SAMPLE:
                cells[cell[:SAMPLE]] = None
                size += len(cell)
    return list(cells)
