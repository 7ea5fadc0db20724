"""A click on the descent path starts from there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from core.analysis.planes import PathComponents, PlaneKind, TwoParameters
from gui.panels.timeline_ghosts import parting
from gui.shell.main_window import MainWindow
from tests.core.samples import title
from tests.gui.planes import go_to, look, whole_loss

pytestmark = pytest.mark.folded("lenses")
LEFT = Qt.MouseButton.LeftButton


class TestStartHere:
    @staticmethod
    def click(qtbot: QtBot, window: MainWindow, share: tuple[float, float]) -> QPointF:
        """Click into the plot; return the place on the plane."""
        canvas = window.descent_path.canvas
        area = canvas.box.sceneBoundingRect()
        scene = QPointF(area.x() + share[0] * area.width(), area.y() + share[1] * area.height())
        place = QPoint(canvas.mapFromScene(scene))
        qtbot.mouseClick(canvas.viewport(), LEFT, pos=place)
        return canvas.box.mapSceneToView(canvas.mapToScene(place))

    @pytest.mark.slow
    @pytest.mark.parametrize("kind", [TwoParameters(), PathComponents()], ids=title)
    def test_it_forks_and_undo_takes_it_back(self, qtbot: QtBot, window: MainWindow, kind: PlaneKind) -> None:
        go_to(qtbot, window, 60, 30)
        frame, view = look(qtbot, window, kind), window.descent_path
        old, run = frame.snapshot, window.session.run
        at = self.click(qtbot, window, (0.3, 0.4))
        assert view.start_here.isVisible()
        assert "loss" in view.start_here.words.text()
        assert window.session.frame.snapshot is old  # a click alone sets nothing
        qtbot.mouseClick(view.start_here.button, LEFT)
        qtbot.waitUntil(window.is_calm, timeout=20_000)
        now = window.session.frame
        np.testing.assert_allclose(now.snapshot.theta, frame.chart.plane.at(at.x(), at.y()), rtol=0, atol=1e-12)
        assert not np.array_equal(now.snapshot.theta, old.theta)
        assert window.session.run is not run
        assert run in window.session.runs.ghosts
        assert run.history.end == 60
        assert whole_loss(now, now.snapshot.theta) == pytest.approx(now.evaluation.train_loss + now.evaluation.penalty)
        window.session.edits.undo()
        qtbot.waitUntil(window.is_calm, timeout=20_000)
        assert np.array_equal(window.session.frame.snapshot.theta, old.theta)

    @pytest.mark.slow
    def test_from_the_past_the_old_future_stays_as_a_named_ghost(self, qtbot: QtBot, window: MainWindow) -> None:
        go_to(qtbot, window, 60)
        old, future = window.session.run, window.session.run.history.batch_loss.copy()
        for iteration in (50, 38, 20):  # the cursor of time, dragged along the loss curve
            window.loss_curve.dragged.emit(iteration)
        qtbot.waitUntil(window.is_calm, timeout=20_000)
        assert window.session.iteration == 20
        picked = look(qtbot, window, TwoParameters()).picked
        at = self.click(qtbot, window, (0.3, 0.4))
        qtbot.mouseClick(window.descent_path.start_here.button, LEFT)
        go_to(qtbot, window, 40)
        frame = window.session.frame
        assert frame.ghosts == (old,)
        assert np.array_equal(old.history.batch_loss, future)
        assert window.session.run.history.end == 40
        layout = frame.problem.layout
        for run in (old, window.session.run):
            assert run.name.startswith(f"{layout.name(picked[0])} = ")
            assert run.name.endswith(" from 20")
        assert dict(window.session.run.hand_set_at(20)) == pytest.approx(
            dict(zip(picked, (at.x(), at.y()), strict=True))
        )
        assert old.hand_set_at(20) == ()
        strip = window.timeline
        assert parting(old, window.session.run) == 20
        (branch,) = strip.ghosts.branches(strip.line, window.session.run)
        assert strip.ghosts.at(branch.tag.center(), strip.line, window.session.run) is old
        assert any(curve.isVisible() for curve in window.descent_path.ghosts)

    @pytest.mark.slow
    def test_a_replay_gives_the_same_run_again(self, qtbot: QtBot, window: MainWindow) -> None:
        go_to(qtbot, window, 20)
        look(qtbot, window, PathComponents())
        self.click(qtbot, window, (0.7, 0.3))
        qtbot.mouseClick(window.descent_path.start_here.button, LEFT)
        go_to(qtbot, window, 40)
        there = window.session.frame.snapshot.theta.copy()
        go_to(qtbot, window, 3, 40)
        assert np.array_equal(window.session.frame.snapshot.theta, there)

    def test_closing_it_and_a_double_click_set_nothing(self, qtbot: QtBot, window: MainWindow) -> None:
        go_to(qtbot, window, 20)
        view, before = window.descent_path, window.session.frame.snapshot
        self.click(qtbot, window, (0.5, 0.5))
        qtbot.mouseClick(view.start_here.close_button, LEFT)
        assert view.start_here.isHidden()
        self.click(qtbot, window, (0.5, 0.5))
        qtbot.mouseDClick(view.canvas.viewport(), LEFT, pos=view.canvas.rect().center())
        assert view.start_here.isHidden()
        assert window.columns.blown_up is not None
        assert window.session.frame.snapshot is before

    def test_it_goes_away_with_the_iteration(self, qtbot: QtBot, window: MainWindow) -> None:
        go_to(qtbot, window, 20)
        self.click(qtbot, window, (0.5, 0.5))
        go_to(qtbot, window, 21)
        assert window.descent_path.start_here.isHidden()
