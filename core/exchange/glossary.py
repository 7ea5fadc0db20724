"""The glossary: what each term and each symbol of the screen means, in two sentences and an example.

It is one TOML file. A text is searched for all spellings at once, the longest first: *data loss* is not *data*.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from core.values import dataclass

FILE = Path(__file__).parents[2] / "resources" / "glossary.toml"
FIELDS = ("also", "not_in", "everyday", "sentences", "example")
WORD = r"[A-Za-z][A-Za-z’ -]{2,}"
"""A spelling in which capitals make no difference, and which has a plural; any other is a symbol."""
LOOKED_UP = ("a", "A")
"""Symbols that are words of English, too: not found in a text."""
SIGNS = "∂∇⊙ᵀ"
"""Symbols that stand right beside letters."""
ALONE = r"(?<![A-Za-zα-ωΑ-Ω'’.])(?:{})(?![0-9A-Za-zα-ωΑ-Ω]|\.[a-z])"
"""What finds anything else where no letter touches it, also not in *layer's* and *e.g.*"""
LAYER = r"\[(?:l|L|\d+)(?:[-+−]1)?\]"
LAYERS = ((r"\[l\]", LAYER), ("ˡ", "[⁰¹²³⁴⁵⁶⁷⁸⁹ˡᴸ⁺⁻]+"), ("ₗ", "[₀-₉ₗ₊₋]+"))
"""How a layer's number stands in a spelling, and what finds it."""
UNIT = r"[A-Za-zµΩ°%€$]{1,3}[²³]?"
NO_SYMBOLS = (
    r"\((?:keys? |Ctrl |Shift |Page |Home|End|Space|F5)[^)]*\)|\de[-−]?\d+|\d/s"
    rf"|(?<=[a-z] )\({UNIT}(?:[/·]{UNIT})*\)"
)
"""Letters that are no symbols: names of keys, as tooltips end with them, powers of ten, seconds, units of a column."""
CELL = r"\(([A-Za-z][₀-₉]+)\)(?=[₀-₉])"
"""A matrix with the number of its layer below, before the number of a cell: what is in brackets stands for itself."""
TEX_NAMES = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "theta": "θ",
    "lambda": "λ",
    "mu": "μ",
    "rho": "ρ",
    "tau": "τ",
    "sigma": "σ",
    "varphi": "φ",
    "pi": "π",
    "Delta": "Δ",
    "partial": "∂",
    "sum": "Σ",
    "odot": "⊙",
    "top": "ᵀ",
}
TEX = (
    (r"1_\{k=j\}", "1ₖ₌ⱼ"),
    (r"\\hat ?\{?(\w)\}?", "\\1\u0302"),
    (r"\\mathrm\{(\w+)\}", r"\1"),
    (r"\\([A-Za-z]+)", lambda found: TEX_NAMES.get(found[1], f" {found[1]} ")),
    (r"\^\{(\[[^\]]*\])([^}]*)\}", r"\1\2"),
    (r"(β)_(\d)", lambda found: found[1] + "₀₁₂"[int(found[2])]),
    (r"(?<![Ln])_(?:\{[^}]*\}|\w)", " "),
    (r"n_(?:\{l-1\}|[lL])", "n_l"),
    (r"(?<=[gλ])'", "′"),
    (r"[{}^]", " "),
)
"""What makes the signs of the screen of a formula in LaTeX, in this order. Compiled when first used."""


class BrokenGlossary(ValueError):
    """A glossary that cannot be read; the message names file, entry and what would be right."""


@dataclass(frozen=True)
class Entry:
    """A term or symbol.

    Attributes
    ----------
    also
        Other spellings under which it stands on the screen; the regular plural of a word need not be among them.
    not_in
        Phrases in which the word means something else: there it is not found.
    everyday
        Whether it is a plain word in most texts: it can be looked up, but is not found in a text.
    """

    term: str
    sentences: tuple[str, str]
    example: str
    also: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    everyday: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """The term and its other spellings."""
        return self.term, *self.also


