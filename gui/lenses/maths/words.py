"""The words of the Maths lens."""

from __future__ import annotations

from core.analysis.sight import Cell
from core.data.features import Inputs
from core.data.standard import mean_beside
from core.nn.network import Layout
from core.training.notation import ARTICLES, Notation
from core.training.problem import prepare
from core.training.trace import PhaseKind, Trace
from core.words import as_typed
from gui.frames.frame import Frame
from gui.widgets.numbers import number

MAX_LISTED = 12
"""Numbers of examples that are listed."""

HELP = {
    "x": "Inputs of layer 1: one column per example, one row per input or feature.",
    "y": "Targets: what the outputs should be, one column per example.",
    "w": "Weights: row j holds the weights of neuron j, one for each neuron of the previous layer.",
    "b": "Biases: one per neuron, added to every column.",
    "z": "Pre-activations: weighted sums plus bias, one row per neuron, one column per example.",
    "a": "The outputs of the neurons, also called activations.",
    "da": "How each example's own loss changes with each activation.",
    "dz": "How each example's own loss changes with each pre-activation.",
    "slope": "Slope of the activation function at each z.",
    "dw": "How the data loss of the batch changes with each weight: the mean over the examples.",
    "db": "How the data loss of the batch changes with each bias: the mean over the examples.",
    "loss": "Data loss of each example.",
    "data": "Gradient of the data loss: weights, and the biases in the last column.",
    "penalty": "Gradient of the penalty. Biases have none.",
    "new": "Parameters after the update: weights, and the biases in the last column.",
    "old": "Parameters before the update: weights, and the biases in the last column.",
    "step": "What the optimiser subtracts from each parameter.",
    "g": "The gradient passed to the optimiser: weights, and the biases in the last column.",
}
OF_BATCH = (("each example's own loss", "the loss of the batch"), ("the mean over", "the sum over"))
"""What of that is otherwise with 1/m in the loss."""
BATCH_ONLY = "These are the equations of the next update, which uses its batch only."
AT_REST = "Phase ▸ walks through this iteration."
RUNNING = "The equations return when training is paused."
ASKED = "The numbers come with the answer."
TOO_LARGE = "This iteration has very many numbers. Phase ▸ opens it anyway."


def help_of(matrix: str, notation: Notation) -> str:
    """Return what a matrix is."""
    text = HELP[matrix]
    for words, other in OF_BATCH if notation.mean == "loss" else ():
        text = text.replace(words, other)
    return text


def notes(
    trace: Trace, layout: Layout, kind: PhaseKind, example: int | None, notation: Notation = ARTICLES
) -> tuple[str, ...]:
    """Return the sentences under the equations of a phase."""
    if kind == "batch":
        return (_examples(trace, notation), *_fed(trace), *prepare(trace.experiment).target_notes)
    if kind == "loss":
        return (_sum_of_losses(trace), *prepare(trace.experiment).target_notes)
    if kind == "backward":
        return (_mean(trace, example, notation), *_penalty(trace), *_clipping(trace))
    if kind == "update":
        return (*_clipping(trace), *_overflow(trace))
    return ()


def not_in_batch(frame: Frame) -> tuple[str, ...]:
    """Say that the chosen example is none of the batch's, where that is so."""
    if frame.row is None or frame.place_in_batch is not None or frame.trace is None:
        return ()
    shown = int(frame.trace.columns[frame.place]) + 1
    return (f"{frame.name_of(frame.row).capitalize()} is not in this batch: training {shown:,} is looked at here.",)


def _examples(trace: Trace, notation: Notation) -> str:
    listed = ", ".join(str(column + 1) for column in trace.columns[:MAX_LISTED])
    more = f", … ({trace.m - MAX_LISTED:,} more)" if trace.m > MAX_LISTED else ""
    kept = f" The first {len(trace.columns):,} are shown." if len(trace.columns) < trace.m else ""
    which = f"{notation.examples.capitalize()} are examples, m = {trace.m:,}."
    return f"{which}{kept} Their numbers in the training set: {listed}{more}."


