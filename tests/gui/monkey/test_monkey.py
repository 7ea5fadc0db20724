"""What the monkey holds a window against is right, and what is wrong is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.data.datasets import Moons
from core.exchange.scenes import load_scene, scene_names
from core.nn.activations import ACTIVATIONS, Sigmoid
from core.nn.losses import LOSSES
from core.nn.network import DenseLayer, Network
from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.problem import prepare
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to
from tests.gui.monkey.__main__ import watch
from tests.gui.monkey.acts import ACTS
from tests.gui.monkey.rest import faults, loss_of


@pytest.mark.parametrize("name", [name for name, g in ACTIVATIONS.items() if g.hidden])
def test_the_loss_of_each_activation(name: str) -> None:
    network = Network((DenseLayer(3, ACTIVATIONS[name]()),), Sigmoid())
    problem = prepare(Experiment(data=Moons(points=40), network=network))
    theta = problem.start().theta
    assert loss_of(problem, theta) == pytest.approx(evaluate(problem, theta, 0).train_loss, rel=1e-12)


@pytest.mark.parametrize("name", [name for name in scene_names() if load_scene(name).descent is None])
def test_the_loss_of_each_scene(name: str) -> None:
    problem = prepare(load_scene(name).experiment)
    theta = problem.start().theta
    assert problem.experiment.loss.name in LOSSES
    assert loss_of(problem, theta) == pytest.approx(evaluate(problem, theta, 0).train_loss, rel=1e-9)


def test_a_wrong_number_is_found(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh", fresh=True)
    run_to(qtbot, window, 5)
    frame = window.session.frame
    assert frame is not None
    assert not [fault for fault in faults(window) if "overlaps" not in fault]
    wrong = frame.snapshot._replace(state=frame.snapshot.state + 1e-3)
    window.session._state.frame = replace(frame, snapshot=wrong)
    replayed, said = (fault for fault in faults(window) if "overlaps" not in fault)
    assert "replay" in replayed
    assert "the loss is said to be" in said
    window.session._state.frame = frame


def test_each_act_has_a_weight() -> None:
    assert np.all(np.array(list(ACTS.values())) > 0)


@pytest.mark.slow
def test_a_monkey_finds_nothing() -> None:
    """Each submission is watched for twenty thousand events besides."""
    assert watch(1, 300).found == ()
