"""The window after a lesson's actions is where the bench is, to the bit: each verb, and each page of each lesson."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.course.actions.catalogue import ACTIONS, action_from
from core.course.course import lesson_names, load_lesson
from core.course.lesson import Actions
from core.course.workbench import LessonBench
from core.exchange.scenes import load_scene
from gui.course.acting import Acting
from gui.course.hands import Desk
from gui.shell.main_window import MainWindow
from tests.gui.shared import MakeWindow

HERE = Path(__file__).parent
WALK: tuple[dict[str, Any], ...] = ({"open": "pigs"},)
NET: tuple[dict[str, Any], ...] = ({"open": "xor-tanh"},)
SCRIPTS: dict[str, tuple[tuple[dict[str, Any], ...], ...]] = {
    "open": (
        (*NET, {"go_to": 7}, {"phase": 2}, {"open": "course-pass-fail"}),
        (*NET, *NET),
        (*WALK, *NET),
        (*NET, *WALK),
    ),
    "set": (
        (*NET, {"set": {"optimizer": {"name": "sgd", "alpha": 0.5}}}, {"go_on": 5}),
        (*NET, {"go_to": 9}, {"phase": 3}, {"set": {"optimizer": {"alpha": 0.5}}}, {"go_on": 5}),
        (*NET, {"go_to": 9}, {"set": {"seed": 4}}, {"go_on": 3}),
        (*WALK, {"go_to": 4}, {"set": {"start": [3.0]}}, {"go_on": 2}),
    ),
    "fork": ((*NET, {"go_to": 30}, {"fork": {"at": 10, "set": {"optimizer": {"alpha": 0.3}}}}, {"go_on": 4}),),
    "fault": ((*NET, {"fault": "wrong_sign"}, {"go_on": 5}),),
    "type": ((*WALK, {"type": "x^2 + 1"}, {"go_to": 3}), (*WALK, {"type": "x^2 + 3y^2"}, {"go_to": 3})),
    "go_to": ((*NET, {"go_to": 40}), (*NET, {"go_to": 40}, {"go_to": 11}), (*WALK, {"go_to": 12})),
    "go_on": ((*NET, {"go_on": 3}, {"go_on": 4}), (*WALK, {"go_on": 2})),
    "epoch": ((*NET, {"epoch": 2}), ({"open": "article-circles"}, {"epoch": 1})),
    "phase": ((*NET, {"go_to": 2}, {"phase": "forward 1"}), (*NET, {"phase": 1}, {"go_on": 1}), (*NET, {"phase": 99})),
    "run_until": (
        (*NET, {"run_until": {"name": "loss_below", "loss": 0.3, "most": 300}}),
        (*NET, {"go_to": 5}, {"run_until": {"name": "loss_below", "loss": 0.001, "most": 9}}, {"go_on": 2}),
    ),
    "weights": (
        (*NET, {"weights": {"w[1]1,1": 2.5, "b[1]1": -1}}, {"go_on": 3}),
        (*NET, {"go_to": 4}, {"weights": {"w[2]1,1": 0.25}}, {"go_on": 1}),
    ),
    "nudge": ((*NET, {"nudge": {"parameter": "w[2]1,1", "delta": 0.1}}),),
    "secant": ((*WALK, {"secant": 0.1}), (*WALK, {"type": "x^2 + 3y^2"}, {"secant": {"delta": -0.2, "along": "y"}})),
    "follow": (({"open": "course-pass-fail"}, {"follow": [21, 90, 7]}), (*NET, {"follow": 3})),
    "neuron": ((*NET, {"neuron": [1, 2]}),),
    "choose": ((*NET, {"choose": ["w[1]2,1", "b[2]1"]}), (*NET, {"go_to": 3}, {"choose": "b[1]1"})),
    "cell": (
        (*NET, {"cell": {"matrix": "z", "layer": 1, "row": 2, "column": 1}}),
        (*NET, {"cell": {"matrix": "w", "layer": 1}}),
    ),
    "axes": (({"open": "course-pass-fail"}, {"axes": ["homework (h)", "network drops"]}), (*NET, {"axes": "hidden"})),
    "plane": ((*NET, {"go_to": 20}, {"plane": "path"}),),
    "points": ((*NET, {"points": [[-1, 0.5, 0], [1, 0.5, 1], [0, 1, 0], [0, -1, 1]]}, {"go_on": 4}),),
    "race": (
        (*NET, {"race": {"alpha": [0.1, 0.9]}}, {"go_on": 12}),
        (*NET, {"go_to": 6}, {"race": {"batch_size": [3]}}, {"go_on": 3}, {"go_to": 2}),
    ),
    "views": ((*NET, {"views": ["loss"]}),),
    "notation": ((*NET, {"notation": "nielsen"}),),
}
"""Actions for each verb, from which scene it may be and what may have happened before it."""
PAGES = [(name, place) for name in lesson_names() for place in range(len(load_lesson(name).pages))]


class Handed:
    """A window, and what was asked of it that it does not keep itself."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.views: tuple[str, ...] = ()
        self.notation = ""
        self.faults: list[str] = []
        desk = Desk(
            window.session, window.stages.function, window.player, window.stages.choose, self.show, self.write_in
        )
        self.acting = Acting(desk, window)
        self.acting.refused.connect(self.faults.append)

    def show(self, views: tuple[str, ...]) -> None:
        """Note which views were put on the stage."""
        self.views = views

    def write_in(self, notation: str) -> None:
        """Write in a notation."""
        self.notation = notation
        self.window.appearance.write_in(notation)

    def reach(self, actions: Actions) -> None:
        """Do some actions, and wait until all is on show."""
        there: list[bool] = []
        self.acting.reach(actions, lambda: there.append(True))
        self.qtbot.waitUntil(lambda: bool(there or self.faults), timeout=30_000)
        assert not self.faults