def _fed(trace: Trace) -> tuple[str, ...]:
    """Explain φ, μ and σ where A[0] is computed with them."""
    features, standardise = trace.experiment.features, trace.experiment.standardise
    what = "features" if features else "inputs"
    chosen = all(name in trace.experiment.data.inputs for name in features)
    rows = "the rows of X that the network gets" if chosen else "one row per feature of the inputs X"
    notes = [f"φ(X): {rows}."] if features else []
    if standardise:
        notes.append(
            f"μ and σ: mean and standard deviation of the {what} over all training examples. Click a cell for its own."
        )
    return tuple(notes)


def _sum_of_losses(trace: Trace) -> str:
    data, penalty = number(trace.data_loss), number(trace.penalty)
    m = trace.m
    text = f"Data loss = {f'mean of the {m:,} losses ℓ' if m > 1 else 'the one loss ℓ'} = {data}."
    if trace.experiment.regularizer.active:
        text += f" Plus the penalty {penalty} ({trace.experiment.regularizer.title}): loss L = {number(trace.loss)}."
    return text


def _mean(trace: Trace, example: int | None, notation: Notation) -> str:
    m = trace.m
    if notation.mean == "loss":
        return f"dA and dZ are derivatives of the batch’s loss: its 1/m (m = {m:,}) is in them, so dW and db are sums."
    if example is not None and m > 1:
        return (
            f"dW and db are means over all {m:,} examples; shown is what example {example + 1} adds. 1/m comes in here."
        )
    return f"dA and dZ belong to each example's own loss. 1/m (m = {m:,}) comes in once: at dW and db."


def _penalty(trace: Trace) -> tuple[str, ...]:
    regularizer = trace.experiment.regularizer
    if not regularizer.active:
        return ()
    return (f"The penalty ({regularizer.title}) adds its own gradient to dW before the update; db stays as it is.",)


def _clipping(trace: Trace) -> tuple[str, ...]:
    if trace.clip_factor == 1.0:
        return ()
    norm, limit = number(trace.gradient_norm), number(trace.experiment.clip_norm)
    return (f"Clipping: |g| = {norm} is above {limit}, so g is multiplied by c = {number(trace.clip_factor)}.",)


def _overflow(trace: Trace) -> tuple[str, ...]:
    return ("No update: the numbers have overflowed or are undefined.",) if trace.diverged else ()


def origin_of_input(trace: Trace, inputs: Inputs, cell: Cell) -> str:
    """Return where a number of A[0] comes from: the data, a feature of them, and what standardises it."""
    given = trace.experiment.data.inputs
    name, example = inputs.names[cell.row], f"training example {trace.columns[cell.column] + 1:,}"
    if not trace.experiment.standardise:
        if name not in given:
            return f"feature {as_typed(name)} of {example}: computed from its inputs"
        return f"input {given.index(name) + 1} of {example}: given by the data"
    mean, deviation = float(inputs.mean[cell.row, 0]), float(inputs.deviation[cell.row, 0])
    value = float(trace.x[cell.row, cell.column]) * deviation + mean
    sign, own, middle = "−" if mean >= 0.0 else "+", mean_beside(value, deviation), mean_beside(abs(mean), deviation)
    return f"{as_typed(name)} of {example}, standardised: ({own} {sign} {middle}) / {number(deviation)}"


def origin_of_target(trace: Trace, cell: Cell) -> str:
    """Return where a target comes from."""
    whose, scale = (
        f"target of training example {trace.columns[cell.column] + 1:,}",
        prepare(trace.experiment).target_scale,
    )
    if not scale.standardised:
        return f"{whose}: given by the data"
    own = float(scale.in_units(trace.y[:, [cell.column]])[cell.row, 0])
    said = mean_beside(own, float(scale.deviation[cell.row, 0]))
    return f"{whose}: {said} by the data. {scale.words(trace.experiment.data.targets)[cell.row]}"


def origin_of_parameter(trace: Trace, by_hand: bool) -> str:
    """Return where a parameter's value comes from: set by hand, the initialisation or the last update."""
    k = trace.before.iteration
    if by_hand:
        return f"parameter, as set by hand at iteration {k:,}" if k else "parameter, as set at iteration 0"
    if k == 0:
        return "parameter, as the initialisation made it: nothing learned yet"
    return "parameter, after the last update: Phase ◂ shows it"
