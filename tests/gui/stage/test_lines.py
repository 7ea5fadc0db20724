"""The lines of the stage: the equation of a caption in the letters of formulas, and room for all words."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.stage.lines import CAPTION_TEXT, TOP_TEXT, CaptionLine, TopLine, in_symbols
from gui.stage.stage import stage_look
from gui.widgets.banner import Banner
from gui.widgets.theme import Look


@pytest.mark.parametrize(
    ("equation", "symbols"),
    [
        ("z = W·a + b", "𝑧 = 𝑊·𝑎 + 𝑏"),
        ("z = a·Wᵀ + b", "𝑧 = 𝑎·𝑊ᵀ + 𝑏"),
        ("net = W·o + b", "net = 𝑊·𝑜 + 𝑏"),
        ("h = 2", "ℎ = 2"),
    ],
)
def test_letters_that_stand_alone_are_those_of_formulas(equation: str, symbols: str) -> None:
    assert in_symbols(equation) == symbols


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768), (3840, 2160), (400, 300)])
def test_the_longest_caption_is_whole(qtbot: QtBot, width: int, height: int, scale: float) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    caption = CaptionLine(stage)
    caption.set_look(stage_look(Look(), height, scale))
    caption.resize(round(0.95 * width), round(max(0.063 * height, caption.least_height)))
    caption.show_parts("Layer 2 computes ", "z = W·a + b", ", then it goes on for as long as a caption ever may, end.")
    assert len(caption.words) == 85
    picture = caption.grab().toImage()
    ground = picture.pixel(0, 0)
    edges = [(x, y) for x in range(picture.width()) for y in (0, picture.height() - 1)]
    edges += [(x, y) for y in range(picture.height()) for x in (picture.width() - 1,)]
    assert all(picture.pixel(x, y) == ground for x, y in edges)
    drawn = max(x for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) != ground)
    assert drawn > CAPTION_TEXT * height * 18


@pytest.mark.parametrize("extra", range(24))
def test_a_title_that_has_room_is_whole(qtbot: QtBot, extra: int) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    line = TopLine(stage)
    line.set_look(stage_look(Look(), 1080))
    line.resize(1824, 40)
    pictures = []
    for place in ("", "Iteration 1,450 · epoch 50, batch 29 of 29"):
        line.show_words("One thing at a time · " + "n" * (20 + extra), place, "loss", "0.1")
        pictures.append(line.grab().toImage())
    width = QFontMetricsF(line.look.font(line.size_of(TOP_TEXT), bold=True)).horizontalAdvance(line.title)
    half = pictures[0].copy(0, 0, round(width), 40)
    assert half == pictures[1].copy(0, 0, round(width), 40)


@pytest.mark.parametrize("height", [768, 1080])
def test_a_message_over_the_stage_is_as_large_as_other_text(height: int, qtbot: QtBot) -> None:
    banner, line = Banner(), QWidget()
    parent = QWidget()
    qtbot.addWidget(parent)
    line.setParent(parent)
    parent.resize(height * 4 // 3, height)
    line.setGeometry(0, 10, parent.width(), height // 12)
    banner.float_over(line)
    banner.set_look(stage_look(Look(), height))
    for message in ("Short.", "This message has two lines, for it is rather long: " + "words and more words, " * 4):
        banner.show_message(message, is_error=False)
        assert banner.findChild(QLabel, "text").font().pixelSize() >= round(height / 40)
