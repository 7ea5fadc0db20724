"""A process with a window that the monkey drives: ``python -m tests.gui.monkey.watch SEED EVENTS FOLDER``.

It writes each act into ``FOLDER/acts.txt``, its number before it is done: so whoever started the process knows what
led to a crash. In the end it prints what it has found, as JSON.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import random
import sys
from collections.abc import Collection
from functools import partial
from pathlib import Path
from time import monotonic, thread_time
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

import core  # noqa: F401  (before NumPy)
from core.exchange.scenes import DEFAULT_SCENE, load_scene
from gui.arguments import parser
from gui.frames import jobs
from gui.frames.observe import COARSE
from gui.session.faults import Faults
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.sign import make_application
from tests.gui.monkey.acts import Monkey, click
from tests.gui.monkey.rest import faults
from tests.gui.monkey.trouble import SHARE, TROUBLE, of_trouble

REST_EVERY = 50
"""Events from one rest to the next."""
AT_ONCE = 10
"""Most events before the window gets to paint."""
STALL = 0.1
"""Seconds of the main thread between two events that are worth listing."""
PATIENCE = 120.0
"""Seconds after which a window that does not come to rest is a finding."""
OF_NO_WINDOW = "This plugin does not support", "not accepted by receiving widget"
"""What Qt says where there is no display, and where a click of its own finds nobody."""
OF_NOTHING = "NoneType", "called on dataclass instances"
"""What an error says where a job was made to answer nothing."""
PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20


class Watch(QObject):
    """Drives a window by a seed, and looks at it at each rest.

    Parameters
    ----------
    only
        The numbers of the events that are to happen; all, if it is empty.
    trouble
        Whether faults are put in, too. What the window says of them is no finding; that it does not go on would be.
    """

    def __init__(self, seed: int, events: int, folder: Path, only: Collection[int] = (), trouble: bool = False) -> None:
        super().__init__()
        self.seed, self.events, self.only = seed, events, frozenset(only)
        self.place = 0
        self.found: list[str] = []
        self.trouble, self.put_in = trouble, list[str]()
        self.stalls: list[tuple[int, str]] = []
        self.memory: list[float] = []
        self.folder = folder
        self.trace = (folder / "acts.txt").open("w", encoding="utf-8", buffering=1)
        self.random = random.Random(f"{seed}: buttons")
        self.since = self.began = 0.0
        self._resting = False
        self._watched = Faults(self.note)
        self._watched.listen()
        self.open()

    def open(self) -> None:
        """Open a window, the first one or the next."""
        options = parser().parse_args(["--scene", DEFAULT_SCENE, "--size", "1280x800"])
        self.window: MainWindow = open_window(load_scene(DEFAULT_SCENE), options)
        self.window.session.background.failed.connect(self._note_job)
        self._watched.tell(self.window.session.say)
        self.monkey = Monkey(self.window, self.folder)

    def note(self, finding: str) -> None:
        """Take down something that must not be."""
        if any(each in finding for each in (*OF_NO_WINDOW, *(OF_NOTHING if self.put_in else ()))):
            return
        self.found.append(f"event {self.place}, {self.monkey.about_to}: {finding}")
        self.trace.write(f"! {self.found[-1]}\n")

    def _note_job(self, error: Exception) -> None:
        if not of_trouble(error) and not (self.put_in and any(each in str(error) for each in OF_NOTHING)):
            self.note(f"a job raised {error!r}")

    # Events

    def go_on(self) -> None:
        """Do the next event; the one after it comes from the event loop, even from that of a dialog."""
        self._time()
        if self._resting or not self.window.isVisible():
            return
        if self.place >= self.events:
            self.window.close()
            return
        QTimer.singleShot(0, self, self.go_on)
        for _ in range(self.random.randint(1, AT_ONCE)):
            self.place += 1
            if self.place % REST_EVERY == 0:
                self._resting = True
                QTimer.singleShot(0, self, self._time)  # what comes then is no stall: the window lives until it is calm
                self.began = monotonic()
                if self.window.player.playing:
                    self.window.player.toggle()
                self._calm(self._look)
                return
            if not self.only or self.place in self.only:
                self._act()

    def _act(self) -> None:
        before, place = thread_time(), self.place
        if self.trouble and self.random.random() < SHARE:
            fault = self.random.choice(TROUBLE)
            self.put_in.append(fault.__name__)
            self.trace.write(f"({fault.__name__}) ")
            fault(self.monkey)
        self.trace.write(f"{self.place} ")
        try:
            self.monkey.act(f"{self.seed}: {self.place}")
        except RuntimeError as error:  # what was aimed at went away at the first click of a gesture
            if "already deleted" not in str(error):
                raise
        self.trace.write(f"{self.monkey.about_to}\n")
        if place == self.place:  # else it opened a dialog, over which others happened
            self.since = before

    def _time(self) -> None:
        """Note how long the main thread was busy since the last event began."""
        if self.since and (took := thread_time() - self.since) > STALL:
            self.stalls.append((round(1000 * took), f"event {self.place}, {self.monkey.about_to}"))
        self.since = 0.0

    # Rests

    def _calm(self, then: Any) -> None:
        """Close what lies over the window, have training pause, and go on when all is calm."""
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if not self.window.isVisible():
            self._resting = False
            return
        if self.window.player.playing and monotonic() - self.began > 10.0:  # what a lesson runs, at a slow pace
            self.window.player.toggle()
        late = monotonic() - self.began > PATIENCE
        if late:
            self.note(f"does not come to rest: {over or self._busy()}")
        if over is not None:
            over.close()
        if not late and (over is not None or not self.window.is_calm()):
            QTimer.singleShot(5, self, partial(self._calm, then))
        else:
            QTimer.singleShot(0, self, then)

    def _busy(self) -> list[str]:
        """Return what is not calm."""
        window = self.window
        parts = {"player": window.player.goal is None, "stages": window.stages.settled}
        parts |= {"spoken": not window.spoken.pending, "first picture": window.session.frame is not None}
        parts |= {"asking": window.session.ready}
        if "lessons" in vars(window):
            p = window.lessons.player
            parts |= {f"acts {p.acting.acts}, whole {p.words.whole}, opens {p.is_opening}": window.lessons.is_calm}
        parts |= {type(each).__name__: getattr(each, "is_calm", True) for each in window.made}
        return [name for name, calm in parts.items() if not calm]

    def _look(self) -> None:
        """See whether all is right, and press a button to see whether it does anything."""
        for fault in faults(self.window):
            self.note(fault)
        if self.place % (20 * REST_EVERY) == 0:
            gc.collect()
            self.memory.append(int(Path("/proc/self/statm").read_text().split()[1]) * PAGE)
        buttons = [
            each
            for each in self.window.findChildren(QAbstractButton)
            if each.isEnabled() and not each.visibleRegion().isEmpty() and not _is_chosen(each)
        ]
        if not buttons or not self.window.isActiveWindow():
            self._end_rest()
            return
        button = self.random.choice(buttons)
        name = f"{type(button).__name__} “{button.text() or button.accessibleName()}”"
        before = self._seen()
        self.began = monotonic()
        QTimer.singleShot(0, self, partial(self._compare, name, before))
        click(button, button.rect().center())

    def _compare(self, name: str, before: tuple[Any, ...]) -> None:
        """Note a button that changes nothing."""
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over is None and not self.window.is_calm() and monotonic() - self.began < 1.0:
            QTimer.singleShot(5, self, partial(self._compare, name, before))
            return
        if over is None and before == self._seen():
            self.note(f"{name} changes nothing at iteration {self.window.session.iteration}")
        self.began = monotonic()
        self._calm(self._end_rest)

    def _end_rest(self) -> None:
        self._resting = False
        QTimer.singleShot(0, self, self.go_on)

    def _seen(self) -> tuple[Any, ...]:
        """Return what can be seen, and what cannot be: the clipboard, the iteration, what can be undone."""
        session = self.window.session
        windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        state = session.iteration, session.experiment, session.edits.count(), QApplication.clipboard().text()
        return *state, [each.grab().toImage() for each in windows]


def _is_chosen(button: QAbstractButton) -> bool:
    """Tell whether a button is the one of several that is down already."""
    group = button.group()
    alone = (group is not None and group.exclusive()) or button.autoExclusive()
    return button.isChecked() and alone


def main() -> int:
    """Drive a window, and print what was found. A surface at rest is coarse: a fine one takes most of the time."""
    faulthandler.enable()  # a crash tells where, too
    jobs.CALM_POINTS = COARSE + 2
    seed, events, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    only = [int(each) for each in sys.argv[4].split(",")] if len(sys.argv) > 4 else []
    application = make_application()
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    watch = Watch(seed, events, folder, only, trouble="TROUBLE" in os.environ)
    while watch.place < events:
        QTimer.singleShot(0, watch, watch.go_on)
        application.exec()
        if watch.place < events:  # somebody closed it
            watch.window.deleteLater()
            watch.open()
    found = {
        "found": watch.found,
        "stalls": sorted(watch.stalls, reverse=True)[:20],
        "memory": watch.memory,
        "put in": watch.put_in,
    }
    print(json.dumps(found))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
