"""Notations: those of the books that are shipped, and the user's own, one TOML file each."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.training.notation import ARTICLES, CHOICES, LETTERS, SMALL, Notation

FOLDER = Path(__file__).parents[2] / "resources" / "notations"
MOST_SIGNS = 4
SHARED = {"prediction": "activations"}
"""What may have the letter of something else: books call the network's answer a, too."""
FIXED = {"m": "the examples of a batch", "R": "the penalty", "θ": "all parameters", "β": "an optimiser's memory"}
"""Letters that mean one thing in every notation."""


class BrokenNotation(ValueError):
    """A notation that cannot be read; the message names file and key and what would be right."""


def notation_names(folder: Path = FOLDER) -> list[str]:
    """Return the names of the articles' notation and of all in a folder."""
    return [ARTICLES.name, *sorted(path.stem for path in folder.glob("*.toml"))]


@cache
def load_notation(name: str, folder: Path = FOLDER) -> Notation:
    """Return the notation of that name.

    Raises
    ------
    BrokenNotation
        If there is none (the message lists those that exist), or its file is broken.
    """
    if name == ARTICLES.name:
        return ARTICLES
    names = notation_names(folder)
    if name not in names:
        raise BrokenNotation(f"There is no notation “{name}”. The notations are: {', '.join(names)}.")
    return read_notation(folder / f"{name}.toml")


def read_notation(path: Path) -> Notation:
    """Return the notation in a TOML file.

    Raises
    ------
    BrokenNotation
        If the file cannot be read, is not TOML, lacks a letter, has another key or value, or one letter for two things.
    """
    try:
        return _notation(path.stem, tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise BrokenNotation(f"{path}: cannot be read: {error.strerror}.") from error
    except InvalidSetting as error:
        raise BrokenNotation(f"{path}: key “{error.setting}”: {error}") from error
    except (ValueError, RecursionError) as error:
        raise BrokenNotation(f"{path}: is not valid TOML: {error}.") from error


def _notation(name: str, content: Mapping[str, Any]) -> Notation:
    refuse_other_keys(content, "a notation", ("title", "source", "letters", *CHOICES))
    title, source = (_text(key, content.get(key)) for key in ("title", "source"))
    for key, allowed in CHOICES.items():
        if content.get(key) not in allowed:
            raise InvalidSetting(key, f"must be one of {', '.join(allowed)}, not {content.get(key)!r}.")
    letters = content.get("letters")
    if not isinstance(letters, Mapping):
        raise InvalidSetting("letters", f"must be a table with a letter for each of {', '.join(LETTERS)}.")
    refuse_other_keys(letters, "its letters", tuple(LETTERS))
    own = {role: _letter(role, letters.get(role)) for role in LETTERS}
    _refuse_two_meanings(own)
    return Notation(name, title, source, **{key: content[key] for key in CHOICES}, letters=own)


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidSetting(key, f"must be a text, not {value!r}.")
    return value


def _letter(role: str, value: Any) -> str:
    if value is None:
        raise InvalidSetting(f"letters.{role}", f"is missing: what stands for {LETTERS[role]} here?")
    if not isinstance(value, str) or not 1 <= len(value) <= MOST_SIGNS or not _is_letter(value):
        raise InvalidSetting(f"letters.{role}", f"must be a letter, not {value!r}.")
    return value


def _is_letter(text: str) -> bool:
    return all(unicodedata.category(sign)[0] in "LM" for sign in text)


def _refuse_two_meanings(letters: Mapping[str, str]) -> None:
    """Refuse a letter that means two things. Matrices are large and small letters: Z has the cells z."""
    seen = dict(FIXED)
    for role, letter in letters.items():
        if (role, letter) == ("error", LETTERS["error"]):
            continue
        for sign in {letter} if role in SMALL else {letter.upper(), letter.lower()}:
            other = seen.setdefault(sign, role)
            if other not in (role, SHARED.get(role)):
                raise InvalidSetting(f"letters.{role}", f"is “{letter}”, which stands for {other} already.")
