"""Networks to draw, and clicks on their diagram."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt

from core.nn.activations import ReLU, Sigmoid
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.problem import prepare
from gui.panels.network import NetworkPanel

SHAPES = [(), (1,), (4, 6, 6, 4), (64, 3), (16,) * 8]


def network_of(sizes: tuple[int, ...]) -> Network:
    return Network(tuple(DenseLayer(n, ReLU()) for n in sizes), Sigmoid())


def frame_of(network: Network, maps: bool = True) -> Any:
    """Return what the panel reads of a frame, from the real core."""
    problem = prepare(replace(Experiment(), network=network))
    layout = problem.layout
    rng = np.random.default_rng(0)
    images = tuple(rng.integers(0, 256, (n, 9, 9), dtype=np.uint8) for n in layout.sizes) if maps else ()
    return SimpleNamespace(
        experiment=problem.experiment,
        problem=problem,
        snapshot=problem.start(),
        maps=images,
        picked=(0, 1),
        calm=True,
        trace=None,
        example_activations=(),
        phase=None,
    )


def show(panel: NetworkPanel, frame: Any) -> None:
    """Show a frame, as the window does after an edit."""
    panel.show_network(frame.experiment.network)
    panel.show_frame(frame)


def click(qtbot: Any, panel: NetworkPanel, place: QPointF) -> None:
    qtbot.mouseClick(panel.diagram, Qt.MouseButton.LeftButton, pos=place.toPoint())


def units(network: Network) -> list[int]:
    return [layer.units for layer in network.hidden]


def edit_of(qtbot: Any, panel: NetworkPanel, act: Any) -> Network:
    with qtbot.waitSignal(panel.edited, timeout=1000) as caught:
        act()
    network = caught.args[0]
    assert isinstance(network, Network)
    return network
