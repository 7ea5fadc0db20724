"""Shift+F1 in a real window: what stands under the mouse, or has the keyboard, is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QToolTip, QWhatsThis, QWidget
from pytestqt.qtbot import QtBot

from core.exchange.glossary import glossary
from core.exchange.notations import load_notation
from gui.shell.main_window import MainWindow
from gui.widgets import whats_this
from gui.widgets.glossary_text import MAX_TOLD, plain, rich
from gui.widgets.theme import CHALKBOARD
from gui.widgets.whats_this import AskingByClick, TermBox, explanation_at, terms_at
from tests.gui.conftest import MakeWindow


@pytest.fixture(autouse=True)
def mouse_put_back(window: MainWindow) -> Iterator[None]:
    """Put mouse and window back, close the box, and leave the mode in which things are pointed at."""
    mouse, place = QCursor.pos(), window.pos()
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)  # an earlier test may have moved the focus
    yield
    QCursor.setPos(mouse)
    window.move(place)
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)
    QWhatsThis.leaveWhatsThisMode()
    if (box := shown()) is not None:
        box.close()


def shown() -> TermBox | None:
    """Return the open box."""
    box = QApplication.activePopupWidget()
    return box if isinstance(box, TermBox) else None


def told() -> str:
    """Return what the box says, plain."""
    box = shown()
    return plain(box.label.text()) if box is not None else ""


def point_at(widget: QWidget, place: QPoint | None = None) -> QPoint:
    """Put the mouse over the middle of a widget, or over a place of it, and both into the middle of the screen."""
    QApplication.processEvents()  # a window that has just been put back is not laid out yet
    window, place = widget.window(), place or widget.rect().center()
    for area in window.findChildren(QScrollArea):
        if area.isAncestorOf(widget):
            area.ensureWidgetVisible(widget)
    window.move(window.pos() + window.screen().geometry().center() - widget.mapToGlobal(place))
    on_screen = widget.mapToGlobal(place)
    QCursor.setPos(on_screen)
    return on_screen


def ask(window: MainWindow) -> str:
    """Press Shift+F1 and return what is said."""
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    return told()


def ask_about_nothing(window: MainWindow) -> str:
    """Press Shift+F1 with the mouse between two buttons, and the keyboard nowhere."""
    point_at(window.transport, QPoint(1, 1))
    window.setFocus()
    return ask(window)


def alpha(window: MainWindow, letter: str = "α") -> QWidget:
    """Return the control of the learning rate, once those of other optimisers have gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    edits = [w for w in window.training.findChildren(QWidget) if w.accessibleName() == f"Learning rate {letter}"]
    return next(edit for edit in edits if edit.isVisible())


def test_the_learning_rate_is_told_where_the_mouse_is(window: MainWindow) -> None:
    point_at(alpha(window))
    said = ask(window)
    entry = glossary().entry("α")
    assert entry is not None
    assert entry.sentences[0] in said
    assert entry.example in said
    assert said.index("learning rate") < 5


@pytest.mark.slow  # rewrites every text of the window
def test_terms_are_told_in_the_letters_of_the_notation(window: MainWindow) -> None:
    window.set_look(replace(window.look, notation=load_notation("nielsen")))
    point_at(alpha(window, "η"))
    said = ask(window)
    assert "The learning rate η sets how long a step is." in said
    assert "α" not in said


def controls(window: MainWindow) -> list[QWidget]:
    """Return the visible controls of the training panel, each with its label."""
    labels = [label for label in window.training.findChildren(QWidget) if label.property("buddy")]
    return [w for w in window.training.findChildren(QWidget) if w.isVisible() and (w.focusPolicy() or w in labels)]


@pytest.mark.slow
def test_each_control_of_the_training_panel_has_terms(make_window: MakeWindow) -> None:
    window = make_window("digits")
    found = {w.accessibleName() or w.property("text"): terms_at(w, point_at(w)) for w in controls(window)}
    assert len(found) > 8
    assert [name for name, entries in found.items() if not entries] == []


@pytest.mark.parametrize("card", [0, 1, 2])
def test_plots_are_told(window: MainWindow, card: int) -> None:
    plot = window._plots[card]
    entries = terms_at(QApplication.widgetAt(point_at(plot)) or plot, point_at(plot))
    terms = [entry.term for entry in entries]
    assert {"training set", "loss", "decision region", "plane"} & set(terms)


def test_the_loss_plot_tells_of_its_title_first(window: MainWindow) -> None:
    point_at(window.loss_curve.canvas)
    said = ask(window)
    assert said.split()[0] == "loss"
    assert "penalty" in said


def test_parts_of_the_network_are_told(window: MainWindow) -> None:
    diagram = window.network.diagram
    tile = diagram.column(1).tiles[0]
    point_at(diagram, QPoint(round(tile.center().x()), round(tile.center().y())))
    said = ask(window)
    assert said.split()[0] == "neuron"
    assert "→: next layer." in said  # what the network says of its keys stays
    assert not QToolTip.isVisible()


@pytest.mark.parametrize("name", ["Z[1]", "W[1]", "A[1]"])
def test_matrices_are_told(window: MainWindow, name: str) -> None:
    views = [w for w in window.lenses.findChildren(QWidget) if w.accessibleName().startswith(name + ",")]
    entry = glossary().entry(name)
    assert entry in terms_at(views[0], point_at(views[0]))


