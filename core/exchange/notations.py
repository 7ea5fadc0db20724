"""Notations: those of the books that are shipped, and the user's own, one TOML file each."""

from __future__ import annotations

import os
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.nn.regularizers import REGULARIZERS
from core.training.notation import ARTICLES, CHOICES, LETTERS, SMALL, SPARE, Notation
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES
from core.training.spelling import plain
from core.words import shortened

FOLDER = Path(__file__).parents[2] / "resources" / "notations"
MOST_SIGNS = 4
MAX_NAME = 60
"""Characters of a name that a message shows."""
MAX_TITLE, MAX_SOURCE, MAX_FILE_NAME = 60, 300, 40
FIXED = {
    "m": "the examples of a batch",
    "n": "the neurons of a layer",
    "i": "a counter",
    "j": "a counter",
    "k": "a counter",
    "t": "a counter",
    "d": "a derivative",
    "g": "the gradient in an optimiser's rule",
    "R": "the penalty",
    "λ": "the penalty's strength",
    "μ": "the mean of an input",
    "θ": "all parameters",
    "β": "an optimiser's memory",
    "ρ": "an optimiser's memory",
    "Δ": "a change",
}
"""Letters that mean one thing in every notation."""
SHARED = {"prediction": "activations", "activation_function": FIXED["g"]}
"""What may have the letter of something else: books call the network's answer a, too."""


class BrokenNotation(ValueError):
    """A notation that cannot be read; the message names file and key and what would be right."""


def own_folder() -> Path:
    """Return where a user's own notations are: beside the window's settings, as Qt has it, but without Qt."""
    home = Path(os.path.expanduser("~"))  # where nobody has one, `Path.home` fails
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Preferences"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return base / "Chalkgrad" / "notations"


def _files() -> dict[str, Path]:
    """Return the files of the books, then the user's own, by their names; no own one takes the name of another."""
    books, own = (sorted(folder.glob("*.toml") if os.path.isdir(folder) else ()) for folder in (FOLDER, own_folder()))
    named = {path.stem: path for path in reversed((*books, *own))}
    return {path.stem: named[path.stem] for path in (*books, *own) if path.stem != ARTICLES.name}


def notation_names() -> list[str]:
    """Return the names of all notations: the articles', the books', then the user's own."""
    return [ARTICLES.name, *_files()]


def notations() -> dict[str, Notation | BrokenNotation]:
    """Return all notations by their names, and of those that cannot be read what is wrong with them."""
    return {name: _or_fault(name) for name in notation_names()}


def _or_fault(name: str) -> Notation | BrokenNotation:
    try:
        return load_notation(name)
    except BrokenNotation as fault:
        return fault


def notation_or_articles(name: str) -> tuple[Notation, str]:
    """Return the notation of that name; or the articles', and a sentence that says why."""
    found = _or_fault(name)
    return (found, "") if isinstance(found, Notation) else (ARTICLES, f"{found} The articles’ notation is shown.")


def load_notation(name: str) -> Notation:
    """Return the notation of that name.

    Raises
    ------
    BrokenNotation
        If there is none (the message lists those that exist), or its file is broken.
    """
    if name == ARTICLES.name:
        return ARTICLES
    path = _files().get(name)
    if path is None:
        known = ", ".join(each for each, found in notations().items() if isinstance(found, Notation))
        raise BrokenNotation(f"There is no notation “{shortened(name, MAX_NAME)}”. The notations are: {known}.")
    return _book(path) if path.parent == FOLDER else read_notation(path)


def read_notation(path: Path) -> Notation:
    """Return the notation in a TOML file.

    Raises
    ------
    BrokenNotation
        If the file cannot be read, is not TOML, lacks a letter, has another key or value, or one letter for two things.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise BrokenNotation(f"{_shown(path)}: is no file.")
    if len(path.stem) > MAX_FILE_NAME or not path.stem.isprintable():
        raise BrokenNotation(f"{_shown(path)}: the name of the file must be of 1 to {MAX_FILE_NAME} letters.")
    try:
        return _notation(path.stem, tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise BrokenNotation(f"{_shown(path)}: cannot be read: {error.strerror}.") from error
    except InvalidSetting as error:
        raise BrokenNotation(f"{_shown(path)}: key “{error.setting}”: {error}") from error
    except (ValueError, RecursionError) as error:
        raise BrokenNotation(f"{_shown(path)}: is not valid TOML: {error}.") from error


def _shown(path: Path) -> Path:
    """Return the path of a file as a message shows it, on one line."""
    name = "".join(sign if sign.isprintable() else "?" for sign in path.stem)
    return path.with_name(shortened(name, MAX_NAME) + path.suffix)


_book = cache(read_notation)
"""A book's own does not change."""


