"""Training without a window: what the command prints with ``--headless``."""

from __future__ import annotations

import json
import math
from time import perf_counter
from typing import Any

import numpy as np

from core.exchange.scenes import Scene
from core.exchange.written_equations import shown_of, written_equations
from core.expressions import ExpressionError
from core.functions.at_point import at_point
from core.functions.descent import Descent
from core.functions.ending import ending
from core.functions.walk import MAX_STEPS, descend
from core.hyperparameters import InvalidSetting
from core.training.evaluation import Evaluation, evaluate
from core.training.growth import growth
from core.training.loop import advance
from core.training.notation import Notation
from core.training.problem import Problem, prepare
from core.training.run import with_parameters
from core.training.snapshot import Snapshot
from core.training.trace import trace
from core.training.whole_set import WholeEvaluation


def report(scene: Scene, steps: int | None) -> dict[str, Any]:
    """Run a scene for some steps, or as many as it asks for, and return what became of it, ready for JSON."""
    return train_headless(scene, steps) if scene.descent is None else descend_headless(scene, scene.descent, steps)


def as_json(result: dict[str, Any], encoding: str) -> str:
    """Return one JSON object in a line; where an encoding lacks some of its characters, all but ASCII is escaped."""
    text = json.dumps(result, ensure_ascii=False)
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return json.dumps(result)
    return text


def function_report(text: str, at: str | None) -> tuple[dict[str, Any], str]:
    """Return what is known of a typed function at a point, ready for JSON, and what is wrong with it in words."""
    try:
        return at_point(text, at), ""
    except InvalidSetting as refusal:
        place = refusal.position[0] + 1 if isinstance(refusal, ExpressionError) else None
        return {"fault": str(refusal), "place": place}, str(refusal)


MEASURED = ("scene", "iteration", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "seconds")
"""What is told of each training."""


@np.errstate(all="ignore")  # as on the worker: what overflows is told of in words
def train_headless(scene: Scene, steps: int | None) -> dict[str, Any]:
    """Train a scene without a window and return what became of it, ready for JSON."""
    began = perf_counter()
    problem = prepare(scene.experiment)
    count = scene.end if steps is None else steps
    start = with_parameters(problem.start(), scene.start)
    progress = advance(problem, start, count, key_stride=count + 1)
    k = progress.snapshot.iteration
    first, result = evaluate(problem, start.theta, 0), _evaluated(problem, progress.snapshot)
    values: dict[str, Any] = {
        "scene": scene.name,
        "iteration": k,
        "epoch": problem.passes().place(k).epoch,
        "train_loss": result.train_loss + result.penalty,
        "test_loss": result.test_loss + result.penalty,
        "train_accuracy": result.train_accuracy,
        "test_accuracy": result.test_accuracy,
        "seconds": round(perf_counter() - began, 4),
    }
    if not problem.classes:
        values |= {key: getattr(result, key) for key in ("train_r2", "test_r2", "train_rmse", "test_rmse")}
    if grown := growth(first.train_loss + first.penalty, result, progress.snapshot.theta):
        values["growth"] = grown
    if progress.stopped is not None:
        values["stopped"] = progress.stopped.words
    return {key: None if isinstance(v, float) and not math.isfinite(v) else v for key, v in values.items()}


def equations_report(scene: Scene, steps: int, notation: Notation) -> dict[str, Any]:
    """Return the iteration after some steps written out in a notation, ready for JSON."""
    problem = prepare(scene.experiment)
    snapshot = advance(problem, with_parameters(problem.start(), scene.start), steps, key_stride=steps + 1).snapshot
    opened = trace(problem, snapshot)
    return {
        "scene": scene.name,
        "iteration": snapshot.iteration,
        "notation": notation.name,
        **shown_of(opened),
        "phases": written_equations(problem, opened, notation),
    }


def _evaluated(problem: Problem, snapshot: Snapshot) -> Evaluation:
    """Return loss and scores over all examples: of a large set, not only over the sample that the window watches."""
    if not problem.samples:
        return evaluate(problem, snapshot.theta, snapshot.iteration)
    whole = WholeEvaluation(problem, snapshot).proceed(math.inf).result
    assert whole is not None
    return whole


def descend_headless(scene: Scene, descent: Descent, steps: int | None) -> dict[str, Any]:
    """Walk down a scene's plain function without a window: as `train_headless`, with f as the loss, and the place."""
    began = perf_counter()
    count = scene.end if steps is None else min(steps, MAX_STEPS)
    path = descend(descent.function, descent.optimizer, descent.schedule, descent.start, count)
    return {
        "scene": scene.name,
        "iteration": path.steps,
        "epoch": None,
        "train_loss": float(path.values[-1]),
        "test_loss": None,
        "train_accuracy": None,
        "test_accuracy": None,
        "seconds": round(perf_counter() - began, 4),
        "point": path.points[-1].tolist(),
        "stopped": path.stopped or None,
        "ending": ending(descent.function, path),
    }
