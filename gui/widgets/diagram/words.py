"""What the network diagram says in words: headers, value cards, and the help for each of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.data.standard import mean_beside
from core.nn.activations import Activation, ReLU
from core.nn.network import MAX_HIDDEN_LAYERS, MAX_UNITS, Network
from core.words import as_typed
from gui.widgets.diagram.headers import HeaderText
from gui.widgets.diagram.layout import HEADER_PARTS, DiagramLayout, Hit
from gui.widgets.diagram.names import names_of
from gui.widgets.diagram.picture import shape_of, shown_example
from gui.widgets.diagram.tiles import empty
from gui.widgets.numbers import number

if TYPE_CHECKING:
    from gui.frames.frame import Frame

TIPS: dict[str, str] = {
    "minus": "Remove a neuron from this layer (key −).",
    "plus": "Add a neuron to this layer (key +).",
    "count": "The number of neurons in this layer. Click to type another (key N).",
    "close": "Remove this layer (key Delete).",
    "insert": "Insert a layer here (key Insert).",
    "header": "Drag to move this layer (keys Alt with Left and Right).",
    "rest": ("This layer has more neurons than fit here. All of them compute and learn.\nClick to see the next ones."),
    "neuron": (
        "The value of this neuron over the input plane: blue above its middle, orange below, each neuron on a scale of "
        "its own. The middle is ½ for sigmoid and step, 1/K for softmax over K classes, else 0; hollow: at the middle "
        "everywhere.\n"
        "Click to select it and to pick its bias for the descent path."
    ),
    "input": "An input of the network: its value over the input plane.",
    "pixel": (
        "A pixel of the picture is an input of the network: 0 is paper, 1 is ink.\n"
        "Click to pick its weight for the descent path: to the neuron of layer 1 that was picked last, or the first."
    ),
    "connection": (
        "A weight: blue and solid is positive, orange and dashed negative; the thicker, the larger in its layer.\n"
        "Click to pick it for the descent path."
    ),
    "nothing": "The network. Change it here: click an activation or a number, + and −, ⊕ and ✕, or drag a header.",
}


def signed(value: float) -> str:
    """Return a number with its sign, e.g. ``−0.120``, in four figures where it is large."""
    text = f"{value:+.3f}" if abs(value) < 1000 else f"{value:+.4g}"
    return text.replace("-", "−")


def named_value(frame: Frame, index: int) -> str:
    """Return name and value of a parameter, e.g. ``w[2]₃,₁ = +1.637``."""
    return f"{frame.problem.layout.name(index)} = {signed(frame.snapshot.theta[index])}"


def activation_of(frame: Frame, layer: int) -> Activation:
    """Return the activation of a layer (1…L)."""
    return frame.experiment.network.activations[layer - 1]


def is_hidden(frame: Frame, layer: int) -> bool:
    """Tell whether a layer is one of 1…L-1."""
    return 0 < layer <= len(frame.experiment.network.hidden)


def header_text(frame: Frame, layer: int) -> HeaderText:
    """Return what stands above a layer."""
    if layer == 0:
        return HeaderText("input", False, False, False)
    activation = activation_of(frame, layer)
    return HeaderText(activation.title, not activation.learns, is_hidden(frame, layer), True)


def value_text(frame: Frame, diagram: DiagramLayout, hit: Hit) -> str:
    """Return what the value card says about a connection, neuron or chip; empty for anything else."""
    if hit.part == "connection":
        return named_value(frame, frame.problem.layout.index(hit.layer, hit.neuron, hit.source))
    if hit.part == "rest":
        return _chip_text(frame, diagram, hit.layer)
    if hit.part == "neuron":
        return _neuron_text(frame, hit.layer, hit.neuron)
    return ""


def _chip_text(frame: Frame, diagram: DiagramLayout, layer: int) -> str:
    """Return how many neurons a chip stands for, and the picked parameters among theirs."""
    column = diagram.columns[layer]
    lines = [f"{column.units:,} neurons, {column.numbers[0]} to {column.numbers[-1]} are drawn; click for the next"]
    for letter, index in zip("uv", frame.picked, strict=True):
        if diagram.chip_of(*frame.problem.layout.position(index)) == layer:
            lines.append(f"{letter}: {named_value(frame, index)}")
    return "\n".join(lines)


def _neuron_text(frame: Frame, layer: int, neuron: int) -> str:
    if layer == 0:
        return f"{_input_text(frame, neuron)}{_scaling(frame, neuron)}"
    index = frame.problem.layout.index(layer, neuron, 0)
    hidden, names = is_hidden(frame, layer), names_of(frame)[1]
    where = f"layer {layer}" if hidden else "the output layer"
    whose = f" · {as_typed(names[neuron - 1])}" if not hidden and neuron <= len(names) else ""
    what = f"neuron {neuron} of {where}{whose} · {activation_of(frame, layer).title}"
    lines = [what, f"bias {named_value(frame, index)}"]
    scaled = () if hidden else frame.problem.target_scale.words(frame.experiment.data.targets)[neuron - 1 : neuron]
    return "\n".join([*lines, *scaled, *_zero_text(frame, layer, neuron)])


def _input_text(frame: Frame, neuron: int) -> str:
    """Return the name of an input, of a pixel also its value in the picture on show."""
    name = frame.problem.inputs.names[neuron - 1]
    if shape_of(frame) is None:
        return f"input {name}"
    example, _, inputs = shown_example(frame)
    return f"{name} = {number(float(inputs[neuron - 1]))} in {example}"


def _scaling(frame: Frame, neuron: int) -> str:
    """Return by what a standardised input was shifted and scaled; empty where inputs are fed as they are."""
    inputs = frame.problem.inputs
    if not inputs.standardised:
        return ""
    mean, deviation = float(inputs.mean[neuron - 1, 0]), float(inputs.deviation[neuron - 1, 0])
    return f", standardised\nmean {mean_beside(mean, deviation)}, standard deviation {number(deviation)}"


def _zero_text(frame: Frame, layer: int, neuron: int) -> list[str]:
    """Return a line for a neuron whose map is zero everywhere."""
    activation = activation_of(frame, layer)
    if layer >= len(frame.maps) or neuron > len(frame.maps[layer]) or not frame.maps[layer].size:
        return []
    # A bounded activation is drawn on a fixed scale, on which small values look like zero without being it.
    if activation.reach is not None or not empty(frame.maps[layer][neuron - 1 : neuron])[0]:
        return []
    # Not "dead": that is said of the training examples, in the Layers lens, and this is the plane.
    off = "off: " if isinstance(activation, ReLU) else ""
    return [f"{off}zero for every input shown"]


def help_text(frame: Frame, hit: Hit) -> str:
    """Return the tooltip of a part of the picture; first what its letter says, if it is picked."""
    return _letter_text(frame, hit) + _part_text(frame, hit)


def _letter_text(frame: Frame, hit: Hit) -> str:
    """Return a line that says what the letter at a picked weight or bias stands for."""
    if hit.part == "connection" or (hit.part == "neuron" and hit.layer > 0):
        source = hit.source if hit.part == "connection" else 0
        index = frame.problem.layout.index(hit.layer, hit.neuron, source)
        for letter, axis, picked in zip("uv", ("horizontal", "vertical"), frame.picked, strict=True):
            if picked == index:
                return f"{letter}: on the {axis} axis of the descent path.\n"
    return ""


def _part_text(frame: Frame, hit: Hit) -> str:
    if hit.part == "name" and hit.layer > 0:
        activation = activation_of(frame, hit.layer)
        warning = "" if activation.learns else "⚠ No gradient passes: this layer and those before it cannot learn.\n"
        return f"{warning}{activation.title}: {activation.help}\nClick to choose another activation."
    if hit.part in HEADER_PARTS and not is_hidden(frame, hit.layer):
        what = "inputs" if hit.layer == 0 else "outputs"
        return f"The number of {what} follows the data."
    if hit.part == "neuron" and hit.layer == 0:
        return TIPS["pixel" if shape_of(frame) else "input"]
    return "\n".join(filter(None, [why_idle(frame.experiment.network, hit), TIPS.get(hit.part, "")]))


def why_idle(network: Network, hit: Hit) -> str:
    """Return why a part of the picture does nothing as long as the network is as it is; empty if it does something."""
    count = len(network.hidden)
    units = network.hidden[hit.layer - 1].units if 0 < hit.layer <= count else 0
    reasons = {
        "minus": units == 1 and "A layer has at least one neuron.",
        "plus": units == MAX_UNITS and f"A layer has at most {MAX_UNITS} neurons.",
        "header": count == 1 and "There is no other hidden layer that it could change places with.",
        "insert": count == MAX_HIDDEN_LAYERS and f"A network has at most {MAX_HIDDEN_LAYERS} hidden layers.",
    }
    return reasons.get(hit.part) or ""