def test_a_formula_tells_of_its_letters(window: MainWindow) -> None:
    formulas = [w for w in window.lenses.findChildren(QWidget) if w.accessibleName().startswith("Z 1 equals")]
    terms = [entry.term for entry in terms_at(formulas[0], point_at(formulas[0]))]
    assert terms[:4] == ["pre-activation", "weight", "A[l]", "bias"]


@pytest.mark.parametrize("tab", range(3))
def test_tabs_are_told(window: MainWindow, tab: int) -> None:
    row = window.lenses.row
    place = row.mapToGlobal(row.tabRect(tab).center())
    assert terms_at(row, place)


@pytest.mark.folded("plots", "lenses")
@pytest.mark.slow
def test_the_focus_is_told_if_a_key_has_moved_it(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(fresh=True)  # which becomes the active one, as a shared window does not after a popup
    qtbot.waitUntil(window.isActiveWindow)
    point_at(alpha(window))
    edit = window.training.numbers["batch_size"].edit
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.training.full_batch
    whats_this.ask()  # not by the key, which the shared window has, too
    assert told().split()[:2] == ["full", "batch"]


def test_further_terms_are_links(window: MainWindow) -> None:
    point_at(window.loss_curve.canvas)
    said = ask(window)
    box = shown()
    assert box is not None
    assert "Also here:" in said
    box.label.linkActivated.emit("penalty")
    assert told().split()[0] == "penalty"
    assert "Also here:" not in told()


def test_asking_again_closes_the_box(window: MainWindow) -> None:
    point_at(alpha(window))
    assert ask(window)
    assert not ask(window)


def test_escape_and_a_click_beside_it_close_the_box(window: MainWindow) -> None:
    point_at(alpha(window))
    ask(window)
    QTest.keyClick(shown(), Qt.Key.Key_Escape)
    assert shown() is None
    ask(window)
    QTest.mouseClick(shown(), Qt.MouseButton.LeftButton, pos=QPoint(-5, -5))
    assert shown() is None


def test_where_nothing_is_said_something_is_pointed_at(window: MainWindow) -> None:
    assert not ask_about_nothing(window)
    assert QWhatsThis.inWhatsThisMode()
    point_at(alpha(window))
    QTest.mouseClick(alpha(window), Qt.MouseButton.LeftButton)
    assert told().split()[:2] == ["learning", "rate"]
    assert not QWhatsThis.inWhatsThisMode()


def test_escape_ends_the_pointing(window: MainWindow) -> None:
    ask_about_nothing(window)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not QWhatsThis.inWhatsThisMode()
    assert shown() is None


def test_a_dialog_that_blocks_the_window_is_told_too(window: MainWindow, qtbot: QtBot) -> None:
    dialog = window.own_data.show_dialog()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.what.setText("Columns of the data set")
    point_at(dialog.what)
    QTest.keyClick(dialog, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert told().split()[:2] == ["data", "set"]
    dialog.reject()


def test_the_box_has_a_border(window: MainWindow) -> None:
    box = TermBox(window, QPoint(), glossary().entries[:1])
    border, inside = (box.grab().toImage().pixelColor(x, box.height() // 2) for x in (0, 4))
    assert border == box.palette().highlight().color()
    assert border != inside


@pytest.mark.parametrize("corner", ["topLeft", "bottomRight"])
def test_the_box_stays_on_the_screen(window: MainWindow, corner: str) -> None:
    entries = tuple(entry for entry in glossary().entries[:9])
    box = TermBox(window, getattr(window.screen().geometry(), corner)(), entries)
    screen = window.screen().availableGeometry().adjusted(0, 0, 2, 2)  # the frame that windows have offscreen
    assert screen.contains(box.geometry())
    assert box.label.height() >= box.label.heightForWidth(box.label.width())


def test_rich_text_is_escaped_and_offers_what_is_too_much() -> None:
    entries = glossary().entries[: MAX_TOLD + 2]
    text = rich(entries, CHALKBOARD.dim, CHALKBOARD.accent, "a < b & c")
    assert "a &lt; b &amp; c" in text
    assert text.count("<a href=") == 2
    assert text.count("<b ") == MAX_TOLD
    assert "<a" not in rich(entries[:MAX_TOLD], CHALKBOARD.dim, CHALKBOARD.accent)


def test_asking_again_waits_for_no_click_any_more(window: MainWindow) -> None:
    window.setFocus()
    before = len(QApplication.instance().children())
    for waits in (True, False, True, False):
        AskingByClick(glossary()) if waits else whats_this.ask()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert QWhatsThis.inWhatsThisMode() is waits
        assert len(QApplication.instance().children()) == before + waits


def test_a_control_without_terms_tells_what_it_does(window: MainWindow) -> None:
    point_at(window.transport.view)
    assert "Text size, theme, notation, layout." in ask(window)


def test_every_control_of_the_desk_tells_something_of_itself(window: MainWindow) -> None:
    by_tab = Qt.FocusPolicy.TabFocus
    controls = [each for each in window.findChildren(QWidget) if each.focusPolicy() & by_tab and each.isVisible()]
    silent = [each for each in controls if not explanation_at(each, each.mapToGlobal(each.rect().center()))]
    assert len(controls) > 40
    assert not [(type(each).__name__, each.accessibleName()) for each in silent if each.window() is window]


@pytest.mark.slow
def test_the_entry_of_the_menu_asks_for_a_click(window: MainWindow) -> None:
    entry = next(action for action in window.menus.menus["&Help"].actions() if "What" in action.text())
    entry.trigger()
    assert QWhatsThis.inWhatsThisMode()
    QTest.mouseClick(window.transport.step, Qt.MouseButton.LeftButton)
    assert window.session.iteration == 0
