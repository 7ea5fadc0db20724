"""What the runs of a race may differ in: always one setting, with its values and its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.hyperparameters import Choice, Hyperparameter, InvalidSetting
from core.nn.activations import HIDDEN_ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.regularizers import L2, NoPenalty
from core.training.changes import called, describe_change
from core.training.experiment import MAX_SEED, STARTS_OVER, Experiment
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES
from core.values import dataclass

Change = Callable[[Experiment, Any], Experiment]


@dataclass(frozen=True)
class Factor:
    """What may differ between the runs of a race.

    Attributes
    ----------
    change
        Returns an experiment with another value and nothing else changed.
    read
        Returns an experiment's value; None if it has none, or several.
    entries
        The catalogue that values come from; empty for numbers.
    """

    name: str
    title: str
    help: str
    change: Change
    read: Callable[[Experiment], Any]
    entries: Mapping[str, type[Choice]]

    @property
    def begins_later(self) -> bool:
        """Whether runs may differ in it from any iteration on, not only from 0."""
        return FIELDS.get(self.name, self.name) not in STARTS_OVER

    def number(self, experiment: Experiment) -> Hyperparameter:
        """Return the declaration of a number: its symbol and bounds in ``experiment``."""
        return NUMBERS[self.name](experiment)

    def suggestions(self, experiment: Experiment) -> tuple[Any, ...]:
        """Return three values that are worth trying besides the current one."""
        now = self.read(experiment)
        if self.entries:
            names = dict.fromkeys((*FIRST.get(self.name, ()), *self.entries))
            others = [self.entries[name]() for name in names if now is None or name != now.name]
            return tuple(others[:3])
        return self._numbers(now, self.number(experiment))

    def _numbers(self, now: Any, declared: Hyperparameter) -> tuple[Any, ...]:
        tried: list[Any] = []
        for value in SUGGESTED[self.name](now, declared.high):
            try:
                tried.append(declared.check(value))
            except InvalidSetting:  # beyond its bounds
                continue
        return tuple(value for value in dict.fromkeys(tried) if value != now)[:3]

    def words(self, before: Experiment, after: Experiment) -> str:
        """Return the value of ``after`` in a few words, for the names of runs."""
        value = self.read(after)
        if self.name == "l2":
            return f"L2 λ {value:g}"
        if self.name != "activation" or value is None:
            return describe_change(before, after)
        return called(value)


def _with_activation(experiment: Experiment, activation: Any) -> Experiment:
    hidden = tuple(replace(layer, activation=activation) for layer in experiment.network.hidden)
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


def _activation(experiment: Experiment) -> Any:
    used = {layer.activation for layer in experiment.network.hidden}
    return used.pop() if len(used) == 1 else None


def _with_alpha(experiment: Experiment, alpha: float) -> Experiment:
    return replace(experiment, optimizer=replace(experiment.optimizer, alpha=alpha))


def _alpha_of(experiment: Experiment) -> Hyperparameter:
    return next(each for each in experiment.optimizer.hyperparameters() if each.name == "alpha")


def _batch_of(experiment: Experiment) -> Hyperparameter:
    help = f"Examples per iteration; {experiment.train_size:,} is the full batch."
    return Hyperparameter("batch_size", int, 32, "", help, low=1, high=experiment.train_size, log=True)


def _l2_of(_experiment: Experiment) -> Hyperparameter:
    return replace(L2.hyperparameters()[0], name="l2", help="How strongly the L2 penalty counts; 0 is none.")


def _with_l2(experiment: Experiment, lam: float) -> Experiment:
    return replace(experiment, regularizer=L2(lam=lam) if lam else NoPenalty())


def _l2(experiment: Experiment) -> float | None:
    regularizer = experiment.regularizer
    if isinstance(regularizer, L2):
        return regularizer.lam
    return None if regularizer.active else 0.0


def _seed_of(_experiment: Experiment) -> Hyperparameter:
    return Hyperparameter("seed", int, 1, "", "Determines the initial weights and the batches.", low=0, high=MAX_SEED)


def _field(name: str) -> tuple[Change, Callable[[Experiment], Any]]:
    return lambda experiment, value: replace(experiment, **{name: value}), lambda experiment: getattr(experiment, name)


FIELDS = {"alpha": "optimizer", "activation": "network", "l2": "regularizer"}
"""The field of `Experiment` that a factor belongs to, if it has a different name."""
NUMBERS: dict[str, Callable[[Experiment], Hyperparameter]] = {
    "alpha": _alpha_of,
    "batch_size": _batch_of,
    "l2": _l2_of,
    "seed": _seed_of,
}
SUGGESTED: dict[str, Callable[[Any, float], tuple[float, ...]]] = {
    "alpha": lambda now, _: tuple(float(f"{now * times:.3g}") for times in (3.0, 1.0 / 3.0, 10.0, 0.1)),
    "batch_size": lambda now, full: (now // 4, now * 4, full, 1, now * 2, now // 2, 2, 3),
    "l2": lambda now, _: (0.001, 0.01, 0.0001, 0.1, 0.0) if not now else (0.0, now * 10.0, now / 10.0),
    "seed": lambda now, _: (now + 1, now + 2, now + 3, now - 1, now - 2, now - 3),
}
"""What to try besides the current number, the best first."""
FIRST = {"optimizer": ("sgd", "momentum", "adam"), "activation": ("relu", "tanh", "sigmoid")}
"""Entries of catalogues that are suggested before the others."""
FACTORS: dict[str, Factor] = {
    factor.name: factor
    for factor in (
        Factor("optimizer", "Optimiser", "How the gradient moves the parameters.", *_field("optimizer"), OPTIMIZERS),
        Factor("alpha", "Learning rate α", "How far a step goes.", _with_alpha, lambda each: each.optimizer.alpha, {}),
        Factor("schedule", "Schedule", "How α changes with the iteration.", *_field("schedule"), SCHEDULES),
        Factor(
            "initializer", "Initialisation", "How the initial weights are drawn.", *_field("initializer"), INITIALIZERS
        ),
        Factor("batch_size", "Batch size", "How many examples make one iteration.", *_field("batch_size"), {}),
        Factor("l2", "L2 penalty λ", "How strongly large weights are penalised.", _with_l2, _l2, {}),
        Factor(
            "activation",
            "Activation",
            "The activation function of all hidden layers.",
            _with_activation,
            _activation,
            HIDDEN_ACTIVATIONS,
        ),
        Factor("seed", "Seed", "The initial weights and the order of the batches.", *_field("seed"), {}),
    )
}
"""All that can be raced, in the order in which it is offered."""
