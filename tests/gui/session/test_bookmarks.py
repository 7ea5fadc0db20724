"""Bookmarks of a run: set, named, moved to, kept."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from core.training.bookmarks import Bookmark, Prediction, with_prediction
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.optimizers import SGD
from core.words import unmarked
from gui.panels.timeline_flags import help_on
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.driving import press_strip, run_to, wait_until_idle

pytestmark = pytest.mark.folded("plots", "lenses")
LEFT = Qt.MouseButton.LeftButton


class TestBookmarks:
    """Iterations with a name."""

    def mark(self, qtbot: QtBot, window: MainWindow, at: int, name: str = "") -> None:
        window.player.go_to(at)
        wait_until_idle(qtbot, window)
        qtbot.mouseClick(window.timeline.bookmark, LEFT)
        field = window.timeline.marks.name_field
        if name:
            qtbot.keyClicks(field, name)
        qtbot.keyClick(field, Qt.Key.Key_Return)

    def names(self, window: MainWindow) -> list[tuple[int, str]]:
        return [(mark.iteration, mark.name) for mark in window.session.run.bookmarks]

    def test_one_is_set_named_and_jumped_to(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 90)
        self.mark(qtbot, window, 60)
        self.mark(qtbot, window, 30, "  the   plateau ")
        assert self.names(window) == [(30, "the plateau"), (60, "iteration 60")]
        flag = window.timeline.marks.flags[0]
        assert flag.words == "the plateau"
        press_strip(qtbot, window, 90)
        qtbot.mouseClick(window.timeline, LEFT, pos=flag.area.center().toPoint())
        wait_until_idle(qtbot, window)
        assert window.session.iteration == 30

    def test_predictions_stand_in_the_tooltip_and_stay_with_the_name(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 90)
        made = Prediction("Will it rise?", ("It falls", "It rises"), (3, 14), 0, "The loss fell from 0.5 to 0.4.")
        session = window.session
        session.set_bookmarks(session.run, with_prediction(session.run.bookmarks, 60, "Will the loss rise?", made))
        flag = window.timeline.marks.flags[0]
        for words in ("Will it rise?", "✓ It falls: 3", "– It rises: 14", "The loss fell from 0.5 to 0.4."):
            assert words in help_on(flag.mark, session.run.segments)
        self.mark(qtbot, window, 60, "the class errs")
        assert self.names(window) == [(60, "the class errs")]
        session.set_bookmarks(session.run, with_prediction(session.run.bookmarks, 60, "Will the loss rise?", made))
        assert session.run.bookmarks == (Bookmark(60, "the class errs", (made, made)),)
        session.edits.undo()
        assert session.run.bookmarks == (Bookmark(60, "the class errs", (made,)),)

    def test_control_b_at_a_bookmark_asks_for_another_name(self, qtbot: QtBot, window: MainWindow) -> None:
        self.mark(qtbot, window, 5, "first")
        qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        assert window.timeline.marks.name_field.text() == "first"
        qtbot.keyClicks(window.timeline.marks.name_field, "second")
        qtbot.keyClick(window.timeline.marks.name_field, Qt.Key.Key_Escape)
        assert self.names(window) == [(5, "first")]

    @pytest.mark.parametrize("name", [" ", 41 * "x"])
    def test_a_name_that_cannot_be_is_refused(self, qtbot: QtBot, window: MainWindow, name: str) -> None:
        self.mark(qtbot, window, 5, name)
        assert "1 to 40 characters" in window.banner.text
        assert window.timeline.marks.name_field.isVisible()
        assert self.names(window) == [(5, "iteration 5")]
        qtbot.keyClick(window.timeline.marks.name_field, Qt.Key.Key_Escape)

    def test_rename_and_delete_by_the_menu(self, qtbot: QtBot, window: MainWindow) -> None:
        self.mark(qtbot, window, 5)
        (bookmark,) = window.session.run.bookmarks
        menu = window.timeline.marks.menu_of(bookmark)
        assert [unmarked(each.text()) for each in menu.actions()] == ["Go to “iteration 5”", "Rename …", "Delete"]
        menu.actions()[1].trigger()
        qtbot.keyClicks(window.timeline.marks.name_field, "five")
        qtbot.keyClick(window.timeline.marks.name_field, Qt.Key.Key_Return)
        assert self.names(window) == [(5, "five")]
        menu.actions()[2].trigger()
        assert self.names(window) == []
        menu.close()

    def test_a_fork_keeps_those_of_the_shared_past_and_the_ghost_all(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 90)
        self.mark(qtbot, window, 20)
        self.mark(qtbot, window, 80)
        press_strip(qtbot, window, 50)
        window.training.changed.emit("optimizer", SGD(alpha=0.05))
        wait_until_idle(qtbot, window)
        assert self.names(window) == [(20, "iteration 20")]
        (ghost,) = window.session.frame.ghosts
        assert [mark.iteration for mark in ghost.bookmarks] == [20, 80]

    def test_starting_over_and_undoing_it_brings_them_back(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 90)
        self.mark(qtbot, window, 70, "here")
        state = window.session.frame.snapshot.state
        window.training.changed.emit("seed", 9)
        wait_until_idle(qtbot, window)
        assert self.names(window) == []
        window.session.edits.undo()
        wait_until_idle(qtbot, window)
        assert self.names(window) == [(70, "here")]
        (flag,) = window.timeline.marks.flags
        qtbot.mouseClick(window.timeline, LEFT, pos=flag.area.center().toPoint())
        wait_until_idle(qtbot, window)
        assert window.session.iteration == 70
        assert np.array_equal(window.session.frame.snapshot.state, state)

    def test_a_breakpoint_at_an_iteration_is_a_flag_that_its_menu_removes(
        self, qtbot: QtBot, window: MainWindow
    ) -> None:
        height = window.timeline.sizeHint().height()
        at = AtIteration(iteration=400)
        window.session.set_breakpoints(Breakpoints((at,)))
        (flag,) = window.timeline.marks.flags
        assert (flag.mark, flag.words) == (at, "iteration 400")
        assert flag.area.right() <= window.timeline.width()
        assert window.timeline.sizeHint().height() == height  # room is kept: nothing moves
        menu = window.timeline.marks.menu_of(at)
        menu.actions()[0].trigger()
        assert window.session.breakpoints == Breakpoints()
        assert window.timeline.marks.flags == []
        menu.close()

    def test_names_never_overlap(self, qtbot: QtBot, window: MainWindow) -> None:
        run_to(qtbot, window, 300)
        marks = tuple(Bookmark(k, 3 * f"bookmark {k}") for k in (1, 2, 3, 90, 95, 180, 290, 300))
        window.session.set_bookmarks(window.session.run, marks)
        flags = window.timeline.marks.flags
        assert [flag.mark for flag in flags] == list(marks)
        metrics = QFontMetricsF(window.look.font(0.83))
        ends = [flag.left + metrics.horizontalAdvance(flag.words) for flag in flags]
        named = [(flag, end) for flag, end in zip(flags, ends, strict=True) if flag.words]
        assert all(end <= after.left for (_, end), (after, _) in pairwise(named))
        assert max(ends) <= window.timeline.width()


@pytest.mark.slow
def test_steps_of_a_walk_are_bookmarked_as_iterations_are(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("function-lab")
    function, timeline = window.stages.function, window.timeline
    qtbot.waitUntil(lambda: function.frame is not None)
    window.player.run_to(6)
    qtbot.waitUntil(lambda: function.frame is not None and function.frame.step == 6 and window.player.goal is None)
    qtbot.mouseClick(timeline.bookmark, LEFT)
    qtbot.keyClick(timeline.marks.name_field, Qt.Key.Key_Return)
    assert function.bookmarks == (Bookmark(6, "step 6"),)
    assert unmarked(timeline.help_text(QPointF(), function.bookmarks[0])).splitlines()[:2] == ["step 6", "step 6"]
    menu = timeline.marks.menu_of(function.bookmarks[0])
    assert [unmarked(each.text()) for each in menu.actions()] == ["Go to “step 6”", "Rename …", "Delete"]
    menu.actions()[1].trigger()
    qtbot.keyClicks(timeline.marks.name_field, "the valley")
    qtbot.keyClick(timeline.marks.name_field, Qt.Key.Key_Return)
    assert function.bookmarks == (Bookmark(6, "the valley"),)
    assert [flag.words for flag in timeline.marks.flags] == ["the valley"]
    menu.actions()[2].trigger()
    assert function.bookmarks == ()
    window.session.edits.undo()
    assert function.bookmarks == (Bookmark(6, "the valley"),)
    menu.close()
