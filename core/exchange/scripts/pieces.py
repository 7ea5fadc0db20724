"""The catalogues' entries as source code in plain NumPy, each as on paper.

Settings stand by their names in braces, as ``{leak}``; ``{across}`` is the axis along which an example's outputs lie.
Of several lines the last one is the value.
"""

from __future__ import annotations

from typing import NamedTuple

from core.exchange.scripts.typed import slope_of, value_of
from core.hyperparameters import Choice
from core.nn.activations import Activation, Own, own_expression

_TANH = "t = np.tanh(np.sqrt(2 / np.pi) * (Z + 0.044715 * Z**3))"


class Source(NamedTuple):
    """A function of Z, and its derivative, which may use A as well."""

    value: str
    slope: str


ACTIVATIONS = {
    "identity": Source("Z", "np.ones_like(Z)"),
    "sigmoid": Source("1 / (1 + np.exp(-Z))", "A * (1 - A)"),
    "tanh": Source("np.tanh(Z)", "1 - A**2"),
    "relu": Source("np.maximum(0, Z)", "(Z > 0) * 1.0"),
    "leaky_relu": Source("np.where(Z > 0, Z, {leak} * Z)", "np.where(Z > 0, 1, {leak})"),
    "elu": Source(
        "np.where(Z > 0, Z, {scale} * np.expm1(np.minimum(Z, 0)))",
        "np.where(Z > 0, 1, {scale} * np.exp(np.minimum(Z, 0)))",
    ),
    "softplus": Source("np.logaddexp(0, Z)", "1 / (1 + np.exp(-Z))"),
    "swish": Source("Z / (1 + np.exp(-Z))", "(1 + Z / (1 + np.exp(Z))) / (1 + np.exp(-Z))"),
    "gelu": Source(
        f"{_TANH}\nZ / 2 * (1 + t)",
        f"{_TANH}\n(1 + t) / 2 + Z / 2 * (1 - t**2) * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * Z**2)",
    ),
    "sine": Source("np.sin(Z)", "np.cos(Z)"),
    "step": Source("(Z > 0) * 1.0", "np.zeros_like(Z)"),
    "softmax": Source(
        "E = np.exp(Z - Z.max(axis={across}, keepdims=True))\nE / E.sum(axis={across}, keepdims=True)", ""
    ),
}
"""By name; a typed function writes itself. Softmax has no slope of its own: every output depends on every z."""
LOSSES = {
    "binary_cross_entropy": Source("np.logaddexp(0, (1 - 2 * Y) * Z).sum() / m", ""),
    "categorical_cross_entropy": Source(
        "top = Z.max(axis={across}, keepdims=True)\n"
        "(np.log(np.exp(Z - top).sum(axis={across}, keepdims=True)) + top).sum() / m - (Y * Z).sum() / m",
        "",
    ),
    "mean_squared_error": Source("((A - Y) ** 2).mean()", "2 * (A - Y){mean}"),
    "huber": Source(
        "near = np.minimum(np.abs(A - Y), {delta})\n(near * (np.abs(A - Y) - near / 2)).mean()",
        "np.clip(A - Y, -{delta}, {delta}){mean}",
    ),
}
"""The mean over m examples, and dA of each example's own loss; without one dZ is A − Y."""
PENALTIES = {
    "none": Source("", ""),
    "l1": Source("{lam} * sum(np.abs(W[l]).sum() for l in layers)", "{lam} * np.sign(W[l])"),
    "l2": Source("{lam} / 2 * sum((W[l] ** 2).sum() for l in layers)", "{lam} * W[l]"),
}
STARTS = {
    "zeros": "np.zeros({shape})",
    "constant": "np.full({shape}, {value})",
    "uniform": "rng.uniform(-{radius}, {radius}, {shape})",
    "normal": "rng.normal(0, {sigma}, {shape})",
    "glorot_uniform": "r = np.sqrt(6 / (n[l - 1] + n[l]))\nrng.uniform(-r, r, {shape})",
    "glorot_normal": "rng.normal(0, np.sqrt(2 / (n[l - 1] + n[l])), {shape})",
    "he_uniform": "r = np.sqrt(6 / n[l - 1])\nrng.uniform(-r, r, {shape})",
    "he_normal": "rng.normal(0, np.sqrt(2 / n[l - 1]), {shape})",
}
RATES = {
    "constant": "alpha",
    "step": "alpha * {gamma} ** (k // {every})",
    "exponential": "alpha * {gamma} ** (k / {per})",
    "inverse_time": "alpha / (1 + {decay} * k)",
    "cosine": "alpha / 2 * (1 + np.cos(np.pi * min(k / {span}, 1)))",
    "warm_up": "alpha * min(1, (k + 1) / {length})",
}
"""The learning rate of iteration k = 0, 1, 2, …"""
_MEANS = ("m[i] = {beta1} * m[i] + (1 - {beta1}) * dp", "v[i] = {beta2} * v[i] + (1 - {beta2}) * dp**2")
_ADAM = (*_MEANS, "m_hat, v_hat = m[i] / (1 - {beta1}**t), v[i] / (1 - {beta2}**t)")
_MEAN_SQUARE = "s[i] = {rho} * s[i] + (1 - {rho}) * dp**2"
RULES = {
    "sgd": ("p -= rate * dp",),
    "momentum": ("v[i] = {beta} * v[i] + dp", "p -= rate * v[i]"),
    "nesterov": ("v[i] = {beta} * v[i] + dp", "p -= rate * (dp + {beta} * v[i])"),
    "adagrad": ("s[i] += dp**2", "p -= rate * dp / (np.sqrt(s[i]) + epsilon)"),
    "adadelta": (
        _MEAN_SQUARE,
        "step = np.sqrt(d[i] + epsilon) / np.sqrt(s[i] + epsilon) * dp",
        "d[i] = {rho} * d[i] + (1 - {rho}) * step**2",
        "p -= rate * step",
    ),
    "rmsprop": (_MEAN_SQUARE, "p -= rate * dp / (np.sqrt(s[i]) + epsilon)"),
    "adam": (*_ADAM, "p -= rate * m_hat / (np.sqrt(v_hat) + epsilon)"),
    "adamax": (
        _MEANS[0],
        "u[i] = np.maximum({beta2} * u[i], np.abs(dp))",
        "p -= rate * m[i] / (1 - {beta1}**t) / (u[i] + epsilon)",
    ),
    "adamw": (*_ADAM, "p -= rate * (m_hat / (np.sqrt(v_hat) + epsilon) + {decay} * p)"),
}
"""What an optimiser does to parameters p with their gradient dp; its slots have an array for each of them."""
FEATURES = {
    "x1": "X[0]",
    "x2": "X[1]",
    "x1^2": "X[0] ** 2",
    "x2^2": "X[1] ** 2",
    "x1*x2": "X[0] * X[1]",
    "sin(x1)": "np.sin(X[0])",
    "sin(x2)": "np.sin(X[1])",
}


def filled(text: str, entry: Choice, **more: object) -> str:
    """Return a piece with the settings of its entry in their places."""
    settings = {each.name: repr(getattr(entry, each.name)) for each in entry.hyperparameters()}
    return text.format(**settings | {name: str(value) for name, value in more.items()})


def function_of(activation: Activation, across: int) -> Source:
    """Return an activation and its derivative as source code."""
    if isinstance(activation, Own):
        tree = own_expression(activation.expression).tree
        return Source(_alike(value_of(tree, "Z")), _alike(slope_of(tree, "Z")))
    pieces = ACTIVATIONS[activation.name]
    return Source(*(filled(piece, activation, across=across) for piece in pieces))


def _alike(text: str) -> str:
    """Return a typed function's source so that it has a number for each z, also where no z occurs in it."""
    return text if "Z" in text else f"np.full_like(Z, {text})"


def lines_of(text: str, result: str) -> list[str]:
    """Return the lines of a piece, the last one with ``result`` before its value."""
    *before, last = text.split("\n")
    return [*before, f"{result}{last}"]
