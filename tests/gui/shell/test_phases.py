"""Walking through one iteration by hand, forwards and backwards."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.analysis.sight import Cell
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import prepare
from core.training.trace import phases
from gui.shell.main_window import MainWindow
from gui.widgets.diagram.phases import example_on_show, layers_at_work, values_of
from gui.widgets.diagram.steps import ValueLabels, signed
from gui.widgets.theme import Look
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots")
LEFT = Qt.MouseButton.LeftButton


def wait_until_idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy, timeout=20_000)


def click(qtbot: QtBot, window: MainWindow, button: object) -> None:
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(
        lambda: not window.player.phases.to_go and window.player.goal is None and not window.session.busy,
        timeout=20_000,
    )


def titles(depth: int) -> list[str]:
    return [phase.title for phase in phases(depth)]


@pytest.mark.slow
def test_all_phases_in_order_then_the_next_iteration(qtbot: QtBot, window: MainWindow) -> None:
    depth = window.session.frame.problem.layout.depth
    seen = []
    for _ in titles(depth):
        click(qtbot, window, window.transport.phase)
        seen.append(window.session.frame.phase.title)
        assert window.session.iteration == 0
    assert seen == titles(depth)
    click(qtbot, window, window.transport.phase)
    assert window.session.iteration == 1
    assert window.session.frame.phase.kind == "batch"


@pytest.mark.slow
def test_phases_back_across_iterations_to_the_bit(qtbot: QtBot, window: MainWindow) -> None:
    start = window.session.frame.snapshot.state
    count = len(titles(window.session.frame.problem.layout.depth))
    for _ in range(count + 2):
        click(qtbot, window, window.transport.phase)
    assert (window.session.iteration, window.session.frame.step_into) == (1, 2)
    for _ in range(3):
        click(qtbot, window, window.transport.phase_back)
    assert (window.session.iteration, window.session.frame.step_into) == (0, count)
    for _ in range(count):
        click(qtbot, window, window.transport.phase_back)
    assert (window.session.iteration, window.session.frame.phase) == (0, None)
    assert np.array_equal(window.session.frame.snapshot.state, start)
    assert not window.transport.phase_back.isEnabled()


def test_a_whole_step_inside_a_phase_finishes_that_iteration(qtbot: QtBot, window: MainWindow) -> None:
    problem = prepare(window.session.experiment)
    for _ in range(3):
        click(qtbot, window, window.transport.phase)
    click(qtbot, window, window.transport.step)
    assert window.session.iteration == 1
    assert window.session.frame.phase is None
    expected = advance(problem, problem.start(), 1).snapshot.state
    assert np.array_equal(window.session.frame.snapshot.state, expected)


@pytest.mark.slow
def test_a_walk_by_phases_equals_steps(qtbot: QtBot, window: MainWindow) -> None:
    problem = prepare(window.session.experiment)
    count = len(titles(problem.layout.depth))
    for _ in range(2 * count + 1):
        click(qtbot, window, window.transport.phase)
    expected = advance(problem, problem.start(), 2).snapshot.state
    assert np.array_equal(window.session.frame.snapshot.state, expected)


def test_quick_presses_are_not_lost(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(5):
        qtbot.mouseClick(window.transport.phase, LEFT)
    qtbot.waitUntil(lambda: not window.player.phases.to_go and not window.session.busy, timeout=20_000)
    assert window.session.frame.step_into == 5


def test_keys_of_the_phases(qtbot: QtBot, window: MainWindow) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_PageDown, shift)
    qtbot.keyClick(window, Qt.Key.Key_PageDown, shift)
    qtbot.keyClick(window, Qt.Key.Key_PageUp, shift)
    qtbot.waitUntil(lambda: not window.player.phases.to_go and not window.session.busy, timeout=20_000)
    assert window.session.frame.step_into == 1


@pytest.mark.folded
def test_the_batch_is_outlined_while_an_iteration_is_open(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.answers.regions.batch.isVisible()
    click(qtbot, window, window.transport.phase)
    assert window.answers.regions.batch.isVisible()
    click(qtbot, window, window.transport.phase_back)
    assert not window.answers.regions.batch.isVisible()


def test_a_phase_survives_the_finer_picture(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, window.transport.phase)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    assert window.session.frame.phase.kind == "batch"


def test_a_click_into_a_refinement_does_not_end_it(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    session.looking.pick(5, 6)
    assert session._state.looking
    session.looking.point_at(Cell("z", 1, 0, 0))  # a click, painted before the answer is there
    qtbot.waitUntil(window.is_calm, timeout=5_000)
    assert session.frame.picked == (5, 6)


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["xor-tanh", "three-arms", "article-circles"])
def test_every_phase_is_painted_with_its_numbers(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene)
    before = window.network.diagram.grab().toImage()
    for phase in phases(window.session.frame.problem.layout.depth):
        click(qtbot, window, window.transport.phase)
        frame = window.session.frame
        picture = window.network.diagram.grab().toImage()
        assert picture != before
        before = picture
        layer, texts = values_of(frame.trace, phase)
        sizes = frame.problem.layout.sizes
        assert all(0 <= at <= len(sizes) - 1 for at in layers_at_work(phase, len(sizes) - 1))
        assert phase.kind == "update" or len(texts) == (1 if phase.kind == "loss" else sizes[layer])


@pytest.mark.folded
@pytest.mark.slow
def test_an_iteration_that_overflows_says_so(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-moons")
    window.training.changed.emit("optimizer", SGD(alpha=1e6))
    wait_until_idle(qtbot, window)
    for _ in range(5 * len(titles(window.session.frame.problem.layout.depth))):
        click(qtbot, window, window.transport.phase)
        if window.banner.text.startswith("Diverged"):
            break
    assert window.banner.text.startswith("Diverged at iteration")
    assert np.isfinite(window.session.frame.snapshot.state).all()


@pytest.mark.slow
@pytest.mark.folded
def test_the_picture_shows_the_example_that_is_asked_about_and_every_step(make_window: MakeWindow) -> None:
    window = make_window(size=(1920, 1080))
    session, diagram = window.session, window.network.diagram
    session.travel.go_to_phase(3)
    first = diagram.grab().toImage()
    session.looking.point_at(Cell("z", 2, 0, 5))
    assert example_on_show(session.frame) == 5
    lit = diagram.grab().toImage()
    session.looking.point_at(Cell("z", 2, 0, 6))  # the same way lights up, with other numbers
    assert diagram.grab().toImage() != lit
    session.looking.point_at(None)
    assert example_on_show(session.frame) == 6  # as in the lenses
    session.looking.follow_in_batch(0)
    assert example_on_show(session.frame) == 0
    assert diagram.grab().toImage() == first
    session.travel.go_to_phase(len(titles(session.frame.problem.layout.depth)))
    moved = session.frame.trace.after.theta - session.frame.trace.before.theta
    labels, written = ValueLabels.paint, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            ValueLabels,
            "paint",
            lambda self, painter, ground, text, role="": (
                written.append(text),
                labels(self, painter, ground, text, role),
            ),
        )
        diagram.grab()
    layout = session.frame.problem.layout
    last = layout.depth
    assert {f"b {signed(step)}" for l in range(1, last + 1) for step in layout.biases(moved, l)[:, 0]} <= set(written)
    assert {signed(step) for step in layout.weights(moved, last).ravel()} <= set(written)


@pytest.mark.slow
@pytest.mark.folded
@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768)])
def test_what_the_numbers_are_of_covers_none_of_them(make_window: MakeWindow, size: tuple[int, int]) -> None:
    window = make_window("article-circles", size=size)
    sign, rooms = ValueLabels.sign, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ValueLabels, "sign", lambda *given: rooms.append((sign(*given), given[-1])))
        for step in range(1, len(titles(window.session.frame.problem.layout.depth)) + 1):
            window.session.travel.go_to_phase(step)
            window.network.diagram.grab()
    assert len(rooms) == len(titles(window.session.frame.problem.layout.depth))
    for room, taken in rooms:
        assert len(taken) > 6
        assert not any(map(room.intersects, taken))


@pytest.mark.parametrize("scene", ["course-pass-fail", "xor-tanh"])
def test_connections_that_are_not_at_work_fade(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene)
    window.session.travel.go_to_phase(2)
    diagram = window.network.diagram
    after = diagram._diagram.columns[2].tiles[0]
    gap = QRect(QPoint(round(after.left()) - 30, round(after.top())), QSize(20, 150))
    pictures = []
    for step in (2, 3):  # forward, layer 1 and 2
        window.session.travel.go_to_phase(step)
        wait_until_idle(qtbot, window)
        pictures.append(diagram.grab(gap).toImage())
    ground = window.look.colour("card")

    def contrast(picture: QImage) -> float:
        colours = (picture.pixelColor(x, y) for x in range(0, 20, 2) for y in range(0, 150, 2))
        return sum(abs(c.blue() - ground.blue()) + abs(c.red() - ground.red()) for c in colours)

    assert contrast(pictures[1]) > 2 * contrast(pictures[0])


def test_a_number_stays_in_the_picture(qapp: QApplication) -> None:
    picture = QPixmap(100, 40)
    painter = QPainter(picture)
    room = ValueLabels(Look()).write(painter, QRectF(80.0, 10.0, 12.0, 12.0), "−0.344 → −0.331")
    painter.end()
    assert QRectF(picture.rect()).right() >= room.right() - 1
    assert room.left() < 80.0
