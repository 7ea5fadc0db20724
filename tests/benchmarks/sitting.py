"""A million iterations in the window: the last minute's pace beside the first's, and the memory.

Run: ``python -m tests.benchmarks.sitting [ITERATIONS]``.
"""

from __future__ import annotations

import math
import os
import sys
import time

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from gui.arguments import parser
from gui.shell.opening import open_window


def peak_memory() -> float:
    """Return the most memory that this process has held, in MiB; NaN where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(iterations: int) -> None:
    """Run to ``iterations`` and print pace and memory."""
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
    history = window.session.run.history
    keys = sum(key.state.nbytes for key in history.keys) / 2**20
    print(f"{times[-1][1]:,} iterations in {times[-1][0] - times[0][0]:.0f} s; {len(times)} pictures")
    print(f"last {minute:.0f} s: {last:,}; first {minute:.0f} s: {first:,}; ratio {last / first:.2f} (at least 0.9)")
    print(f"keys: {keys:.1f} MiB every {history.key_stride}; whole process at most {peak_memory():.0f} MiB")
    window.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
