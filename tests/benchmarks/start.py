"""Time to the first picture, beside the bare floor: a `QMainWindow` with three empty pyqtgraph plots.

Run: ``python -m tests.benchmarks.start [ROUNDS]``. Each round starts both programs anew, in turn.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

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
import time
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from core.exchange.scenes import load_scene
from gui.app import _parser
from gui.opening import open_window, show_sign
application = QApplication([])
options = _parser().parse_args(["--screenshot", "unused", "--size", "1500x900"])
sign = show_sign()
print("sign", time.time(), flush=True)
window = open_window(load_scene("article-circles"), options)
add_lenses = window._add_lenses  # called by a timer, thus after the plots have been laid out and painted
def plots_painted():
    print("plots", time.time(), flush=True)
    window._add_lenses = add_lenses
    add_lenses()
window._add_lenses = plots_painted
loop = QEventLoop()
window.player.picture_due.connect(loop.quit)
loop.exec()
print("picture", time.time(), flush=True)
while not window._complete:
    application.processEvents()
application.processEvents()
print("lenses", time.time(), flush=True)
window.close()
"""


def first(code: str) -> dict[str, float]:
    """Return the seconds from the start of a program to what it prints."""
    began = time.time()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    lines = (line.split() for line in done.stdout.splitlines())
    return {name: float(at) - began for name, at in lines}


def environment() -> dict[str, str]:
    """Return the environment, offscreen where there is no display."""
    return {**os.environ, **({} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"})}


def main(rounds: int) -> None:
    """Print the medians."""
    floors, ours = [], []
    for _ in range(rounds):
        floors.append(first(FLOOR)["picture"])
        ours.append(first(OURS))
    rows = {
        "sign": "something seen",
        "picture": "first picture, live: network and panels (at most 1.5)",
        "plots": "with the plots",
        "lenses": "with the lenses",
    }
    print(f"floor: {statistics.median(floors):.2f} s")
    for name, words in rows.items():
        seconds = statistics.median(times[name] for times in ours)
        ratio = statistics.median(times[name] / floor for times, floor in zip(ours, floors, strict=True))
        print(f"{words}: {seconds:.2f} s = {ratio:.2f} × the floor")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
