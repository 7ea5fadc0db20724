"""What has just happened on a walk down a plain function, in one true sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.functions.plain_function import PlainFunction
from core.functions.race import Racer, leaders
from core.functions.slices import FunctionSlice, Secants
from core.functions.walk import FunctionPath, spelt
from core.training.caption import ROUNDED, Caption, change, fitting, misstep
from core.training.landings import Landing, slope_along
from core.words import apart, capital, number

ENDED = ("At a jump", "Reached", "At a flat place", "At a kink", "Diverges")
"""How sentences of `ending` begin that say more than what the last step did."""


def start_caption(function: PlainFunction, path: FunctionPath, along: FunctionSlice) -> Caption:
    """Return where a walk starts; of a single variable, with the slope there."""
    place, value = spelt(function, path.points[0]), number(float(path.values[0]))
    if function.dimensions == 1 and along.broken is None:
        return fitting(f"At {place}, f is {value}, and the tangent there has slope {number(along.slope)}.")
    return fitting(f"The walk starts at {place}, where f is {value}.", f"The walk starts where f is {value}.")


def step_caption(function: PlainFunction, path: FunctionPath, step: int, ending: str = "") -> Caption:
    """Return what the step to ``step`` did, from 1 on.

    Parameters
    ----------
    ending
        What `ending` says of the walk up to there, if it has been asked.
    """
    if path.stopped and step >= path.steps:
        return _stopped(path)
    if ending.startswith(ENDED):
        head, _, _ = ending.partition(": ")
        return fitting(ending, f"{head}.", f"{head.partition(', ')[0]}.")
    landing = _landing(path, step)
    if (wrong := misstep(landing, "f")) is not None:
        return wrong
    if math.isclose(landing.loss, landing.landed, rel_tol=ROUNDED):
        return fitting(f"Step {step:,}: f stayed at {number(landing.landed)}.")
    name, changed = f"Step {step:,}", change(landing.loss, landing.landed)
    return fitting(f"{name}, to {spelt(function, path.points[step])}: f {changed}.", f"{name}: f {changed}.")


def walked_caption(path: FunctionPath, step: int) -> Caption:
    """Return what all steps to ``step``, from 1 on, came to: while they pass nobody can read what each did."""
    start, now = float(path.values[0]), float(path.values[step])
    if math.isclose(start, now, rel_tol=ROUNDED):
        return fitting(f"f is {number(now)}, as at the start.")
    changed = change(start, now, ("has risen", "has fallen", ""))
    return fitting(f"Since the start f {changed}.", f"f is {number(now)}.")


def _stopped(path: FunctionPath) -> Caption:
    step = f"step {path.steps + 1:,}"
    if "overflows" in path.stopped:
        return Caption(f"The walk stops here: the numbers of {step} overflow.")
    return Caption(f"The walk stops here: {step} would land where f or its slope is not finite.")


def _landing(path: FunctionPath, step: int) -> Landing:
    """Return where a step landed on f."""
    move, slopes = path.points[step] - path.points[step - 1], path.gradients[step - 1 : step + 1]
    before, after = (slope_along(move, g) for g in slopes)
    return Landing(float(path.values[step - 1]), float(path.values[step]), before, after)


def race_caption(racers: Sequence[Racer], step: int) -> Caption:
    """Return who leads a race after ``step`` steps, and whether somebody else did before."""
    first = leaders(racers, step)
    if len(first) != 1:
        value = number(first[0].value_at(step)) if first else ""
        if len(first) == len(racers):
            return Caption(f"All {len(racers)} optimisers stand equally low: f is {value}.")
        return Caption(f"{len(first)} optimisers lead together: f is {value}." if first else "No optimiser goes on.")
    (leader,), before = first, leaders(racers, step - 1) if step else ()
    if len(before) == 1 and before[0].optimizer.name != leader.optimizer.name:
        return _against("has taken the lead from", leader, before[0], step)
    others = [each for each in racers if each is not leader and not each.has_stopped(step)]
    if not others:
        return Caption(f"Only the walk of {leader.optimizer.title} goes on; the others have stopped.")
    return _against("leads", leader, min(others, key=lambda each: each.value_at(step)), step)


def _against(verb: str, leader: Racer, other: Racer, step: int) -> Caption:
    sentence = capital(f"{leader.optimizer.title} {verb} {other.optimizer.title}")
    texts = apart(leader.value_at(step), other.value_at(step))
    return fitting(*([f"{sentence}: f is {texts[0]} against {texts[1]}."] if texts else []), f"{sentence}.")


def secant_caption(secants: Secants) -> Caption:
    """Return how the first of the secants compares with the tangent."""
    delta, slope, words = float(secants.deltas[0]), float(secants.quotients[0]), secants.words(0)
    if secants.broken is not None or not math.isfinite(slope) or "round-off" in words:
        return fitting(words, "There is no tangent: the function has a kink here.")
    over = f"over Δ = {number(delta)}"
    if texts := apart(slope, secants.derivative):
        return fitting(f"The secant {over} has slope {texts[0]}, the tangent {texts[1]}.")
    return fitting(f"Secant and tangent agree: {over} both have slope {number(slope)}.")
