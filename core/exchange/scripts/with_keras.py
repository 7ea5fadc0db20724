"""The script in Keras: the same data, start and batches; Keras finds the gradient."""

from __future__ import annotations

import math
import re

from core.exchange.scripts.made import data_lines
from core.exchange.scripts.pieces import RATES, RULES, filled
from core.exchange.scripts.plain import batches, constants, end_lines, imports, opening, spaced, start_lines
from core.exchange.scripts.recipe import Recipe
from core.exchange.scripts.typed import IN_KERAS, value_of
from core.exchange.scripts.with_torch import OF_Z
from core.nn.activations import Activation, Own, own_expression
from core.training.optimizers import Optimizer
from core.training.schedules import ConstantRate

ACTIVATIONS = {
    "identity": '"linear"',
    "sigmoid": '"sigmoid"',
    "tanh": '"tanh"',
    "relu": '"relu"',
    "leaky_relu": "lambda Z: keras.ops.leaky_relu(Z, {leak})",
    "elu": "lambda Z: keras.ops.where(Z > 0, Z, {scale} * keras.ops.expm1(keras.ops.minimum(Z, 0)))",
    "softplus": '"softplus"',
    "swish": '"silu"',
    "gelu": "lambda Z: 0.5 * Z * (1 + keras.ops.tanh((2 / np.pi) ** 0.5 * (Z + 0.044715 * Z**3)))",
    "sine": "keras.ops.sin",
    "step": "lambda Z: keras.ops.cast(Z > 0, Z.dtype) + 0 * Z",
    "softmax": '"softmax"',
}
LOSSES = {
    "binary_cross_entropy": "lambda Y, Z: keras.ops.sum(keras.ops.binary_crossentropy(Y, Z, from_logits=True), -1)",
    "categorical_cross_entropy": "keras.losses.CategoricalCrossentropy(from_logits=True)",
    "mean_squared_error": '"mean_squared_error"',
    "huber": "keras.losses.Huber(delta={delta})",
}
PENALTIES = {"none": "", "l1": "keras.regularizers.L1({lam})", "l2": "keras.regularizers.L2({lam} / 2)"}
OPTIMIZERS = {
    "sgd": "SGD(alpha{more})",
    "momentum": "SGD(alpha, momentum={beta}{more})",
    "nesterov": "SGD(alpha, momentum={beta}, nesterov=True{more})",
    "adadelta": "Adadelta(alpha, rho={rho}, epsilon=epsilon{more})",
}
"""Those of Keras that are the same; others add ε at another place or round to float32, and are written out."""


DENSE = [
    "class Dense(keras.layers.Dense):",
    "    def call(self, X):  # as on paper: the product of Keras itself may round to float32",
    "        return self.activation(X @ self.kernel.value + self.bias.value)",
]


def keras_lines(recipe: Recipe, file: str) -> list[str]:
    """Return the script's lines; ``file`` is the name of the data that travel beside it, where some do."""
    e = recipe.experiment
    own = not _is_known(recipe)
    parts = [
        [*imports("keras", "numpy as np"), "", 'keras.config.set_floatx("float64")'],
        constants(recipe),
        data_lines(e, file)[0],
        start_lines(recipe),
        *([_rule(e.optimizer)] if own else []),
        DENSE,
        _model(recipe),
        batches(recipe, rows=True),
        [
            "for k, (x, y) in zip(range(iterations), batches()):",
            f"    model.optimizer.learning_rate = {filled(RATES[e.schedule.name], e.schedule)}",
            "    model.train_on_batch(x, y)",
        ],
        _end(recipe),
        [
            "if len(sys.argv) > 1:",
            '    weights = {f"W{l}": layer.get_weights()[0].T for l, layer in enumerate(model.layers, start=1)}',
            '    biases = {f"b{l}": layer.get_weights()[1][:, None] for l, layer in enumerate(model.layers, start=1)}',
            "    np.savez(sys.argv[1], **weights, **biases)",
        ],
    ]
    words = [
        "Keras has examples as rows, and finds the gradient itself.",
        "Over PyTorch or TensorFlow it computes in float64, over JAX in float32: there, numbers differ a little.",
    ]
    return [*opening(recipe, "Keras", words), *spaced(parts)]


