"""Breaks the engine in twenty-two ways, one at a time, and tells which lesson notices.

    python -m tests.core.course.mutations [NAME …]

A course that cannot lie goes red when the engine does: at least nineteen in twenty must be noticed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

from core.training.fast.tape import SWITCH

ROOT = Path(__file__).parents[3]
UNNOTICED = 1
"""Most mutations in twenty that no lesson need notice."""
CHECK = """
import sys
from core.course.checking import check_lesson
from core.course.course import FOLDER, lesson_names
from core.course.reading import read_lesson
names = lesson_names()
for number in [int(each) for each in sys.argv[1:]] + list(range(1, len(names) + 1)):
    for name in [each for each in names if int(each[:2]) == number]:
        try:
            faults = check_lesson(read_lesson(FOLDER / name))
        except Exception as error:
            faults = [f"{name}: {type(error).__name__}: {error}"]
        if faults:
            sys.exit(faults[0])
"""


@dataclass(frozen=True)
class Mutation:
    """One line of the engine made wrong; ``lessons`` are asked first, by number."""

    name: str
    path: str
    old: str
    new: str
    lessons: tuple[int, ...]


MUTATIONS = (
    Mutation(
        "the sign of plain descent",
        "core/training/optimizers/descent.py",
        "np.multiply(g, alpha, step)\n        np.subtract(theta, step, theta)",
        "np.multiply(g, alpha, step)\n        np.add(theta, step, theta)",
        (3,),
    ),
    Mutation("1/m", "core/training/fast/workspace.py", "constant(1.0 / m)", "constant(1.0)", (11, 9)),
    Mutation(
        "a transpose on the way back",
        "core/training/fast/workspace.py",
        "calls = [partial(layout.block(theta, l + 1).T.dot, dz[: layout.sizes[l + 1]], da[: n + 1])]",
        "calls = [partial(np.copyto, da[: n + 1], dz[:1])]",
        (9,),
    ),
    Mutation(
        "the slope of tanh",
        "core/nn/activations/bounded.py",
        "np.multiply(a, a, out)\n        np.subtract(ONE, out, out)",
        "np.subtract(ONE, a, out)",
        (9, 6, 12),
    ),
    Mutation(
        "the slope of the sigmoid",
        "core/nn/activations/bounded.py",
        "np.subtract(ONE, a, out)\n        np.multiply(out, a, out)\n\n\nclass Tanh",
        "np.subtract(ONE, a, out)\n\n\nclass Tanh",
        (9, 6),
    ),
    Mutation(
        "the slope of ReLU",
        "core/nn/activations/unbounded.py",
        "np.sign(a, out)  #",
        "np.copyto(out, ONE)  #",
        (9,),
    ),
    Mutation(
        "a schedule one off",
        "core/training/schedules.py",
        "self.gamma ** (k // self.every)",
        "self.gamma ** ((k + 1) // self.every)",
        (4,),
    ),
    Mutation(
        "momentum",
        "core/training/optimizers/descent.py",
        "np.add(v, g, v)\n        np.multiply(v, alpha, step)",
        "np.add(v, 0.1 * g, v)\n        np.multiply(v, alpha, step)",
        (13,),
    ),
    Mutation(
        "Adam's correction",
        "core/training/optimizers/adam.py",
        "return root * self.epsilon, alpha * root / (1.0 - self.beta1**t)",
        "return root * self.epsilon, alpha",
        (13,),
    ),
    Mutation(
        "AdaGrad's memory",
        "core/training/optimizers/adaptive.py",
        "np.add(s, step, s)\n        np.sqrt(s, step)",
        "np.copyto(s, step)\n        np.sqrt(s, step)",
        (13,),
    ),
    Mutation(
        "Adamax's largest",
        "core/training/optimizers/adam.py",
        "np.maximum(u, step, out=u)",
        "np.copyto(u, step)",
        (10,),
    ),
    Mutation(
        "the loss's mean",
        "core/training/fast/bound.py",
        "product, true, m, SMALL * m",
        "product, true, 1.0, SMALL * m",
        (16, 9, 8),
    ),
    Mutation("the squared error's slope", "core/nn/losses.py", "out *= 2.0 / len(y)", "out *= 1.0 / len(y)", (9,)),
    Mutation(
        "the order of the batches",
        "core/training/loading.py",
        "np.random.default_rng((seed, 4, epoch))",
        "np.random.default_rng((seed, 4, 0))",
        (11,),
    ),
    Mutation(
        "the last batch",
        "core/training/passes.py",
        "return -(-self.examples // self.size)",
        "return self.examples // self.size",
        (11,),
    ),
    Mutation(
        "the seeds of the layers",
        "core/nn/network.py",
        "np.random.default_rng((seed, 1, layer))",
        "np.random.default_rng((0, 1, layer))",
        (5, 12, 10),
    ),
    Mutation(
        "the split",
        "core/data/split.py",
        "examples.take(order[tested]), plane",
        "examples.take(order[~tested]), plane",
        (14, 16),
    ),
    Mutation(
        "softmax",
        "core/nn/activations/bounded.py",
        "np.divide(out, np.add.reduce(out, axis=0), out)",
        "np.divide(out, 10.0, out)",
        (15,),
    ),
    Mutation(
        "He's variance",
        "core/nn/initializers.py",
        "math.sqrt(2.0 / fan_in), (fan_out, fan_in)",
        "math.sqrt(1.0 / fan_in), (fan_out, fan_in)",
        (12,),
    ),
    Mutation(
        "the penalty's slope", "core/nn/regularizers.py", "return self.lam * weights", "return 0.0 * weights", (14,)
    ),
    Mutation(
        "the standard deviation",
        "core/data/standard.py",
        "near_one.std(axis=1, keepdims=True)",
        "near_one.var(axis=1, keepdims=True)",
        (5,),
    ),
    Mutation("clipping", "core/training/loop.py", "gradient *= clip_norm / norm", "gradient *= 1.0", (4,)),
)


def broken(mutation: Mutation) -> str:
    """Return what the first lesson that notices says; empty if none does."""
    with TemporaryDirectory() as place:
        for part in ("core", "resources"):
            copytree(ROOT / part, Path(place) / part, ignore=ignore_patterns("__pycache__"))
        path = Path(place) / mutation.path
        text = path.read_text(encoding="utf-8")
        if mutation.old not in text:
            raise SystemExit(f"{mutation.name}: {mutation.path} has changed; there is no “{mutation.old}”.")
        path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
        command = [sys.executable, "-W", "ignore", "-c", CHECK, *map(str, mutation.lessons)]
        plainly = {**os.environ, SWITCH: "0"}  # what is broken is walked
        done = subprocess.run(command, cwd=place, env=plainly, capture_output=True, text=True, check=False)
        return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def run(names: list[str]) -> Iterator[bool]:
    """Break the engine in each way, say who noticed, and yield whether anybody did."""
    for mutation in MUTATIONS:
        if not names or mutation.name in names:
            found = broken(mutation)
            print(f"{'noticed' if found else 'UNNOTICED':10} {mutation.name}: {found}", flush=True)  # noqa: T201
            yield bool(found)


if __name__ == "__main__":
    noticed = list(run(sys.argv[1:]))
    sys.exit(noticed.count(False) > UNNOTICED * len(noticed) // 20)
