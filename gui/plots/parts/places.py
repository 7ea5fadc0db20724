"""Where examples stand over the plane of answers: of two inputs, or of two directions of the last hidden layer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.analysis.hidden_map import layer_name
from core.arrays import Array
from core.words import percent

if TYPE_CHECKING:
    from core.data.examples import Examples
    from core.training.trace import Trace
    from gui.frames.frame import Frame

HIDDEN_HELP = (
    "The map is a plane through the activations of the {}: through their mean, along the two directions in which those "
    "of the training examples vary most. Colours and lines are the network's own answers on this plane; each example "
    "stands where it projects onto the plane, so one that lies off it may be answered otherwise.\n\n"
)


def axis_names(frame: Frame) -> tuple[str, str]:
    """Return the names of the two displayed inputs or directions."""
    if frame.hidden_map is not None:
        return "direction 1", "no second direction" if frame.hidden_map.straight else "direction 2"
    names, (across, up) = frame.experiment.data.inputs, frame.sight.axes
    return names[across], names[up]


def labels(frame: Frame, brief: bool = False) -> tuple[str, str]:
    """Return the names at the left, where there may be room to say of what, and at the bottom."""
    across, up = axis_names(frame)
    return up if brief or frame.hidden_map is None else f"{up} of the {layer_name(frame.problem)}", across


def same_axes(before: Frame, now: Frame) -> bool:
    """Tell whether two frames are of the same data over the same axes."""
    same = before.sight.axes == now.sight.axes and labels(before) == labels(now)
    return same and before.problem.train is now.problem.train


def one_scale(frame: Frame) -> bool:
    """Tell whether both axes share a unit, as two directions in one space do."""
    return frame.hidden_map is not None or frame.experiment.data.one_scale(*frame.sight.axes)


def drawn_examples(frame: Frame) -> tuple[Examples, Examples]:
    """Return the training and the test examples, with the two numbers at which they stand as their inputs (2 × m)."""
    train, test = frame.problem.train, frame.problem.test
    if frame.hidden_map is None:
        places = np.concatenate([_over(frame, train.x), _over(frame, test.x)], axis=1)
    else:
        places = frame.hidden_map.places
    return replace(train, x=places[:, : len(train)]), replace(test, x=places[:, len(train) :])


def drawn_batch(frame: Frame, opened: Trace) -> Examples:
    """Return the examples of the batch of an iteration that is opened up, as `drawn_examples` does."""
    batch = frame.batch
    if frame.hidden_map is None:
        return replace(batch, x=_over(frame, batch.x))
    return replace(batch, x=frame.hidden_map.place(opened.inputs(frame.problem.layout.depth)[:, : len(batch)]))


def chosen_place(frame: Frame) -> list[float]:
    """Return where the example that is followed stands, two numbers; empty without one."""
    if frame.row is None or not frame.example_activations:
        return []
    if frame.hidden_map is None:
        return [float(value) for value in frame.inputs_of(frame.row)[list(frame.sight.axes)]]
    places, row = frame.hidden_map.places, frame.row
    beyond = row >= places.shape[1]  # the sample that is drawn
    place = frame.hidden_map.place(frame.example_activations[-2][:, None])[:, 0] if beyond else places[:, row]
    return [float(value) for value in place]


def shown_place(frame: Frame) -> list[float]:
    """Return where the example stands whose numbers are shown: one of the batch in its phases, else the chosen one."""
    if frame.trace is None or frame.phase is None:
        return chosen_place(frame)
    if frame.hidden_map is None:
        x = frame.problem.whole.x[:, int(frame.trace.columns[frame.place])]
        return [float(value) for value in x[list(frame.sight.axes)]]
    a = frame.trace.inputs(frame.problem.layout.depth)[:, [frame.place]]
    return [float(value) for value in frame.hidden_map.place(a)[:, 0]]


def map_words(frame: Frame) -> str:
    """Return what the map is of, and how much it shows; empty while it is over two inputs."""
    if frame.hidden_map is None or frame.hidden_map.lacks:
        return ""
    directions = "1 direction has" if frame.hidden_map.straight else "2 directions have"
    return f" · {layer_name(frame.problem)}: {directions} {percent(frame.hidden_map.share, 0)} of the variance"


def _over(frame: Frame, x: Array) -> Array:
    return np.asarray(x[list(frame.sight.axes)])
