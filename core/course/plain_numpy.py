"""The article's network once more, in nothing but NumPy: what the lesson shows is this very text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.arrays import Array


def train(W: list[Array], b: list[Array], batches: Iterable[tuple[Array, Array]], alpha: float) -> Iterator[int]:
    """Train weights and biases in place: ReLU layers, a sigmoid at the end, cross-entropy, Adamax.

    Yields how many iterations are done, after each.

    Parameters
    ----------
    W, b
        W[l] (n_l × n_{l-1}) and b[l] (n_l × 1) of each layer.
    batches
        X (n₀ × m) and Y (1 × m) of each iteration.
    """
    L = len(W)
    moments = [np.zeros_like(p) for p in W + b]
    largest = [np.zeros_like(p) for p in W + b]
    for k, (X, Y) in enumerate(batches, start=1):
        A = [X]  # forward
        for l in range(L):
            Z = W[l] @ A[l] + b[l]
            A.append(np.maximum(Z, 0) if l < L - 1 else 1 / (1 + np.exp(-Z)))
        dW, db = list[Array](), list[Array]()
        dZ = A[L] - Y  # backward
        for l in reversed(range(L)):
            dW.insert(0, dZ @ A[l].T / X.shape[1])
            db.insert(0, dZ.mean(axis=1, keepdims=True))
            dZ = (W[l].T @ dZ) * (A[l] > 0)
        for p, g, m, u in zip(W + b, dW + db, moments, largest, strict=True):  # Adamax
            m += 0.1 * (g - m)
            np.maximum(0.999 * u, abs(g), out=u)
            p -= alpha / (1 - 0.9**k) * m / (u + 1e-8)
        yield k
