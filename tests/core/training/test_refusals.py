"""Bad settings: each is refused with the setting's name and a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.data.datasets import DATASETS, Circles
from core.hyperparameters import InvalidSetting, choose
from core.nn.activations import ACTIVATIONS, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from core.nn.initializers import Normal
from core.nn.losses import CategoricalCrossEntropy, Huber
from core.nn.network import MAX_HIDDEN_LAYERS, MAX_UNITS, DenseLayer, Network
from core.nn.regularizers import L2
from core.training.experiment import Experiment
from core.training.optimizers import OPTIMIZERS, SGD, Adam
from core.training.schedules import StepDecay
from tests.core.samples import SMALL, THREE, entries, title

BIG = Network((DenseLayer(512, ReLU()), DenseLayer(512, ReLU())), Sigmoid())


def experiment(**changes: Any) -> Callable[[], object]:
    return lambda: replace(SMALL, **changes)


def chosen(catalogue: dict[str, Any], description: Any) -> Callable[[], object]:
    return lambda: choose(catalogue, description, "optimizer")


REFUSALS: list[tuple[str, Callable[[], object], str]] = [
    ("alpha", lambda: SGD(alpha="fast"), "must be a number"),  # type: ignore[arg-type]
    ("alpha", lambda: SGD(alpha=None), "must be a number"),  # type: ignore[arg-type]
    ("alpha", lambda: SGD(alpha=True), "must be a number"),
    ("alpha", lambda: SGD(alpha=0.0), "above 0"),
    ("alpha", lambda: SGD(alpha=-0.1), "above 0"),
    ("alpha", lambda: SGD(alpha=math.nan), "finite"),
    ("alpha", lambda: SGD(alpha=math.inf), "finite"),
    ("alpha", lambda: SGD(alpha=10**400), "finite"),
    ("alpha", lambda: SGD(alpha=2e6), "at most 1,000,000"),
    ("beta1", lambda: Adam(beta1=1.0), "below 1"),
    ("beta2", lambda: Adam(beta2=-0.5), "at least 0"),
    ("epsilon", lambda: Adam(epsilon=0.0), "at least 1e−100"),
    ("every", lambda: StepDecay(every=0), "at least 1"),
    ("every", lambda: StepDecay(every=2.5), "whole number"),  # type: ignore[arg-type]
    ("gamma", lambda: StepDecay(gamma=1.5), "at most 1"),
    ("lam", lambda: L2(lam=-1.0), "at least 0"),
    ("delta", lambda: Huber(delta=0.0), "above 0"),
    ("leak", lambda: LeakyReLU(leak=1.1), "at most 1"),
    ("biases_too", lambda: Normal(biases_too="yes"), "true or false"),  # type: ignore[arg-type]
    ("biases_too", lambda: Normal(biases_too=1), "true or false"),  # type: ignore[arg-type]
    ("points", lambda: Circles(points=3), "at least 4"),
    ("points", lambda: Circles(points=10**9), "at most 20,000"),
    ("noise", lambda: Circles(noise=[0.1]), "must be a number"),  # type: ignore[arg-type]
    ("factor", lambda: Circles(factor=1.0), "below 1"),
    ("units", lambda: DenseLayer(0, ReLU()), "1 to 512"),
    ("units", lambda: DenseLayer(MAX_UNITS + 1, ReLU()), "1 to 512"),
    ("units", lambda: DenseLayer(True, ReLU()), "whole number"),
    ("units", lambda: DenseLayer(4.0, ReLU()), "whole number"),  # type: ignore[arg-type]
    ("activation", lambda: DenseLayer(4, Softmax()), "output layer only"),
    ("network", lambda: Network((DenseLayer(1, Tanh()),) * (MAX_HIDDEN_LAYERS + 1), Sigmoid()), "at most 24"),
    ("network", experiment(network=BIG), "200,000"),
    ("seed", experiment(seed=-1), "0 to"),
    ("seed", experiment(seed=2**31), "0 to"),
    ("seed", experiment(seed=1.5), "whole number"),
    ("seed", experiment(seed=True), "whole number"),
    ("batch_size", experiment(batch_size=0), "1 to 30"),
    ("batch_size", experiment(batch_size=31), "1 to 30"),
    ("batch_size", experiment(batch_size="all"), "whole number"),
    ("test_share", experiment(test_share=-0.1), "between 0 and 100"),
    ("test_share", experiment(test_share=False), "between 0 and 100"),
    ("standardise_target", experiment(standardise_target=1), "true or false"),
    ("test_share", experiment(test_share=1), "between 0 and 100"),
    ("test_share", experiment(test_share=math.nan), "between 0 and 100"),
    ("test_share", experiment(test_share="half"), "between 0 and 100"),
    ("test_share", experiment(test_share=0.999), "leaves one side empty"),
    ("clip_norm", experiment(clip_norm=0.0), "above 0"),
    ("clip_norm", experiment(clip_norm=-1), "above 0"),
    ("clip_norm", experiment(clip_norm=math.nan), "above 0"),
    ("clip_norm", experiment(clip_norm=True), "above 0"),
    ("clip_norm", experiment(clip_norm="off"), "above 0"),
    ("loss", experiment(loss=CategoricalCrossEntropy()), "softmax output"),
    ("optimizer", chosen(OPTIMIZERS, "adamm"), "sgd, momentum, nesterov"),
    ("optimizer", chosen(OPTIMIZERS, {"name": ["adam"]}), "There is no optimizer"),
    ("optimizer", chosen(OPTIMIZERS, {"alpha": 1.0}), "a name or a table with a name"),
    ("optimizer", chosen(OPTIMIZERS, 3), "a name or a table with a name"),
    ("rate", chosen(OPTIMIZERS, {"name": "adam", "rate": 1.0}), "its settings are: alpha, beta1"),
    ("leak", chosen(ACTIVATIONS, {"name": "relu", "leak": 1.0}), "its settings are: none"),
]


@pytest.mark.parametrize(("setting", "make", "words"), REFUSALS, ids=[f"{s}-{w}" for s, _, w in REFUSALS])
def test_refused_with_name_and_reason(setting: str, make: Callable[[], object], words: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        make()
    assert refused.value.setting == setting
    assert words in str(refused.value)


def test_whole_floats_become_the_declared_type() -> None:
    schedule = StepDecay(every=20.0)  # type: ignore[arg-type]
    assert isinstance(schedule.every, int)
    assert isinstance(SGD(alpha=1).alpha, float)


@pytest.mark.parametrize("data", entries(DATASETS), ids=title)
@pytest.mark.parametrize("base", [SMALL, THREE], ids=["binary", "three classes"])
def test_other_data_always_fit(base: Experiment, data: Any) -> None:
    for given in (data, replace(data, points=12)):
        changed = base.with_data(given, 0.25)
        assert changed.data == given
        assert 1 <= changed.batch_size <= changed.train_size


@pytest.mark.parametrize("output", entries(ACTIVATIONS), ids=title)
def test_output_and_loss_follow_each_other(output: Any) -> None:
    for base in (SMALL, THREE):
        if base.loss.outputs and output.name not in ("sigmoid", "softmax"):
            with pytest.raises(InvalidSetting):
                base.with_output(output)
        else:
            changed = base.with_output(output)
            assert changed.with_loss(base.loss).loss == base.loss
