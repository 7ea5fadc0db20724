"""Small pictures of networks in training."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np

from core.analysis.nudge import nudge
from core.analysis.regions import grid, outputs_over
from core.course.pictures.marks import INKS, MARGIN, WIDE, Area, Dots, MarkCells, MarkLine, PictureMark, levels
from core.course.seen import SceneSeen
from core.nn.activations import ACTIVATIONS
from core.training.evaluation import classify

RESOLUTION = 72
POINTS, NEURONS = 160, 6
"""Examples, and neurons of a layer, that are drawn at most."""
CURVES = ("sigmoid", "tanh", "relu")
BARS = 8
ROWS, COLUMNS = 6, 8
"""Of a matrix, that are drawn at most."""
NeuronPlace = tuple[float, float, float, float]


def network(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw the layers as columns of neurons, and each weight as a line: its size as width, its sign as colour."""
    seen = shown[0]
    layout = seen.problem.layout
    theta = seen.theta()
    sizes = [min(n, NEURONS) for n in layout.sizes]
    pitch = min(0.3, 0.76 / max(max(sizes) - 1, 1))
    xs = np.linspace(0.35, WIDE - 0.35, len(sizes))
    columns = [[(x, 0.5 + pitch * ((n - 1) / 2 - k)) for k in range(n)] for x, n in zip(xs, sizes, strict=True)]
    for l, (before, after) in enumerate(itertools.pairwise(columns), 1):
        w = layout.weights(theta, l)
        largest = float(np.abs(w).max()) or 1.0
        for (i, start), (j, end) in itertools.product(enumerate(before), enumerate(after)):
            share = float(w[j, i]) / largest
            width = 0.008 + 0.035 * abs(share)
            yield MarkLine(np.array([start, end]), "positive" if share >= 0 else "negative", width)
    for column in columns:
        yield Dots(np.array(column), "dim", min(0.09, 0.38 * pitch), hollow=True)


