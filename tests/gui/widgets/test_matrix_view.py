"""A matrix on the screen: its numbers, what is in view, and how cells are reached."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.widgets.matrix_painting import MatrixMarks, shades, signed
from gui.widgets.matrix_view import MatrixView
from gui.widgets.theme import THEMES, Look, Theme


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    """Return a 64 × 900 matrix of which 6 × 8 cells are in view."""
    shown = MatrixView()
    qtbot.addWidget(shown)
    values = np.arange(64 * 900, dtype=float).reshape(64, 900) - 30_000.0
    shown.set_matrix("W[2]", values, "Weights.", lambda row, column: f"w{row},{column}")
    shown.set_room(8, 6)
    shown.show()
    return shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.4321, "+1.43"),
        (-0.0123, "−0.012"),
        (0.0, "0"),
        (-0.0, "0"),
        (-12.34, "−12.3"),
        (123.4, "+123"),
        (4.2e-7, "+4·10⁻⁷"),
        (-123456.0, "−1·10⁵"),
        (float("inf"), "+∞"),
        (float("nan"), "–"),
    ],
)
def test_numbers_carry_their_sign(value: float, text: str) -> None:
    assert signed(value) == text


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_numbers_can_be_read_on_every_shade(theme: Theme) -> None:
    text = luminance(QColor(theme.text))
    for shade in shades(theme):
        low, high = sorted((text, luminance(shade)))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_only_what_is_in_view_is_formatted(view: MatrixView) -> None:
    view.grab()
    assert view.shown == (6, 8)
    assert len(view._painting._texts) == 48


def test_a_click_names_the_cell_wherever_one_has_scrolled_to(qtbot: QtBot, view: MatrixView) -> None:
    clicked: list[tuple[int, int]] = []
    view.cell_clicked.connect(lambda *place: clicked.append(place))
    view.reveal(40, 500)
    assert view.offset == (35, 493)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.grid.box(37, 495).center().toPoint())
    assert clicked == [(37, 495)]
    assert view.place_at(QPoint(2, 2)) is None


def test_the_wheel_scrolls_and_gives_way_at_the_end(view: MatrixView) -> None:
    def turn(angle: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
        at, none = QPointF(20, 40), Qt.MouseButton.NoButton
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, at, QPoint(), QPoint(0, angle), none, modifiers, phase, False)
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    assert not turn(120)
    assert turn(-120)
    assert turn(-120, Qt.KeyboardModifier.ShiftModifier)
    assert view.offset == (1, 1)


def test_dragging_scrolls_and_clicks_nothing(qtbot: QtBot, view: MatrixView) -> None:
    clicked: list[tuple[int, int]] = []
    view.cell_clicked.connect(lambda *place: clicked.append(place))
    start = view.grid.box(4, 6).center().toPoint()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, view.grid.box(1, 2).center().toPoint())
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=view.grid.box(1, 2).center().toPoint())
    assert view.offset == (3, 4)
    assert not clicked


def test_keys_walk_and_click(qtbot: QtBot, view: MatrixView) -> None:
    clicked: list[tuple[int, int]] = []
    view.cell_clicked.connect(lambda *place: clicked.append(place))
    for key in [Qt.Key.Key_Down] * 8 + [Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return]:
        qtbot.keyClick(view, key)
    assert clicked == [(7, 1)]
    assert view.offset[0] == 3


def test_marked_cells_are_brought_into_view(view: MatrixView) -> None:
    view.set_marks(MatrixMarks(cell=(63, 899), part=(None, 899)))
    assert view.offset == (58, 892)
    view.set_marks(MatrixMarks(cell=(0, None)))
    assert view.offset == (0, 892)


def test_the_tooltip_has_the_whole_number_and_the_scale(view: MatrixView) -> None:
    view.set_matrix("b[1]", np.array([[-0.123456789], [2.0]]), "Biases.", lambda row, column: f"b[1]{row}")
    text = view.help_text((0, 0))
    assert "b[1]0 = −0.123456789" in text
    assert "2 × 1" in text
    assert "±2.00" in text


def test_values_that_are_no_numbers_are_shown(view: MatrixView) -> None:
    view.set_matrix("Z", np.array([[np.nan, np.inf, -np.inf, 1.0]]), "", lambda row, column: "z")
    view.grab()
    assert "z = nan" in view.help_text((0, 0))


def test_only_what_is_in_sight_is_written(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    view.set_look(Look())
    view.set_matrix("W", np.random.default_rng(1).normal(size=(800, 800)), "", lambda row, column: "w")
    view.set_room(8, 8)
    view.grab()
    assert len(view._painting._texts) == 64


def test_a_marked_cell_stays_in_view_where_room_becomes_short(view: MatrixView) -> None:
    view.set_marks(MatrixMarks(cell=(9, 22)))
    view.set_room(3, 2)
    (top, left), (rows, columns) = view.offset, view.shown
    assert 9 in range(top, top + rows)
    assert 22 in range(left, left + columns)
