"""Data sets as source code: those made by a rule are made again, others travel in a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.data.boundary import TypedBoundary, boundary_expression
from core.data.dataset import Dataset, PointsInPlane
from core.data.regression import Cubic, Curve, SineNoise, Slope, TwoHills
from core.data.split import test_count
from core.data.stories import PASS_MARK, STUDENT_A, CourseGrades, CoursePassFail
from core.exchange.scripts.pieces import FEATURES
from core.exchange.scripts.typed import value_of
from core.training.experiment import Experiment

CIRCLE = [
    "def circle(points, radius):",
    "    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)",
    "    return radius * np.stack([np.cos(angle), np.sin(angle)])",
    "",
    "",
]
STUDENTS = [
    "attended = np.rint(rng.uniform(5, 30, {points}))",
    "homework = np.rint(np.clip(3.5 * attended + 25 * rng.standard_normal({points}), 0, 150))",
    "drops = rng.poisson(6, {points}).astype(float)",
    "unknown = {noise!r} * rng.standard_normal({points})",
    "X = np.stack([attended, homework, drops])",
    "X[:, 0], unknown[0] = {student}, 0",
    "grades = np.clip(20 + 1.2 * X[0] + 0.30 * X[1] - 1.5 * X[2] + unknown, 0, 100)",
]
HILL = [
    "def hill(X, at):",
    "    return np.exp(-8 * ((X[0] - at) ** 2 + (X[1] - at) ** 2))",
    "",
    "",
]
HEIGHTS = {
    Slope: ("rng.uniform(-1, 1, (2, {points}))", "0.6 * X[0] - 0.3 * X[1] + 0.1"),
    TwoHills: (
        "rng.uniform(-1, 1, (2, {points}))",
        "hill(X, 0.4) - hill(X, -0.4)",
    ),
    SineNoise: ("rng.uniform(-2, 2, (1, {points}))", "np.sin(3 * X[0])"),
    Cubic: ("rng.uniform(-np.sqrt(2), np.sqrt(2), (1, {points}))", "X[0] ** 3 - X[0]"),
}


def rule_of(data: Dataset) -> list[str] | None:
    """Return the lines that make ``X`` (n × M) and ``labels`` or ``numbers`` (M,); None if the data have no rule."""
    begun = [f"rng = np.random.default_rng(({data.seed}, 2))"]
    if isinstance(data, PointsInPlane) and data.name in SHAPES:
        noise = f"X = X + {data.noise!r} * rng.standard_normal(X.shape)"
        helper, shape = SHAPES[data.name](data, data.points_per_class())
        return [*helper, *begun, *shape, noise]
    if isinstance(data, Curve) and type(data) in HEIGHTS:
        places, height = HEIGHTS[type(data)]
        noise = f"numbers = {height} + {data.noise!r} * rng.standard_normal({data.points})"
        helper = HILL if isinstance(data, TwoHills) else []
        return [*helper, *begun, f"X = {places.format(points=data.points)}", noise]
    if isinstance(data, (CoursePassFail, CourseGrades)):
        student = tuple(map(int, STUDENT_A))
        lines = [line.format(points=data.points, noise=data.noise, student=student) for line in STUDENTS]
        result = "numbers = grades" if isinstance(data, CourseGrades) else f"labels = (grades >= {PASS_MARK:g}) * 1"
        return [*begun, *lines, result]
    return None


def _classes(counts: list[int]) -> str:
    return f"labels = np.repeat(range({len(counts)}), {counts})"


def _rings(radii: list[float], counts: list[int]) -> tuple[list[str], list[str]]:
    rings = ", ".join(f"circle({n}, {r!r})" for n, r in zip(counts, radii, strict=True))
    return CIRCLE, [f"X = np.concatenate([{rings}], axis=1)", _classes(counts)]


def _moons(data: Any, counts: list[int]) -> tuple[list[str], list[str]]:
    upper, lower = counts
    return [], [
        f"upper, lower = np.linspace(0, np.pi, {upper}), np.linspace(0, np.pi, {lower})",
        "X = np.concatenate([[np.cos(upper), np.sin(upper)], [1 - np.cos(lower), 0.5 - np.sin(lower)]], axis=1)",
        _classes(counts),
    ]


def _spirals(data: Any, counts: list[int]) -> tuple[list[str], list[str]]:
    helper = [
        "def arm(number, points):",
        "    radius = np.linspace(0.1, 1, points)",
        f"    angle = 2 * np.pi * ({data.turns!r} * radius + number / {data.arms})",
        "    return radius * np.stack([np.cos(angle), np.sin(angle)])",
        "",
        "",
    ]
    return helper, [f"X = np.concatenate([arm(c, n) for c, n in enumerate({counts})], axis=1)", _classes(counts)]


SHAPES: dict[str, Callable[[Any, list[int]], tuple[list[str], list[str]]]] = {
    "circles": lambda data, counts: _rings([1.0, data.factor], counts),
    "rings": lambda data, counts: _rings([(c + 1) / data.rings for c in range(data.rings)], counts),
    "moons": _moons,
    "spirals": _spirals,
    "blobs": lambda data, counts: (
        CIRCLE,
        [f"X = np.repeat(circle({data.clouds}, 1.0), {counts}, axis=1)", _classes(counts)],
    ),
    "xor": lambda data, counts: (
        [],
        [f"X = rng.uniform(-1, 1, (2, {data.points}))", "labels = (X[0] * X[1] > 0) * 1"],
    ),
    TypedBoundary.name: lambda data, counts: (
        [],
        [
            f"X = rng.uniform(-1, 1, (2, {data.points}))",
            f"labels = (X[1] > {value_of(boundary_expression(data.boundary).tree, 'X[0]')}) * 1",
        ],
    ),
}
"""For each rule its helper and the lines that make points without noise, and their classes."""


def data_lines(experiment: Experiment, file: str) -> tuple[list[str], bool]:
    """Return the lines that make A[0] and Y, training examples and test examples, and whether they need ``file``."""
    made = rule_of(experiment.data)
    if made is None:
        return [
            f'with np.load("{file}") as data:  # as the network gets them, examples as columns',
            "    X, Y, X_test, Y_test = (data[name] for name in data.files)",
        ], True
    return [*made, *_fed(experiment), *_targets(experiment), *_parted(experiment), *_scaled(experiment)], False


def _fed(e: Experiment) -> list[str]:
    """Return the line that makes the features."""
    if not e.features:
        return []
    if all(name in FEATURES for name in e.features) and len(e.data.inputs) <= 2:
        return [f"X = np.stack([{', '.join(FEATURES[name] for name in e.features)}])"]
    return [f"X = X[{[e.data.inputs.index(name) for name in e.features]}]"]


def _targets(e: Experiment) -> list[str]:
    if not e.data.classes:
        return ["Y = numbers[None]"]
    if e.outputs == 1:
        return ["Y = labels[None] * 1.0"]
    return [f"Y = (np.arange({e.outputs})[:, None] == labels) * 1.0  # 1 in the row of the class"]


def _parted(e: Experiment) -> list[str]:
    tests = test_count(e.data.points, e.test_share)
    return [
        f"order = np.random.default_rng(({e.data.seed}, 3)).permutation({e.data.points})",
        f"X_test, Y_test = X[:, order[:{tests}]], Y[:, order[:{tests}]]",
        f"X, Y = X[:, order[{tests}:]], Y[:, order[{tests}:]]",
    ]


def _scaled(e: Experiment) -> list[str]:
    letters = ["X"] * e.standardise + ["Y"] * (e.standardise_target and not e.data.classes)
    lines = []
    for letter in letters:
        lines.append(f"mean, deviation = {letter}.mean(axis=1, keepdims=True), {letter}.std(axis=1, keepdims=True)")
        lines.append(f"{letter}, {letter}_test = ({letter} - mean) / deviation, ({letter}_test - mean) / deviation")
    return lines
