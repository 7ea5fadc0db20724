"""Where a control is grey, its tooltip says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
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
    QListWidget,
    QMenu,
    QPushButton,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

import gui
from core.training.optimizers import SGD
from gui.plots.parts.held_inputs import HeldInputs
from gui.share.dialog import ShareDialog
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from gui.widgets.field import permit
from gui.widgets.glossary_text import plain
from gui.widgets.tick_box import TickBox
from tests.gui.conftest import MakeWindow, close_window
from tests.gui.course.lesson_window import Taught, write_lesson
from tests.gui.driving import run_endlessly, run_to, wait_until_idle
from tests.gui.lab import calm
from tests.gui.races import open_lens, race
from tests.gui.tables import read_through

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


def names(controls: Iterable[QWidget]) -> set[str]:
    """Return what controls are called."""
    return {each.accessibleName() or each.property("text") for each in controls}


def unexplained(window: QWidget) -> list[str]:
    """Return the entries of lists and menus that cannot be chosen and do not say why; menus are filled as they open."""
    found = []
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
        off = (each for each in menu.actions() if not each.isEnabled() and not each.isSeparator())
        found += [each.text() for each in off if each.toolTip() in ("", each.text())]
    for entries in (*window.findChildren(QListWidget), *window.findChildren(QComboBox)):
        model = entries.model()
        indices = [model.index(row, 0) for row in range(model.rowCount())]
        off = [each for each in indices if not each.flags() & Qt.ItemFlag.ItemIsEnabled]
        found += [str(each.data()) for each in off if not each.data(Qt.ItemDataRole.ToolTipRole)]
    return found


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


def race_back(window: MainWindow, qtbot: QtBot) -> None:
    open_lens(window)
    race(window, qtbot, "seed", 5, 6)
    run_to(qtbot, window, 9)
    window.player.go_to(4)


def in_a_phase(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    window.player.phase_forward()


def diverged(window: MainWindow, qtbot: QtBot) -> None:
    window.session.edit(replace(window.session.experiment, optimizer=SGD(1e6)))
    run_to(qtbot, window, 400)
    open_all(window, qtbot)


def running(window: MainWindow, qtbot: QtBot) -> None:
    run_endlessly(window)
    open_all(window, qtbot)
    window.player.toggle()
    qtbot.waitUntil(lambda: window.session.iteration > 3)


def a_table(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(Path(__file__).parents[2] / "cases" / "one-odd-cell" / "odd.csv")
    assert {"Use this table"} <= names(grey(window)), "before it is read"
    read_through(window, qtbot)
    qtbot.waitUntil(lambda: not window.session.busy)


def everything_to_share(window: MainWindow, qtbot: QtBot) -> None:
    """Choose one thing after the other in the dialog, and look at each; then leave it."""
    window.transport.file.share_asked.emit()
    dialog = window.findChild(ShareDialog)
    assert dialog is not None
    seen = set[str]()
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        for ending in range(dialog.ending.count()):
            dialog.ending.setCurrentIndex(ending)
            for what in range(dialog.what.count()):
                dialog.what.setCurrentIndex(what)
                assert silent(dialog) == []
                seen |= names(grey(dialog))
    assert {"Width", "Transparent", "Blanks", "From", "Save as …"} <= seen
    with qtbot.waitSignal(dialog.finished, timeout=60_000):
        dialog.close()


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
        ("pigs", later, {"Phase", "Epoch", "Undo"}),
        ("xor-tanh", race_back, {"Undo"}),
        ("digits", in_a_phase, {"Use the best α"}),
        ("sine-noise", running, {"Undo"}),
        ("two-hills", diverged, {"Redo"}),
        ("xor-tanh", a_table, {"Next likely encoding"}),
        ("xor-tanh", everything_to_share, {"Undo"}),
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
    qtbot.waitUntil(lambda: window.player.playing or (window.player.goal is None and window.stages.settled))
    assert expected <= names(grey(window))
    assert silent(window) == []
    assert unexplained(window) == []


@pytest.mark.slow
def test_lessons_home_and_the_stage_say_why(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    taught = Taught(qtbot, settings)
    window, seen = taught.window, set[str]()
    taught.open(write_lesson(tmp_path))
    for place in range(len(taught.lessons.player.titles)):
        taught.lessons.player.turn_to(place)
        taught.settle()
        assert silent(window) == []
        seen |= names(grey(window))
    assert "Back to the page's start" in seen
    taught.lessons.leave()
    window.at_home.begin()
    assert silent(window) == []
    window.at_home.end()
    window.presenting.begin()
    calm(qtbot, window)
    assert silent(window) == []
    assert silent(window.presenting.stage) == []
    window.presenting.reset()
    close_window(window)


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
