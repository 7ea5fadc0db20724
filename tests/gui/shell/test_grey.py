"""Where a control is grey, its tooltip says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

import gui
from gui.plots.parts.held_inputs import HeldInputs
from gui.shell.main_window import MainWindow
from gui.widgets.field import permit
from gui.widgets.glossary_text import plain
from gui.widgets.tick_box import TickBox
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to, wait_until_idle
from tests.gui.lab import calm
from tests.gui.races import open_lens, race

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
OWN_WAY = {
    "widgets/field.py",
    "widgets/shortcuts.py",
    "widgets/notation_menu.py",
    "panels/file_menu.py",
    "shell/menu_bar.py",
    "shell/ending.py",
}
"""Where `permit` is, and those that enable what is no widget: a shortcut, an entry of a menu, an ear for signals."""


def grey(window: QWidget) -> list[QWidget]:
    """Return all controls that cannot be used, those in popups and behind tabs too."""
    every = (each for each in window.findChildren(QWidget) if isinstance(each, CONTROLS))
    return [each for each in every if not each.isEnabled() and not isinstance(each, QScrollBar)]


def silent(window: QWidget) -> list[str]:
    """Return the grey controls that do not say why, and the others that say why they could not be used."""
    named = [(each, each.accessibleName() or repr(each)) for each in window.findChildren(QWidget)]
    greys = {id(each) for each in grey(window)}
    return [name for each, name in named if (id(each) in greys) != _says_why(each)]


def _says_why(control: QWidget) -> bool:
    why, said = control.property("why_not") or "", plain(control.toolTip()).strip()
    return why.endswith((".", "…", ")")) and said.startswith(why) and control.accessibleDescription().startswith(why)


def later(window: MainWindow, qtbot: QtBot) -> None:
    run_to(qtbot, window, 3)
    window.player.go_to(1)


def undone(window: MainWindow, qtbot: QtBot) -> None:
    window.data.grid.chosen.emit("moons")
    wait_until_idle(qtbot, window)
    window.session.edits.undo()


def full(window: MainWindow, qtbot: QtBot) -> None:
    open_lens(window)
    race(window, qtbot, "seed", 5, 6, 7)
    window.session.racing.leave()


def hold_inputs(window: MainWindow, qtbot: QtBot) -> None:
    held = window.answers.findChild(HeldInputs)
    assert isinstance(held, HeldInputs)
    held.click()
    held.popup.hide()


def open_all(window: MainWindow, qtbot: QtBot) -> None:
    for page in window.lenses.pages:
        window.lenses.turn_to(page)
    wait_until_idle(qtbot, window)


def stay(window: MainWindow, qtbot: QtBot) -> None:
    """Leave everything as it is."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scene", "do", "expected"),
    [
        ("xor-tanh", stay, {"Restart", "Back", "Phase back", "Undo", "Redo", "To the start", "To the end"}),
        ("xor-tanh", open_all, {"Previous example", "Rewind", "Use the best α"}),
        ("xor-tanh", later, {"Undo", "Redo"}),
        ("xor-tanh", undone, {"Undo"}),
        ("xor-tanh", full, {"Race"}),
        ("course-pass-fail", hold_inputs, {"Hold classes attended", "Hold homework (h)"}),
        ("course-grades", stay, {"Restart", "Undo"}),
        ("digits", open_all, {"Previous neuron"}),
        ("function-lab", stay, {"Phase", "Epoch", "Phase back", "Epoch forward"}),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", ""),
)
def test_a_grey_control_says_why(
    make_window: MakeWindow,
    qtbot: QtBot,
    scene: str,
    do: Callable[[MainWindow, QtBot], None],
    expected: set[str],
) -> None:
    window = make_window(scene)
    calm(qtbot, window)
    do(window, qtbot)
    calm(qtbot, window)
    assert expected <= {each.accessibleName() or each.property("text") for each in grey(window)}
    assert silent(window) == []


def test_the_reason_goes_when_the_control_can_be_used(qtbot: QtBot) -> None:
    tick = TickBox("on")
    qtbot.addWidget(tick)
    tick.setToolTip("Turns it on.")
    permit(tick, "It is < 3.")
    assert not tick.isEnabled()
    assert tick.toolTip() == "<qt>It is &lt; 3.<br>Turns it on.</qt>"
    permit(tick, "")
    assert tick.isEnabled()
    assert plain(tick.toolTip()).strip() == "Turns it on."
    permit(tick, "No.", "Turns all on.")
    assert tick.accessibleDescription() == "No. Turns all on."


@pytest.mark.slow
def test_nothing_is_turned_grey_without_a_reason() -> None:
    root = Path(gui.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"\.set(Enabled|Disabled)\b", path.read_text(encoding="utf-8"))
    }
    assert found == OWN_WAY


def test_the_keyboard_stays_where_a_control_turns_grey(qtbot: QtBot) -> None:
    window, buttons = QWidget(), [QPushButton(name) for name in ("one", "two", "three")]
    row = QHBoxLayout(window)
    for button in buttons:
        row.addWidget(button)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    one, two, three = buttons
    for key, reached in ((Qt.Key.Key_Tab, three), (Qt.Key.Key_Backtab, one)):
        two.setFocus()
        permit(two, "There is nothing to do.")
        place = QApplication.focusWidget()
        assert place is not None
        assert (place.accessibleName(), place.accessibleDescription()) == ("two", "There is nothing to do.")
        QTest.keyClick(place, Qt.Key.Key_Space)
        QTest.keyClick(place, key)
        assert reached.hasFocus()
        assert not place.isVisible()
        permit(two, "")
        assert reached.hasFocus()
    two.setFocus()
    permit(two, "There is nothing to do.")
    permit(two, "")
    assert two.hasFocus()
