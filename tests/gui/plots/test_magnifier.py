"""A step that the ball covers is shown magnified: whole, true to scale, out of the way, and only then."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from pytestqt.qtbot import QtBot

from core.analysis.scope import Scope
from core.analysis.slices import ParameterSlice
from core.arrays import frozen
from core.training.evaluation import evaluate
from core.training.optimizers import SGD
from gui.lenses.one_weight import HALVES, OneWeightLens
from gui.plots.parts.magnifier import BALL, HIDDEN, Magnifier, detail_of, step_strokes
from gui.shell.main_window import MainWindow
from gui.widgets.theme import THEMES, Look
from tests.gui.along_lines import edit, one_weight, settled
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("plots")


def sliced(step: float = 1e-3, slope: float = 0.5, arrival: float = 0.999) -> ParameterSlice:
    """Return the slice of a line through (0, 1)."""
    spare = 0.6 * abs(step)
    around = (min(0.0, step) - spare, max(0.0, step) + spare)
    w = np.unique(np.concatenate([np.linspace(-1.0, 1.0, 81), np.linspace(*around, 17), [0.0, step]]))
    loss = 1.0 + slope * w
    none = np.empty((0, 2))
    return ParameterSlice(
        Scope("batch", frozen(none), 0),
        0, 5, frozen(w), frozen(loss), (-1.0, 1.0), 0.0, 1.0, slope, step, -step, 1.0, 1.0 + slope * step, arrival,
        frozen(none), around,
    )  # fmt: skip


def to_pixels(lens: OneWeightLens) -> QTransform:
    lens.plot.grab()  # it may be scrolled away, and has not been laid out then
    return lens.plot.magnifier.deviceTransform(lens.plot.canvas.viewportTransform())


def framed(lens: OneWeightLens) -> QRectF | None:
    return lens.plot.magnifier.frame(to_pixels(lens))


def default_scene(window: MainWindow, qtbot: QtBot) -> tuple[OneWeightLens, ParameterSlice]:
    lens = one_weight(window, qtbot)
    window.player.go_to(20)
    qtbot.waitUntil(lambda: window.session.iteration == 20, timeout=10_000)
    settled(window, lens, qtbot)
    assert lens.cut is not None
    return lens, lens.cut


@pytest.mark.slow
def test_the_default_scene_shows_its_step(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", size=(1920, 1080))
    lens, cut = default_scene(window, qtbot)
    frame, seen = framed(lens), to_pixels(lens)
    assert abs(cut.step) * seen.m11() < HIDDEN * BALL
    assert frame is not None
    assert not frame.contains(seen.map(QPointF(cut.now, cut.loss_now)))
    assert lens.plot.canvas.box.sceneBoundingRect().contains(frame)
    detail = detail_of(cut)
    assert detail is not None
    inside = lens.plot.magnifier.onto(frame)
    ball, ring = (inside.map(QPointF(*at)) for at in ((cut.now, cut.loss_now), (cut.now + cut.step, cut.landing)))
    assert abs(ring.x() - ball.x()) > HIDDEN * lens.look.px(BALL)
    assert frame.contains(ball)
    assert frame.contains(ring)
    for tag in lens.plot.tags.boxes(seen):
        assert not tag.intersects(frame)
    # Its points are of its own: exact, and close enough for a kink of a ReLU to be seen.
    close = (detail.w[0] <= cut.w) & (cut.w <= detail.w[1])
    assert close.sum() >= 17
    theta = np.array(window.session.frame.snapshot.theta)  # type: ignore[union-attr]
    for w, loss in list(zip(cut.w[close], cut.loss[close], strict=True))[::5]:
        theta[cut.index] = w
        met = evaluate(window.session.frame.problem, theta, 0)  # type: ignore[union-attr]
        assert loss == pytest.approx(met.train_loss + met.penalty, rel=1e-12)
    lens._set_half(2.0 * abs(cut.step))  # so close the step is seen by itself
    settled(window, lens, qtbot)
    assert framed(lens) is None
    assert lens.plot.markers.markers[-2][1] == pytest.approx(cut.now + cut.step)


@pytest.mark.parametrize("text", [15.0, 27.0])
@pytest.mark.slow
def test_it_has_room_in_the_smallest_window(make_window: MakeWindow, qtbot: QtBot, text: float) -> None:
    window = make_window("article-circles", size=(1024, 768))
    window.set_look(replace(window.look, theme=THEMES["whiteboard"], text=text))
    lens, _ = default_scene(window, qtbot)
    assert framed(lens) is not None
    assert all(not tag.intersects(framed(lens)) for tag in lens.plot.tags.boxes(to_pixels(lens)))  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_step_that_is_seen_is_not_magnified(window: MainWindow, qtbot: QtBot) -> None:
    lens = one_weight(window, qtbot)
    window.session.looking.pick_next(13)
    settled(window, lens, qtbot)
    edit(window, lens, qtbot, replace(window.session.experiment, optimizer=SGD(alpha=30.0)))
    assert lens.cut is not None
    assert abs(lens.cut.step) * to_pixels(lens).m11() > HIDDEN * BALL
    assert framed(lens) is None


@pytest.mark.slow
def test_closer_goes_on_as_far_as_numbers_carry_it(window: MainWindow, qtbot: QtBot) -> None:
    lens = one_weight(window, qtbot)
    window.session.looking.pick_next(13)
    frame = settled(window, lens, qtbot)
    for _ in range(40):
        lens.closer.click()
        settled(window, lens, qtbot)
    assert not lens.closer.isEnabled()
    assert lens.half == HALVES[0] == 1e-7
    assert lens.range_label.text() == "± 1·10⁻⁷"
    cut = lens.cut
    assert cut is not None
    assert lens.plot.notice.text() == ""
    assert cut.loss_now == pytest.approx(frame.evaluation.train_loss + frame.evaluation.penalty, rel=1e-12)
    low, high = lens.plot.span
    assert np.ptp(cut.loss[(cut.range[0] <= cut.w) & (cut.w <= cut.range[1])]) > 0.4 * (high - low)
    rise = np.diff(cut.loss) / np.diff(cut.w)
    assert np.median(rise) == pytest.approx(cut.slope, rel=1e-2)


def test_what_lies_far_off_stands_beyond_a_gap() -> None:
    near, below, above = (detail_of(sliced(arrival=1.0 + d)) for d in (-0.8e-3, -0.1, 0.1))
    assert near is not None
    assert below is not None
    assert above is not None
    assert (near.gap, below.gap, above.gap) == (0, -1, 1)
    assert near.loss[0] < 1.0 - 0.8e-3
    assert below.loss == above.loss
    assert below.loss[1] - below.loss[0] == pytest.approx(1.28 * 2.2 * 0.5e-3)


def test_flat_pieces_stay_flat_and_no_step_is_nothing() -> None:
    flat = detail_of(sliced(slope=1e-15))
    assert flat is not None
    assert flat.loss[1] - flat.loss[0] > 1e-12
    assert detail_of(replace(sliced(), around=None)) is None
    assert detail_of(replace(sliced(), loss=frozen(np.full_like(sliced().loss, math.inf)))) is None
    assert detail_of(sliced(arrival=math.nan)) is not None


def test_both_pictures_have_the_same_strokes() -> None:
    cut = sliced()
    tangent, drop, arrow = step_strokes(cut, Look(), 0.1)
    assert tangent.start == (-0.1, 0.95)
    assert drop.end == (cut.step, cut.landing)
    assert (arrow.start, arrow.end) == ((0.0, 1.0), (cut.step, 1.0))


def test_it_goes_where_it_hides_least_and_stays_there() -> None:
    magnifier = Magnifier()
    magnifier.boundingRect = lambda: QRectF(-1.0, 0.4, 2.0, 1.2)  # type: ignore[method-assign]
    seen = QTransform(300.0, 0.0, 0.0, -300.0, 300.0, 480.0)
    places = {}
    for slope in (0.5, -0.5):
        magnifier.show_step(sliced(slope=slope))
        frame = magnifier.frame(seen)
        assert frame is not None
        places[slope] = frame.center().x()
        x = np.linspace(frame.left(), frame.right())
        y = -300.0 * (1.0 + slope * (x - 300.0) / 300.0) + 480.0
        assert not np.any((frame.top() < y) & (y < frame.bottom()))
    assert places[0.5] < 300.0 < places[-0.5]
    magnifier.show_step(sliced(slope=0.0))  # as good anywhere: it stays
    again = magnifier.frame(seen)
    assert again is not None
    assert again.center().x() == places[-0.5]
