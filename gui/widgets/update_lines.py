"""What the card of an update says, as plain data: each value of one parameter's update with the line that makes it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.hyperparameters import Choice
from core.nn.network import Layout
from core.training.equations import CLIPPING
from core.training.optimizers import Optimizer
from core.training.schedules import ConstantRate
from core.training.trace import Trace
from core.values import dataclass
from gui.widgets.numbers import number, raised

DIGITS = 6
SYMBOL_OF = {r"\hat{m}": "m̂", r"\hat{v}": "v̂", r"\Delta": "Δ", r"\theta": "w_new"}
"""How the left side of a formula's line is called by `Optimizer.explain`, where it is not the same letter."""
WORDS = {"m̂": "m corrected", "v̂": "v corrected"}
"""How a symbol reads on the card; common fonts cannot put a hat on a letter."""
HELP = {
    "g": "The gradient that the optimiser gets: of this batch's loss with penalty, clipped where it was too long.",
    "m̂": "m, corrected for its start at 0. The correction fades as t grows.",
    "v̂": "v, corrected for its start at 0. The correction fades as t grows.",
    "Δ": "The step that Adadelta proposes, scaled by its own earlier steps.",
    "α": "The learning rate of this iteration, as the schedule sets it.",
    "step": "What is subtracted from the parameter: everything after θ − in the last line.",
    "w_new": "The parameter before and after the update.",
    "λ′θ": "The weight decay: a share of the parameter itself, separate from any penalty.",
}
DATA = "The derivative of the data loss, averaged over the batch: what backpropagation gives."
PENALTY = "The derivative of the penalty R. Biases are not penalised."
CLIP = "The whole gradient was longer than allowed. This factor shortens it and keeps its direction."
BETWEEN = "An intermediate value that the last line uses."


@dataclass(frozen=True)
class UpdateLine:
    """One value of an update.

    Attributes
    ----------
    symbol, value
        What it is called, and what it comes to.
    origin
        What stands before the value: what it was ("0.25 →") or what it is made of ("0.1 · 0.5 =").
    formula
        The line that makes it, in LaTeX, as declared; empty if it is part of another line.
    """

    symbol: str
    value: float
    origin: str
    formula: str
    help: str


def update_lines(trace: Trace, layout: Layout, index: int) -> tuple[UpdateLine, ...]:
    """Return the update of the parameter at ``index`` of θ: from its derivative down to its new value."""
    return *_gradient_lines(trace, layout, index), *_optimizer_lines(trace, layout, index)


def symbols_of(optimizer: Optimizer) -> dict[str, str]:
    """Return the optimiser's declared lines by the symbol on their left side."""
    lines = {line.split(r"\leftarrow")[0].split("=")[0].strip(): line for line in optimizer.lines}
    return {SYMBOL_OF.get(left, left): line for left, line in lines.items()}


def plain(value: float) -> str:
    """Return a setting as short as can be, e.g. ``"0.9"`` or ``"10⁻⁸"``."""
    mantissa, _, exponent = f"{value:.6g}".replace("-", "−").partition("e")
    if not exponent:
        return mantissa
    power = f"10{raised(int(exponent.replace('−', '-')))}"
    return power if mantissa == "1" else f"{mantissa}·{power}"


def settings_of(choice: Choice) -> str:
    """Return the settings of a catalogue entry but for α, e.g. ``"β₁ = 0.9, ε = 10⁻⁸"``."""
    declared = [each for each in choice.hyperparameters() if each.symbol != "α"]
    return ", ".join(f"{each.symbol} = {plain(getattr(choice, each.name))}" for each in declared)


def heading(trace: Trace, layout: Layout, index: int) -> str:
    """Return whose update it is, by which optimiser, and all settings that its lines need."""
    optimizer, schedule = trace.experiment.optimizer, trace.experiment.schedule
    parts = [f"{optimizer.title} moves θ = {layout.name(index)}", settings_of(optimizer)]
    if "^t" in optimizer.formula:
        parts.append(f"t = {trace.t:,}")
    if not isinstance(schedule, ConstantRate):
        parts += [f"k = {trace.before.iteration:,}", settings_of(schedule)]
    return " · ".join(part for part in parts if part)


def _gradient_lines(trace: Trace, layout: Layout, index: int) -> Iterator[UpdateLine]:
    """Yield what g is made of: the data's part, the penalty's and the clipping; g itself is the optimiser's."""
    l, j, i = layout.position(index)
    layer, experiment = trace.layers[l - 1], trace.experiment
    data = layer.db[j - 1, 0] if i == 0 else layer.dw[j - 1, i - 1]
    yield UpdateLine(f"d{layout.name(index)}", float(data), "", "", DATA)
    if experiment.regularizer.active:
        pull = experiment.regularizer.gradient(trace.before.theta * layout.is_weight)
        origin = settings_of(experiment.regularizer)
        yield UpdateLine("∂R/∂θ", float(pull[index]), origin, experiment.regularizer.formula, PENALTY)
    if trace.clip_factor != 1.0:
        origin = f"{plain(experiment.clip_norm)} / {number(trace.gradient_norm, DIGITS)} ="
        yield UpdateLine("c", trace.clip_factor, origin, CLIPPING, CLIP)


def _gradient_formula(trace: Trace, is_bias: bool) -> str:
    formula = "db" if is_bias else "dw"
    if trace.experiment.regularizer.active:
        formula += r" + \frac{\partial R}{\partial \theta}"
    if trace.clip_factor != 1.0:
        formula = rf"c\,({formula})" if "R" in formula else rf"c\,{formula}"
    return f"g = {formula}"


def _optimizer_lines(trace: Trace, layout: Layout, index: int) -> Iterator[UpdateLine]:
    """Yield what the optimiser explains, each value with its declared line."""
    experiment, (_, _, i) = trace.experiment, layout.position(index)
    lines = symbols_of(experiment.optimizer)
    lines |= {"g": _gradient_formula(trace, i == 0), "α": experiment.schedule.formula}
    origins = _origins(trace, index)
    for symbol, value in trace.explain(index):
        shown = layout.name(index) if symbol == "w_new" else WORDS.get(symbol, symbol)
        help = HELP.get(symbol, f"What the optimiser remembers: before → after. {experiment.optimizer.help}")
        if symbol not in HELP and symbol not in experiment.optimizer.slots:
            help = BETWEEN
        yield UpdateLine(shown, value, origins.get(symbol, ""), lines.get(symbol, ""), help)


def _origins(trace: Trace, index: int) -> dict[str, str]:
    """Return what stands before the values: what slots and parameter were, and the schedule's factor."""
    experiment = trace.experiment
    before = dict(zip(("w_new", *experiment.optimizer.slots), np.ravel(trace.before.state[:, index]), strict=True))
    origins = {symbol: f"{number(float(value), DIGITS)} →" for symbol, value in before.items()}
    factor = experiment.schedule.factor(trace.before.iteration)
    if not isinstance(experiment.schedule, ConstantRate):
        origins["α"] = f"{plain(experiment.optimizer.alpha)} · {number(factor, DIGITS)} ="
    return origins