def differences(handed: Handed, bench: LessonBench) -> list[str]:
    """Return in what the window and the bench are not alike."""
    hands, seen, there = handed.acting.hands, handed.acting.hands.seen(), bench.seen()
    alike = {
        "descent": hands.descent == bench.descent,
        "now": hands.now == bench.now,
        "views": handed.views == bench.views,
        "notation": handed.notation == bench.notation,
    }
    if bench.descent is not None:
        alike |= {"secant": (seen.along, seen.delta) == (there.along, there.delta)}
        alike |= {"point": seen.point().tobytes() == there.point().tobytes()}
    else:
        frame = handed.window.session.frame
        assert frame is not None
        alike |= {
            "experiment": hands.experiment == bench.experiment,
            "θ": hands.theta.tobytes() == bench.theta.tobytes(),
            "sight": hands.sight == bench.sight,
            "cell": handed.window.session.pointed == bench.pointed,
            "phase": frame.step_into == bench.phase,
            "rivals": [each.theta().tobytes() for each in seen.rivals]
            == [each.theta().tobytes() for each in there.rivals],
        }
        if any(type(action).verb == "nudge" for action in handed.acting.trail):
            alike |= {"nudge": (seen.along, seen.delta) == (there.along, there.delta)}
    return [what for what, same in alike.items() if not same]


@pytest.fixture
def handed(make_window: MakeWindow, qtbot: QtBot) -> Handed:
    """Return a window with hands."""
    return Handed(make_window(), qtbot)


@pytest.mark.slow
@pytest.mark.folded("plots", "lenses")
@pytest.mark.parametrize("verb", ACTIONS)
def test_each_verb_leads_where_the_bench_is(handed: Handed, verb: str) -> None:
    for script in SCRIPTS[verb]:
        actions = tuple(action_from(each, HERE) for each in script)
        handed.views, bench = (), LessonBench()
        handed.notation = ""
        bench.act(actions)
        handed.reach(actions)
        assert not differences(handed, bench), script


@pytest.mark.slow
@pytest.mark.folded("plots", "lenses")
@pytest.mark.parametrize(("name", "place"), PAGES)
def test_each_page_leads_where_the_bench_is(handed: Handed, name: str, place: int) -> None:
    page = load_lesson(name).pages[place]
    for deed in ((), page.deed):  # its other runs are made of the same verbs
        bench = LessonBench()
        bench.act((*page.start, *deed))
        handed.views, handed.notation = (), ""
        handed.reach((*page.start, *deed))
        assert not differences(handed, bench), deed


@pytest.mark.slow
@pytest.mark.folded("plots", "lenses")
def test_undo_takes_back_what_a_lesson_did(handed: Handed) -> None:
    session = handed.window.session
    actions = tuple(action_from(each, HERE) for each in (*NET, {"go_to": 3}, {"set": {"optimizer": {"alpha": 0.7}}}))
    handed.reach(actions)
    assert session.experiment.optimizer.alpha == 0.7
    session.edits.undo()
    handed.qtbot.waitUntil(lambda: handed.acting.hands.at_rest)
    assert session.experiment.optimizer.alpha != 0.7
    assert (session.iteration, session.experiment) == (3, load_scene("xor-tanh").experiment)


@pytest.mark.slow
@pytest.mark.folded("plots", "lenses")
def test_what_was_just_done_is_not_done_again_unless_somebody_wandered_off(handed: Handed) -> None:
    start = tuple(action_from(each, HERE) for each in (*NET, {"go_to": 5}))
    handed.reach(start)
    run = handed.window.session.run
    handed.reach((*start, action_from({"go_on": 2}, HERE)))
    assert handed.window.session.run is run
    handed.window.player.step()
    handed.qtbot.waitUntil(lambda: handed.acting.hands.at_rest)
    assert handed.acting.wandered
    handed.reach(start)
    assert handed.window.session.run is not run
    assert handed.window.session.iteration == 5
