"""What a phase of an iteration does, in one sentence with the numbers of its trace."""

from __future__ import annotations

import numpy as np

from core.nn.activations import Activation, Own
from core.training.caption import EQUATION, LONGEST, Caption, fitting
from core.training.equations import PRE_ACTIVATION, slopes
from core.training.passes import EpochPlace
from core.training.trace import Phase, Trace, has_shortcut
from core.words import capital, counted, ends_of, number

MAX_COUNTED = 100_000
"""Values of a layer up to which those that the error passes are counted: so many take a third of a millisecond."""


def phase_caption(trace: Trace, phase: Phase, place: EpochPlace) -> Caption:
    """Return what a phase does.

    Parameters
    ----------
    place
        The epoch and batch of the traced iteration.
    """
    if phase.kind == "batch":
        return _batch(trace, place)
    if phase.kind == "forward":
        return _forward(trace, phase.layer or 1)
    if phase.kind == "loss":
        return _loss(trace)
    return _update(trace) if phase.kind == "update" else _backward(trace, phase.layer or 1)


def _called(g: Activation) -> str:
    return "your own function" if isinstance(g, Own) else g.title


def _batch(trace: Trace, place: EpochPlace) -> Caption:
    whole, m = trace.experiment.train_size, trace.m
    if m == whole:
        every = f"All {m:,} training examples go" if m > 1 else "The only training example goes"
        return Caption(f"{every} into the network at once: a full batch.")
    go = "goes" if m == 1 else "go"
    batch = f"Batch {place.batch:,} of {place.batches:,}"
    return fitting(f"{batch}: {m:,} of the {counted(whole, 'training example')} {go} into the network.")


def _layer(trace: Trace, layer: int) -> str:
    return "the output layer" if layer == len(trace.layers) else f"layer {layer}"


def _forward(trace: Trace, layer: int) -> Caption:
    name, g = capital(_layer(trace, layer)), trace.experiment.network.activations[layer - 1]
    if trace.diverged and not np.isfinite(trace.layers[layer - 1].a).all():
        return Caption(f"{name} gives values that are no longer finite numbers.")
    sentence = f"{name} computes {EQUATION}, then {_called(g)}"
    whole = f"{sentence}: {g.done}."
    room = LONGEST - len("z = a·Wᵀ + b") + len(EQUATION)
    return Caption(whole if g.done and len(whole) <= room else f"{sentence}.", PRE_ACTIVATION)


def _loss(trace: Trace) -> Caption:
    if not np.isfinite(trace.loss):
        return Caption("The loss of this batch is no longer a finite number.")
    over = "the loss of one example" if trace.m == 1 else f"the mean over {counted(trace.m, 'example')}"
    if trace.experiment.regularizer.active:
        title = trace.experiment.regularizer.title
        return fitting(f"The loss is {number(trace.loss)}: {over}, plus the {title} penalty, {number(trace.penalty)}.")
    sentence = f"The loss is {number(trace.loss)}: {over}"
    each = trace.per_example
    if 1 < trace.m == len(each):
        low, high = ends_of(float(each.min()), float(each.max()))
        return fitting(f"{sentence}, from {low} to {high}.", f"{sentence}.")
    return fitting(f"{sentence}.")


def _backward(trace: Trace, layer: int) -> Caption:
    values, name = trace.layers[layer - 1], _layer(trace, layer)
    if trace.diverged and not np.isfinite(values.dz).all():
        return Caption(f"The error at {name} is no longer a finite number.")
    if not any(each.any() for each in (values.dw, values.db, values.dz)):
        return Caption(f"No error gets through {name}: every dZ is 0, and so is dW.")
    return _at_output(trace) if layer == len(trace.layers) else _through(trace, layer)


def _at_output(trace: Trace) -> Caption:
    g, loss = trace.experiment.network.output, trace.experiment.loss
    if has_shortcut(loss):
        return Caption("At the output the error is dZ = A − Y: the prediction minus the target.")
    if not g.elementwise:
        return Caption(f"At the output the error is the slope of the loss, sent back through {_called(g)}.")
    return Caption(f"At the output the error is the slope of the loss times that of {_called(g)}.")


def _through(trace: Trace, layer: int) -> Caption:
    """Say how much of the error the activation of a hidden layer lets through."""
    g = _called(trace.experiment.network.activations[layer - 1])
    back = f"The error goes back through layer {layer}"
    times = f"{back}, times the slope of {g}"
    if trace.layers[layer - 1].z.size > MAX_COUNTED:
        return Caption(f"{times}.")
    slope = slopes(trace, layer)
    passed = np.count_nonzero(slope == 1.0)
    if passed == slope.size:
        return Caption(f"{back}: {g} passes on all of it.")
    if passed + np.count_nonzero(slope == 0.0) == slope.size:
        return Caption(f"{back}: {g} passes it at {passed:,} of {counted(slope.size, 'value')}.")
    low, high = number(float(slope.min())), number(float(slope.max()))
    return fitting(f"{times}: {low} to {high}." if low != high else f"{times}: {low}.", f"{times}.")


def _update(trace: Trace) -> Caption:
    if trace.diverged:
        return Caption("No update can be made: its numbers are no longer finite.")
    step = np.abs(trace.after.theta - trace.before.theta)
    count, moved = len(step), np.count_nonzero(step)
    title = capital(trace.experiment.optimizer.title)
    if not moved:
        why = "the learning rate is 0" if trace.alpha == 0.0 else "every step is 0"
        return Caption(f"{title} moves no parameter: {why}.")
    moves = f"moves {counted(count, 'parameter')}" if moved == count else f"moves {moved:,} of {count:,} parameters"
    longest = f"the largest step is {number(float(step.max()))}"
    if trace.clip_factor < 1.0:
        norm = f"The gradient is shortened to norm {trace.experiment.clip_norm:.6g}"
        return fitting(f"{norm}; {title} {moves}.", f"The gradient is shortened; {title} {moves}.")
    return fitting(
        f"{title} with α = {number(trace.alpha)} {moves}; {longest}.",
        f"{title} {moves}; {longest}.",
        f"{title} {moves}.",
    )
