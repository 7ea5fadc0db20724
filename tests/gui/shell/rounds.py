"""Rounds that open and close everything, and what they leave behind: ``python -m tests.gui.shell.rounds 200``.

More words are the names of the rounds that are made, all of them if there are none.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from types import BuiltinMethodType, FunctionType, MethodType

from PySide6.QtCore import QAbstractAnimation, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QWidget

from core.exchange.notations import load_notation, notation_names
from core.exchange.scenes import load_scene
from core.training.bookmarks import Bookmark
from core.training.factors import FACTORS
from gui.share.dialog import ShareDialog
from gui.shell.main_window import MainWindow
from gui.shell.sign import make_application
from gui.widgets.whats_this import ask
from tests.gui.crossing import PROVEN

FIRST, ROUNDS_MADE = 20, 200
"""Rounds after which all is there that is made once, and all those after which no more may be there."""
PATIENCE = 60.0
TABLE = "hours\tpassed\n" + "".join(f"{hours}\t{int(hours > 20)}\n" for hours in range(40))
Calm = Callable[[], None]
Round = Callable[[MainWindow, Calm], None]


def settled(window: MainWindow) -> bool:
    """Tell whether a window with jobs on the main thread has nothing left to do."""
    return window.is_calm() and not window.session.background._waiting


def close_opened(window: MainWindow) -> None:
    """Close whatever lies over the window."""
    QApplication.processEvents()
    for opened in QApplication.topLevelWidgets():
        if opened is not window and opened.isVisible():
            opened.close()
    QApplication.processEvents()


def ask_for_menu(widget: QWidget, place: QPoint) -> None:
    """Do what a click of the right button does."""
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def lenses(window: MainWindow, calm: Calm) -> None:
    for place in range(window.lenses.row.count()):
        if window.lenses.row.isTabVisible(place):
            window.lenses.row.setCurrentIndex(place)
            calm()
    window.lenses.row.setCurrentIndex(0)


def scenes(window: MainWindow, calm: Calm) -> None:
    for name in ("pigs", "spiral", "xor-tanh"):
        window.stages.choose(load_scene(name))
        calm()


def popups(window: MainWindow, _calm: Calm) -> None:
    for open_it in (window.transport.scenes.showPopup, window.transport.until.click, window.own_data.show_dialog):
        open_it()
        close_opened(window)


def menus(window: MainWindow, _calm: Calm) -> None:
    for menu in (window.transport.file.menu(), *window.menus.menus.values(), window.menus.notations):
        assert isinstance(menu, QMenu)
        menu.popup(window.mapToGlobal(window.rect().center()))
        close_opened(window)
    window.network.open_activations(1)
    close_opened(window)
    window.network.open_units(1)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)


def help_menu(window: MainWindow, _calm: Calm) -> None:
    for action in window.menus.menus["&Help"].actions():
        if not action.isSeparator() and not action.text().startswith("&What"):
            action.trigger()
            close_opened(window)


def what_is_this(window: MainWindow, _calm: Calm) -> None:
    for widget in (window.transport.step, window.network, window.training):
        widget.setFocus()
        ask(window.look.notation)
        close_opened(window)


def cards(window: MainWindow, _calm: Calm) -> None:
    for card in (*window.editors, *window.stage):
        ask_for_menu(card, card.rect().center())
        close_opened(window)
        card.blown_up.emit()
        QApplication.processEvents()
        card.blown_up.emit()
        card.set_folded(True)
        QApplication.processEvents()
        card.set_folded(False)


def stage(window: MainWindow, calm: Calm) -> None:
    window.presenting.begin()
    calm()
    for key in (Qt.Key.Key_V, Qt.Key.Key_V, Qt.Key.Key_Q, Qt.Key.Key_Q):
        QTest.keyClick(window, key)
    window.presenting.end()
    calm()


def views(window: MainWindow, calm: Calm) -> None:
    window.presenting.begin()
    before = window.presenting.stage.names
    for view in window.presenting.stage.offered:
        window.presenting.stage.choose([view.name])
        calm()
    window.presenting.stage.choose(before)
    window.presenting.end()
    calm()


def home(window: MainWindow, calm: Calm) -> None:
    window.at_home.begin()
    calm()
    window.at_home.end()


def lesson(window: MainWindow, calm: Calm) -> None:
    window.lessons.open("01-pigs")
    calm()
    window.lessons.player.next()
    calm()
    window.lessons.present()
    calm()
    window.presenting.end()
    window.lessons.leave()
    calm()


def edits(window: MainWindow, calm: Calm) -> None:
    experiment = window.session.experiment
    window.session.edit(replace(experiment, seed=experiment.seed + 1))
    calm()
    window.player.step()
    calm()
    window.session.edits.undo()
    calm()


def marks(window: MainWindow, calm: Calm) -> None:
    window.player.go_to(3)
    calm()
    window.timeline.marks.set_bookmark()
    QTest.keyClick(window.timeline.marks.name_field, Qt.Key.Key_Escape)
    window.timeline.marks.menu_of(Bookmark.at(3)).popup(window.mapToGlobal(window.rect().center()))
    close_opened(window)
    window.stages.set_bookmarks(window.session.run, ())
    window.player.go_to(0)
    calm()


def race(window: MainWindow, calm: Calm) -> None:
    window.session.racing.start(FACTORS["alpha"], [0.02, 0.7], 0)
    calm()
    ghosts = window.timeline.ghosts.runs
    assert len(ghosts) == 2
    window.timeline.ghosts.menu_of(ghosts[0]).popup(window.mapToGlobal(window.rect().center()))
    close_opened(window)
    window.timeline.ghosts._rename(ghosts[0])
    (dialog,) = window.findChildren(QInputDialog)
    dialog.reject()
    for ghost in ghosts:
        window.session.racing.delete(ghost)
        calm()
    calm()


def share(window: MainWindow, calm: Calm) -> None:
    window.transport.file.share_asked.emit()
    (dialog,) = window.findChildren(ShareDialog)
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        QApplication.processEvents()
    close_opened(window)
    calm()


def table(window: MainWindow, calm: Calm) -> None:
    window.own_data.take(TABLE)
    calm()
    assert window.own_data.dialog is not None
    close_opened(window)
    calm()


def pencil(window: MainWindow, calm: Calm) -> None:
    window.pencil.draw(True)
    calm()
    assert window.answers.drawing.active
    window.answers.drawing.unfinished = None
    window.answers.drawing.end(False)
    calm()


def files(window: MainWindow, calm: Calm) -> None:
    with TemporaryDirectory() as folder:
        for path in (Path(folder, "round.chalkgrad"), Path(folder, "round.toml")):
            window.files.save_to(path)
            calm()
            assert path.exists()
            window.files.open_file(path)
            calm()
    window.stages.choose(load_scene("xor-tanh"))
    calm()


def look(window: MainWindow, calm: Calm) -> None:
    window.appearance.switch_theme()
    window.appearance.scale_text(1)
    calm()
    window.appearance.scale_text(0)
    window.appearance.switch_theme()
    calm()


def notations(window: MainWindow, calm: Calm) -> None:
    for name in (notation_names()[-1], notation_names()[0]):
        window.appearance.choose_notation(load_notation(name))
        calm()


def fault(window: MainWindow, calm: Calm) -> None:
    window.banner.show_message("Something went wrong.", True, "report")
    calm()
    window.leave()


ROUNDS: tuple[Round, ...] = (
    *(lenses, scenes, popups, menus, help_menu, what_is_this, cards, stage, views, home, lesson, edits, marks, race),
    *(share, table, pencil, files, look, notations, fault),
)
LISTENERS = FunctionType, MethodType, BuiltinMethodType, partial
"""What hears of what happens; the program's own values may be kept, for undo and the like."""


