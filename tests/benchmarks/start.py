"""Time to the first picture, beside the bare floor: a `QMainWindow` with three empty pyqtgraph plots.

Run: ``python -m tests.benchmarks.start [ROUNDS]``. Each round starts both programs anew, in turn.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.benchmarks.figures import Figure, given, tell

FLOOR = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter
application = QApplication([])
import pyqtgraph
window, splitter = QMainWindow(), QSplitter()
for _ in range(3):
    splitter.addWidget(pyqtgraph.PlotWidget())
window.setCentralWidget(splitter)
window.resize(1500, 900)
window.show()
application.processEvents()
print("picture", time.time())
"""

OURS = """
import gc, time
from gui.app import _import_qt, _scene
from gui.arguments import parser
gc.disable()
options = parser().parse_args(["--size", "1500x900"])
options.screenshot = "unused"  # thus without the user's settings
_import_qt()
from gui.shell.sign import make_application
application = make_application()
def say(name):
    print(name, time.time(), flush=True)
from PySide6.QtCore import QEvent, QObject
class Paints(QObject):
    seen = False
    def eventFilter(self, watched, event):
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False
def add_plots():
    assert paints.seen, "the plots must not keep the first picture waiting"
    say("picture")
    add()
    window._paint_now = paint_plots
def paint_plots():
    window._paint_now = paint
    paint()
    say("plots")
if AT_HOME:
    from gui.shell.front import show_front
    front = sign = show_front(options)
    say("home")
else:
    from gui.shell.sign import show_sign
    front, sign = None, show_sign()
    say("sign")
scene = _scene(options)
from gui.shell.opening import open_window
window = open_window(scene, options, front)
sign.close()
paints = Paints()
# of the desk it stands last and is painted last
(window.at_home.home.first if AT_HOME else window.timeline).installEventFilter(paints)
add, paint = window.add_plots, window._paint_now
window.add_plots = add_plots
while not window._complete:
    application.processEvents()
application.processEvents()
say("lenses")
window.close()
"""
"""As `gui.app` does it, in the same order."""

ROWS = {
    "sign": ("something seen", 0.55),
    "picture": ("first picture, live: network and panels", 1.05),
    "plots": ("with all three plots, painted", 1.35),
    "lenses": ("with the lenses' tabs", None),
    "home behind home": ("home seen", 0.55),
    "picture behind home": ("home in its window", None),
    "lenses behind home": ("with all that is behind it", None),
}


def first(code: str) -> dict[str, float]:
    """Return the seconds from the start of a program to what it prints."""
    began = time.time()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    lines = (line.split() for line in done.stdout.splitlines())
    return {name: float(at) - began for name, at in lines}


def environment() -> dict[str, str]:
    """Return the environment, offscreen where there is no display; what is compiled may be kept, as at home."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept if os.environ.get("DISPLAY") else {**kept, "QT_QPA_PLATFORM": "offscreen"}


def figures(rounds: int) -> Iterator[Figure]:
    """Measure; the first time does not count, for Python may have to compile."""
    floors, desks, homes = [], [], []
    at_desk, at_home = f"AT_HOME = False\n{OURS}", f"AT_HOME = True\n{OURS}"
    for code in (FLOOR, at_desk, at_home):
        first(code)
    for _ in range(rounds):
        floors.append(first(FLOOR)["picture"])
        desks.append(first(at_desk))
        homes.append({f"{name} behind home": seconds for name, seconds in first(at_home).items()})
    ours = [desk | home for desk, home in zip(desks, homes, strict=True)]
    yield Figure("floor", tuple(1000 * each for each in floors), "ms")
    for name, (words, most) in ROWS.items():
        yield Figure(words, tuple(times[name] / floor for times, floor in zip(ours, floors, strict=True)), "×", most)


if __name__ == "__main__":
    tell(figures(int(given(7)[0])))
