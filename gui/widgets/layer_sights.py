"""How the layers stand in a phase of an iteration: which are done, at work or to come, and the numbers at neurons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from core.arrays import Array
from core.training.trace import Phase, Trace
from core.values import dataclass
from gui.widgets.numbers import number

if TYPE_CHECKING:
    from gui.frames.frame import Frame

Turn: TypeAlias = Literal["plain", "done", "now", "to come"]
SMALL = 1e-2
"""Numbers below this have one significant digit."""


@dataclass(frozen=True)
class LayerSight:
    """What is seen of a layer.

    Attributes
    ----------
    turn
        Whether the phase has passed it, is at work on it or has yet to come to it; plain outside of phases.
    values
        The numbers at its neurons (n_l,); None where there are none.
    what
        What the numbers are, where they are not the activations.
    """

    turn: Turn = "plain"
    values: Array | None = None
    what: str = ""


def layer_sights(frame: Frame, asked: bool = False) -> tuple[LayerSight, ...]:
    """Return what is seen of each layer, inputs first; the answer is to come while the class is ``asked`` for it."""
    if asked:
        return (*layer_sights(frame)[:-1], LayerSight("to come"))
    trace, phase, depth = frame.trace, frame.phase, frame.problem.layout.depth
    if trace is None or phase is None:
        answers: Sequence[Array | None] = frame.example_activations or (None,) * (depth + 1)
        return tuple(LayerSight(values=values) for values in answers)
    return tuple(_in_phase(frame, trace, phase))


def _in_phase(frame: Frame, trace: Trace, phase: Phase) -> Iterator[LayerSight]:
    depth, place = len(trace.layers), frame.place
    a = [trace.x[:, place], *(layer.a[:, place] for layer in trace.layers)]
    at = {"batch": 0, "forward": phase.layer or 0, "loss": depth, "backward": phase.layer or 0, "update": 0}[phase.kind]
    for layer in range(depth + 1):
        if phase.kind == "backward":
            dz = trace.layers[layer - 1].dz[:, place] if layer >= max(at, 1) else None
            yield LayerSight(_turn(at - layer), dz, f"dZ[{layer}]" if dz is not None else "")
        elif phase.kind == "update":
            moved = frame.problem.layout.biases(trace.after.theta - trace.before.theta, layer) if layer else None
            step = None if moved is None else moved[:, 0]
            yield LayerSight("done" if step is None else "now", step, "" if step is None else "steps of b")
        else:
            yield LayerSight(_turn(layer - at), a[layer] if layer <= at else None)


def _turn(ahead: int) -> Turn:
    """Return how a layer stands that is so many layers ahead of the one at work."""
    return "now" if ahead == 0 else "to come" if ahead > 0 else "done"


def connections_at_work(phase: Phase | None, depth: int) -> range:
    """Return the layers whose weights a phase works with."""
    if phase is not None and phase.kind == "update":
        return range(1, depth + 1)
    return range(0) if phase is None or phase.layer is None else range(phase.layer, phase.layer + 1)


def brief(value: float, decimals: int = 2) -> str:
    """Return a number as short as it can be read from afar, e.g. ``−0.38``, ``0.004``, ``2·10⁻⁵``, ``12``."""
    size = abs(value)
    if value == 0 or not size < 1e6:
        return number(value, 2)
    if size < (SMALL if decimals > 1 else 0.05):
        return number(value, 1) if decimals > 1 else "≈ 0"
    return f"{value:.{max(0, decimals + 1 - len(f'{size:.0f}'))}f}".replace("-", "−")