@dataclass(frozen=True)
class Glossary:
    """All entries, in the order of the file."""

    entries: tuple[Entry, ...]

    def entry(self, spelling: str) -> Entry | None:
        """Return the entry of a term in any of its spellings, or None."""
        found = self._all[0].fullmatch(unicodedata.normalize("NFC", spelling))
        return self._all[1][found.lastindex - 1] if found and found.lastindex else None

    def terms_in(self, text: str) -> tuple[Entry, ...]:
        """Return the entries of the terms in a text, or a formula in LaTeX: in the order in which they first stand."""
        pattern, entries = self._in_texts
        plain = re.sub(NO_SYMBOLS, "", unicodedata.normalize("NFC", _without_tex(text)))
        plain = re.sub(CELL, r"\1", plain)
        found = dict.fromkeys(entries[(each.lastindex or 1) - 1] for each in pattern.finditer(plain))
        return tuple(entry for entry in found if entry is not None)

    def places_in(self, text: str) -> tuple[tuple[int, int, Entry], ...]:
        """Return where the terms of a text begin and end, as `terms_in` finds them; the text is no formula."""
        pattern, entries = self._in_texts
        aside = [each.span() for each in re.finditer(NO_SYMBOLS, text)]
        return tuple(
            (*found.span(), entry)
            for found in pattern.finditer(text)
            if (entry := entries[(found.lastindex or 1) - 1]) is not None
            and not any(begin <= found.start() < end for begin, end in aside)
        )

    @cached_property
    def _all(self) -> tuple[re.Pattern[str], list[Entry | None]]:
        return _search((spelling, entry) for entry in self.entries for spelling in entry.spellings)

    @cached_property
    def _in_texts(self) -> tuple[re.Pattern[str], list[Entry | None]]:
        terms = [
            (spelling, entry)
            for entry in self.entries
            for spelling in entry.spellings
            if not entry.everyday and spelling not in LOOKED_UP
        ]
        return _search([*terms, *((phrase, None) for entry in self.entries for phrase in entry.not_in)])


def _search(pairs: Iterable[tuple[str, Entry | None]]) -> tuple[re.Pattern[str], list[Entry | None]]:
    """Return what finds all spellings, the longest first, and the entry of each of its groups, None for a phrase."""
    ordered = sorted(pairs, key=lambda pair: (pair[0] in SIGNS, -len(pair[0])))
    letters = "|".join(f"({_expression(spelling)})" for spelling, _ in ordered if spelling not in SIGNS)
    signs = "|".join(f"({spelling})" for spelling, _ in ordered if spelling in SIGNS)
    return re.compile(f"{ALONE.format(letters)}|{signs}" if signs else ALONE.format(letters)), [e for _, e in ordered]


def _expression(spelling: str) -> str:
    """Return the regular expression of a spelling: a word also in its plural, a symbol also with indices."""
    if re.fullmatch(WORD, spelling):
        return f"(?i:{re.escape(spelling)}(?:s|es)?)"
    expression = re.escape(unicodedata.normalize("NFC", spelling))
    for sign, number in LAYERS:
        expression = expression.replace(sign, number)
    return expression + "[₀-₉ₖ,]*"


def _without_tex(text: str) -> str:
    if "\\" not in text and "^" not in text:
        return text
    for pattern, by in TEX:
        text = re.sub(pattern, by, text)
    return text


@cache
def glossary() -> Glossary:
    """Return the program's own glossary; see `read_glossary`."""
    return read_glossary(FILE)


def read_glossary(path: Path) -> Glossary:
    """Return the glossary in a TOML file: a table for each term.

    Raises
    ------
    BrokenGlossary
        If the file cannot be read, is no TOML (with the line), has an entry that lacks something, or has a spelling
        twice.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = tuple(_entry(term, table) for term, table in content.items())
        _refuse_doubles(entries)
    except OSError as error:
        raise BrokenGlossary(f"{path}: cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BrokenGlossary(f"{path}: {error}") from error
    return Glossary(entries)


def _entry(term: str, table: Any) -> Entry:
    if not isinstance(table, Mapping):
        raise ValueError(f"“{term}” must be a table, [{term}], with sentences and an example.")
    others = sorted(set(table) - set(FIELDS))
    if others:
        raise ValueError(f"entry “{term}”: there is no field “{others[0]}”; the fields are {', '.join(FIELDS)}.")
    sentences, also, not_in = (_texts(term, table, field) for field in ("sentences", "also", "not_in"))
    if len(sentences) != 2:
        raise ValueError(f"entry “{term}”: “sentences” must be a list of two sentences; it has {len(sentences)}.")
    example = table.get("example")
    if not isinstance(example, str) or not example.strip():
        raise ValueError(f"entry “{term}”: “example” must be a text.")
    if not isinstance(table.get("everyday", False), bool):
        raise ValueError(f"entry “{term}”: “everyday” must be true or false.")
    return Entry(term, (sentences[0], sentences[1]), example, also, not_in, table.get("everyday", False))


def _texts(term: str, table: Mapping[str, Any], field: str) -> tuple[str, ...]:
    texts = table.get(field, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"entry “{term}”: “{field}” must be a list of texts.")
    return tuple(texts)


def _refuse_doubles(entries: tuple[Entry, ...]) -> None:
    owners: dict[str, str] = {}
    for entry in entries:
        for spelling in entry.spellings:
            forms = {spelling.lower() + end for end in ("", "s", "es")} if re.fullmatch(WORD, spelling) else {spelling}
            for form in forms:
                if owners.setdefault(form, entry.term) != entry.term:
                    raise ValueError(f"entry “{entry.term}”: “{form}” is a spelling of “{owners[form]}” already.")
