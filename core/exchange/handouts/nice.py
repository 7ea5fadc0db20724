"""Numbers that a class can work with by hand, found by search: the same for the same sheet, on every machine."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.data.examples import of_classes, of_numbers
from core.data.own import own_data
from core.exchange.handouts.made import HandoutMoment, HandoutWish, check_counts, handout_of
from core.exchange.handouts.sheet import Handout, SheetLine
from core.exchange.handouts.written import printed
from core.expressions import parse
from core.hyperparameters import InvalidSetting
from core.nn.activations import Identity, ReLU, Sigmoid
from core.nn.losses import BinaryCrossEntropy, MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.optimizers import SGD
from core.training.problem import Problem, prepare
from core.training.run import with_parameters
from core.training.trace import Trace, trace

BY_HAND = ("identity", "relu", "sigmoid")
MOST_WIDE, MOST_DEEP = 3, 3
"""Neurons of a layer, and layers, of a network that is done by hand as it is; any other becomes 2–2–1."""
WEIGHTS, BIASES, INPUTS, TARGETS = (
    (0.5, 1.0, 1.5, 2.0, 3.0),
    (0.0, 0.5, 1.0),
    (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0),
    range(-4, 5),
)
"""Sizes of weights, biases and inputs, which may have either sign; and targets."""
SMALLEST, LARGEST, ATTEMPTS, TIE = 0.02, 25.0, 20_000, 1e-9
ALPHA = 0.1
ABOUT = "Every number is short: each line comes out as printed, by hand or, where there is e or ln, with a calculator."
FIRST_ORDER = 5
"""Seed of the order in which sheets take their inputs."""


def nice_handout(experiment: Experiment, wish: HandoutWish) -> Handout:
    """Return a sheet with numbers of few digits: each line, worked with the numbers as printed, gives what is printed.

    The network is that of the experiment where it is small and its activations are ReLU, identity or sigmoid, else
    2–2–1. Any 30 sheets in a row have different inputs or targets.

    Raises
    ------
    InvalidSetting
        If a wish cannot be.
    """
    check_counts(wish)
    problem, order = _problem(*_by_hand(experiment))
    rng = np.random.default_rng(wish.sheet)
    exact = all(g.name != "sigmoid" for g in problem.experiment.network.activations)
    digits = 4 if exact else 3
    example = int(order[wish.sheet % len(order)])
    for _ in range(ATTEMPTS):
        theta = _drawn(rng, problem)
        start = with_parameters(problem.start(), list(enumerate(theta.tolist())))
        if not _teaches(trace(problem, start, np.array([example]))):
            continue
        moment = HandoutMoment("One step by hand", problem, start, example, about=ABOUT)
        made = handout_of(moment, replace(wish, sheet=1), partial(printed, digits=digits))
        if all(comes_out(line, digits) and (line.is_exact or not exact) for line in made.lines):
            return replace(made, number=wish.sheet)
    raise InvalidSetting("what", "No nice numbers were found for this network: take another sheet.")


def comes_out(line: SheetLine, digits: int) -> bool:
    """Tell whether a line, worked with its numbers as they are printed, gives its answer, and no tie of two."""
    found = float(parse(line.worked, ()).exact_value())
    below, above = (f"{found * (1.0 + off):.{digits}g}" for off in (-TIE, TIE))
    return printed(found, digits) == line.answer and below == above


def _by_hand(experiment: Experiment) -> tuple[Network, int]:
    """Return the network that is done by hand with its number of inputs; it has one output."""
    network, sizes = experiment.network, experiment.layout.sizes
    known = all(g.name in BY_HAND for g in network.activations)
    if known and sizes[-1] == 1 and max(sizes) <= MOST_WIDE and len(sizes) - 1 <= MOST_DEEP:
        return network, sizes[0]
    output = Sigmoid() if network.output.name in ("sigmoid", "softmax") else Identity()
    return Network((DenseLayer(2, ReLU()),), output), 2


@lru_cache(maxsize=8)
def _problem(network: Network, n: int) -> tuple[Problem, NDArray[np.int64]]:
    """Return a problem with all examples that sheets choose from, and the order in which they take them."""
    classes = isinstance(network.output, Sigmoid)
    inputs = [sign * size for size in INPUTS[: 5 if n > 1 else None] for sign in (1.0, -1.0)]
    rows = np.array(list(product(inputs, repeat=n)))
    names = tuple(f"x{'₁₂₃'[place]}" for place in range(n))
    x = frozen(np.repeat(rows, 2 if classes else len(TARGETS), axis=0).T.copy())
    if classes:
        examples = of_classes(x, np.tile([0, 1], len(rows)))
        data = own_data("by hand", names, "y", ("0", "1"), examples)
    else:
        data = own_data("by hand", names, "y", (), of_numbers(x, np.tile(np.array(TARGETS, float), len(rows))[None]))
    experiment = Experiment(
        data,
        test_share=0.0,
        network=network,
        loss=BinaryCrossEntropy() if classes else MeanSquaredError(),
        optimizer=SGD(alpha=ALPHA),
        batch_size=1,
    )
    problem = prepare(experiment)
    return problem, np.random.default_rng(FIRST_ORDER).permutation(len(problem.rows))


def _drawn(rng: np.random.Generator, problem: Problem) -> Array:
    """Return parameters of one or two digits."""
    p = problem.layout.parameters
    signs = rng.choice([-1.0, 1.0], p)
    sizes = np.where(problem.layout.is_weight > 0.0, rng.choice(WEIGHTS, p), rng.choice(BIASES, p))
    drawn: Array = signs * sizes + 0.0
    return drawn


def _teaches(opened: Trace) -> bool:
    """Tell whether no number is very large or small, and something flows forward and back through every layer."""
    values = [each for layer in opened.layers for each in (layer.z, layer.a, layer.dz)]
    if opened.diverged or any(np.abs(each).max() > LARGEST for each in values) or opened.data_loss > LARGEST:
        return False
    if any((np.abs(each[each != 0.0]) < SMALLEST).any() for each in values):
        return False
    flows = all(layer.a.any() and layer.dz.any() and layer.dw.any() for layer in opened.layers)
    return flows and all(layer.z.all() for layer in opened.layers)
