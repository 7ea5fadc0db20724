"""Forward, loss and backward, written as on paper.

The letters are those of the equations, and so ``Z[l]`` is Z[l]. Columns are examples: X = A[0] is (n₀ × m), W[l]
(n_l × n_{l-1}), b[l] (n_l × 1), Z[l] and A[l] (n_l × m), Y (n_L × m). dZ[l] holds the derivatives of each example's own
loss ℓ; the mean over the batch, 1/m, comes in with dW[l] and db[l].

Training follows the same equations with quicker calls (`core.training.fast`); a test holds the two together.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from core.arrays import Array, frozen
from core.nn.losses import Loss
from core.nn.network import Layout, Network
from core.nn.regularizers import Regularizer

Matrices: TypeAlias = dict[int, Array]
"""A matrix of each layer, by the layer's number l."""


def parameters(layout: Layout, theta: Array) -> tuple[Matrices, Matrices]:
    """Return W[1…L] and b[1…L] as they lie in ``theta`` (p,)."""
    layers = range(1, layout.depth + 1)
    return {l: layout.weights(theta, l) for l in layers}, {l: layout.biases(theta, l) for l in layers}


def forward(network: Network, layout: Layout, theta: Array, X: Array) -> tuple[Matrices, Matrices]:
    """Return Z[1…L] and A[0…L]."""
    W, b = parameters(layout, theta)
    Z: Matrices = {}
    A: Matrices = {0: X}
    for l, g in enumerate(network.activations, start=1):
        Z[l] = W[l] @ A[l - 1] + b[l]
        A[l] = g(Z[l])
    return Z, A


def predict(network: Network, layout: Layout, theta: Array, X: Array) -> Array:
    """Return A[L], what the network answers to each example (n_L × m)."""
    _, A = forward(network, layout, theta, X)
    return A[layout.depth]


def total_loss(
    network: Network, layout: Layout, theta: Array, X: Array, Y: Array, loss: Loss, regularizer: Regularizer
) -> float:
    """Return what is minimised: the mean of the examples' losses, L_data, and the penalty R on the weights."""
    Z, A = forward(network, layout, theta, X)
    L = layout.depth
    return loss.mean(Z[L], A[L], Y) + regularizer.penalty(theta * layout.is_weight)


def backward(
    network: Network, layout: Layout, theta: Array, Z: Matrices, A: Matrices, Y: Array, loss: Loss
) -> tuple[Matrices, Matrices]:
    """Return dW[1…L] and db[1…L], the derivatives of L_data, from what `forward` has left."""
    W, _ = parameters(layout, theta)
    L, m = layout.depth, Y.shape[1]
    dW: Matrices = {}
    db: Matrices = {}
    # dZ[L] = ∂ℓ/∂A[L] ⊙ g′(Z[L]); where loss and output belong together g′ cancels, and A[L] − Y is left.
    dZ = {L: loss.slope(network.output, Z[L], Y)}
    for l in range(L, 0, -1):
        if l < L:
            g = network.activations[l - 1]
            dA = W[l + 1].T @ dZ[l + 1]
            dZ[l] = dA * g.slope(Z[l])
        dW[l] = 1 / m * dZ[l] @ A[l - 1].T
        db[l] = 1 / m * np.sum(dZ[l], axis=1, keepdims=True)
    return dW, db


def gradient(
    network: Network, layout: Layout, theta: Array, X: Array, Y: Array, loss: Loss, regularizer: Regularizer
) -> Array:
    """Return the derivative of `total_loss` for every parameter, in the order of θ (p,)."""
    Z, A = forward(network, layout, theta, X)
    dW, db = backward(network, layout, theta, Z, A, Y, loss)
    derivative = np.empty_like(theta)
    for l in dW:
        layout.weights(derivative, l)[:] = dW[l]
        layout.biases(derivative, l)[:] = db[l]
    return frozen(derivative + regularizer.gradient(theta * layout.is_weight))
