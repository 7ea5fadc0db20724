"""A whole demonstration on a real screen with a window manager, with Page Down and Page Up alone.

Learning rate, then backpropagation by phases; the keyboard is with the stage, a plot, an open list, and the fields of
two dialogs. Every Page Down shows another picture, every Page Up the very one before. Keys and mouse are those of the
screen; the walk waits until the window has heard them, and says that nothing moves any more.

usage: python .ci/demonstration.py, in the environment that the program is installed in
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import pairwise
from time import monotonic

PATIENCE = 60.0
"""Seconds after which what is waited for is taken never to come."""
SIZE = "1920x1080"
EDGE = 4
"""Pixels around a window that are its frame's."""
STEP = 5
"""Milliseconds between two looks at whether it has come."""

Steps = Generator[None, None, None]


@contextmanager
def screen() -> Iterator[None]:
    """Have a screen with a window manager, and a home that nobody has lived in."""
    home = tempfile.TemporaryDirectory()
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SIZE}x24"], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    with os.fdopen(read) as told:
        os.environ["DISPLAY"] = f":{told.readline().strip()}"
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "XDG_CONFIG_HOME"):
        os.environ.pop(name, None)
    os.environ |= {"HOME": home.name, "XDG_RUNTIME_DIR": home.name, "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        manager.terminate()
        server.terminate()
        home.cleanup()


def walk() -> None:
    """Give the demonstration."""
    from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
    from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QWindow
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from core.exchange.scenes import load_scene
    from gui.arguments import parser
    from gui.shell.front import show_first
    from gui.shell.opening import open_window
    from gui.shell.presenting import HELD
    from gui.shell.sign import make_application
    from gui.widgets.formula import setter

    application = make_application()
    options = parser().parse_args(["--scene", "article-circles", "--size", "1600x900", "--theme", "chalkboard"])
    first = show_first(options)
    window = open_window(load_scene("article-circles"), options, first)
    first.close()
    window.activateWindow()
    presenting = window.presenting
    stage, rising = presenting.stage, presenting.rising

    PRESSED = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)

    class Heard(QObject):
        """Counts what the screen has sent."""

        keys = clicks = 0
        mouse = QPoint()

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(watched, QWindow):
                if isinstance(event, QKeyEvent) and event.type() in PRESSED:  # a shortcut is no press any more
                    self.keys += event.key() not in HELD
                if isinstance(event, QMouseEvent):
                    self.clicks += event.type() == QEvent.Type.MouseButtonRelease
                    self.mouse = event.globalPosition().toPoint()
            return False

    heard = Heard()

    def wait(ready: Callable[[], bool], what: str) -> Steps:
        """Wait for what is to be so at two looks, lest it is only on its way."""
        end, before = monotonic() + PATIENCE, False
        while not ((now := ready()) and before):
            if monotonic() > end:
                raise SystemExit(f"demonstration: this never came: {what}")
            before = now
            yield

    def calm() -> bool:
        return window.is_calm() and not setter().behind

    def has_keyboard() -> bool:
        """Tell whether keys go where they should: not to a window that has just closed."""
        there = QApplication.focusWindow() is (QApplication.activeModalWidget() or window).windowHandle()
        return there or QApplication.activePopupWidget() is not None

    def listen() -> None:
        """Hear keys before the stage takes them."""
        application.removeEventFilter(heard)
        application.installEventFilter(heard)

    def do(*words: str) -> None:
        subprocess.run(["xdotool", *words], check=True)

    def press(*keys: str) -> Steps:
        for key in keys:
            yield from wait(has_keyboard, "the keyboard")
            listen()
            before = heard.keys
            do("key", key)
            yield from wait(lambda before=before: heard.keys > before, f"the key {key}")  # type: ignore[misc]

    def point(place: QPoint) -> Steps:
        do("mousemove", str(place.x()), str(place.y()))
        yield from wait(lambda: heard.mouse == place, f"the mouse at {place.toTuple()}")

    def click(place: QPoint) -> Steps:
        before = heard.clicks
        yield from point(place)
        do("click", "1")
        yield from wait(lambda: heard.clicks > before, f"a click at {place.toTuple()}")

    Picture = tuple[QImage, QRect, list[QRect]]

    def picture() -> Generator[None, None, Picture]:
        """Return what the screen shows at rest, where the views are, and what lies over them."""
        yield from wait(calm, "rest")
        shown = window.screen().grabWindow(0).toImage()
        area = QRect()
        for view in stage.chosen:
            widget = stage.made[view]
            area |= QRect(widget.mapToGlobal(QPoint()), widget.size())
        over = [QRect(rising.mapToGlobal(QPoint()), rising.size())]
        over += [
            each.frameGeometry() for each in QApplication.topLevelWidgets() if each.isVisible() and each is not window
        ]
        return shown, area, over

    def same(one: Picture, other: Picture) -> bool:
        """Tell whether the views look alike, where nothing lies over them in either picture."""
        seen = []
        for shown, area, _ in (one, other):
            painter = QPainter(shown)
            for each in (*one[2], *other[2]):
                painter.fillRect(each.adjusted(-EDGE, -EDGE, EDGE, EDGE), Qt.GlobalColor.black)
            painter.end()
            seen.append(shown.copy(area))
        return seen[0] == seen[1]

    def demonstrate(where: str, times: int) -> Steps:
        pictures = [(yield from picture())]
        for _ in range(times):
            yield from press("Next")
            pictures.append((yield from picture()))
        for number, (before, after) in enumerate(pairwise(pictures), 1):
            if same(before, after):
                raise SystemExit(f"demonstration: {where}: Page Down showed nothing new at picture {number}")
        for number in range(times - 1, -1, -1):
            yield from press("Prior")
            if not same((yield from picture()), pictures[number]):
                raise SystemExit(f"demonstration: {where}: picture {number} did not come again")
        print(f"demonstration: {where}: Page Down showed {times} pictures, Page Up gave each of them again")

    def middle(widget: QWidget) -> QPoint:
        return widget.mapToGlobal(widget.rect().center())

    def demonstration() -> Steps:
        yield from wait(lambda: window.is_calm() and window.isActiveWindow(), "the window")
        yield from press("F5")
        yield from wait(
            lambda: presenting.is_on and stage.isVisible() and stage.width() == window.screen().size().width(),
            "the stage",
        )
        yield from point(QPoint(960, 4))
        yield from demonstrate("the keyboard with the stage, α = 0.002", 3)
        yield from press("plus", "plus", "plus", "plus")
        yield from wait(lambda: abs(window.session.experiment.optimizer.alpha - 0.02) < 1e-4, "α = 0.02")
        yield from wait(calm, "rest")
        yield from click(middle(stage.made[stage.chosen[1]]))
        yield from point(QPoint(960, 4))
        yield from demonstrate("with a plot, α = 0.02", 2)

        yield from point(stage.mapToGlobal(QPoint(stage.width() // 2, stage.height() - 20)))
        yield from wait(rising.isVisible, "what rises at the lower edge")
        yield from click(middle(rising.optimizers))
        yield from wait(lambda: QApplication.activePopupWidget() is not None, "an open list")
        yield from point(QPoint(960, 4))
        yield from demonstrate("with an open list", 2)
        yield from press("Escape")
        yield from wait(lambda: QApplication.activePopupWidget() is None, "the list closed")

        yield from press("n", "n", "n")
        for keys in ("ctrl+o", "ctrl+e"):
            yield from press(keys)
            yield from wait(lambda: isinstance(QApplication.activeModalWidget(), QDialog), f"a dialog after {keys}")
            yield from demonstrate(f"with a field after {keys}, by phases", 2)
            yield from press("Escape")
            yield from wait(lambda: QApplication.activeModalWidget() is None, "the dialog closed")
        phases = 2 * stage.frame.problem.layout.depth + 3
        yield from demonstrate("with the stage, by phases", phases)
        yield from press("Escape", "Escape")
        yield from wait(lambda: not presenting.is_on, "the desk")
        yield from press("ctrl+q")
        yield from wait(lambda: not window.isVisible(), "the end")

    steps, timer, failed = demonstration(), QTimer(), list[BaseException]()

    def go_on() -> None:
        try:
            next(steps)
        except StopIteration:
            application.quit()
        except BaseException as error:  # Qt would swallow it
            failed.append(error)
            application.exit(1)

    timer.timeout.connect(go_on)
    timer.start(STEP)
    application.exec()
    timer.stop()
    for error in failed:
        raise error


if __name__ == "__main__":
    with screen():
        walk()
