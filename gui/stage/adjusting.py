"""What may be changed on the stage: of the network in training, or of the walk down a plain function."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from core.hyperparameters import InvalidSetting
from core.nn.activations import Activation
from core.training.optimizers import Optimizer
from core.values import dataclass
from gui.function_lab.session import FunctionSession
from gui.panels.network_edits import with_activation
from gui.session.player import Player
from gui.session.session import Session

LEAST_DELTA, LARGEST_DELTA = 1e-12, 1.0
"""The least and the largest Δ."""


def rounded(rate: float) -> float:
    """Return a learning rate, or Δ, of three figures."""
    return float(f"{rate:.3g}")


@dataclass(frozen=True)
class Adjustable:
    """What can be changed now: the optimiser, Δ, and of a network one layer's activation."""

    optimizer: Optimizer
    delta: float
    layer: int = 0
    activation: Activation | None = None


class Adjusting:
    """Makes edits of whatever the player moves; ``refuse`` is told what cannot be."""

    def __init__(
        self, session: Session, function: FunctionSession, player: Player, refuse: Callable[[str], None]
    ) -> None:
        self._session, self._function, self._player, self._refuse = session, function, player, refuse
        self._unrounded = 0.0

    def now(self) -> Adjustable:
        """Return what can be changed; the layer is that of the chosen weight."""
        frame = self._session.frame
        if self._player.training is None or frame is None:
            delta = self._function.asked.delta if self._function.asked else self._session.delta
            return Adjustable(self._function.descent.optimizer, delta)
        shown, session = frame.problem, self._session  # another network may be on its way
        layer = shown.layout.position(frame.selected)[0]
        activation = shown.experiment.network.activations[layer - 1]
        return Adjustable(session.experiment.optimizer, session.delta, layer, activation)

    def scale_rate(self, factor: float) -> None:
        """Multiply the learning rate, and write three figures of it; the next time goes on from all of them."""
        rate = self.now().optimizer.alpha
        if rate == rounded(self._unrounded):
            rate = self._unrounded
        self._unrounded = rate * factor
        self.set_rate(rounded(self._unrounded))

    def set_rate(self, rate: float) -> None:
        """Change the learning rate."""
        self._try(lambda: self._put(replace(self.now().optimizer, alpha=rate)))

    def scale_delta(self, factor: float) -> None:
        """Multiply Δ."""
        self.set_delta(rounded(self.now().delta * factor))

    def set_delta(self, delta: float) -> None:
        """Nudge by another Δ, or draw the secant over it."""
        delta = math.copysign(min(max(abs(delta), LEAST_DELTA), LARGEST_DELTA), delta)
        if self._player.training is None and (asked := self._function.asked) is not None:
            self._function.look_along(asked.along, delta)
        else:
            self._session.looking.nudge_by(delta)

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Go on with another optimiser."""
        self._try(lambda: self._put(optimizer))

    def set_activation(self, layer: int, activation: Activation) -> None:
        """Give a layer another activation."""
        session = self._session

        def edit() -> None:
            experiment = session.experiment
            if layer <= experiment.layout.depth:  # another network may be on its way
                session.edit(replace(experiment, network=with_activation(experiment.network, layer, activation)))

        self._try(edit)

    def follow(self, by: int) -> None:
        """Follow the training example that is so many places further on than the one followed now."""
        frame = self._session.frame
        if self._player.training is not None and frame is not None:
            row = by if frame.row is None else frame.row + by
            self._session.looking.follow(row % len(frame.problem.train))

    def start_from(self, *place: float) -> None:
        """Let the walk down a plain function start at another place."""
        self._try(lambda: self._function.edit(replace(self._function.descent, start=place)))

    def start_at(self, index: int, value: float) -> None:
        """Let it start at another value of one variable."""
        start = self._function.descent.start
        self.start_from(*start[:index], value, *start[index + 1 :])

    def _put(self, optimizer: Optimizer) -> None:
        if self._player.training is not None:
            self._session.edit(replace(self._session.experiment, optimizer=optimizer))
        else:
            self._function.edit(replace(self._function.descent, optimizer=optimizer))

    def _try(self, edit: Callable[[], None]) -> None:
        try:
            edit()
        except InvalidSetting as refused:
            self._refuse(str(refused))
