"""Four runs racing beside one run alone: iterations per second, all lanes together, in the engine and in the window.

Run: ``python -m tests.benchmarks.race [SECONDS]``. Needs no display; under a real one it opens the window there.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer

from core.exchange.scenes import load_scene
from core.training.experiment import Experiment
from core.training.factors import FACTORS
from core.training.problem import prepare
from core.training.race import Lane, advance_all, variants
from gui.arguments import parser
from gui.session.pace import ANY_NUMBER
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.sign import make_application
from tests.benchmarks.figures import Figure, given, tell

SCENE, SLICE, ROUNDS = "article-circles", 0.015, 5
REQUIRED, SMOOTH = 0.8, 45.0
"""Iterations of a race by those of one run, and its pictures a second, at least."""
RACED = ("alpha", "seed", "optimizer", "initializer")
"""What differs: activations and batch sizes cost differently by themselves, which says nothing about racing."""


def engine_rate(experiments: list[Experiment], seconds: float) -> float:
    """Return iterations per second of all lanes together, in slices as long as the window's."""
    lanes = [Lane(prepare(each), prepare(each).start()) for each in experiments]
    made, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        progresses = advance_all(lanes, 10**9, seconds=SLICE)
        made += sum(each.snapshot.iteration - each.first for each in progresses)
        lanes = [Lane(lane.problem, each.snapshot) for lane, each in zip(lanes, progresses, strict=True)]
    return made / (time.perf_counter() - began)


def engine(name: str, seconds: float) -> tuple[float, ...]:
    """Return the rate of a race over ``name`` by that of one run, in rounds taken in turns."""
    one = load_scene(SCENE).experiment
    four = [one, *variants(one, FACTORS[name], FACTORS[name].suggestions(one))]
    pairs = [(engine_rate([one], seconds), engine_rate(four, seconds)) for _ in range(ROUNDS)]
    return tuple(race / alone for alone, race in pairs)


class RacingWindow:
    """A window that runs alone or races, in turns."""

    def __init__(self) -> None:
        options = parser().parse_args(["--size", "1920x1080", "--screenshot", "unused", "--scene", SCENE])
        self.window: MainWindow = open_window(load_scene(SCENE), options)
        self.window.stages.set_rate(math.inf)
        self.loop = QEventLoop()
        self.pictures = 0
        self.window.player.views_changed.connect(self._painted)
        self.wait(3.0)

    def _painted(self) -> None:
        self.pictures += 1

    def wait(self, seconds: float) -> None:
        """Let the window live for a while."""
        QTimer.singleShot(round(1000 * seconds), self.loop.quit)
        self.loop.exec()

    def rate(self, seconds: float, races: bool) -> tuple[float, float]:
        """Run from iteration 0 in the window; return iterations of all lanes and pictures per second."""
        session, player = self.window.session, self.window.player
        player.restart()
        self.wait(0.5)
        if races:
            factor = FACTORS["seed"]
            session.racing.start(factor, factor.suggestions(session.experiment), 0)
            self.wait(0.5)
        player.run_to(ANY_NUMBER)
        self.wait(0.5)
        lanes = 1 + len(session.racing.others)
        before, pictures, began = session.iteration, self.pictures, time.perf_counter()
        self.wait(seconds)
        spent, made = time.perf_counter() - began, session.iteration - before
        pictures = self.pictures - pictures
        player.pause()
        self.wait(0.5)
        session.racing.clear()
        return lanes * made / spent, pictures / spent


def figures(seconds: float) -> Iterator[Figure]:
    """Compare in the engine, then in the window."""
    for name in RACED:
        yield Figure(f"engine, {FACTORS[name].title}", engine(name, seconds), "×", REQUIRED, at_least=True)
    stage = RacingWindow()
    turns = [(stage.rate(4 * seconds, False), stage.rate(4 * seconds, True)) for _ in range(ROUNDS)]
    ratios = tuple(race[0] / alone[0] for alone, race in turns)
    yield Figure(f"window, {FACTORS['seed'].title}", ratios, "×", REQUIRED, at_least=True)
    yield Figure("pictures of a race, as fast as possible", tuple(race[1] for _, race in turns), "/s", SMOOTH, True)
    yield Figure("   of one run alone", tuple(alone[1] for alone, _ in turns), "/s")
    stage.window.close()


if __name__ == "__main__":
    application = make_application()
    tell(figures(*given(1.0)))
