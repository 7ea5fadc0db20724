"""The frozen recipe of a run, checked as a whole when it is made."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import fields, replace

from core.data.dataset import Dataset
from core.data.datasets import Circles
from core.data.examples import MAX_WATCHED
from core.data.features import check_features, plain
from core.data.split import test_count
from core.data.standard import about_one, far_from_one
from core.hyperparameters import InvalidSetting
from core.nn.activations import ACTIVATIONS, Activation, Identity, ReLU, Sigmoid, Softmax, Tanh
from core.nn.initializers import GlorotUniform, Initializer
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy, Loss, MeanSquaredError
from core.nn.network import DenseLayer, Layout, Network
from core.nn.regularizers import NoPenalty, Regularizer
from core.training.optimizers import Adam, Adamax, Optimizer
from core.training.schedules import ConstantRate, Schedule
from core.values import dataclass

MAX_PARAMETERS = 200_000
MAX_WORK = 100_000_000
"""Most examples × parameters: beyond it a picture takes seconds."""
MAX_SEED = 2**31 - 1
STARTS_OVER = (
    "data",
    "test_share",
    "features",
    "standardise",
    "standardise_target",
    "network",
    "initializer",
    "seed",
    "loss",
)
"""Settings whose change invalidates the past: the run starts again at iteration 0."""
SUITED_WIDTHS, USUAL_WIDTH, SUITED_BATCH = (64, 32, 16, 8, 4, 2), 8, 32
"""Neurons in the hidden layers that may suit data, and examples in a batch."""


@dataclass(frozen=True)
class Experiment:
    """Everything that decides a run: equal experiments run equally, to the last bit.

    Attributes
    ----------
    test_share
        Share of the data that is kept for testing, from 0 to below 1.
    features
        Names of the features that the network is fed with, see `core.data.features`; empty: the inputs as they are.
    standardise
        Whether each input is shifted and scaled to mean 0 and standard deviation 1 over the training examples.
    standardise_target
        Whether each number to be predicted is scaled likewise for learning; classes are not.
    clip_norm
        Largest gradient norm; longer gradients are shortened to it. Infinity: never.
    batch_size
        Examples per iteration, 1 to the number of training examples (then: full batch).
    seed
        Determines the initial weights and the order of the batches.
    """

    data: Dataset = Circles()
    test_share: float = 0.1
    features: tuple[str, ...] = ()
    standardise: bool = False
    standardise_target: bool = False
    network: Network = Network(tuple(DenseLayer(n, ReLU()) for n in (4, 6, 6, 4)), Sigmoid())
    initializer: Initializer = GlorotUniform()
    loss: Loss = BinaryCrossEntropy()
    regularizer: Regularizer = NoPenalty()
    optimizer: Optimizer = Adamax()
    schedule: Schedule = ConstantRate()
    clip_norm: float = math.inf
    batch_size: int = 32
    seed: int = 1

    def __post_init__(self) -> None:
        check_features(self.features, self.data)
        self._check_numbers()
        self._check_outputs()
        self._check_work()

    def _check_work(self) -> None:
        """Refuse experiments for which a picture would take seconds."""
        if self.layout.parameters > MAX_PARAMETERS:
            raise InvalidSetting(
                "network",
                f"This network would have {self.layout.parameters:,} parameters; "
                f"with more than {MAX_PARAMETERS:,} a step would take too long.",
            )
        points = min(self.data.points, 2 * MAX_WATCHED)
        if points * self.layout.parameters > MAX_WORK:
            raise InvalidSetting(
                "network",
                f"With {points:,} points and {self.layout.parameters:,} parameters each picture would take seconds; "
                f"use fewer points or neurons (points × parameters at most {MAX_WORK:,}).",
            )

    def _check_numbers(self) -> None:
        _whole("seed", self.seed, 0, MAX_SEED)
        for setting in ("standardise", "standardise_target"):
            value = getattr(self, setting)
            if not isinstance(value, bool):
                words = setting.replace("_", " ").capitalize()
                raise InvalidSetting(setting, f"{words} must be true or false, not {value!r}.")
        is_number = isinstance(self.test_share, (int, float)) and not isinstance(self.test_share, bool)
        if not (is_number and 0.0 <= self.test_share < 1.0):
            raise InvalidSetting(
                "test_share", f"The test share must be 0 %, or between 0 and 100 %, not {self.test_share!r}."
            )
        if isinstance(self.clip_norm, bool) or not isinstance(self.clip_norm, (int, float)) or not self.clip_norm > 0.0:
            raise InvalidSetting("clip_norm", f"The largest gradient norm must be above 0, not {self.clip_norm!r}.")
        _whole("batch_size", self.batch_size, 1, self.train_size)

    def _check_outputs(self) -> None:
        fits = self.loss.outputs
        if not self.data.classes and (fits or isinstance(self.network.output, Softmax)):
            what = f"The loss {self.loss.title}" if fits else "A softmax output"
            raise InvalidSetting(
                "loss" if fits else "network",
                f"{what} is for classes, but these data are numbers: choose mean squared error or Huber, "
                "and an output that can reach the numbers, e.g. identity.",
            )
        if fits and self.network.output.name not in fits:
            names = " or ".join(ACTIVATIONS[name].title for name in fits)
            raise InvalidSetting(
                "loss",
                f"The loss {self.loss.title} needs a {names} output, not {self.network.output.title}. "
                f"Choose {names}, or first a loss that fits any output: mean squared error or Huber.",
            )

    @property
    def train_size(self) -> int:
        """Number of training examples."""
        return self.data.points - test_count(self.data.points, self.test_share)

    @property
    def outputs(self) -> int:
        """Number of output neurons: one per number or class, but one for two classes without softmax."""
        if not self.data.classes:
            return self.data.predicts
        two = self.data.classes == 2 and not isinstance(self.network.output, Softmax)
        return 1 if two else self.data.classes

    @property
    def layout(self) -> Layout:
        """Where the parameters lie in θ."""
        return self.network.layout(len(self.features or self.data.inputs), self.outputs)

    @property
    def batches(self) -> int:
        """Number of batches, and so of iterations, in an epoch."""
        return -(-self.train_size // self.batch_size)

    def with_data(self, data: Dataset, test_share: float) -> Experiment:
        """Return this experiment on other data: outputs, loss and batch size are adapted where necessary."""
        train_size = data.points - test_count(data.points, test_share)
        full = self.batch_size == self.train_size
        batch_size = train_size if full else min(self.batch_size, train_size)
        features = self.features if plain(data) == plain(self.data) else ()
        return replace(self._fitting(data), data=data, test_share=test_share, batch_size=batch_size, features=features)

    def _fitting(self, data: Dataset) -> Experiment:
        """Return this experiment with the output and loss that go with ``data``, where its own do not."""
        output = self.network.output.name
        if not data.classes:
            if self.data.classes:
                return self._answering(data)
            return self
        if not self.data.classes:
            return self._answering(data)
        if data.classes > 2 and output == "sigmoid":
            return self.with_output(Softmax())
        if data.classes == 2 and output == "softmax":
            return self.with_output(Sigmoid())
        return self

    def _answering(self, data: Dataset) -> Experiment:
        """Return this experiment on other data, with the output and loss that go with them."""
        output, loss = _answering(data)
        network = replace(self.network, output=output)
        return replace(self, data=data, features=(), network=network, loss=loss, batch_size=1)

    def suited_to(self, data: Dataset, test_share: float) -> Experiment:
        """Return an experiment whose network, loss, scaling, optimiser and batch size suit ``data``, with this seed.

        The network is small, so that it can be read: two hidden layers of 8 tanh neurons, or of as many as there are
        classes, or fewer where more would take too long.

        Raises
        ------
        InvalidSetting
            If no network is small enough for the data.
        """
        examples = data.generate()
        output, loss = _answering(data)
        batch_size = min(SUITED_BATCH, data.points - test_count(data.points, test_share))
        widths = [width for width in SUITED_WIDTHS if width <= max(USUAL_WIDTH, data.classes)]
        without_hidden = Experiment(
            data,
            test_share,
            standardise=far_from_one(examples.x),
            standardise_target=not data.classes and not about_one(examples.values),
            network=Network((), output),
            loss=loss,
            optimizer=Adam(),
            batch_size=batch_size,
            seed=self.seed,
        )
        for width in widths:
            with suppress(InvalidSetting):
                return replace(without_hidden, network=Network((DenseLayer(width, Tanh()),) * 2, output))
        return without_hidden

    def with_output(self, output: Activation) -> Experiment:
        """Return this experiment with another output activation; a cross-entropy follows it where there is one."""
        loss = self.loss
        if loss.outputs and output.name not in loss.outputs:
            pairs = {"sigmoid": BinaryCrossEntropy(), "softmax": CategoricalCrossEntropy()}
            loss = pairs.get(output.name, loss)
        return replace(self, network=replace(self.network, output=output), loss=loss)

    def with_loss(self, loss: Loss) -> Experiment:
        """Return this experiment with another loss; the output activation follows where the loss demands one."""
        output = self.network.output
        if loss.outputs and output.name not in loss.outputs:
            output = ACTIVATIONS[loss.outputs[0]]()
        return replace(self, network=replace(self.network, output=output), loss=loss)

    def starts_over(self, before: Experiment) -> bool:
        """Tell whether a run of ``before`` cannot continue with this experiment."""
        return type(self) is not type(before) or any(
            getattr(self, name) != getattr(before, name) for name in STARTS_OVER
        )

    def changed_from(self, before: Experiment) -> tuple[str, ...]:
        """Return the names of the settings that differ."""
        names = dict.fromkeys(field.name for each in (self, before) for field in fields(each))
        return tuple(name for name in names if getattr(self, name, None) != getattr(before, name, None))


def _answering(data: Dataset) -> tuple[Activation, Loss]:
    """Return the output activation and the loss that go with what is to be predicted."""
    if not data.classes:
        return Identity(), MeanSquaredError()
    return (Sigmoid(), BinaryCrossEntropy()) if data.classes == 2 else (Softmax(), CategoricalCrossEntropy())


def _whole(setting: str, value: object, low: int, high: int) -> None:
    """Refuse what is not a whole number from ``low`` to ``high``."""
    words = setting.replace("_", " ")
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidSetting(setting, f"The {words} must be a whole number, not {value!r}.")
    if not low <= value <= high:
        raise InvalidSetting(setting, f"The {words} must be {low} to {high:,}, not {value:,}.")