def _notation(name: str, content: Mapping[str, Any]) -> Notation:
    refuse_other_keys(content, "a notation", ("title", "source", "letters", *CHOICES))
    title, source = _text(content, "title", MAX_TITLE), _text(content, "source", MAX_SOURCE)
    for key, allowed in CHOICES.items():
        if content.get(key) not in allowed:
            raise InvalidSetting(key, f"must be one of {', '.join(allowed)}, not {_told(content.get(key))}.")
    letters = content.get("letters")
    if not isinstance(letters, Mapping):
        raise InvalidSetting("letters", f"must be a table with a letter for each of {', '.join(LETTERS)}.")
    refuse_other_keys(letters, "its letters", tuple(LETTERS))
    own = {role: _letter(role, letters.get(role)) for role in LETTERS}
    _refuse_two_meanings(own)
    return Notation(name, title, source, **{key: content[key] for key in CHOICES}, letters=own)


def _text(content: Mapping[str, Any], key: str, most: int) -> str:
    """Return a text on one line."""
    value = content.get(key)
    line = " ".join(value.split()) if isinstance(value, str) else ""
    if not line or len(line) > most or not line.isprintable():
        raise InvalidSetting(key, f"must be a text of 1 to {most} characters, not {_told(value)}.")
    return line


def _told(value: Any) -> str:
    return "missing" if value is None else shortened(repr(value), MAX_NAME)


def _letter(role: str, value: Any) -> str:
    if value is None:
        raise InvalidSetting(f"letters.{role}", f"is missing: what stands for {LETTERS[role]} here?")
    letter = unicodedata.normalize("NFC", value) if isinstance(value, str) else ""
    if not 1 <= len(letter) <= MOST_SIGNS or not _is_letter(letter):
        raise InvalidSetting(f"letters.{role}", f"must be a letter, not {_told(value)}.")
    return letter


def _is_letter(text: str) -> bool:
    """Tell whether a text is letters, the first of them no mark for another, such as an accent."""
    return text[0].isalpha() and all(unicodedata.category(sign)[0] in "LM" for sign in text)


def _refuse_two_meanings(letters: Mapping[str, str]) -> None:
    """Refuse a letter that means two things. Matrices are large and small letters: Z has the cells z."""
    seen, beside = dict(FIXED), _beside()
    for role, letter in letters.items():
        if (role, letter) == ("error", LETTERS["error"]):
            continue
        for sign in sorted({letter} if role in SMALL else {letter.upper(), letter.lower()}):
            other = seen.setdefault(sign, role)
            if other not in (role, SHARED.get(role)):
                raise InvalidSetting(f"letters.{role}", f"is “{letter}”, which stands for {other} already.")
            if formula := beside[role].get(sign):
                raise InvalidSetting(f"letters.{role}", f"is “{letter}”, which is something else in {formula}.")


@cache
def _beside() -> dict[str, dict[str, str]]:
    """Return the letters that stand beside each role's in a formula and mean something else, with that formula."""
    marks = {role: chr(0xE000 + place) for place, role in enumerate(LETTERS)}
    marked = replace(ARTICLES, letters=marks)
    found: dict[str, dict[str, str]] = {role: {} for role in LETTERS}
    for formula in _formulas():
        line = re.sub(r"_\w+", "", plain(marked.tex(formula)))
        others = {sign for sign in re.findall(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])", line) if sign not in SPARE}
        for role, mark in marks.items():
            if mark in line:
                found[role] = dict.fromkeys(others, plain(formula)) | found[role]
    return found


def _formulas() -> Iterator[str]:
    """Yield the formulas of all catalogues, line by line."""
    for catalogue in (ACTIVATIONS, LOSSES, REGULARIZERS, INITIALIZERS, SCHEDULES, OPTIMIZERS):
        for entry in catalogue.values():
            for formula in (entry.formula, getattr(entry, "derivative_formula", "")):
                yield from filter(None, formula.split(r",\quad "))
