"""What a screen reader gets: every control has a name, a plot is one sentence of this moment, a formula is words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.exchange.scenes import scene_names
from gui.panels.table_dialog import TableDialog
from gui.plots.parts.curves import told_course
from gui.share.dialog import ShareDialog
from gui.shell.about import AboutDialog
from gui.shell.key_sheet import KeySheet
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from gui.shell.sharing import source_of
from gui.widgets.formula import Formula
from gui.widgets.heard import Heard
from tests.gui.conftest import MakeWindow, close_window
from tests.gui.course.lesson_window import Taught, write_lesson
from tests.gui.driving import run_to, wait_until_idle
from tests.gui.shell.rounds import TABLE, settled

Text = QAccessible.Text
DEEPEST = 40


def tree(top: QAccessibleInterface | None, depth: int = 0) -> Iterator[QAccessibleInterface]:
    """Yield what a screen reader finds in a window, from the window down."""
    if top is not None and top.isValid() and depth < DEEPEST:
        yield top
        for number in range(top.childCount()):
            yield from tree(top.child(number), depth + 1)


def nameless(top: QWidget) -> list[str]:
    """Return what can have the keyboard and has no name, with the classes of what it is in."""
    found, heard = [], 0
    for each in tree(QAccessible.queryAccessibleInterface(top)):
        state, widget = each.state(), each.object()
        if not state.focusable or state.invisible:
            continue
        heard += 1
        own = widget.accessibleName() if isinstance(widget, QWidget) else ""
        if not (each.text(Text.Name) or own).strip("\u2068\u2069 "):
            around = [widget]
            while around[-1] is not None and len(around) < 5:
                around.append(around[-1].parent())
            found.append(" in ".join(type(one).__name__ for one in around))
    assert heard > 1
    return found


def test_every_control_of_the_desk_has_a_name(window: MainWindow) -> None:
    assert nameless(window) == []


@pytest.mark.slow
def test_every_control_of_every_lens_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    for place, page in enumerate(window.lenses.pages):
        window.lenses.set_offered(page, True)
        window.lenses.row.setCurrentIndex(place)
        wait_until_idle(qtbot, window)
        assert nameless(window) == [], window.lenses.row.tabText(place)


@pytest.mark.slow
@pytest.mark.parametrize("scene", scene_names())
def test_every_control_of_every_scene_has_a_name(make_window: MakeWindow, scene: str) -> None:
    assert nameless(make_window(scene)) == []


@pytest.mark.slow
def test_every_control_of_home_and_of_a_lesson_has_a_name(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    taught = Taught(qtbot, settings)
    taught.window.at_home.begin()
    assert nameless(taught.window) == []
    taught.open(write_lesson(tmp_path), 0)
    for _ in taught.lessons.player.titles[1:]:
        assert nameless(taught.window) == [], taught.lessons.player.place
        taught.lessons.player.next()
        taught.settle()
    assert nameless(taught.window) == []
    close_window(taught.window)


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["xor-tanh", "function-lab"])
def test_every_view_of_the_stage_has_a_name(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene, fresh=True)
    window.presenting.begin()
    stage = window.presenting.stage
    for view in stage.offered:
        stage.choose([view.name])
        QApplication.processEvents()
        for each in tree(QAccessible.queryAccessibleInterface(stage)):
            if each.state().focusable and not each.state().invisible:
                assert each.text(Text.Name) or each.object().accessibleName(), view.name
    window.presenting.end()


@pytest.mark.slow
def test_every_control_of_popups_and_dialogs_has_a_name(qtbot: QtBot, active: MainWindow) -> None:
    active.transport.until.click()
    assert nameless(active.transport.popup) == []
    active.transport.popup.hide()
    active.transport.scenes.showPopup()
    assert nameless(active.transport.scenes.chooser) == []
    active.transport.scenes.hidePopup()
    table = TableDialog(active, active.look, active.session.background.submit, lambda: active.session.experiment)
    share = ShareDialog(source_of(active), Path("mine"), lambda path: None, True)
    dialogs = table, AboutDialog(active, active.look), KeySheet(active, active.look), share
    own = {each for each in QDialog.__subclasses__() if each.__module__.startswith("gui.")}
    assert {type(each) for each in dialogs} == own
    for dialog in dialogs:
        dialog.show()
        assert nameless(dialog) == []
        for row in range(share.list.count() * (dialog is share)):
            share.list.setCurrentRow(row)
            assert nameless(share) == []
        with qtbot.waitSignal(dialog.finished):
            dialog.close()


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["digits", "function-lab"])
def test_every_control_of_what_drops_down_has_a_name(make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene)
    for each in window.findChildren(QWidget):
        of_list = isinstance(each, QMenu) or isinstance(each.parent(), QComboBox)
        if each.windowType() == Qt.WindowType.Popup and each.parentWidget().isVisible() and not of_list:
            each.show()
            assert nameless(each) == [], each.parentWidget().accessibleName()
            each.hide()


@pytest.mark.slow
def test_a_tick_in_a_table_says_what_it_is_for(qtbot: QtBot, window: MainWindow) -> None:
    window.own_data.take(TABLE)
    qtbot.waitUntil(lambda: settled(window))
    dialog = window.own_data.dialog
    assert dialog is not None
    cells = [
        each for each in tree(QAccessible.queryAccessibleInterface(dialog)) if each.role() == QAccessible.Role.Cell
    ]
    named = {each.text(Text.Name) for each in cells}
    assert {"hours: input", "passed: target"} <= named
    assert all(each.text(Text.Name) for each in cells if each.state().checkable)
    dialog.close()


def test_the_race_of_optimisers_has_names(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("function-lab")
    stage = window.stages.function_stage
    assert stage is not None
    stage.panel.race.click()
    wait_until_idle(qtbot, window)
    assert nameless(window) == []


def pictures(window: MainWindow) -> list[QWidget]:
    """Return the plots in sight."""
    return [each for each in window.findChildren(QWidget) if isinstance(each, Heard) and each.isVisible()]


def sentence(widget: QWidget) -> str:
    """Return what a screen reader says of a plot now."""
    heard = QAccessible.queryAccessibleInterface(widget)
    assert heard.role() == QAccessible.Role.Chart
    assert heard.text(Text.Name) == widget.accessibleName()
    return str(heard.text(Text.Description))


def test_a_plot_is_one_sentence_of_the_displayed_iteration(qtbot: QtBot, window: MainWindow) -> None:
    loss = window.loss_curve
    assert sentence(loss).startswith("Loss: ")
    assert "at the start" in sentence(loss)
    run_to(qtbot, window, 40)
    said = sentence(loss)
    assert " after 40 iterations, " in said
    frame = window.session.frame
    assert frame is not None
    window.player.back()
    wait_until_idle(qtbot, window)
    assert " after 39 iterations, " in sentence(loss) != said
    for plot in pictures(window):
        words = sentence(plot)
        assert words.startswith(f"{plot.accessibleName()}: ")
        assert words.endswith(".")
        assert "\n" not in words


@pytest.mark.slow
def test_a_walk_down_a_function_is_told(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("function-lab")
    stage = window.stages.function_stage
    assert stage is not None
    run_to(qtbot, window, 5)
    assert "f over the steps: " in sentence(stage.values)
    assert " after 5 steps, falling" in sentence(stage.values)
    for plot in pictures(window):
        assert sentence(plot).endswith(".")


def test_a_sentence_is_made_only_when_it_is_asked_for(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    monkeypatch.setattr("gui.plots.loss_curve.told_course", lambda *_: made.append(1) or "")
    run_to(qtbot, window, 20)
    assert made == []
    sentence(window.loss_curve)
    assert made == [1]


@pytest.mark.parametrize(
    ("values", "now", "said"),
    [
        ([1.0, 0.5, 0.25], 2, "0.250 after 2 steps, falling; the lowest so far"),
        ([1.0, 0.5, 0.75], 2, "0.750 after 2 steps, rising; lowest 0.500 at 1"),
        ([0.5, 0.5, 0.501], 2, "0.501 after 2 steps, level; lowest 0.500 at 0"),
        ([0.5, 0.5], 0, "0.500 at the start"),
        ([1.0, np.nan], 1, "– after 1 step, out of all bounds; lowest 1.00 at 0"),
    ],
)
def test_how_a_curve_goes(values: list[float], now: int, said: str) -> None:
    x = np.arange(float(len(values)))
    assert told_course(x, np.array(values), now, values[now], "step") == said


@pytest.mark.slow
def test_formulas_are_words(qtbot: QtBot, window: MainWindow) -> None:
    for place in range(len(window.lenses.pages)):
        if window.lenses.row.isTabVisible(place):
            window.lenses.row.setCurrentIndex(place)
            wait_until_idle(qtbot, window)
    formulas = [each for each in window.findChildren(Formula) if each.latex]
    assert len(formulas) > 3
    for formula in formulas:
        assert not set("\\{}^_") & set(formula.accessibleName())
