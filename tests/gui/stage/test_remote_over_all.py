"""Page Down and Page Up of a presenter's remote, over every dialog, list and menu that the program has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import gui
from core.exchange.notated_glossary import glossary_in
from core.training.notation import ARTICLES
from gui.files.dialogs import ask_to_open, ask_to_save, ask_where
from gui.plots.parts.held_inputs import HeldInputs
from gui.share.dialog import ShareDialog
from gui.share.making import InSlices, Slices
from gui.shell.main_window import MainWindow
from gui.shell.presenting import FILMED
from gui.shell.sharing import share
from gui.shell.window_keys import _show_about, _show_keys
from gui.widgets.notation_menu import NotationMenu
from gui.widgets.parameter_picker import ParameterBox
from gui.widgets.whats_this import _open_box
from tests.gui.conftest import MakeWindow
from tests.gui.driving import wait_until_idle

pytestmark = [pytest.mark.folded("lenses"), pytest.mark.slow]
OPENS = re.compile(r"Q(Dialog|Menu)\)|QFileDialog[(.]|QMenu\(|addMenu\(|WindowType\.Popup|def showPopup")
NOT_THERE = {"course/home.py", "widgets/notated.py"}
"""What is not there while something is presented, and what opens nothing itself."""


Opens = Callable[[MainWindow], object]


def marks(window: MainWindow) -> QMenu:
    window.timeline.marks.set_bookmark()
    assert window.timeline.marks.present is not None
    return window.timeline.marks.menu_of(window.timeline.marks.present)


def ghosts(window: MainWindow) -> QMenu:
    assert window.session.frame is not None
    return window.timeline.ghosts.menu_of(window.session.frame.run)


def of_card(window: MainWindow) -> None:
    place = QPoint(20, 20)
    window.network_card.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, place))


def of_optimisers(window: MainWindow) -> None:
    window.presenting.rising.rise()
    window.presenting.rising.optimizers.showPopup()


def ask_to_replace(window: MainWindow) -> None:
    QMessageBox(QMessageBox.Icon.Question, "Save", "Replace it?", QMessageBox.StandardButton.Yes, window).open()


def drop(menu: QMenu) -> None:
    menu.popup(QPoint(20, 20))


ALL: dict[str, dict[str, Opens]] = {
    "files/dialogs.py": {
        "open": lambda window: ask_to_open(window, Path()),
        "save": lambda window: ask_to_save(window, Path("a.toml")),
        "where": lambda window: ask_where(window, Path("a.png")),
        "a message box, as of a dialog for files": ask_to_replace,
    },
    "panels/activation_menu.py": {"activation": lambda window: window.network.open_activations(1)},
    "panels/file_menu.py": {"file": lambda window: drop(window.transport.file.menu())},
    "panels/scene_chooser.py": {"scenes": lambda window: window.transport.scenes.showPopup()},
    "panels/table_dialog.py": {
        "own table": lambda window: window.own_data.show_dialog(),
        "its file": lambda window: window.own_data.show_dialog().ask_file(),
    },
    "panels/timeline_ghosts.py": {"ghost": lambda window: drop(ghosts(window))},
    "panels/timeline_marks.py": {"bookmark": lambda window: drop(marks(window))},
    "plots/parts/held_inputs.py": {"inputs": lambda window: window.findChildren(HeldInputs)[0]._drop()},
    "plots/parts/surface_controls.py": {"surface": lambda window: window.descent_path.controls._drop()},
    "share/dialog.py": {"share": share},
    "shell/about.py": {"about": _show_about},
    "shell/key_sheet.py": {"keys": _show_keys},
    "shell/menu_bar.py": {"menu bar": lambda window: drop(window.menus.menus["&View"])},
    "widgets/card.py": {"card": of_card},
    "widgets/choice_box.py": {"optimisers": of_optimisers},
    "widgets/notation_menu.py": {"notations": lambda window: drop(window.findChildren(NotationMenu)[0])},
    "widgets/parameter_picker.py": {"weights": lambda window: window.findChildren(ParameterBox)[0].showPopup()},
    "widgets/popup.py": {"breakpoints": lambda window: window.transport.popup.drop()},
    "widgets/whats_this.py": {
        "terms": lambda window: _open_box(window.transport.step, QPoint(5, 5), glossary_in(ARTICLES))
    },
}
"""How each is opened, by the file that makes it."""


def test_all_that_opens_is_tried() -> None:
    files = Path(gui.__file__).parent.rglob("*.py")
    opening = {str(each.relative_to(Path(gui.__file__).parent)) for each in files if OPENS.search(each.read_text())}
    assert opening == set(ALL) | NOT_THERE


def uppermost() -> QWidget | None:
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def is_drawn(window: MainWindow) -> bool:
    """Tell whether something is drawn that is to be taken along."""
    dialogs = window.findChildren(ShareDialog)
    return any(work.is_busy for work in window.findChildren(InSlices)) or any(
        dialog._patience.isActive() for dialog in dialogs
    )


def close_all() -> None:
    """Close what is open, one after the other; some have something to finish before they go."""
    if (over := uppermost()) is not None:
        over.close()
        QTimer.singleShot(20, close_all)


@pytest.mark.parametrize("name", [f"{file}: {name}" for file, opening in ALL.items() for name in opening])
def test_a_remote_steps_on_and_back(make_window: MakeWindow, qtbot: QtBot, name: str) -> None:
    window = make_window("course-grades")
    window.presenting.begin(asks=False)
    file, opened = name.split(": ")
    been = list[int]()

    def use_remote() -> None:
        """Press its keys once something is open: a dialog may hold on whoever has opened it."""
        over = uppermost()
        if over is None or is_drawn(window):
            return
        trying.stop()
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            qtbot.keyClick(QApplication.focusWidget() or over, key)
            wait_until_idle(qtbot, window)
            assert uppermost() is over
            been.append(window.session.iteration)
        close_all()

    trying = QTimer()
    trying.timeout.connect(use_remote)
    trying.start(0)
    ALL[file][opened](window)
    qtbot.waitUntil(lambda: len(been) == 3 and uppermost() is None)
    assert been == [1, 2, 1]
    window.presenting.end()


def without_end() -> Slices[None]:
    while True:
        yield 0.0


def test_what_is_drawn_to_be_taken_along_is_not_disturbed(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh")
    window.presenting.begin(asks=False)
    share(window)
    qtbot.waitUntil(lambda: not is_drawn(window), timeout=20_000)
    dialog = window.findChildren(ShareDialog)[-1]
    for moves in (True, False):  # what does not move through time loses no key
        work = InSlices(without_end(), dialog, moves)
        qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
        wait_until_idle(qtbot, window)
        assert (window.presenting.stage.time.next == FILMED) == moves
        assert window.session.iteration == (0 if moves else 1)
        window.presenting.stage.remark("")
        work.give_up()
        qtbot.waitUntil(lambda: not is_drawn(window))
    close_all()
    qtbot.waitUntil(lambda: uppermost() is None, timeout=20_000)
    window.presenting.end()