def objects(window: MainWindow) -> Counter[str]:
    """Return how many of each kind there are: windows, widgets and other objects of Qt, and what hears of them."""
    window.session.edits.clear()  # which keeps what can be undone, as it should
    PROVEN.clear()
    gc.collect()  # or a window of another test would go while these are counted
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    counts = Counter({"windows": len(QApplication.topLevelWidgets()), "widgets": len(QApplication.allWidgets())})
    application = QApplication.instance()
    assert application is not None
    for each in (*window.findChildren(QObject), *application.findChildren(QObject)):
        if not isinstance(each, QAbstractAnimation):  # Qt's own, which goes when it has run
            counts[each.metaObject().className()] += 1
    gc.collect()
    counts += Counter(type(each).__name__ for each in gc.get_objects() if isinstance(each, LISTENERS))
    return counts


def left_behind(window: MainWindow, make_round: Round, calm: Calm, first: int, rounds: int) -> dict[str, int]:
    """Return by how many of which kind there are more in each half of the ``rounds`` after the ``first``.

    What grows in one half only was made once, late, here or by what runs the rounds; a leak grows in both.
    """

    def make(made: int) -> Counter[str]:
        for _ in range(made):
            make_round(window, calm)
        return objects(window)

    half = (rounds - first) // 2
    before, between, after = make(first), make(half), make(rounds - first - half)
    return dict((between - before) & (after - between))


def main() -> int:
    """Make as many rounds as are asked for, and tell what they have left behind."""
    from tests.gui.conftest import close_window, open_window
    from tests.gui.inline import Inline

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS_MADE
    failed = 0
    make_application()
    for make_round in ROUNDS:
        if sys.argv[2:] and make_round.__name__ not in sys.argv[2:]:
            continue
        window, begun = open_window("xor-tanh", (1400, 820), Inline()), process_time()

        def calm(window: MainWindow = window) -> None:
            end = monotonic() + PATIENCE
            QApplication.processEvents()
            while not settled(window):
                assert monotonic() < end, "it does not come to rest"
                QApplication.processEvents()

        calm()
        more = left_behind(window, make_round, calm, min(FIRST, rounds // 2), rounds)
        failed += bool(more)
        taken = (process_time() - begun) / rounds
        print(f"{make_round.__name__}: {rounds} rounds of {taken:.2f} s leave {more or 'nothing'}", flush=True)  # noqa: T201
        close_window(window)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
