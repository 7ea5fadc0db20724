"""The panels where one edits: they show the experiment, and what they ask for becomes an edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from core.hyperparameters import InvalidSetting
from core.nn.network import Network
from core.training.experiment import Experiment
from core.training.growth import far_rate
from core.training.problem import prepare
from gui.frames.jobs import takes_long_to_load
from gui.panels.data import DataPanel
from gui.panels.network import NetworkPanel
from gui.panels.training import TrainingPanel
from gui.session.messages import Message
from gui.session.session import Session


class Editors(QObject):
    """Keeps the panels and the experiment alike.

    Parameters
    ----------
    refuse
        Says why an edit cannot be, where no panel has a place for that.
    """

    def __init__(
        self,
        session: Session,
        data: DataPanel,
        training: TrainingPanel,
        network: NetworkPanel,
        refuse: Callable[[str], None],
    ) -> None:
        super().__init__(session)
        self._session, self._data, self._training, self._network = session, data, training, network
        self._say = refuse
        self._preparing = False
        session.experiment_changed.connect(self.show_experiment)
        session.frame_changed.connect(self._show_prepared)
        data.data_changed.connect(lambda data: self._try(lambda e: e.with_data(data, e.test_share), "data"))
        data.test_share_changed.connect(lambda s: self._try(lambda e: e.with_data(e.data, s), "test_share"))
        for panel_changed in (training.changed, data.setting_changed):
            panel_changed.connect(self._edit_setting)
        network.edited.connect(self._edit_network)

    def show_experiment(self) -> None:
        """Bring the panels up to date; that of the data, if they are many rows, when the worker has prepared them."""
        experiment = self._session.experiment
        self._network.show_network(experiment.network)
        self._training.show_experiment(experiment)
        self._preparing = takes_long_to_load(experiment, self._session.frame)
        if not self._preparing:
            self._show_data(experiment)

    def _show_prepared(self) -> None:
        if self._preparing:
            self._preparing = False
            self._show_data(self._session.experiment)

    def _show_data(self, experiment: Experiment) -> None:
        self._data.show_experiment(experiment, prepare(experiment))

    def _edit_setting(self, setting: str, value: Any) -> None:
        if setting == "loss":
            self._try(lambda e: e.with_loss(value), setting)
        else:
            self._try(lambda e: replace(e, **{setting: value}), setting)

    def _edit_network(self, network: Network) -> None:
        self._try(lambda e: replace(e.with_output(network.output), network=network), "network")

    def _try(self, change: Callable[[Experiment], Experiment], asked: str) -> None:
        """Make an edit; where it cannot be, say so beside its control and leave everything as it was."""
        try:
            experiment = change(self._session.experiment)
        except InvalidSetting as refusal:
            self._refuse(refusal, asked)
            return
        self._session.edit(experiment)
        if asked == "optimizer":
            self._say_if_far(experiment)

    def _say_if_far(self, experiment: Experiment) -> None:
        """Say that a learning rate is far above the scene's, if these are its data."""
        scene = self._session.scene
        if scene is None or scene.experiment.data != experiment.data:
            return
        if words := far_rate(experiment.optimizer, scene.experiment.optimizer):
            self._session.say(Message("info", words))

    def _refuse(self, refusal: InvalidSetting, asked: str) -> None:
        if asked == "network":
            self._network.show_error(refusal.words)
            return
        shown = any(panel.show_error(refusal.setting, refusal.words) for panel in (self._data, self._training))
        if not shown:
            self._say(refusal.words)
