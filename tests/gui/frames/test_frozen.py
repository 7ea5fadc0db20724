"""What the worker is given and brings back cannot be changed, and rooms that the worker enters know no Qt."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
import pytest

from core.analysis.sight import Sight
from core.arrays import Array, frozen
from core.exchange.scenes import load_scene
from core.nn.initializers import Zeros
from core.training.factors import FACTORS
from core.training.race import entrants
from core.training.run import Run
from core.training.runs import Runs
from gui.frames import jobs, rivals
from gui.frames.shown import shown
from gui.lenses.race.maps import RaceMaps
from gui.session.state import State
from tests.core.samples import SMALL
from tests.gui.crossing import knows_qt, not_frozen, of_qt
from tests.gui.frames.frames import asked, begun, refined, trained
from tests.gui.inline import Inline
from tests.test_architecture import FILES, ROOT, within


@dataclass(frozen=True)
class Held:
    value: Any


@dataclass
class Loose:
    value: Any


def is_enclosed(given: Any) -> Callable[[], object]:
    """Return a function that encloses ``given``."""
    return lambda: given


def view_of(base: Array) -> Array:
    """Return a view that is read-only itself, whatever its base is."""
    view = base[1:]
    view.setflags(write=False)
    return view


def nothing(_given: object) -> None:
    """Do nothing with what is given."""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ((1, "a", None, np.float64(2.0)), False),
        (frozen(np.zeros(3)), False),
        (np.zeros(3), True),
        (Held((Held(np.zeros(3)),)), True),
        *((one, True) for one in ([1], {}, {1}, bytearray(b"a"), Loose(1), State(), Lock(), object(), (1, [2]))),
        (Held((1, {"a": 2})), True),
        (view_of(np.zeros(3)), True),
        (view_of(frozen(np.zeros(3))), False),
        (frozen(np.zeros(3)[1:]), False),
        (ValueError("a"), False),
        (ValueError([1]), True),
        (frozenset({1, (2, "a")}), False),
        (begun()[0].snapshot, False),
        (is_enclosed((1, [2])), True),
        (partial(nothing, Held(Run(SMALL))), True),
        (Run(SMALL).id, False),
        (Held(5).__eq__, False),
        (partial(jobs.open_up, begun()[0], 1), False),
    ],
)
def test_what_can_be_changed_is_found_wherever_it_is(value: object, found: bool) -> None:
    assert bool(not_frozen(value)) is found


def test_what_a_function_has_enclosed_is_found() -> None:
    run = Run(SMALL)
    assert not_frozen(lambda: run) == [".run: Run"]


@pytest.mark.parametrize(
    ("job", "found"),
    [
        (partial(jobs.open_up, None, 1), False),
        (RaceMaps.show_answers, True),
        (partial(rivals.beside, partial(jobs.seek), ()), False),
        (partial(rivals.beside, partial(RaceMaps.set_look), ()), True),
        (partial(rivals.beside, None, (1, (RaceMaps.set_look,))), True),
        (partial(rivals.beside, is_enclosed(Held(RaceMaps.set_look)), ()), True),
        (partial(rivals.beside, is_enclosed(jobs.seek), ()), False),
    ],
)
def test_functions_of_modules_that_know_qt_are_found(job: Callable[..., Any], found: bool) -> None:
    assert bool(of_qt(job)) is found


def test_a_snapshot_cannot_be_changed_and_equals_itself_alone() -> None:
    one = begun()[0].snapshot
    with pytest.raises(AttributeError):
        one.iteration = 1  # type: ignore[misc]
    assert one == one
    assert not one.__ne__(one)
    assert one != one._replace()
    assert len({one, one._replace()}) == 2


def test_an_answer_that_can_be_changed_is_no_mere_banner(qapp: object) -> None:
    inline, failed = Inline(), list[Exception]()
    inline.failed.connect(failed.append)
    inline.submit("key", list, failed.append, None)
    with pytest.raises(AssertionError, match="list"):
        inline._run_next()
    assert not failed


@pytest.mark.parametrize("name", ["xor-tanh", "digits", "sine-noise", "course-pass-fail", "pigs"])
def test_nothing_in_a_frame_can_be_changed(name: str) -> None:
    scene = load_scene(name)
    begun = jobs.begin(scene.experiment, scene, Sight())
    frame, run = begun.frame, Run(begun.beginning)
    assert not not_frozen(begun)
    answer = trained(run, frame, 20)
    assert not not_frozen(answer)
    assert not not_frozen(refined(run, answer.frame) if name == "xor-tanh" else answer.frame)
    there = jobs.seek(run.id, run.segments, run.history.keys[0], 7, True, asked(run, frame), answer.frame)
    assert not not_frozen(there)
    assert there.trace is not None


def test_nothing_in_the_beginning_of_a_race_can_be_changed() -> None:
    frame, run = begun()
    found = entrants(run, 0, FACTORS["initializer"], [Zeros()])
    starts = tuple(rivals.Start(each.past.id, each.segments, 0, None) for each in found)
    assert found[0].starts_over
    answer = rivals.begin(partial(jobs.open_up, frame, 0), starts)
    assert not not_frozen((starts, answer))
    assert [rival.of for rival in answer.frame.rivals] == [entrant.past.id for entrant in found]


def test_what_is_on_show_has_its_runs_and_the_worker_gets_the_frame_alone() -> None:
    frame, run = begun()
    others = [entrant.run() for entrant in entrants(run, 0, FACTORS["alpha"], [0.5])]
    runs = Runs(run)
    runs.race("α 0.01", others)
    starts = (rivals.Start(others[0].id, others[0].segments, 0, others[0].history.keys[0]),)
    raced = rivals.begin(partial(jobs.open_up, frame, 0), starts).frame
    now = shown(raced, runs, others)
    assert (now.run, now.ghosts) == (run, tuple(others))
    assert [rival.run for rival in now.rivals] == others
    assert not_frozen(now)
    assert not not_frozen(now.frame)
    assert type(now.frame) is type(frame)
    assert now.frame.rivals[0].snapshot is now.rivals[0].snapshot
    assert shown(now, runs, ()).rivals == ()


@pytest.mark.slow
def test_modules_without_qt_bring_none_along() -> None:
    names = [name for name in FILES if within(name, "gui") and not knows_qt(name)]
    assert all(name in names for name in FILES if within(name, "gui.frames"))
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert not {name.split(".")[0] for name in loaded.stdout.split()} & {"PySide6", "shiboken6", "pyqtgraph"}
