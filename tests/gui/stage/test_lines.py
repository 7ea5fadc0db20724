"""The lines of the stage: the equation of a caption in the letters of formulas, and room for all words."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.stage.lines import CAPTION_TEXT, CaptionLine, in_symbols
from gui.stage.stage import stage_look
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


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768), (3840, 2160)])
def test_the_longest_caption_is_whole(qtbot: QtBot, width: int, height: int) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    caption = CaptionLine(stage)
    caption.set_look(stage_look(Look(), height))
    caption.resize(round(0.95 * width), round(0.063 * height))
    caption.show_parts("Layer 2 computes ", "z = W·a + b", ", then it goes on for as long as a caption ever may, end.")
    assert len(caption.words) == 85
    picture = caption.grab().toImage()
    ground = picture.pixel(0, 0)
    edges = [(x, y) for x in range(picture.width()) for y in (0, picture.height() - 1)]
    edges += [(x, y) for y in range(picture.height()) for x in (picture.width() - 1,)]
    assert all(picture.pixel(x, y) == ground for x, y in edges)
    drawn = max(x for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) != ground)
    assert drawn > CAPTION_TEXT * height * 20
