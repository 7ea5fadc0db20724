"""The stage in a bright room: a projector that leaves 40 % of the contrast."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.lenses.maths.pages import Line, Shown
from gui.plots.parts.path import INK
from gui.plots.parts.rival_balls import PAPER
from gui.plots.parts.tags import Tag, Tags
from gui.stage.matrices import MatricesInView
from gui.stage.on_colour import HALO, PALE, SHARES, write_on_colour
from gui.stage.predict import PredictCard
from gui.stage.questions import look_of_card
from gui.stage.stage import stage_look, stage_theme
from gui.widgets.matrix_painting import SHADES, shades
from gui.widgets.theme import Look, Theme, blend
from tests.gui.stage.drawn import drawn_by
from tests.gui.stage.test_predict import ASKED, TRUTH, placed
from tests.gui.widgets.test_theme import THEME, contrast

LEFT = 0.4
"""Of the contrast: each channel comes so near to the middle."""

NEAR = 2
"""Pixels from the ink of a number to the colour of its cell at least: its smoothed edge, and what is read around it."""


def washed(colour: str) -> tuple[int, int, int]:
    red, green, blue, _ = QColor(colour).getRgb()
    return tuple(round(255 * (0.5 + LEFT * (channel / 255 - 0.5))) for channel in (red, green, blue))  # type: ignore[return-value]


def is_read(ink: QColor, theme: Theme) -> bool:
    """Tell whether a text is read in a bright room: on the stage's ground, on what is now, or on a ball's plate."""
    stage = stage_theme(theme)
    seen = "#{:02x}{:02x}{:02x}".format(*blend(stage.background, ink.name(), ink.alphaF()))
    plate = "#{:02x}{:02x}{:02x}".format(*blend(stage.background, PAPER, 225 / 255))
    ground = {stage.highlight_text: stage.highlight, INK: plate}.get(seen, stage.background)
    return contrast(washed(seen), washed(ground)) >= 3.0


@pytest.mark.parametrize("role", ["text", "dim", "accent"])
@THEME
def test_text_can_be_read_in_a_bright_room(theme: Theme, role: str) -> None:
    stage = stage_theme(theme)
    assert contrast(washed(getattr(stage, role)), washed(stage.background)) >= 3.0


@THEME
def test_a_colour_that_only_marks_is_no_ink(theme: Theme) -> None:
    roles = ("good", "error", "positive", "negative", "contour")
    assert not any(is_read(QColor(getattr(stage_theme(theme), role)), theme) for role in roles)


@pytest.mark.slow
@pytest.mark.parametrize("revealed", [False, True])
@THEME
def test_all_words_on_the_card_of_a_question_can(theme: Theme, revealed: bool, qtbot: QtBot) -> None:
    stage = QWidget()
    card = PredictCard(stage)
    qtbot.addWidget(stage)
    placed(card, 1280, 720)
    card.set_look(look_of_card(Look(theme)))
    card.show_question(ASKED)
    if revealed:
        card.show_truth(TRUTH)
    stage.show()
    texts = drawn_by(card).texts
    assert len(texts) > 8
    assert not [text.text for text in texts if not is_read(text.ink, theme)]


@pytest.mark.slow
@pytest.mark.parametrize("height", [720, 1080])
@THEME
def test_numbers_on_any_colour_can(theme: Theme, height: int, qtbot: QtBot) -> None:
    look, box = stage_look(Look(theme), height), QRectF(0, 0, 200, 80)
    assert contrast(washed(theme.text), washed(stage_theme(theme).background)) >= 3.0
    for fill in (shades(theme)[0], shades(theme)[-1]):
        paper = QImage(200, 80, QImage.Format.Format_RGB32)
        paper.fill(fill)
        painter = QPainter(paper)
        painter.setFont(look.font())
        write_on_colour(painter, box, "−0.47", look)
        painter.end()
        pixels = np.frombuffer(paper.constBits(), np.uint32).reshape(80, 200)
        ink = pixels == look.colour("text").rgb()
        around = [np.roll(ink, (y, x), (0, 1)) for y in range(-NEAR, NEAR + 1) for x in range(-NEAR, NEAR + 1)]
        assert ink.sum() > 30
        assert fill.rgb() in pixels
        assert fill.rgb() not in pixels[np.any(around, axis=0)]
        assert look.colour("background").rgb() in pixels[np.any(around, axis=0)]


@pytest.mark.slow
@pytest.mark.parametrize("height", [400, 1080, 2160])
@pytest.mark.parametrize("number", ["−0.47", "3.141", "−4·10⁻⁷", "+∞", "⋯"])
@THEME
def test_their_halo_is_the_outline_of_the_number_drawn_wide(
    theme: Theme, number: str, height: int, qtbot: QtBot
) -> None:
    look, box = stage_look(Look(theme), height), QRectF(0, 0, 8 * height // 40, 2 * height // 40)
    pictures = []
    for is_outline in (False, True):
        paper = QImage(box.size().toSize(), QImage.Format.Format_RGB32)
        paper.fill(shades(theme)[-1])
        painter = QPainter(paper)
        painter.setFont(look.font())
        if is_outline:
            metrics, letters = QFontMetricsF(painter.font()), QPainterPath()
            middle = QPointF(metrics.horizontalAdvance(number), metrics.descent() - metrics.ascent()) / 2
            letters.addText(QPointF((box.center() - middle).toPoint()), painter.font(), number)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for share in SHARES:
                wide = QPen(look.colour("background"), 2 * share * HALO * height)
                wide.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.strokePath(letters, wide)
        write_on_colour(painter, box, number, look, 0.0 if is_outline else 1.0)
        painter.end()
        pictures.append(np.frombuffer(paper.constBits(), np.uint8).reshape(paper.height(), -1, 4)[:, :, :3].astype(int))
    apart = np.abs(pictures[0] - pictures[1]).max(axis=2)
    ground, fill = look.colour("background"), shades(theme)[-1]
    most = max(abs(ground.red() - fill.red()), abs(ground.green() - fill.green()), abs(ground.blue() - fill.blue()))
    assert (pictures[0] != pictures[0][0, 0]).any()
    assert (apart > most / 2).mean() < 0.005  # at its edge a pixel may be covered by more or less


@THEME
def test_on_a_pale_colour_numbers_need_no_halo(theme: Theme) -> None:
    stage, all_of_them = stage_theme(theme), shades(stage_theme(theme))
    pale = round(PALE * SHADES)
    for shade in all_of_them[SHADES - pale : SHADES + pale + 1]:
        assert contrast(washed(stage.text), washed(shade.name())) >= 3.0


@pytest.mark.slow
@THEME
def test_numbers_in_cells_are_written_so(theme: Theme, qtbot: QtBot) -> None:
    view = MatricesInView()
    qtbot.addWidget(view)
    view.resize(1200, 400)
    view.set_look(stage_look(Look(theme), 720))
    values = np.full((4, 6), -1.0)
    view.show_line(Line("", (Shown("dZ[1]", "", values, "dZ", 1),)), 6, lambda shown: None)
    picture, box = view.grab().toImage(), view.grids[0].box(1, 1).toRect().adjusted(4, 4, -4, -4)
    inside = {
        picture.pixelColor(x, y).name() for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    }
    assert {shades(stage_theme(theme))[0].name(), view.look.colour("background").name()} <= inside


@THEME
def test_what_is_now_can_be_read_on_its_mark_in_a_bright_room(theme: Theme) -> None:
    assert contrast(washed(theme.highlight_text), washed(theme.highlight)) >= 3.0


@pytest.mark.parametrize("role", ["text", "dim", "accent", "positive", "negative", "good", "error"])
@THEME
def test_text_and_marks_have_their_contrast_on_the_ground_of_the_stage(theme: Theme, role: str) -> None:
    stage = stage_theme(theme)
    assert contrast(getattr(stage, role), stage.background) >= 4.5
    assert min(contrast(colour, stage.background) for colour in stage.classes) >= 3.0
    assert contrast(stage.contour, stage.background) >= 3.0


@pytest.mark.parametrize("role", ["positive", "negative", "good", "error"])
@THEME
def test_names_in_a_colour_are_written_as_text_with_an_edge_of_that_colour(theme: Theme, role: str) -> None:
    look = stage_look(Look(theme), 1080)
    tags, paper = Tags(), QImage(200, 60, QImage.Format.Format_RGB32)
    tags.look = look
    paper.fill(look.colour("background"))
    painter = QPainter(paper)
    tags._write(painter, Tag("train", (0.0, 0.0), look.colour(role)), QRectF(10, 10, 180, 40))
    painter.end()
    inside = {paper.pixelColor(x, y).name() for x in range(20, 180) for y in range(16, 44)}
    assert look.colour("text").name() in inside
    assert look.colour(role).name() not in inside
    assert look.colour(role).name() in {paper.pixelColor(x, 10).name() for x in range(30, 170)}
