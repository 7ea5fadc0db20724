"""The user's own data set: a table, or points drawn with the mouse."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property

import numpy as np

from core.arrays import Array, frozen
from core.data.dataset import COORDINATES, Dataset, drawn_from
from core.data.examples import Examples, of_numbers
from core.patterns import pattern

MAX_COLUMNS = 1_000
MAX_CLASSES = 64
MIN_ROWS = 4
"""Complete rows that are needed to learn from a table."""
MOST_UNLIKE = 1.7
"""How many times as far as the other an input may reach on equal scales: both fill more than half of the square."""
_UNIT = pattern(r"[(\[]([^()\[\]]+)[)\]]\s*$")


class OwnData(Dataset):
    """Examples brought by the user; two are equal if their content and their name are.

    Attributes
    ----------
    content
        A digest of everything that determines the examples.
    groups
        For each input the column that it is made of, where some columns of words make several; else empty.
    """

    name = "own"
    title = "own data"
    help = "Your own data: a table, or points drawn with the mouse."
    source = "provided by you."

    content: str = ""
    label: str = "own data"
    input_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    names_of_classes: tuple[str, ...] = ()
    examples: Examples = field(default_factory=lambda: of_numbers(np.empty((1, 0)), np.empty((1, 0))), compare=False)
    seed: int = drawn_from()
    stratified: bool = False
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "title", self.label)  # own data sets each have their own title
        object.__setattr__(self, "target", ", ".join(self.targets))

    @property
    def targets(self) -> tuple[str, ...]:
        return self.target_names or ("class",)

    @property
    def predicts(self) -> int:
        return 0 if self.classes else len(self.targets)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.input_names

    @cached_property
    def _spans(self) -> Array:
        """How far each input reaches (n₀,): kept, since the window asks too, and a million rows take long."""
        spans: Array = frozen(np.ptp(self.examples.x, axis=1))
        return spans

    def one_scale(self, across: int, up: int) -> bool:
        """Tell whether two of the inputs have one unit and are of like size; then both scales are equal."""
        units = {unit_of(self.inputs[place]) for place in (across, up)}
        if self.inputs != COORDINATES and (len(units) > 1 or "" in units):
            return False
        short, long = sorted(self._spans[[across, up]].tolist())
        return bool(long <= MOST_UNLIKE * short)

    @property
    def points(self) -> int:
        return len(self.examples)

    @property
    def classes(self) -> int:
        return len(self.names_of_classes)

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.names_of_classes

    def generate(self) -> Examples:
        return self.examples


def unit_of(name: str) -> str:
    """Return the unit in brackets at the end of a name, e.g. ``"cm"`` of ``"height (cm)"``; empty for none."""
    found = _UNIT.search(name)
    return found[1].strip() if found else ""


def own_data(
    label: str,
    inputs: tuple[str, ...],
    target: str | tuple[str, ...],
    class_names: tuple[str, ...],
    examples: Examples,
    groups: tuple[str, ...] = (),
) -> OwnData:
    """Return examples as a data set; it may have several ``target`` numbers, and ``groups`` of inputs."""
    import hashlib  # here, for most scenes bring no data of their own

    targets = (target,) if isinstance(target, str) else target
    digest = hashlib.sha256(repr((inputs, targets, class_names)).encode())
    for array in (examples.x, examples.labels, examples.values):
        digest.update(np.ascontiguousarray(array).tobytes())
    return OwnData(digest.hexdigest()[:24], label, inputs, targets, class_names, examples, groups=groups)