def _is_known(recipe: Recipe) -> bool:
    e = recipe.experiment
    steady = isinstance(e.schedule, ConstantRate) or e.optimizer.name not in ("momentum", "nesterov")
    moving = getattr(e.optimizer, "beta", 1) > 0
    return e.optimizer.name in OPTIMIZERS and steady and moving


def _rule(optimizer: Optimizer) -> list[str]:
    """Return the optimiser as a class of Keras: its slots are variables, and ε stands where the paper has it."""
    lines = [filled(line, optimizer) for line in RULES[optimizer.name]]
    lines = [re.sub(r"np\.maximum\((.*?), (.*)\)", r"np.where(\1 > \2, \1, \2)", line) for line in lines]
    lines = [line.replace("np.", "keras.ops.") for line in lines]  # whose own maximum rounds to float32
    lines = [re.sub(r"^(\w)\[i\] \+= (.*)", r"\1.assign(\1 + \2)", line) for line in lines]
    lines = [re.sub(r"^(\w)\[i\] = (.*)", r"\1.assign(\2)", line) for line in lines]
    lines = [re.sub(r"^p -= (.*)", r"p.assign(p - \1)", line).replace("[i]", "") for line in lines]
    counts = any(re.search(r"\bt\b", line) for line in lines)
    slots = ", ".join(optimizer.slots) + ("," if len(optimizer.slots) == 1 else "")
    return [
        "class Rule(keras.optimizers.Optimizer):",
        "    def build(self, variables):",
        "        super().build(variables)",
        f"        names = {list(optimizer.slots)}",
        "        slot = self.add_variable_from_reference",
        "        self.slots = [[slot(p, each) for each in names] for p in variables]",
        "",
        "    def update_step(self, dp, p, rate):",
        f"        {slots} = self.slots[self._get_variable_index(p)]",
        *["        t = keras.ops.cast(self.iterations + 1, p.dtype)"] * counts,
        *(f"        {line}" for line in lines),
    ]


def _model(recipe: Recipe) -> list[str]:
    e, n = recipe.experiment, recipe.sizes
    penalty = filled(PENALTIES[e.regularizer.name], e.regularizer)
    layers = []
    for l, activation in enumerate(e.network.activations, start=1):
        plain = l == len(n) - 1 and e.loss.name in OF_Z
        function = ACTIVATIONS["identity"] if plain else _activation(activation)
        regularizer = f", kernel_regularizer={penalty}" if penalty else ""
        layers.append(f"Dense({n[l]}, activation={function}{regularizer})")
    clipped = f", global_clipnorm={e.clip_norm!r}" if math.isfinite(e.clip_norm) else ""
    known = filled(OPTIMIZERS.get(e.optimizer.name, ""), e.optimizer, more=clipped)
    optimizer = f"keras.optimizers.{known}" if _is_known(recipe) else f"Rule(alpha{clipped})"
    return [
        "model = keras.Sequential(",
        "    [",
        f"        keras.Input(({n[0]},)),",
        *(f"        {each}," for each in layers),
        "    ]",
        ")",
        "for l, layer in enumerate(model.layers, start=1):",
        "    layer.set_weights([W[l].T, b[l][:, 0]])",
        f"model.compile(optimizer={optimizer}, loss={filled(LOSSES[e.loss.name], e.loss)})",
        "X, Y, X_test, Y_test = X.T, Y.T, X_test.T, Y_test.T",
    ]


def _activation(activation: Activation) -> str:
    if isinstance(activation, Own):
        text = value_of(own_expression(activation.expression).tree, "Z", IN_KERAS)
        return f"lambda Z: {text if 'Z' in text else f'{text} + 0 * Z'}"
    return filled(ACTIVATIONS[activation.name], activation)


def _end(recipe: Recipe) -> list[str]:
    half = "0" if recipe.experiment.loss.name in OF_Z else "0.5"
    return end_lines(recipe, "model.predict({x}, verbose=0)", "model.evaluate({x}, {y}, verbose=0)", half)
