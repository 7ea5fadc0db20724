"""Names from formulas in a line: of all notations, whole, and each part where it belongs."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.exchange.notations import load_notation, notation_names
from gui.widgets.fonts import symbol_font
from gui.widgets.symbols import is_high, is_name, width_of, write, write_words
from tests.gui.stage.drawn import Paper

NAMES = ("w[1]₁,₂", "b[2]₃", "Z[2]", "dW[12]₃,₁", "A[1]ᵀ", "x₁")


def drawn(text: str, qtbot: QtBot, among_words: bool = False) -> list[tuple[str, float, float]]:
    """Return the parts of a text that are written, each with its left edge and its middle."""
    sheet = QWidget()
    sheet.resize(800, 200)
    qtbot.addWidget(sheet)
    paper = Paper(sheet)
    painter = QPainter(paper)
    (write_words if among_words else write)(painter, QPointF(10.0, 100.0), text, symbol_font(40))
    painter.end()
    return [(each.text, each.box.left(), each.box.center().y()) for each in paper.notebook.texts]


@pytest.mark.parametrize("notation", notation_names())
@pytest.mark.parametrize("name", NAMES)
def test_every_digit_of_a_name_is_written(name: str, notation: str, qtbot: QtBot) -> None:
    text = load_notation(notation).text(name)
    written = "".join(part for part, *_ in drawn(text, qtbot))
    assert re.findall("[0-9]", written) == re.findall("[0-9]", normalize("NFKC", text))
    assert not re.search("[⁰¹²³⁴-⁹₀-₉ᵀ]", written)


@pytest.mark.parametrize("notation", notation_names())
@pytest.mark.parametrize("name", NAMES)
def test_so_it_is_among_words(name: str, notation: str, qtbot: QtBot) -> None:
    text = load_notation(notation).text(f"from {name} to the loss")
    written = "".join(part for part, *_ in drawn(text, qtbot, among_words=True))
    assert re.findall("[0-9]", written) == re.findall("[0-9]", normalize("NFKC", text))
    assert not re.search("[⁰¹²³⁴-⁹₀-₉]", written)


@pytest.mark.parametrize("name", [name for name in NAMES if "[" in name])
def test_the_layer_stands_above_and_the_index_below(name: str, qtbot: QtBot) -> None:
    letter, layer, *index = drawn(name, qtbot)
    assert is_name(name)
    assert is_high(name)
    assert layer[2] < letter[2]
    if index and index[0][0] != "⊤":
        assert index[0][2] > letter[2]
        assert abs(index[0][1] - layer[1]) < 4.0  # both at the letter
    font = symbol_font(40)
    assert width_of(name, font) < width_of(name.replace("[", " ").replace("]", " "), font) + 20.0


@pytest.mark.parametrize("words", ["loss", "iteration", "f (log)", "direction 1", "gradient norm", "new w[1]₁,₁"])
def test_words_are_no_names(words: str) -> None:
    assert not is_name(words)
