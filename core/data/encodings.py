"""From bytes to text: in the encoding given, or in that which makes the likeliest words of them."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from math import inf, log

from core.data.csv_text import UnreadableTable
from core.data.languages import HANGUL, HANZI, KANJI, SIGNS, WORDS

ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "mac_roman": "Mac Roman",
    "gb18030": "gb18030 (Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
"""Encodings as Python names them, with their names on screen."""
BY_WORDS = ("cp1252", "cp1250", "cp1251", "mac_roman", "gb18030", "cp932", "cp949")
"""Those that only the words tell apart; the earlier one where both make the same text of the bytes."""
SAMPLE = 16_384
"""Bytes of cells that are not ASCII, which a guess is based on."""
BLOCK = 65_536
TOKEN = re.compile(r"[^\x00-@\[-`{-\x7f]+")
"""Letters, and all that is not ASCII."""
CELL_END = re.compile(rb"[\t\n\r,;]")
"""No encoding has these bytes within a character."""
BREAK = re.compile(r"\r\n|\r|\n")

STRANGE = 11.0
"""Cost of a character that a language does not have. Costs are −ln of a probability."""
ASCII, SEAM, CAPITAL = 3.0, 6.0, 4.0
"""Costs of an ASCII letter amid Chinese and the like, and of a capital after a small letter."""
SIGN, WORD = 3.0, 5.0
"""Costs of a usual sign or unit, and of a usual word."""
MIXED = 6.0
"""By how much UTF-8 must be the likelier reading of a cell in a table that is in another encoding."""
UNLIKELY = 9.0
"""Cost per character that is not ASCII from which on a reading makes no sense."""
Cost = Callable[[str], float]


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return a table's text, with line ends of one kind, and its encoding: the given or the most likely one.

    Raises
    ------
    UnreadableTable
        If it is empty, binary, not in the encoding given, in two encodings, or in none that is known here.
    """
    if not content or content.isspace():
        raise UnreadableTable("The table is empty: it needs at least two rows.")
    encoding = encoding or likely_encoding(content)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = _place(content, error.start, encoding)
        raise UnreadableTable(
            f"The text is not {ENCODINGS[encoding]}: {place} is not valid. Choose another encoding."
        ) from error
    _refuse_binary(text)
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text), encoding


def likely_encoding(content: bytes) -> str:
    """Return the encoding that a text is most likely in: UTF-8 if it can be, else the one that makes words of it.

    Raises
    ------
    UnreadableTable
        If it is binary, in two encodings, or in none that is known here.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in content[:BLOCK]:
        return next((order for order in ("utf-16-le", "utf-16-be") if _is_wide(content, order)), "utf-8")
    fault = _fault(content, "utf-8")
    if fault < 0:
        return "utf-8"
    _refuse_binary(content[:BLOCK].decode("latin-1"))
    cells = _sample(content)
    costs = {encoding: _cost(_texts(cells, encoding)) for encoding in BY_WORDS}
    fits = [encoding for encoding in BY_WORDS if costs[encoding] < inf and _fault(content, encoding) < 0]
    best = min(fits, key=costs.__getitem__, default="")
    faulty = [cell.decode("utf-8", "surrogateescape") for cell in cells]
    if _cost(faulty) < (costs[best] if best else inf):
        raise UnreadableTable(_two_encodings(content, fault, "UTF-8", "not"))
    if not best:
        raise UnreadableTable(f"neither UTF-8 nor: {_place(content, fault, 'utf-8')} {costs}")
    return best


def _two_encodings(content: bytes, byte: int, most: str, other: str) -> str:
    return (
        f"The text is in two encodings: most of it is {most}, but {_place(content, byte, 'utf-8')} is {other}. "
        "Save all of it as “CSV UTF-8”, or choose one encoding for the whole."
    )


def _place(content: bytes, byte: int, encoding: str) -> str:
    """Return where a byte is, as a person counts."""
    before = BREAK.split(content[:byte].decode(encoding, "ignore").removeprefix("\ufeff"))
    return f"line {len(before):,}, character {len(before[-1]) + 1:,} (byte {byte + 1:,})"


def _refuse_binary(text: str) -> None:
    place = text.find("\0")
    if place >= 0:
        raise UnreadableTable(f"This is not text: character {place + 1:,} is a NUL. Save the table as CSV.")
    if any(character < " " and character not in "\t\n\r\f\v" for character in text[:4_000]):
        raise UnreadableTable("This is a binary file, e.g. a workbook or picture, not text. Save the table as CSV.")


def _is_wide(content: bytes, encoding: str) -> bool:
    """Tell whether a text without a mark is UTF-16 of this byte order: its top has lines, and known characters only."""
    top = content[:4_096].decode(encoding, "ignore")
    known = all(character.isspace() or unicodedata.category(character) not in ("Cc", "Cn", "Co") for character in top)
    return known and BREAK.search(top) is not None


def _fault(content: bytes, encoding: str) -> int:
    """Return the first byte that is not valid, −1 if all are."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _sample(content: bytes) -> list[bytes]:
    """Return the first different cells that are not ASCII, wherever they are."""
    cells: dict[bytes, None] = {}
    start = size = 0
    while start < len(content) and size < SAMPLE:
        end = CELL_END.search(content, start + BLOCK)
        block = content[start : end.start() if end else len(content)]
        start += len(block) + 1
        if not block.isascii():
            for cell in CELL_END.split(block):
                if size < SAMPLE and not cell.isascii() and cell not in cells:
                    cells[cell] = None
                    size += len(cell)
    return list(cells)