def routes(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw the network grey, and lit all routes from the chosen weight to the loss."""
    marks = list(network(shown))
    layout = shown[0].problem.layout
    l, j, i = layout.position(shown[0].sight.picked[0])
    lines = iter([mark for mark in marks if isinstance(mark, MarkLine)])
    lit: list[MarkLine] = []
    grey: list[MarkLine] = []
    for layer, (n, m) in enumerate(itertools.pairwise([min(size, NEURONS) for size in layout.sizes]), 1):
        for k, to in itertools.product(range(n), range(m)):
            line = next(lines)
            on = (layer == l and (to, k) == (j - 1, (i or 1) - 1)) or (layer == l + 1 and k == j - 1) or layer > l + 1
            (lit if on else grey).append(MarkLine(line.points, "highlight" if on else "border", 0.02 if on else 0.01))
    yield from grey
    yield from lit
    yield from (mark for mark in marks if isinstance(mark, Dots))


def activations(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw the usual activation functions, each with its derivative, dashed."""
    z = np.linspace(-4.0, 4.0, 81)
    for name, ink, area in zip(CURVES, INKS, Area().split(len(CURVES), 0.25), strict=True):
        g = ACTIVATIONS[name]()
        a = g(z[None])[0]
        up = (min(-0.1, float(a.min())), float(a.max()) + 0.05)
        yield MarkLine(area.place(z, g.slope(z[None])[0], (-4, 4), up), "dim", 0.016, dashed=True)
        yield MarkLine(area.place(z, a, (-4, 4), up), ink, 0.032)


def matrices(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw Z = W·A of the first layer as matrices, with a cell of Z, and the row and column that make it, in rings."""
    seen = shown[0]
    opened = seen.trace()
    w, a, z = seen.problem.layout.weights(seen.theta(), 1), opened.x, opened.layers[0].z
    w, a, z = w[:ROWS, :ROWS], a[:ROWS, :COLUMNS], z[:ROWS, :COLUMNS]
    side = min((WIDE - 1.0) / (z.shape[1] + w.shape[1] + a.shape[1]), 0.84 / max(len(z), len(a)))
    left = (WIDE - side * (z.shape[1] + w.shape[1] + a.shape[1]) - 0.5) / 2
    row, column = len(z) // 2, min(1, z.shape[1] - 1)
    for values, ringed in ((z, "cell"), (w, "row"), (a, "column")):
        height, width = len(values) * side, values.shape[1] * side
        largest = float(np.abs(values).max()) or 1.0
        place = (left, 0.5 - height / 2, width, height)
        yield MarkCells(levels(values, -largest, largest), place, "signed")
        top = 0.5 + height / 2
        x0, x1 = (left, left + width) if ringed == "row" else (left + column * side, left + (column + 1) * side)
        y0, y1 = (top - height, top) if ringed == "column" else (top - (row + 1) * side, top - row * side)
        yield MarkLine(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]), "highlight", 0.018)
        sign = left + width + 0.125
        if ringed == "cell":
            for y in (0.46, 0.54):
                yield MarkLine(np.array([(sign - 0.05, y), (sign + 0.05, y)]), "text", 0.018)
        elif ringed == "row":
            yield Dots(np.array([(sign, 0.5)]), "text", 0.025)
        left += width + 0.25


def losses(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw how the loss goes: that of each run; of one alone also that of the batches, and the test loss, dashed."""
    kept = [(seen, seen.training.history) for seen in shown]
    ends = [np.searchsorted(history.evaluated("iteration"), seen.now, side="right") for seen, history in kept]
    curves = [
        (ink, history.evaluated("iteration")[:end], history.evaluated("train_loss")[:end])
        for ink, (_, history), end in zip(INKS, kept, ends, strict=False)
    ]
    across = (0.0, float(max(seen.now for seen in shown)) or 1.0)
    history, end = kept[0][1], ends[0]
    test, batch = history.evaluated("test_loss")[:end], history.batch_loss[: shown[0].now]
    alone = len(shown) == 1
    high = max(1e-9, *(float(first) for _, _, y in curves for first in y[np.isfinite(y)][:1]))
    if alone and len(test):
        high = min(max(high, float(np.nanmax(test))), 3 * high)
    area, up = Area(), (0.0, 1.05 * high)
    if alone and len(batch):
        taken = np.unique(np.linspace(0, len(batch) - 1, min(len(batch), 160)).astype(np.int64))
        yield MarkLine(
            area.place(taken.astype(np.float64) + 1.0, np.minimum(batch[taken], up[1]), across, up), "dim", 0.012
        )
    if alone and len(test):
        yield MarkLine(area.place(curves[0][1], test, across, up), "negative", 0.026, dashed=True)
    for ink, x, y in curves:
        yield MarkLine(area.place(x, y, across, up), ink, 0.032)


def regions(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw what the network answers over the plane, with some of its examples; of one input, its curve."""
    seen = shown[0]
    problem = seen.problem
    if len(problem.train.x) == 1:
        yield from curve(shown)
        return
    x0, x1, y0, y1 = problem.bounds
    middle, half = (x0 + x1) / 2, (y1 - y0) / 2 * WIDE
    wide = (middle - half, middle + half, y0, y1) if half > (x1 - x0) / 2 else problem.bounds
    yield from answers(seen, wide, (0.0, 0.0, WIDE, 1.0))


def answers(seen: SceneSeen, bounds: NeuronPlace, place: NeuronPlace, examples: int = POINTS) -> Iterator[PictureMark]:
    """Draw what the network answers over a plane, and so many examples, into a place."""
    problem, theta = seen.problem, seen.theta()
    points, x = grid(bounds, RESOLUTION), problem.train.x
    held = np.repeat(x[2:].mean(axis=1, keepdims=True), points.shape[1], axis=1)
    points = np.concatenate([points, held])
    with np.errstate(all="ignore"):
        a = outputs_over(problem.experiment.network, problem.layout, theta, problem.inputs.of(points))
    a = np.nan_to_num(a).astype(np.float64)
    if problem.classes:
        ordered, each = np.sort(a, axis=0), 255 // problem.classes
        sure = np.clip(np.abs(2 * a[0] - 1) if len(a) == 1 else ordered[-1] - ordered[-2], 0.0, 1.0)
        level = (classify(a) * each + np.rint(sure * (each - 1))).astype(np.uint8)
    else:
        level = levels(a[0], float(a[0].min()), float(a[0].max()))
    shaded = level.reshape(RESOLUTION, RESOLUTION)[::-1]
    yield MarkCells(np.ascontiguousarray(shaded), place, "classes" if problem.classes else "signed", problem.classes)
    taken = np.unique(np.linspace(0, x.shape[1] - 1, min(examples, x.shape[1])).astype(np.int64))
    where = Area(*place).place(x[0, taken], x[1, taken], bounds[:2], bounds[2:])
    for label in range(problem.classes):
        yield Dots(where[problem.train.labels[taken] == label], label, 0.022)


def curve(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw the examples of one input, and the curve of each network through them."""
    train = shown[0].problem.train
    x, y = train.x[0], train.values[0]
    across, up = (float(x.min()), float(x.max())), (float(y.min()), float(y.max()))
    v = np.linspace(*across, 121)
    yield Dots(Area().place(x, y, across, up), "dim", 0.022)
    for ink, seen in zip(INKS, shown, strict=False):
        problem = seen.problem
        with np.errstate(all="ignore"):
            a = outputs_over(problem.experiment.network, problem.layout, seen.theta(), problem.inputs.of(v[None]))
        yield MarkLine(Area().place(v, problem.target_scale.in_units(a)[0], across, up), ink, 0.034)


def layers(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw how large each layer's outputs are, by their logarithm, for each run."""
    rows = [[math.log10(max(float(np.sqrt(np.mean(l.a**2))), 1e-12)) for l in seen.trace().layers] for seen in shown]
    low, high = min(map(min, rows)), max(map(max, rows))
    for ink, row in zip(INKS, rows, strict=False):
        points = Area().place(
            np.arange(len(row), dtype=np.float64), np.array(row), (0, len(row) - 1), (low, max(high, low + 1))
        )
        yield MarkLine(points, ink, 0.026)
        yield Dots(points, ink, 0.035)


def pictures(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw three of the examples, which are pictures."""
    size = 1 - 2 * MARGIN
    for k, label in enumerate((2, 3, 5)):
        yield picture(shown[0], label, (WIDE / 2 + (k - 1) * (size + 0.16) - size / 2, MARGIN, size, size))


def picture(seen: SceneSeen, label: int, place: NeuronPlace) -> MarkCells:
    """Return the last example of a class, which is a picture, in a place; of the last class if there are fewer."""
    train = seen.problem.train
    last = int(np.flatnonzero(train.labels == min(label, int(train.labels.max())))[-1])
    pixels = train.x[:, last].reshape(seen.experiment.data.picture or (1, -1))
    return MarkCells(levels(pixels, 0.0, float(pixels.max())), place, "ink")


def slopes(shown: Sequence[SceneSeen]) -> Iterator[PictureMark]:
    """Draw the derivatives of the first parameters as bars, each beside that of a nudge."""
    seen = shown[0]
    found = [
        nudge(seen.problem, seen.theta(), index, 1e-5) for index in range(min(BARS, seen.problem.layout.parameters))
    ]
    largest = max(abs(each.derivative) for each in found) or 1.0
    step = (WIDE - 2 * 0.3) / len(found)
    for k, each in enumerate(found):
        for value, ink, dx in ((each.derivative, "positive", 0.0), (each.quotient, "dim", 0.1)):
            x = 0.3 + k * step + 0.1 + dx
            height = max(0.02, 0.74 * abs(value) / largest)
            yield MarkLine(np.array([(x, MARGIN), (x, MARGIN + height)]), ink, 0.08)
