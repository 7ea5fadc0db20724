"""The script in PyTorch: the same data, start and batches; PyTorch finds the gradient."""

from __future__ import annotations

import math
import re

from core.exchange.scripts.made import data_lines
from core.exchange.scripts.pieces import RATES, RULES, filled
from core.exchange.scripts.plain import batches, constants, end_lines, imports, opening, spaced, start_lines
from core.exchange.scripts.recipe import Recipe
from core.exchange.scripts.typed import IN_TORCH, value_of
from core.nn.activations import Activation, Own, own_expression

MODULES = {
    "identity": "torch.nn.Identity()",
    "sigmoid": "torch.nn.Sigmoid()",
    "tanh": "torch.nn.Tanh()",
    "relu": "torch.nn.ReLU()",
    "leaky_relu": "torch.nn.LeakyReLU({leak})",
    "elu": "torch.nn.ELU({scale})",
    "softplus": "torch.nn.Softplus(threshold=700)",
    "swish": "torch.nn.SiLU()",
    "gelu": 'torch.nn.GELU(approximate="tanh")',
    "sine": "Function(torch.sin)",
    "step": "Function(lambda Z: (Z > 0) + 0 * Z)",
    "softmax": "torch.nn.Softmax(dim=1)",
}
LOSSES = {
    "binary_cross_entropy": 'F.binary_cross_entropy_with_logits({a}, {y}, reduction="sum") / len({y})',
    "categorical_cross_entropy": "F.cross_entropy({a}, {y})",
    "mean_squared_error": "F.mse_loss({a}, {y})",
    "huber": "F.huber_loss({a}, {y}, delta={delta})",
}
OF_Z = ("binary_cross_entropy", "categorical_cross_entropy")
"""Losses that take Z of the output layer: the activation is part of them."""
PENALTIES = {
    "none": "",
    "l1": " + {lam} * sum(layer.weight.abs().sum() for layer in linear)",
    "l2": " + {lam} / 2 * sum((layer.weight**2).sum() for layer in linear)",
}
OPTIMIZERS = {
    "sgd": "SGD(theta, alpha)",
    "momentum": "SGD(theta, alpha, momentum={beta})",
    "nesterov": "SGD(theta, alpha, momentum={beta}, nesterov=True)",
    "adagrad": "Adagrad(theta, alpha, eps=epsilon)",
    "adadelta": "Adadelta(theta, alpha, rho={rho}, eps=epsilon)",
    "rmsprop": "RMSprop(theta, alpha, alpha={rho}, eps=epsilon)",
    "adam": "Adam(theta, alpha, betas=({beta1}, {beta2}), eps=epsilon)",
    "adamw": "AdamW(theta, alpha, betas=({beta1}, {beta2}), eps=epsilon, weight_decay={decay})",
}
"""Those of PyTorch that are the same, wherever ε is added. Nesterov with β = 0 is none of them, and written out."""
FUNCTION = [
    "class Function(torch.nn.Module):",
    "    def __init__(self, function):",
    "        super().__init__()",
    "        self.forward = function",
]


def torch_lines(recipe: Recipe, file: str) -> list[str]:
    """Return the script's lines; ``file`` is the name of the data that travel beside it, where some do."""
    e = recipe.experiment
    modules = modules_of(recipe)
    parts = [
        [
            *imports("numpy as np", "torch"),
            "import torch.nn.functional as F",
            "",
            "torch.set_default_dtype(torch.float64)",
        ],
        constants(recipe),
        data_lines(e, file)[0],
        start_lines(recipe),
        *([FUNCTION] if any("Function(" in each for each in modules) else []),
        _model(recipe, modules),
        _loss(recipe),
        batches(recipe, rows=True),
        _training(recipe),
        _end(recipe),
        [
            "if len(sys.argv) > 1:",
            '    weights = {f"W{l}": layer.weight.detach().numpy() for l, layer in enumerate(linear, start=1)}',
            '    biases = {f"b{l}": layer.bias.detach().numpy()[:, None] for l, layer in enumerate(linear, start=1)}',
            "    np.savez(sys.argv[1], **weights, **biases)",
        ],
    ]
    words = ["PyTorch has examples as rows, and finds the gradient itself."]
    return [*opening(recipe, "PyTorch", words), *spaced(parts)]


