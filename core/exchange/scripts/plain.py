"""The script in plain NumPy: forward, backward and the update, as on paper and in the notation chosen."""

from __future__ import annotations

import keyword
import math
import re

from core.exchange.scripts.made import data_lines
from core.exchange.scripts.pieces import (
    LOSSES,
    PENALTIES,
    RATES,
    RULES,
    STARTS,
    filled,
    function_of,
    lines_of,
)
from core.exchange.scripts.recipe import Recipe
from core.nn.activations import Activation, Softmax
from core.nn.initializers import Normal
from core.training.notation import Notation
from core.words import counted

GREEK = {"α": "alpha", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta", "θ": "theta", "λ": "lam", "μ": "mu"}
GREEK |= {"ν": "nu", "ξ": "xi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega"}
"""How they are typed."""
ROLES = {
    "X": "inputs",
    "Y": "targets",
    "W": "weights",
    "b": "biases",
    "Z": "pre_activations",
    "A": "activations",
    "alpha": "learning_rate",
    "epsilon": "small_constant",
}
"""The script's own letters, and what they are in a notation."""
TAKEN = frozenset("mnLlgptkuvsdirExy") | {"dp", "np", "sys", "rng", "top", "near", "rate", "order"}
"""What a script calls other things; a letter of a book's that is one of them is left as the articles have it."""


def plain_lines(recipe: Recipe, file: str) -> list[str]:
    """Return the script's lines; ``file`` is the name of the data that travel beside it, where some do."""
    ways = Ways(recipe.notation)
    head = opening(recipe, "plain NumPy", [ways.renamed_words(ways.way)])
    parts = [*plain_parts(recipe, file), ways.written()]
    return [*head, *spaced(parts)]


def plain_parts(recipe: Recipe, file: str) -> list[list[str]]:
    """Return the parts of the script, each a thought of its own, without what writes the parameters to a file."""
    ways = Ways(recipe.notation)
    data = [*data_lines(recipe.experiment, file)[0], *ways.turned_data()]
    functions = [
        *_activations(recipe, ways),
        _table(recipe),
        _forward(ways),
        _loss(recipe, ways),
        _gradient(recipe, ways),
    ]
    start = [*start_lines(recipe), *ways.turned_start()]
    made = [imports("numpy as np"), constants(recipe), data, start, *functions, batches(recipe, ways.rows)]
    return [ways.renamed(part) for part in (*made, _training(recipe), _end(recipe, ways))]


def spaced(parts: list[list[str]]) -> list[str]:
    """Return the lines of all parts: two empty lines around functions, one between others."""
    lines: list[str] = []
    for part in parts:
        if lines:
            lines += [""] * (2 if _defines(part) or (lines[-1].startswith("    ") and _defined(lines)) else 1)
        lines += part
    return lines


def _defines(part: list[str]) -> bool:
    return part[0].startswith(("def ", "class "))


def _defined(lines: list[str]) -> bool:
    """Tell whether what stands last is a function or class."""
    return next(line for line in reversed(lines) if line and not line.startswith(" ")).startswith(("def ", "class "))


def opening(recipe: Recipe, language: str, words: list[str]) -> list[str]:
    """Return the script's first words."""
    sizes = "–".join(map(str, recipe.sizes))
    count = counted(recipe.steps, "iteration")
    return [
        f'"""{_headed(recipe.title)} network {sizes}, {count} in {language}.',
        "",
        *words,
        "Random numbers have the seeds that Chalkgrad gives them, so that all numbers are the same.",
        "python run.py OUT.npz also writes the parameters W1, b1, W2, ... to a file.",
        '"""',
        "",
    ]


def _headed(title: str) -> str:
    """Return a title as it may begin a docstring, and the article of the network that follows."""
    plain = title.replace("\\", "/").replace('"', "'").strip()
    return f"{plain} A" if plain.endswith(("?", "!", ".")) else f"{plain}: a"


def imports(*modules: str) -> list[str]:
    return ["import sys", "", *(f"import {module}" for module in modules)]


class Ways:
    """Which letters a script has, and which way round its matrices stand."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation
        self.rows, self.upright = notation.examples == "rows", notation.weights == "in × out"
        self.per_example = notation.mean == "gradient"
        self.across = 1 if self.rows else 0
        self._names = self._letters()
        self._words = re.compile(rf"(?<![\w'\"])(d?)({'|'.join(self._names)})(_test|_k)?\b(?!['\"])")

    def _letters(self) -> dict[str, str]:
        wanted = {name: _identifier(self.notation.letters[role]) for name, role in ROLES.items()}
        fits = {name: own for name, own in wanted.items() if own.isidentifier() and own not in TAKEN}
        fits = {name: own for name, own in fits.items() if not keyword.iskeyword(own)}
        names = {name: fits.get(name, name) for name in ROLES}
        return names if len(set(names.values())) == len(names) else {name: name for name in ROLES}

    def renamed(self, lines: list[str]) -> list[str]:
        """Return lines with this notation's letters."""
        return [self._words.sub(lambda found: f"{found[1]}{self._names[found[2]]}{found[3] or ''}", x) for x in lines]

    @property
    def m(self) -> str:
        """How many examples a batch has."""
        return f"X.shape[{1 - self.across}]"

    def turned_data(self) -> list[str]:
        if not self.rows:
            return []
        return ["X, Y, X_test, Y_test = X.T, Y.T, X_test.T, Y_test.T  # examples are rows"]

    def turned_start(self) -> list[str]:
        weights = ["W = {l: W[l].T for l in layers}  # (n[l - 1], n[l])"] * self.upright
        return [*weights, *["b = {l: b[l].T for l in layers}  # (1, n[l])"] * self.rows]

    def weighted(self) -> str:
        """Return the source of Z[l]."""
        weights = "W[l].T" if self.rows != self.upright else "W[l]"
        return f"A[l - 1] @ {weights} + b[l]" if self.rows else f"{weights} @ A[l - 1] + b[l]"

    def gradient_of_weights(self) -> str:
        """Return the source of dW[l], but for 1/m."""
        a, dz = ("A[l - 1]", "dZ.T") if self.rows else ("A[l - 1].T", "dZ")
        if self.upright:
            a, dz = (f"{a}.T", "dZ") if self.rows else ("A[l - 1]", "dZ.T")
        return f"{a} @ {dz}" if self.upright else f"{dz} @ {a}"

    def back(self) -> str:
        """Return the source of dA[l − 1]."""
        weights = "W[l].T" if self.rows == self.upright else "W[l]"
        return f"dZ @ {weights}" if self.rows else f"{weights} @ dZ"

    def written(self) -> list[str]:
        """Return the lines that write the parameters, in the articles' notation, to a file."""
        W, b = self._names["W"], self._names["b"]
        turned = ".T" if self.upright else "", ".T" if self.rows else ""
        return [
            "if len(sys.argv) > 1:  # W1 is (n1, n0), b1 is (n1, 1)",
            f'    weights = {{f"W{{l}}": {W}[l]{turned[0]} for l in layers}}',
            f'    np.savez(sys.argv[1], **weights, **{{f"b{{l}}": {b}[l]{turned[1]} for l in layers}})',
        ]

    @property
    def way(self) -> str:
        """Which way round everything stands, in one line."""
        return f"Examples are {'rows' if self.rows else 'columns'}: Z[l] = {self.weighted()}."

    def renamed_words(self, text: str) -> str:
        return self.renamed([text])[0]


def _identifier(letter: str) -> str:
    """Return a letter as a name that can be typed."""
    return GREEK.get(letter, letter)


def constants(recipe: Recipe) -> list[str]:
    """Return the lines with the numbers that a reader may want to change."""
    e = recipe.experiment
    lines = [
        f"n = {recipe.sizes}  # neurons of each layer, inputs first",
        "layers = range(1, len(n))",
        f"iterations, batch_size, seed = {recipe.steps}, {e.batch_size}, {e.seed}",
        f"alpha = {e.optimizer.alpha!r}  # learning rate",
    ]
    if any("epsilon" in line for line in RULES[e.optimizer.name]):
        lines.append(f"epsilon = {e.optimizer.epsilon!r}")  # type: ignore[attr-defined]
    return lines


def start_lines(recipe: Recipe) -> list[str]:
    """Return the lines that make W and b as the run begins."""
    e = recipe.experiment
    shape = "(n[l], n[l - 1])"
    normal = isinstance(e.initializer, Normal) and e.initializer.biases_too
    drawn = lines_of(filled(STARTS[e.initializer.name], e.initializer, shape=shape), "W[l] = ")
    draws = "rng." in drawn[-1]
    biases = filled("rng.normal(0, {sigma}, (n[l], 1))", e.initializer) if normal else "np.zeros((n[l], 1))"
    lines = [f"W, b = {{}}, {{}}  # at the start: {e.initializer.title}", "for l in layers:"]
    lines += ["    rng = np.random.default_rng((seed, 1, l))"] * draws
    lines += [f"    {line}" for line in (*drawn, f"b[l] = {biases}")]
    for index, value in recipe.start:
        l, j, i = e.layout.position(index)
        cell = f"W[{l}][{j - 1}, {i - 1}]" if i else f"b[{l}][{j - 1}, 0]"
        lines.append(f"{cell} = {value!r}  # set by hand")
    return lines


def names_of(recipe: Recipe) -> dict[Activation, str]:
    """Return a name for each of the activations, in the order in which they come."""
    names: dict[Activation, str] = {}
    for activation in recipe.experiment.network.activations:
        again = sum(each.name == activation.name for each in names)
        names.setdefault(activation, f"{activation.name}_{again + 1}" if again else activation.name)
    return names


def _activations(recipe: Recipe, ways: Ways) -> list[list[str]]:
    """Return the activations and those of their slopes that are needed."""
    functions, e = [], recipe.experiment
    hidden = [layer.activation for layer in e.network.hidden]
    for activation, name in names_of(recipe).items():
        value, slope = function_of(activation, ways.across)
        functions.append(_function(f"{name}(Z)", value))
        if activation in hidden or (slope and _output_slope(recipe) and activation == e.network.output):
            functions.append(_function(f"{name}_slope(Z, A)", slope))
    return functions


def _function(head: str, text: str) -> list[str]:
    return [f"def {head}:", *(f"    {line}" for line in lines_of(text, "return "))]


def _output_slope(recipe: Recipe) -> bool:
    """Tell whether the loss does not cancel the output's slope."""
    return bool(LOSSES[recipe.experiment.loss.name].slope)


def _table(recipe: Recipe) -> list[str]:
    """Return the lines that say which layer has which activation."""
    e, names = recipe.experiment, names_of(recipe)
    g = ", ".join(f"{l}: {names[each]}" for l, each in enumerate(e.network.activations, start=1))
    slopes = ", ".join(f"{l}: {names[each.activation]}_slope" for l, each in enumerate(e.network.hidden, start=1))
    return [f"g = {{{g}}}", *[f"slope = {{{slopes}}}"] * bool(slopes)]


def _forward(ways: Ways) -> list[str]:
    return [
        "def forward(X):",
        "    Z, A = {}, {0: X}",
        "    for l in layers:",
        f"        Z[l] = {ways.weighted()}",
        "        A[l] = g[l](Z[l])",
        "    return Z, A",
    ]


def _loss(recipe: Recipe, ways: Ways) -> list[str]:
    e, L = recipe.experiment, len(recipe.sizes) - 1
    text = filled(LOSSES[e.loss.name].value, e.loss, across=ways.across)
    uses = [each for each in ("Z", "A") if re.search(rf"\b{each}\b", text)]
    unpacked = f"    {'Z, A' if len(uses) > 1 else uses[0]} = forward(X)"
    picked = {"Z": f"    Z = forward(X)[0][{L}]", "A": f"    A = forward(X)[1][{L}]"}
    lines = ["def loss(X, Y):", picked[uses[0]] if len(uses) == 1 else unpacked]
    lines += [f"    m = {ways.m}"] * bool(re.search(r"\bm\b", text))
    penalty = filled(PENALTIES[e.regularizer.name].value, e.regularizer)
    *before, last = lines_of(text, "return ")
    return [*lines, *(f"    {line}" for line in before), f"    {last}{f' + {penalty}' if penalty else ''}"]


def _gradient(recipe: Recipe, ways: Ways) -> list[str]:
    e, L = recipe.experiment, len(recipe.sizes) - 1
    axis = 1 - ways.across
    first, each = (" / m", "") if not ways.per_example else ("", " / m")
    penalty = filled(PENALTIES[e.regularizer.name].slope, e.regularizer)
    return [
        "def gradient(X, Y):",
        "    Z, A = forward(X)",
        f"    m = {ways.m}",
        "    dW, db = {}, {}",
        *(f"    {line}" for line in _last_error(recipe, ways, first)),
        "    for l in reversed(layers):",
        f"        dW[l] = {ways.gradient_of_weights()}{each}{f' + {penalty}' if penalty else ''}",
        f"        db[l] = dZ.sum(axis={axis}, keepdims=True){each}",
        *(
            ["        if l > 1:", f"            dZ = ({ways.back()}) * slope[l - 1](Z[l - 1], A[l - 1])"]
            if L > 1
            else []
        ),
        "    return [dW[l] for l in layers] + [db[l] for l in layers]",
    ]


def _last_error(recipe: Recipe, ways: Ways, divided: str) -> list[str]:
    """Return the lines that make dZ of the output layer."""
    e, L = recipe.experiment, len(recipe.sizes) - 1
    slope = filled(LOSSES[e.loss.name].slope, e.loss, mean=f" / {e.outputs}" * (e.outputs > 1))
    if not slope:
        error = "A[L] - Y".replace("L", str(L))
        both = f"  # the slopes of the loss and of {e.network.output.title} in one"
        return [(f"dZ = ({error}){divided}" if divided else f"dZ = {error}") + both]
    da = re.sub(r"\bA\b", f"A[{L}]", slope)
    if isinstance(e.network.output, Softmax):
        lines = [f"dA = {da}", f"dZ = A[{L}] * (dA - (dA * A[{L}]).sum(axis={ways.across}, keepdims=True)){divided}"]
    else:
        name = names_of(recipe)[e.network.output]
        lines = [f"dA = {da}", f"dZ = dA * {name}_slope(Z[{L}], A[{L}]){divided}"]
    return lines


def batches(recipe: Recipe, rows: bool) -> list[str]:
    """Return the function that yields the batches in the order of the run."""
    e = recipe.experiment
    taken = "X[chosen], Y[chosen]" if rows else "X[:, chosen], Y[:, chosen]"
    if e.batch_size == e.train_size:
        return ["def batches():", "    while True:  # the whole training set each time", "        yield X, Y"]
    return [
        "def batches():",
        "    epoch = 0",
        "    while True:",
        f"        order = np.random.default_rng((seed, 4, epoch)).permutation({e.train_size})",
        f"        for first in range(0, {e.train_size}, batch_size):",
        "            chosen = order[first : first + batch_size]",
        f"            yield {taken}",
        "        epoch += 1",
    ]


def _training(recipe: Recipe) -> list[str]:
    e = recipe.experiment
    rule = [filled(line, e.optimizer) for line in RULES[e.optimizer.name]]
    return [
        "theta = [W[l] for l in layers] + [b[l] for l in layers]",
        *(f"{slot} = [np.zeros_like(p) for p in theta]" for slot in e.optimizer.slots),
        f"for k, (x, y) in zip(range(iterations), batches()):  # each an update: {e.optimizer.title}",
        f"    rate = {filled(RATES[e.schedule.name], e.schedule)}",
        *["    t = k + 1"] * any(re.search(r"\bt\b", line) for line in rule),
        "    gradients = gradient(x, y)",
        *clipped_lines(e.clip_norm),
        "    for i, (p, dp) in enumerate(zip(theta, gradients)):",
        *(f"        {line}" for line in rule),
    ]


def clipped_lines(norm: float) -> list[str]:
    """Return the lines that shorten a gradient longer than ``norm``."""
    if math.isinf(norm):
        return []
    return [
        "    norm = np.sqrt(sum((dp**2).sum() for dp in gradients))",
        f"    if norm > {norm!r}:",
        f"        gradients = [dp * ({norm!r} / norm) for dp in gradients]",
    ]


def _end(recipe: Recipe, ways: Ways) -> list[str]:
    answer = f"forward({{x}})[1][{len(recipe.sizes) - 1}]"
    return end_lines(recipe, answer, "loss({x}, {y})", classes=f"argmax(axis={ways.across})")


def end_lines(
    recipe: Recipe, answer: str, loss: str, half: str = "0.5", classes: str = "argmax(1)", share: str = "mean()"
) -> list[str]:
    """Return the lines that print how good the network has become.

    ``{x}`` and ``{y}`` stand for the examples; an ``answer`` beyond ``half`` is class 1 where there is one output.
    """
    e = recipe.experiment
    sets = [("training", "X", "Y"), *([("test", "X_test", "Y_test")] if e.train_size < e.data.points else [])]
    lines = []
    for title, x, y in sets:
        a, its_loss = answer.format(x=x), loss.format(x=x, y=y)
        right = f"(({a} > {half}) == {y})" if e.outputs == 1 else f"({a}.{classes} == {y}.{classes})"
        accuracy = f", accuracy {{{right}.{share}:.1%}}" if e.data.classes else ""
        lines.append(f'print(f"{title}: loss {{{its_loss}:.6f}}{accuracy}")')
    return lines
