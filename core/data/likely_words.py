"""How unlikely a text is, in the language that it is likeliest in: its cost, −ln of a probability."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Set
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, inf, log

from core.data.languages import HANGUL, HANZI, KANJI, NAMES, SIGNS, TRADITIONAL, WORDS

TOKEN = re.compile(r"[^\x00-@\[-`{-\x7f]+")
"""Letters, and all that is not ASCII."""
ASCII_WORD = re.compile(r"(?<![^\x00-\x7f])\b[A-Za-z]{2,}\b(?![^\x00-\x7f])", re.ASCII)
QUOTES = "„“”‚‘’«»‹›"
SHORT_FORM = re.compile(
    r"[a-z]+’(?:s|t|d|m|re|ve|ll)|[a-z]{4,}s’|[odl][’‘][a-z]{3,}|[a-z]{2,}(?:…[a-z]*|™)", re.IGNORECASE
)
"""ASCII words with a mark that word processors make, as in don’t, O’Brien, Lego™ and wait…"""
DASHED = re.compile(r"(?:[A-Za-z]{2,}|[A-Z])[—–](?:[A-Za-z]{2,}|[A-Z])|[b-df-hj-np-tv-z][—–][b-df-hj-np-tv-z]")
"""Words or single letters with a dash between them: the same byte is ñ or ó of an old Mac."""
OF_A_MAC = re.compile(
    r"[a-z]*[aeiou]–[aeiou][a-z]*|[a-z]+—(?:[ns]|[^aeiou—]+[aeiou]+(?:[lrzdj]|[^aeiou—]+[aeiou]+[^aeiou—]*))",
    re.IGNORECASE,
)
"""Where ñ may be instead, between vowels, or ó, as it is accented: in a word’s last syllable or last but two."""
FULL_WIDTH = frozenset("，。：；（）、％－＋＝／？！“”　")
WIDE = 6.5
"""Cost of a usual Chinese character, Japanese kanji or Korean syllable; letters cost about half."""
STRANGE = 11.0
"""Cost of a character that a language does not have."""
NOTHING = re.compile("[\x80-\x9f\ue000-\uf8ff]")
"""Characters that mean nothing, though some encodings have bytes for them."""
MEANINGLESS = 20.0
"""Cost of such a character, whatever the language."""
WIDE_FROM = "⺀"
"""From here on, characters are those of East Asia, which no word in letters has."""
ASCII, SEAM, CAPITAL = 3.0, 6.0, 4.0
"""Costs of an ASCII letter beside Chinese and the like, of each such seam, and of a capital within a word."""
SIGN, WORD, SHORT = 3.0, 5.0, 12.0
"""Costs of a usual sign or unit or one of two quotes, of a usual word, and of an ASCII one with such a mark."""
DASH, MAC_DASH = 2.5, 3.6
"""Cost of words with a dash between them, for each of the first ten letters; and where it may be of an old Mac."""
TOLD = 6.0
"""What a text costs less in a language that words without other letters tell."""
REMEMBERED = 20_000
Cost = Callable[[str], float]


def cost_of(texts: Iterable[str], limit: float = inf, told: Set[str] = frozenset()) -> float:
    """Return how unlikely the different words with letters beyond ASCII are: ASCII is the same in every encoding.

    Parameters
    ----------
    limit
        What is returned at most; counting stops there.
    told
        The languages that the words in ASCII are of, as `languages_of` returns them.
    """
    words = {word for text in texts for word in TOKEN.findall(text) if not word.isascii()}
    least = MEANINGLESS * sum(len(NOTHING.findall(word)) for word in words)
    for name, language in _languages().items() if words else ():
        limit = _total(words, language, limit, least - (TOLD if name in told else 0.0))
    return max(limit, 0.0) if words else 0.0


def languages_of(text: str) -> frozenset[str]:
    """Return the languages whose usual words in ASCII stand in a text; empty if it has those of none."""
    words = {word.lower() for word in ASCII_WORD.findall(text)}
    found = {name: len(words.intersection(names.split())) for name, names in NAMES.items()}
    most = max(found.values())
    return frozenset(name for name, count in found.items() if 0 < count == most)


def _total(words: Iterable[str], language: Cost, limit: float, total: float) -> float:
    for word in words:
        total += language(word)
        if total >= limit:
            return limit
    return total


@cache
def _languages() -> dict[str, Cost]:
    """Return for each language what a word costs in it."""
    wide = {"zh": (HANZI, _hanzi), "zh-TW": (TRADITIONAL, _traditional), "ja": (KANJI, _kanji), "ko": (HANGUL, _hangul)}
    letters = {name: _in_letters(words) for name, words in WORDS.items()}
    return letters | {name: _in_characters(*language) for name, language in wide.items()}


@cache
def _signs() -> frozenset[str]:
    return frozenset(TOKEN.findall(SIGNS)) | {"\xa0"}


def _in_letters(words: str) -> Cost:
    """Return what a word costs in the language of the words given: a usual one little, others by pairs of letters.

    A pair ab costs −ln P(b | a), counted in those words; a space stands before and after each.
    """
    known = frozenset(TOKEN.findall(words))
    spaced = [f" {word} " for word in known]
    letters = Counter("".join(spaced))
    pairs = Counter(pair for word in spaced for pair in pairwise(word))

    @lru_cache(REMEMBERED)
    def pair_cost(first: str, second: str) -> float:
        usual = letters[second] or second.isascii()
        strange = STRANGE * (2 if WIDE_FROM < second < "\ud800" else 1)  # from there on, bytes that are not valid
        share = (letters[second] + 0.2) / letters.total() if usual else exp(-strange)
        return -log((pairs[first, second] + 3 * share) / (letters[first] + 3))

    def cost(word: str) -> float:
        if len(word) > 2 and word[0] in QUOTES and word[-1] in QUOTES:
            return 2 * SIGN + (0.0 if word[1:-1].isascii() else cost(word[1:-1]))
        small = word.replace("İ", "i").lower()  # else two characters
        if small in _signs():
            return SIGN
        if small in known:
            return WORD
        if SHORT_FORM.fullmatch(word):
            return SHORT
        if DASHED.fullmatch(word):
            return (MAC_DASH if OF_A_MAC.fullmatch(word) else DASH) * min(len(word), 10)
        return CAPITAL * _bumps(word) + sum(pair_cost(*pair) for pair in pairwise(f" {small} "))

    return lru_cache(REMEMBERED)(cost)


@lru_cache(REMEMBERED)
def _bumps(word: str) -> int:
    """Count the places where small letters and capitals follow each other as in no usual word."""
    shape = "".join("A" if letter.isupper() else "a" for letter in word if letter.isalpha())
    return len(re.findall("aA|AAa", shape))


def _in_characters(common: str, rare: Cost) -> Cost:
    """Return what a word costs in a language of characters or syllables: by those that are common, others by rank."""
    usual = FULL_WIDTH.union(common)

    def cost(word: str) -> float:
        if word.lower() in _signs():
            return SIGN
        seams = sum(a.isascii() != b.isascii() for a, b in pairwise(word))
        seams *= 3 if any("ｦ" <= c <= "ﾟ" for c in word) else 1  # nobody writes ﾓscar
        costs = (WIDE if c in usual else ASCII if c.isascii() else rare(c) for c in word)
        return SEAM * seams + sum(costs)

    return lru_cache(REMEMBERED)(cost)


def _row(character: str, standard: str) -> int:
    """Return the first byte of a character in a national standard, which sorts them by use; 0 if it is not in it."""
    return character.encode(standard, "ignore")[:1].ljust(1, b"\0")[0]


def _hanzi(character: str) -> float:
    row = _row(character, "gb2312")
    return 10.0 if 0xB0 <= row <= 0xD7 else 13.0 if row else 15.0


def _traditional(character: str) -> float:
    row = _row(character, "big5")
    return 10.0 if 0xA4 <= row <= 0xC6 else 13.0 if row else 15.0


def _kanji(character: str) -> float:
    if "ぁ" <= character <= "ー":
        return WIDE - 1
    if "ｦ" <= character <= "ﾟ":
        return WIDE - 1.5  # two bytes of a Chinese text may be two of these
    row = _row(character, "shift_jis")
    return 10.0 if 0x88 <= row <= 0x98 else 13.0 if row else 15.0


def _hangul(character: str) -> float:
    row = _row(character, "euc_kr")
    return 8.5 if 0xB0 <= row <= 0xC8 else 14.0 if row else 15.0
