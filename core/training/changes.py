"""What changed between two experiments, in a few words: how forked runs get their names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from core.hyperparameters import Choice
from core.nn.activations import Activation, Own
from core.training.experiment import Experiment
from core.words import counted

MAX_CHANGES = 2
"""Changes that a description lists; it counts the rest."""
MAX_LENGTH = 24
"""Characters of a text that a description shows."""
LAST = 9
"""How many of these come from a formula's end: similar formulas often differ only there."""


def describe_change(before: Experiment, after: Experiment) -> str:
    """Return how ``after`` differs, e.g. ``"α 0.1"``, ``"batch 8"``, ``"Adam"``, ``"seed 5"``; else "no change"."""
    changes = [words for field in fields(Experiment) for words in _differences(field.name, before, after)]
    named = changes[:MAX_CHANGES]
    if len(changes) > MAX_CHANGES:
        named.append(f"{len(changes) - MAX_CHANGES} more")
    return ", ".join(named) or "no change"


def _differences(name: str, before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield how one field of ``after`` differs from that of ``before``."""
    old, new = getattr(before, name), getattr(after, name)
    if old == new:
        return
    if name in PLAIN:
        yield PLAIN[name](after)
    elif type(old) is type(new):
        yield from _settings(old, new)
    else:
        yield FORMS.get(name, "{}").format(new.title)


def _settings(old: Choice, new: Choice) -> Iterator[str]:
    """Yield the hyperparameters in which two entries of one kind differ."""
    for declared in new.hyperparameters():
        value = getattr(new, declared.name)
        if value != getattr(old, declared.name):
            label = declared.symbol or declared.title or declared.name.replace("_", " ")
            yield f"{label} {written(value)}"


def written(value: Any) -> str:
    """Return a setting's value in its shortest form."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return value if len(value) <= MAX_LENGTH else value[: MAX_LENGTH - 1] + "…"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}".replace("-", "−")


def called(activation: Activation) -> str:
    """Return what tells an activation from others of its kind, e.g. ``"tanh"``, ``"leaky ReLU s 0.2"``, ``"“z**3”"``.

    The user's own is called by its formula; a long one loses its spaces, then its middle.
    """
    if not isinstance(activation, Own):
        return " ".join((activation.title, *_settings(type(activation)(), activation)))
    formula = activation.expression
    if len(formula) > MAX_LENGTH:
        formula = "".join(formula.split())
    if len(formula) > MAX_LENGTH:
        formula = f"{formula[: MAX_LENGTH - 1 - LAST]}…{formula[-LAST:]}"
    return f"“{formula}”"


def _batch(experiment: Experiment) -> str:
    full = experiment.batch_size == experiment.train_size
    return "full batch" if full else f"batch {experiment.batch_size}"


def _clipping(experiment: Experiment) -> str:
    return "no clipping" if math.isinf(experiment.clip_norm) else f"clipped at {written(experiment.clip_norm)}"


def _network(experiment: Experiment) -> str:
    """Return widths and activations, e.g. ``"4–4 tanh, sigmoid output"``."""
    network = experiment.network
    widths = "–".join(str(layer.units) for layer in network.hidden)
    kinds = "/".join(dict.fromkeys(called(layer.activation) for layer in network.hidden))
    hidden = f"{widths} {kinds}" if widths else "no hidden layer"
    return f"{hidden}, {network.output.title} output"


def learner_in_words(experiment: Experiment) -> str:
    """Return what learns and how, e.g. ``"8–8 tanh, identity output, mean squared error, Adam with α 0.001, …"``."""
    optimizer = f"{experiment.optimizer.title} with α {written(experiment.optimizer.alpha)}"
    return ", ".join((_network(experiment), experiment.loss.title, optimizer, _batch(experiment)))


def settings_in_words(experiment: Experiment) -> str:
    """Return what learns from the data and how, e.g. ``"8–8 tanh, identity output, Adam with α 0.001, batch 32"``."""
    scaled = [
        what
        for what, on in (("inputs", experiment.standardise), ("target", experiment.standardise_target))
        if on and not (what == "target" and experiment.data.classes)
    ]
    tests = experiment.data.points - experiment.train_size
    parts = (
        learner_in_words(experiment),
        f"{' and '.join(scaled)} standardised" if scaled else "nothing standardised",
        counted(tests, "test example") if tests else "no test set",
    )
    return ", ".join(parts)


PLAIN: dict[str, Callable[[Experiment], str]] = {
    "test_share": lambda experiment: f"{100 * experiment.test_share:.6g} % for testing",
    "standardise": lambda experiment: f"standardised inputs {written(experiment.standardise)}",
    "standardise_target": lambda experiment: f"standardised target {written(experiment.standardise_target)}",
    "network": _network,
    "clip_norm": _clipping,
    "batch_size": _batch,
    "seed": lambda experiment: f"seed {experiment.seed}",
}
"""The words for fields that are not catalogue entries."""
FORMS = {"schedule": "{} rate", "regularizer": "{} penalty", "initializer": "{} start"}
"""The words for a new catalogue entry whose title alone would not say what it is."""
