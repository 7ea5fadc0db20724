"""What tests of races do: begin one, go on, press what the lens has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.training.experiment import Experiment
from core.training.factors import FACTORS
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run, replay
from core.training.snapshot import Snapshot
from gui.frames.shown import ShownFrame
from gui.lenses.race.lens import RaceLens
from gui.shell.main_window import MainWindow


def shown(window: MainWindow) -> ShownFrame:
    """Return the displayed frame."""
    assert window.session.frame is not None
    return window.session.frame


def settle(window: MainWindow, qtbot: QtBot) -> ShownFrame:
    """Wait until nothing is under way; return the displayed frame."""
    qtbot.waitUntil(lambda: not window.session.busy and window.player.goal is None, timeout=20_000)
    return shown(window)


def train(window: MainWindow, qtbot: QtBot, iteration: int) -> ShownFrame:
    """Go to an iteration."""
    window.player.go_to(iteration)
    return settle(window, qtbot)


def open_lens(window: MainWindow) -> RaceLens:
    """Turn to the lens."""
    lens = next(page for page in window.lenses.pages if isinstance(page, RaceLens))
    window.lenses.turn_to(lens)
    return lens


def race(window: MainWindow, qtbot: QtBot, what: str, *values: object, at: int | None = None) -> ShownFrame:
    """Begin a race at the displayed iteration."""
    window.session.racing.start(FACTORS[what], values, window.session.iteration if at is None else at)
    return settle(window, qtbot)


def choose(lens: RaceLens, what: str) -> None:
    """Choose what differs, as a click in the list does."""
    place = lens.setup.what.findData(what)
    lens.setup.what.setCurrentIndex(place)
    lens.setup.what.activated.emit(place)


def press(lens: RaceLens) -> None:
    """Click “Race”."""
    lens.area.ensureWidgetVisible(lens.setup.race)
    QTest.mouseClick(lens.setup.race, Qt.MouseButton.LeftButton)


def at(run: Run, iteration: int) -> Snapshot:
    """Return an iteration of a run, replayed."""
    return replay(run.segments, run.history.nearest_key(iteration), iteration)


def check_level(frame: ShownFrame) -> None:
    """Compare every displayed run with its own replay at the iteration of all."""
    k = frame.snapshot.iteration
    for run, snapshot in ((frame.run, frame.snapshot), *((rival.run, rival.snapshot) for rival in frame.rivals)):
        assert snapshot.iteration == k
        assert run.history.end >= k
        assert snapshot.state.tobytes() == at(run, k).state.tobytes()


def alone(before: Experiment, after: Experiment, begin: int, end: int) -> Snapshot:
    """Return a run that changes at ``begin``, made without a window."""
    first = advance(prepare(before), prepare(before).start(), begin).snapshot
    return advance(prepare(after), first, end - begin).snapshot