def _texts(cells: Iterable[bytes], encoding: str) -> list[str] | None:
    """Return cells as text, None where they cannot be in this encoding."""
    try:
        texts = [cell.decode(encoding) for cell in cells]
    except UnicodeDecodeError:
        return None
    return texts


def _cost(texts: list[str] | None) -> float:
    """Return how unlikely texts are in the language that they are likeliest in."""
    if texts is None:
        return inf
    tokens = {token for text in texts for token in TOKEN.findall(text) if not token.isascii()}
    return min(sum(map(language, tokens)) for language in _languages())


@cache
def _languages() -> tuple[Cost, ...]:
    east = (_of_characters(HANZI, _is_hanzi), _of_characters(KANJI, _is_kanji), _of_characters(HANGUL, _is_hangul))
    return (*map(_of_pairs, WORDS.values()), *east)


def _of_pairs(words: str) -> Cost:
    """Return what a word costs in the language of these words, judged by its pairs of letters."""
    known, signs = frozenset(TOKEN.findall(words)), frozenset(TOKEN.findall(SIGNS))
    ended = [f" {word} " for word in known]
    pairs = Counter(word[i : i + 2] for word in ended for i in range(len(word) - 1))
    letters = Counter("".join(ended))
    total = sum(letters.values())

    @lru_cache(20_000)
    def pair_cost(pair: str) -> float:
        count = letters[pair[1]]
        share = (count + 0.2) / total if count or pair[1].isascii() else 2.718 ** -STRANGE
        return -log((pairs[pair] + 3 * share) / (letters[pair[0]] + 3))

    def cost(token: str) -> float:
        small = token.lower()
        if small in signs:
            return SIGN
        if small in known:
            return WORD
        small = f" {small} "
        shape = "".join("U" if letter.isupper() else "l" for letter in token if letter.isalpha())
        return CAPITAL * len(re.findall("lU|UUl", shape)) + sum(pair_cost(small[i : i + 2]) for i in range(len(small) - 1))

    return lru_cache(20_000)(cost)


def _of_characters(common: str, rank: Callable[[str], float]) -> Cost:
    """Return what a word costs in a language that is written in characters or syllables."""
    usual, signs = frozenset(common), frozenset(TOKEN.findall(SIGNS))

    @lru_cache(20_000)
    def character_cost(character: str) -> float:
        if character.isascii():
            return ASCII
        return 6.5 if character in usual else rank(character)

    def cost(token: str) -> float:
        if token.lower() in signs:
            return SIGN
        seams = sum(a.isascii() != b.isascii() for a, b in zip(token, token[1:]))
        return SEAM * seams + sum(map(character_cost, token))

    return cost


def _is_hanzi(c: str) -> float:
    try:
        lead = c.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 15.0
    return 10.0 if 0xB0 <= lead < 0xD8 else 6.5 if c in "，。：；（）、％－＋＝／？！“”" else 13.0

def _is_kanji(c: str) -> float:
    if "ぁ" <= c <= "ー":
        return 5.5
    if "｡" <= c <= "ﾟ":
        return 9.0
    try:
        lead = c.encode("shift_jis")[0]
    except UnicodeEncodeError:
        return 15.0
    return 10.0 if 0x88 <= lead < 0x99 else 6.5 if c in "，。：；（）、％－＋＝／？！" else 13.0

def _is_hangul(c: str) -> float:
    try:
        lead = c.encode("euc_kr")[0]
    except UnicodeEncodeError:
        return 15.0
    return 8.5 if 0xB0 <= lead < 0xC9 else 6.5 if c in "，。：；（）、％－＋＝／？！" else 14.0
