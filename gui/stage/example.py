"""One example and what the network makes of it: the one that is followed, or whose phases are shown, or the first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.analysis.regions import activations_over
from core.arrays import Array
from core.values import dataclass
from gui.lenses.rows_model import answer_text, as_given
from gui.widgets.diagram import shown_example
from gui.widgets.layer_sights import LayerSight, layer_sights

if TYPE_CHECKING:
    from gui.frames.frame import Frame


@dataclass(frozen=True)
class ShownExample:
    """An example on the stage.

    Attributes
    ----------
    name
        What it is called, e.g. ``Training 117``.
    inputs
        Its inputs (n₀,), in their own units.
    seen
        Each layer with its numbers, as far as the phase has come.
    outputs
        The network's outputs (k,); None while they are to come.
    truth
        Its class; None where a number is predicted.
    words
        Target and prediction.
    """

    name: str
    inputs: Array
    seen: tuple[LayerSight, ...]
    outputs: Array | None
    truth: int | None
    words: str


def example_of(frame: Frame, asked: bool = False) -> ShownExample:
    """Return the example that is shown with a frame; without the network's answer while that is ``asked`` for."""
    name, _, inputs = shown_example(frame)
    of_batch = frame.trace is not None and (frame.phase is not None or frame.row is None)
    outputs, seen = _answer(frame, of_batch)
    if asked:
        outputs, seen = None, (*seen[:-1], layer_sights(frame, asked)[-1])
    if of_batch and frame.trace is not None:
        whole, number = frame.problem.whole, int(frame.trace.columns[frame.place])
        truth = int(whole.labels[number]) if frame.problem.classes else None
        target = () if frame.problem.classes else whole.values[:, number]
    else:
        row = frame.row or 0
        truth = frame.label_of(row) if frame.problem.classes else None
        target = () if frame.problem.classes else frame.target_of(row)
    names = frame.experiment.data.class_names
    goal = "; ".join(as_given(float(value)) for value in target) if truth is None else names[truth]
    words = f"target {goal}" + (f" · predicted {answer_text(frame, outputs)}" if outputs is not None else "")
    return ShownExample(name.capitalize(), inputs, seen, outputs, truth, words)


def _answer(frame: Frame, of_batch: bool) -> tuple[Array | None, tuple[LayerSight, ...]]:
    """Return the outputs, if they are known by now, and each layer with its numbers."""
    seen, trace, phase = layer_sights(frame), frame.trace, frame.phase
    if trace is not None and phase is not None:
        known = phase.kind not in ("batch", "forward") or phase.layer == len(trace.layers)
        return (trace.layers[-1].a[:, frame.place] if known else None), seen
    if trace is not None and of_batch:
        layers = [trace.x[:, frame.place], *(layer.a[:, frame.place] for layer in trace.layers)]
    elif frame.example_activations:
        layers = list(frame.example_activations)
    else:
        layers = _activations(frame)
    return layers[-1], tuple(replace(sight, values=a) for sight, a in zip(seen, layers, strict=True))


def _activations(frame: Frame) -> list[Array]:
    """Return what each layer answers to the first example."""
    problem = frame.problem
    with np.errstate(all="ignore"):
        layers = activations_over(
            problem.experiment.network, problem.layout, frame.snapshot.theta, problem.fed(0)[:, None]
        )
    return [a[:, 0] for a in layers]
