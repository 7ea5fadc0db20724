"""Taking a table of a million rows in the window: reading it, stalls, and the exact value of the whole set.

Run: ``python -m tests.benchmarks.taking [ROUNDS]``. Needs no display.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from gui.arguments import parser
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.sign import make_application
from tests.benchmarks.figures import Figure, given, tell
from tests.benchmarks.window import Ticks, wait

MILLION = 1_000_000
PATIENCE = 300.0
BYSTANDER = """
import sys, threading, time
told, longest, last = threading.Event(), 0.0, time.perf_counter()
threading.Thread(target=lambda: (sys.stdin.read(), told.set()), daemon=True).start()
while not told.is_set():
    time.sleep(0.005)
    now = time.perf_counter()
    longest, last = max(longest, now - last), now
print(longest)
"""


class Bystander:
    """A process that does nothing but look at the clock every 5 ms: what stalls it, too, is the machine's own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BYSTANDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def leave(self) -> float:
        """End the process; return its longest stall in seconds."""
        return float(self._process.communicate()[0])


def write_million(file: Path) -> None:
    """Write a table of two inputs and two classes."""
    x = np.random.default_rng(1).standard_normal((MILLION, 2))
    table = np.column_stack([x, x[:, 0] > 0])
    np.savetxt(file, table, fmt=["%.5f", "%.5f", "%d"], delimiter=",", header="x1,x2,y", comments="")


def until(application: QApplication, met: Callable[[], bool], every: float = 0.002) -> float:
    """Let the window live until something is so, looked at ``every`` so many seconds; return how long that took."""
    begun = time.perf_counter()
    while not met():
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError(met)
        wait(application, every)
    return time.perf_counter() - begun


def read(application: QApplication, window: MainWindow, file: Path) -> float:
    """Open the table in the dialog; return the seconds until all of it is listed there."""
    begun = time.perf_counter()
    window.own_data.take(file)
    dialog = window.own_data.dialog
    assert dialog is not None
    listed: list[float] = []
    dialog.source.found.connect(lambda _: listed.append(time.perf_counter()))  # to look again and again takes time too
    until(application, lambda: bool(listed), 0.05)
    until(application, lambda: not dialog.reading.busy)
    return listed[0] - begun


def take(application: QApplication, window: MainWindow) -> tuple[float, float, float]:
    """Use the table that the dialog has read; return the longest stall, that of the machine's own, and work in one."""
    dialog = window.own_data.dialog
    assert dialog is not None
    bystander, ticks = Bystander(), Ticks()
    wait(application, 0.3)
    dialog.use.click()
    until(application, lambda: window.session.ready and not window.session.busy)
    wait(application, 1.0)
    ticks.timer.stop()
    return ticks.longest, bystander.leave(), ticks.longest_at_work


def rest(application: QApplication, window: MainWindow) -> float:
    """Train a little, and pause; return the seconds until the values of the whole set stand there."""
    window.player.toggle()
    wait(application, 0.5)
    window.player.toggle()
    until(application, lambda: not window.session.busy)
    frame = window.session.frame
    assert frame is not None
    assert frame.sampled
    return until(application, lambda: window.session.frame is not None and not window.session.frame.sampled)


def figures(rounds: int) -> Iterator[Figure]:
    """Read the table, take it, and wait for its exact values."""
    application = make_application()
    options = parser().parse_args(["--size", "1920x1080", "--screenshot", "unused"])
    window = open_window(load_scene("article-circles"), options)
    until(application, window.is_calm)
    reads, stalls, rests = [], [], []
    with TemporaryDirectory() as folder:
        file = Path(folder) / "million.csv"
        write_million(file)
        for _ in range(rounds):
            begun = time.perf_counter()
            np.loadtxt(file, delimiter=",", skiprows=1)
            reads.append((time.perf_counter() - begun, read(application, window, file)))
            stalls.append(take(application, window))
            rests.append(rest(application, window))
            window.session.edits.undo()
            until(application, window.is_calm)
    window.close()
    ours, own, work = zip(*stalls, strict=True)
    yield Figure("reading in the dialog, by numpy.loadtxt", tuple(b / a for a, b in reads), "×", 1.5)
    yield Figure("longest stall while it is taken in", tuple(1000 * each for each in ours), "ms", 100)
    yield Figure("   of it at work", tuple(1000 * each for each in work), "ms")
    yield Figure("   of an idle process beside it", tuple(1000 * each for each in own), "ms")
    yield Figure("the whole set's exact values, at rest after", tuple(rests), "s", 2)


if __name__ == "__main__":
    tell(figures(int(given(7)[0])))
