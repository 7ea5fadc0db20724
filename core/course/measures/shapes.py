"""What is measured of the shapes of matrices."""

from __future__ import annotations

from core.analysis.sight import PER_EXAMPLE
from core.course.seen import SceneSeen
from core.hyperparameters import InvalidSetting

WEIGHTS, BIASES = ("w", "dw"), ("b", "db")


def shape(seen: SceneSeen, matrix: str, layer: int, at: int | None = None) -> str:
    """Return rows × columns of a matrix of a layer, e.g. ``"w"`` or ``"a"``, in the update from an iteration."""
    sizes, layer = seen.experiment.layout.sizes, int(layer)
    if matrix not in (*WEIGHTS, *BIASES, *PER_EXAMPLE) or not 0 <= layer < len(sizes):
        raise InvalidSetting("measure", f"there is no matrix “{matrix[:10]}” of layer {layer}.")
    if matrix in PER_EXAMPLE:
        return f"{sizes[layer]} × {seen.trace(at).m}"
    return f"{sizes[layer]} × {sizes[layer - 1] if matrix in WEIGHTS else 1}"
