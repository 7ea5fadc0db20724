"""A million iterations in the window: the last minute's pace beside the first's, and the memory.

Run: ``python -m tests.benchmarks.sitting [ITERATIONS]``.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterator

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from gui.arguments import parser
from gui.shell.opening import open_window
from tests.benchmarks.figures import Figure, given, tell


def peak_memory() -> float:
    """Return the most memory that this process has held, in MiB; NaN where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures(iterations: int) -> Iterator[Figure]:
    """Run to ``iterations``."""
    application = QApplication(sys.argv[:1])
    options = parser().parse_args(["--screenshot", "unused", "--size", "1920x1080"])
    window = open_window(load_scene("article-circles"), options)
    window.stages.set_rate(math.inf)
    QTimer.singleShot(2_000, application.exit)
    application.exec()
    times: list[tuple[float, int]] = []
    window.player.views_changed.connect(lambda: times.append((time.perf_counter(), window.session.iteration)))
    window.player.playing_changed.connect(lambda playing: None if playing else application.exit())
    window.player.run_to(iterations)
    application.exec()
    minute = min(60.0, (times[-1][0] - times[0][0]) / 3)
    first = next(k for at, k in times if at >= times[0][0] + minute) - times[0][1]
    last = times[-1][1] - next(k for at, k in times if at >= times[-1][0] - minute)
    keys = sum(key.state.nbytes for key in window.session.run.history.keys) / 2**20
    took = times[-1][0] - times[0][0]
    yield Figure(f"pictures while {times[-1][1]:,} iterations are made", (len(times) / took,), "/s")
    yield Figure(
        f"iterations of the last {minute:.0f} s by those of the first", (last / first,), "×", 0.9, at_least=True
    )
    yield Figure("keys of the history", (keys,), "MiB", 64)
    yield Figure("the whole process at most", (peak_memory(),), "MiB")
    window.close()


if __name__ == "__main__":
    tell(figures(int(given(1_000_000)[0])))
