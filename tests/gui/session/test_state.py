"""The state, what is asked for under it, and what becomes of answers that come too late."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from core.analysis.sight import Cell, Sight
from core.exchange.scenes import load_scene
from core.training.run import replay
from gui.frames import jobs
from gui.session.asking import Asking
from gui.session.session import Session
from gui.session.state import State
from tests.core.samples import SMALL
from tests.gui.inline import Inline


def ready(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.ready and not session.busy, timeout=20_000)


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    """Return a session on a scene."""
    session = Session(Inline())
    session.open_scene(load_scene("xor-tanh"))
    ready(qtbot, session)
    return session


@pytest.mark.slow
def test_reset_forgets_all_but_that_answers_may_still_come() -> None:
    state = State(sight=Sight(row=4), experiment=SMALL, busy=True, looking=True, dragging=True, generation=7)
    state.pointed = Cell("z", 1, 0, 0)
    state.reset()
    fresh = State(generation=8)
    assert {f.name: getattr(state, f.name) for f in fields(State)} == {
        f.name: getattr(fresh, f.name) for f in fields(State)
    }


def test_an_answer_to_what_is_no_more_asked_for_is_dropped(qtbot: QtBot) -> None:
    state, taken = State(), []
    asking = Asking(state, Inline())
    asking.submit(partial(jobs.begin, SMALL, None, Sight()), taken.append)
    assert state.busy
    state.reset()
    asking.background.submit("last", tuple, taken.append, None)
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [()]
    assert not state.busy


def test_a_session_that_is_reset_can_begin_again(qtbot: QtBot, session: Session) -> None:
    session.advance(20, 60.0)
    ready(qtbot, session)
    session.edit(replace(session.experiment, batch_size=5))
    ready(qtbot, session)
    session.reset()
    assert (session.frame, session.runs, session.scene) == (None, None, None)
    assert (session.busy, session.ready, session.edits.canUndo()) == (False, False, False)
    session.open_scene(load_scene("xor-tanh"))
    ready(qtbot, session)
    assert session.iteration == 0
    assert session.frame is not None
    assert session.frame.experiment == load_scene("xor-tanh").experiment


def test_views_can_read_the_state_and_not_write_it(session: Session) -> None:
    for name in (
        "runs",
        "run",
        "frame",
        "experiment",
        "scene",
        "breakpoints",
        "busy",
        "dragging",
        "ready",
        "iteration",
    ):
        with pytest.raises(AttributeError):
            setattr(session, name, None)


def test_an_edit_and_a_parameter_set_at_once_are_both_on_show(qtbot: QtBot, session: Session) -> None:
    session.advance(6, 60.0)
    ready(qtbot, session)
    session.edit(replace(session.experiment, batch_size=5))
    session.set_parameter(2, 0.75)
    ready(qtbot, session)
    frame, run = session.frame, session.run
    assert frame is not None
    assert frame.experiment.batch_size == 5
    assert frame.snapshot.theta[2] == 0.75
    session.advance(4, 60.0)
    ready(qtbot, session)
    again = replay(run.segments, run.history.keys[0], 10)
    assert session.frame is not None
    assert session.frame.snapshot.state.tobytes() == again.state.tobytes()


def test_an_order_to_rest_is_said_once(session: Session) -> None:
    told, diverged = [], []
    session.paused.connect(lambda: told.append("paused"))
    session.stopped.connect(diverged.append)
    session.pause()
    assert (told, diverged) == (["paused"], [])
