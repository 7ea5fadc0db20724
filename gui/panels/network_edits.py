"""The edits of a network: each returns a changed copy, or raises `InvalidSetting` with what cannot be."""

from __future__ import annotations

from dataclasses import replace

from core.hyperparameters import Hyperparameter
from core.nn.activations import Activation, ReLU
from core.nn.network import MAX_UNITS, DenseLayer, Network

UNITS = Hyperparameter("neurons", int, 4, "", "How many neurons the layer has.", low=1, high=MAX_UNITS)
"""How many neurons a layer may have."""


def with_units(network: Network, layer: int, units: int) -> Network:
    """Return ``network`` with another number of neurons in a hidden layer (1…L-1)."""
    return _with_layer(network, layer, replace(network.hidden[layer - 1], units=UNITS.check(units)))


def with_activation(network: Network, layer: int, activation: Activation) -> Network:
    """Return ``network`` with another activation in a layer (1…L; L is the output)."""
    if layer > len(network.hidden):
        return replace(network, output=activation)
    return _with_layer(network, layer, replace(network.hidden[layer - 1], activation=activation))


def _with_layer(network: Network, layer: int, dense: DenseLayer) -> Network:
    hidden = network.hidden
    return replace(network, hidden=(*hidden[: layer - 1], dense, *hidden[layer:]))


def inserted(network: Network, gap: int) -> Network:
    """Return ``network`` with a layer more after layer ``gap``: like its neighbour, else four ReLU neurons."""
    hidden = network.hidden
    layer = hidden[max(gap - 1, 0)] if hidden else DenseLayer(4, ReLU())
    return replace(network, hidden=(*hidden[:gap], layer, *hidden[gap:]))


def removed(network: Network, layer: int) -> Network:
    """Return ``network`` without a hidden layer."""
    return replace(network, hidden=network.hidden[: layer - 1] + network.hidden[layer:])


def moved(network: Network, layer: int, gap: int) -> Network:
    """Return ``network`` with a hidden layer moved to the place after layer ``gap`` (counted before the move)."""
    dense, rest = network.hidden[layer - 1], removed(network, layer)
    place = gap if gap < layer else gap - 1
    return replace(rest, hidden=(*rest.hidden[:place], dense, *rest.hidden[place:]))
