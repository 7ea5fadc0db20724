"""Experiments as tables: what scene files say about what is trained."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from core.data.datasets import DATASETS
from core.data.own import OwnData
from core.exchange.own_data import own_data_from, own_data_to
from core.hyperparameters import InvalidSetting, choose, refuse_other_keys
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.nn.network import DenseLayer, Layout, Network
from core.nn.regularizers import REGULARIZERS
from core.patterns import pattern
from core.training.experiment import Experiment
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES

CATALOGUES: dict[str, Mapping[str, Any]] = {
    "data": DATASETS,
    "initializer": INITIALIZERS,
    "loss": LOSSES,
    "regularizer": REGULARIZERS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}
NUMBERS = ("test_share", "standardise", "standardise_target", "clip_norm", "batch_size", "seed")
FULL_BATCH = "full"
PARAMETER = pattern(r"([wb])\[(\d+)\](\d+)(?:,(\d+))?", re.ASCII)


def experiment_from(content: Mapping[str, Any]) -> Experiment:
    """Return the experiment that a table describes; settings that are left out keep their defaults.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed.
    """
    refuse_other_keys(content, "an experiment", ("network", "features", *CATALOGUES, *NUMBERS))
    settings = {key: _choice(key, content[key]) for key in CATALOGUES if key in content}
    settings |= {key: content[key] for key in NUMBERS if key in content}
    if type(settings.get("clip_norm")) is int:
        settings["clip_norm"] = float(settings["clip_norm"])
    if "features" in content:
        settings["features"] = _features(content["features"])
    if "network" in content:
        settings["network"] = _network(content["network"])
    if settings.get("batch_size") == FULL_BATCH:
        probe = Experiment(**{**settings, "batch_size": 1})
        settings["batch_size"] = probe.train_size
    return Experiment(**settings)


def experiment_to(experiment: Experiment, data_in: str = "") -> dict[str, Any]:
    """Return the table from which `experiment_from` makes the same experiment; its own data may stand elsewhere.

    Raises
    ------
    InvalidSetting
        For ``"data"`` if they are the user's own and too large for a file; for ``"experiment"`` if it is a drill's.
    """
    if type(experiment) is not Experiment:
        raise InvalidSetting("experiment", "It belongs to a drill, with its hidden fault: its lesson opens it again.")
    network = experiment.network
    hidden = [{"units": layer.units, "activation": layer.activation.to_dict()} for layer in network.hidden]
    table: dict[str, Any] = {key: getattr(experiment, key) for key in NUMBERS}
    table["features"] = list(experiment.features)
    table |= {key: getattr(experiment, key).to_dict() for key in CATALOGUES if key != "data"}
    table["network"] = {"hidden": hidden, "output": network.output.to_dict()}
    data = experiment.data
    table["data"] = data_in or (own_data_to(data) if isinstance(data, OwnData) else data.to_dict())
    return table


def _choice(key: str, content: Any) -> Any:
    """Return an entry of a catalogue, or the user's own data, which may be made already."""
    if isinstance(content, OwnData):
        return content
    if key == "data" and isinstance(content, Mapping) and content.get("name") == OwnData.name:
        return own_data_from(content)
    return choose(CATALOGUES[key], content, key)


def _features(content: Any) -> tuple[str, ...]:
    if not isinstance(content, list) or not all(isinstance(name, str) for name in content):
        raise InvalidSetting("features", 'must be a list of names, e.g. ["x1", "x1*x2"].')
    return tuple(content)


def _network(content: Any) -> Network:
    if not isinstance(content, Mapping):
        raise InvalidSetting("network", "must be a table with the keys hidden and output.")
    refuse_other_keys(content, "a network", ("hidden", "output"))
    hidden = content.get("hidden", [])
    if not isinstance(hidden, list):
        raise InvalidSetting("hidden", 'must be a list of layers, each {units = 4, activation = "relu"}.')
    layers = tuple(_layer(layer) for layer in hidden)
    return Network(layers, choose(ACTIVATIONS, content.get("output", "sigmoid"), "output"))


def _layer(content: Any) -> DenseLayer:
    if not isinstance(content, Mapping) or "units" not in content or "activation" not in content:
        raise InvalidSetting("hidden", f'a layer must be {{units = 4, activation = "relu"}}, not {content!r}.')
    refuse_other_keys(content, "a layer", ("units", "activation"))
    return DenseLayer(content["units"], choose(ACTIVATIONS, content["activation"], "activation"))


def parameter_index(name: str, layout: Layout) -> int:
    """Return the place in θ of the parameter that a file calls ``w[2]3,1`` or ``b[3]1``.

    Raises
    ------
    InvalidSetting
        If the network has none of that name.
    """
    found = PARAMETER.fullmatch(name)
    if found is not None and (found[4] is None) == (found[1] == "b"):
        layer, j, i = int(found[2]), int(found[3]), int(found[4] or 0)
        if 1 <= layer <= layout.depth and 1 <= j <= layout.sizes[layer] and i <= layout.sizes[layer - 1]:
            return layout.index(layer, j, i)
    raise InvalidSetting("start", f"this network has no parameter “{name}”; write e.g. w[2]3,1 or b[3]1.")


def parameter_name(layout: Layout, index: int) -> str:
    """Return a parameter's name as it is typed, e.g. ``w[2]3,1``: the way back."""
    layer, j, i = layout.position(index)
    return f"w[{layer}]{j},{i}" if i else f"b[{layer}]{j}"


def finite_number(name: str, value: Any) -> float:
    """Return a finite number of a table; refuse anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidSetting(name, f"“{name}” must be a finite number, not {value!r}.")
    return float(value)