def modules_of(recipe: Recipe) -> list[str]:
    """Return the layers of ``torch.nn.Sequential``."""
    e, n = recipe.experiment, recipe.sizes
    modules = []
    for l, activation in enumerate(e.network.activations, start=1):
        modules.append(f"torch.nn.Linear({n[l - 1]}, {n[l]})")
        if l < len(n) - 1 or e.loss.name not in OF_Z:
            modules.append(_module(activation))
    return modules


def _module(activation: Activation) -> str:
    if isinstance(activation, Own):
        text = value_of(own_expression(activation.expression).tree, "Z", IN_TORCH)
        return f"Function(lambda Z: {text if 'Z' in text else f'{text} + 0 * Z'})"
    return filled(MODULES[activation.name], activation)


def _model(recipe: Recipe, modules: list[str]) -> list[str]:
    return [
        "model = torch.nn.Sequential(",
        *(f"    {each}," for each in modules),
        ")",
        "linear = [each for each in model if isinstance(each, torch.nn.Linear)]",
        "with torch.no_grad():",
        "    for l, layer in enumerate(linear, start=1):",
        "        layer.weight[:], layer.bias[:] = torch.from_numpy(W[l]), torch.from_numpy(b[l][:, 0])",
        "X, Y, X_test, Y_test = (torch.from_numpy(each.T.copy()) for each in (X, Y, X_test, Y_test))",
    ]


def _loss(recipe: Recipe) -> list[str]:
    e = recipe.experiment
    penalty = filled(PENALTIES[e.regularizer.name], e.regularizer)
    return ["def loss(X, Y):", f"    return {filled(LOSSES[e.loss.name], e.loss, a='model(X)', y='Y')}{penalty}"]


def _training(recipe: Recipe) -> list[str]:
    e = recipe.experiment
    known = OPTIMIZERS.get(e.optimizer.name, "")
    written_out = not known or (e.optimizer.name == "nesterov" and e.optimizer.beta == 0)  # type: ignore[attr-defined]
    rule = [filled(line, e.optimizer).replace("np.", "torch.") for line in RULES[e.optimizer.name]]
    rate = filled(RATES[e.schedule.name], e.schedule)
    counts = written_out and any(re.search(r"\bt\b", line) for line in rule)
    begun = [f"optimizer = torch.optim.{filled(known, e.optimizer)}"]
    if written_out:
        begun = [f"{slot} = [torch.zeros_like(p) for p in theta]" for slot in e.optimizer.slots]
    return [
        "theta = list(model.parameters())",
        *begun,
        "for k, (x, y) in zip(range(iterations), batches()):",
        *([f"    rate = {rate}"] if written_out else []),
        *([f'    optimizer.param_groups[0]["lr"] = {rate}'] if not written_out and rate != "alpha" else []),
        *["    t = k + 1"] * counts,
        "    model.zero_grad()",
        "    loss(x, y).backward()",
        *_clipped(e.clip_norm),
        *(_written_out(rule) if written_out else ["    optimizer.step()"]),
    ]


def _clipped(norm: float) -> list[str]:
    if math.isinf(norm):
        return []
    return [
        "    norm = torch.sqrt(sum((p.grad**2).sum() for p in theta))",
        f"    if norm > {norm!r}:",
        "        for p in theta:",
        f"            p.grad *= {norm!r} / norm",
    ]


def _written_out(rule: list[str]) -> list[str]:
    return [
        "    with torch.no_grad():",
        "        for i, p in enumerate(theta):",
        "            dp = p.grad",
        *(f"            {line}" for line in rule),
    ]


def _end(recipe: Recipe) -> list[str]:
    half = "0" if recipe.experiment.loss.name in OF_Z else "0.5"
    return end_lines(recipe, "model({x})", "loss({x}, {y}).item()", half, share="double().mean()")
