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
from core.arrays import frozen
from core.exchange.scenes import load_scene
from core.nn.initializers import Zeros
from core.training.factors import FACTORS
from core.training.race import entrants
from core.training.run import Run
from core.training.runs import Runs
from gui.frames import jobs, rivals
from gui.frames.shown import shown
from gui.lenses.race.maps import RaceMaps
from tests.core.samples import SMALL
from tests.gui.crossing import knows_qt, not_frozen, of_qt
from tests.gui.frames.frames import asked, begun, refined, trained
from tests.test_architecture import FILES, ROOT, within


@dataclass(frozen=True)
class Held:
    value: Any


def nothing(_given: object) -> None:
    """Do nothing with what is given."""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ((1, "a", None, np.float64(2.0)), False),
        (frozen(np.zeros(3)), False),
        (np.zeros(3), True),
        (Held((Held(np.zeros(3)),)), True),
        (Held({"a": [Lock()]}), True),
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
    ],
)
def test_functions_of_modules_that_know_qt_are_found(job: Callable[..., Any], found: bool) -> None:
    assert bool(of_qt(job)) is found


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


def test_modules_without_qt_bring_none_along() -> None:
    names = [name for name in FILES if within(name, "gui") and not knows_qt(name)]
    assert all(name in names for name in FILES if within(name, "gui.frames"))
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert not {name.split(".")[0] for name in loaded.stdout.split()} & {"PySide6", "shiboken6", "pyqtgraph"}
