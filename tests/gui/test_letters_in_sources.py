"""Letters in texts are the articles’, and the notation knows them all: in whatever is written in the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.exchange.glossary import glossary
from core.training.notation import ARTICLES, LETTERS

ROOT = Path(__file__).parents[2]
FILES = sorted(file for room in ("core", "gui") for file in (ROOT / room).rglob("*.py"))
OWN_WORDS = ("core/data", "core/expressions", "core/functions", "gui/function_lab", "core/training/spelling.py")
OWN_WORDS += ("core/exchange/scripts",)
"""Whose letters are the user's, a plain function's, patterns, or source code that is renamed as a whole."""
MARKED = replace(ARTICLES, letters={role: chr(0xE000 + place) for place, role in enumerate(LETTERS)})
"""A notation in which no letter is what it was."""
LEFT = re.compile(
    r"(?<![^\W\d’])(?<!['&#/<`\\.])(?:[zZαℓŷ]|g(?=′|\()|L(?=\(|_|\s=)|ln(?=\s)|[aA](?!\s*(?:[\w“(½{&\\·\ue000-\ue0ff]|$)|[+−.:])|d[AWZ])(?![\w’'`])"
)
"""A letter that is left: a lone a before a word is the article."""
NO_LETTERS = ("Ctrl", "A … L", "Shift+Z", "A_", "A: activation", "[A-Za-z]")


def texts_of(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts in a module, but for docstrings, with their lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.lineno, node.value


def left_in(text: str) -> list[str]:
    """Return the letters that a notation does not know."""
    shown = MARKED.tex(text) if re.search(r"\\|g'\(", text) else MARKED.text(text)
    return [shown[max(0, found.start() - 20) : found.end() + 20] for found in LEFT.finditer(shown)]


@pytest.mark.parametrize("folder", sorted({file.parent for file in FILES}), ids=lambda folder: folder.name)
def test_a_notation_knows_every_letter(folder: Path) -> None:
    assert not [
        (file.name, line, left)
        for file in FILES
        if file.parent == folder and not str(file.relative_to(ROOT)).startswith(OWN_WORDS)
        for line, text in texts_of(file)
        if " " in text and not any(no in text for no in NO_LETTERS) and (left := left_in(text))
    ]


def test_a_notation_knows_every_letter_of_the_glossary() -> None:
    texts = [(entry.term, text) for entry in glossary().entries for text in (*entry.sentences, entry.example)]
    assert not [(term, left) for term, text in texts if (left := left_in(text))]
