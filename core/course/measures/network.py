"""What is measured of a network in training, at the displayed iteration unless another one, ``at``, is named.

An example is the followed one unless its number in the training set, from 1, is given.
"""

from __future__ import annotations

import numpy as np

from core.analysis.gradient_check import check_all
from core.analysis.layers import look_inside
from core.analysis.nudge import nudge
from core.analysis.regions import layer_over
from core.analysis.scope import whole_set
from core.arrays import Array
from core.course.seen import SceneSeen, in_reach
from core.exchange.experiments import parameter_index
from core.hyperparameters import InvalidSetting
from core.nn.backpropagation import predict
from core.training.batches import batch_columns
from core.training.evaluation import answers, classify
from core.training.trace import Trace

At = int | None


# Loss and accuracy


def iteration(seen: SceneSeen) -> int:
    """Return the displayed iteration, or step."""
    return seen.now


def loss(seen: SceneSeen, at: At = None) -> float:
    """Return the loss that is minimised, over the training set, penalty included."""
    found = seen.evaluation(at)
    return found.train_loss + found.penalty


def data_loss(seen: SceneSeen, at: At = None) -> float:
    """Return the training loss without the penalty."""
    return seen.evaluation(at).train_loss


def test_loss(seen: SceneSeen, at: At = None) -> float:
    """Return the loss over the test set."""
    return seen.evaluation(at).test_loss


def accuracy(seen: SceneSeen, at: At = None) -> float:
    """Return the accuracy over the training set, 0 to 1."""
    return seen.evaluation(at).train_accuracy


def test_accuracy(seen: SceneSeen, at: At = None) -> float:
    """Return the accuracy over the test set, 0 to 1."""
    return seen.evaluation(at).test_accuracy


def r2(seen: SceneSeen, at: At = None) -> float:
    """Return R² over the training set."""
    return seen.evaluation(at).train_r2


def test_r2(seen: SceneSeen, at: At = None) -> float:
    """Return R² over the test set."""
    return seen.evaluation(at).test_r2


def batch_loss(seen: SceneSeen, at: At = None) -> float:
    """Return the loss of the batch of the update from an iteration, penalty included."""
    return seen.trace(at).loss


def batch_losses(seen: SceneSeen) -> list[float]:
    """Return the loss of each batch so far."""
    seen.snapshot()
    return [float(each) for each in seen.training.history.batch_loss[: seen.now]]


def rises(seen: SceneSeen) -> int:
    """Return how often the plotted loss of the batch went up so far."""
    return int(np.count_nonzero(np.diff(batch_losses(seen)) > 0.0))


def losses_at(seen: SceneSeen, *iterations: int) -> list[float]:
    """Return the minimised loss at several iterations."""
    return [loss(seen, each) for each in iterations]


def lowest_test(seen: SceneSeen) -> int:
    """Return the iteration, up to now, at which the test loss was lowest among those that were evaluated."""
    seen.snapshot()
    history = seen.training.history
    known = history.evaluated("iteration") <= seen.now
    return int(history.evaluated("iteration")[known][np.nanargmin(history.evaluated("test_loss")[known])])


def diverged(seen: SceneSeen) -> bool:
    """Tell whether the run could not go on."""
    return seen.stopped is not None


# Settings


def parameters(seen: SceneSeen) -> int:
    """Return the number of parameters."""
    return seen.experiment.layout.parameters


def layers(seen: SceneSeen) -> int:
    """Return the number of layers, the output layer included."""
    return seen.experiment.layout.depth


def hidden_neurons(seen: SceneSeen) -> int:
    """Return the number of hidden neurons."""
    return sum(each.units for each in seen.experiment.network.hidden)


def initializer(seen: SceneSeen) -> str:
    """Return the name of the rule by which the weights are drawn."""
    return seen.experiment.initializer.name


def units(seen: SceneSeen, layer: int) -> int:
    """Return the number of neurons of a layer; of layer 0, the number of features."""
    return seen.experiment.layout.sizes[int(layer)]


def batches(seen: SceneSeen) -> int:
    """Return the number of iterations in an epoch."""
    return seen.experiment.batches


def batch_size(seen: SceneSeen, at: At = None) -> int:
    """Return how many examples the update from an iteration sees."""
    return seen.trace(at).m


def train_size(seen: SceneSeen) -> int:
    """Return the number of training examples."""
    return seen.experiment.train_size


def test_size(seen: SceneSeen) -> int:
    """Return the number of test examples."""
    return len(seen.problem.test)


def alpha(seen: SceneSeen, at: At = None) -> float:
    """Return the learning rate of the update from an iteration, after its schedule."""
    return seen.trace(at).alpha


# Parameters and slopes


def weight(seen: SceneSeen, name: str, at: At = None) -> float:
    """Return a weight or bias by name, e.g. ``w[2]1,1`` or ``b[3]1``."""
    return float(seen.theta(at)[parameter_index(name, seen.experiment.layout)])


def derivative(seen: SceneSeen, name: str, at: At = None) -> float:
    """Return the derivative of the minimised loss over the whole training set for a parameter."""
    gradient = whole_set(seen.problem).gradient(seen.problem, seen.theta(at))
    return float(gradient[parameter_index(name, seen.experiment.layout)])


def nudged(seen: SceneSeen, name: str, delta: float, at: At = None) -> float:
    """Return the difference quotient of the loss over the training set for a parameter nudged by Δ."""
    return nudge(seen.problem, seen.theta(at), parameter_index(name, seen.experiment.layout), float(delta)).quotient


def changed(seen: SceneSeen, since: int = 0, layer: int | None = None) -> float:
    """Return the largest change of any parameter, of one layer or of all, since an iteration."""
    difference = np.abs(seen.theta() - seen.theta(since))
    layout = seen.experiment.layout
    return float(difference.max() if layer is None else np.max(np.abs(layout.block(difference, int(layer)))))


def gradient(seen: SceneSeen, at: At = None) -> Array:
    """Return the gradient of the minimised loss over the training set (p,)."""
    return whole_set(seen.problem).gradient(seen.problem, seen.theta(at))


def zero_derivatives(seen: SceneSeen, at: At = None) -> int:
    """Return how many parameters have a derivative of exactly 0."""
    return int(np.count_nonzero(gradient(seen, at) == 0.0))


def gradient_norm(seen: SceneSeen, layer: int | None = None, at: At = None) -> float:
    """Return the norm of that gradient, of one layer or of all."""
    found, layout = gradient(seen, at), seen.experiment.layout
    return float(np.linalg.norm(found if layer is None else layout.block(found, int(layer))))


def checked(seen: SceneSeen, at: At = None) -> int:
    """Return how many derivatives pass the gradient check."""
    check = check_all(seen.problem, seen.theta(at))
    return sum(each.good for each in check.worst(len(seen.theta(at))))


# Layers and examples


def _row(seen: SceneSeen, example: int | None) -> int:
    """Return the number, from 0, of a training example."""
    if example is not None:
        return int(example) - 1
    number = None if seen.sight.row is None else seen.problem.training_number(seen.sight.row)
    if number is None:
        raise InvalidSetting("measure", "no training example is followed: name one by its number.")
    return number


def _traced(seen: SceneSeen, example: int | None, at: At) -> Trace:
    return seen.trace(at, _row(seen, example))


def z(seen: SceneSeen, layer: int, neuron: int, example: int | None = None, at: At = None) -> float:
    """Return z of a neuron for an example; layers and neurons count from 1."""
    return float(_traced(seen, example, at).layers[int(layer) - 1].z[int(neuron) - 1, 0])


def a(seen: SceneSeen, layer: int, neuron: int, example: int | None = None, at: At = None) -> float:
    """Return the activation of a neuron for an example."""
    return float(_traced(seen, example, at).layers[int(layer) - 1].a[int(neuron) - 1, 0])


def dz(seen: SceneSeen, layer: int, neuron: int, example: int | None = None, at: At = None) -> float:
    """Return dz of a neuron for an example: the derivative of its own loss."""
    return float(_traced(seen, example, at).layers[int(layer) - 1].dz[int(neuron) - 1, 0])


def output(seen: SceneSeen, example: int | None = None, at: At = None, neuron: int = 1) -> float:
    """Return the network's output for an example: with a sigmoid or softmax, a probability."""
    return a(seen, layers(seen), neuron, example, at)


def example_loss(seen: SceneSeen, example: int | None = None, at: At = None) -> float:
    """Return the loss of one example."""
    return float(_traced(seen, example, at).per_example[0])


def outputs(seen: SceneSeen, at: At = None) -> list[float]:
    """Return the first output for each training example."""
    found = answers(seen.problem, seen.theta(at)).outputs[0, : len(seen.problem.train)]
    return [float(each) for each in found]


def positives(seen: SceneSeen, at: At = None) -> int:
    """Return how many training examples the network predicts as class 1."""
    return int(np.count_nonzero(classify(answers(seen.problem, seen.theta(at)).outputs)[: len(seen.problem.train)]))


def wrong(seen: SceneSeen, at: At = None) -> int:
    """Return how many test examples are classified wrongly."""
    return int(np.count_nonzero(answers(seen.problem, seen.theta(at)).wrong[len(seen.problem.train) :]))


def dead(seen: SceneSeen, layer: int, at: At = None) -> int:
    """Return how many neurons of a layer are dead: their slope is 0 for every training example."""
    shares = look_inside(seen.problem, seen.snapshot(at), int(layer)).shares
    return 0 if shares is None else shares.dead_count


def saturated(seen: SceneSeen, layer: int, at: At = None) -> float:
    """Return the share of a layer's values that are saturated."""
    shares = look_inside(seen.problem, seen.snapshot(at), int(layer)).shares
    return 0.0 if shares is None else shares.saturated


def size(seen: SceneSeen, layer: int, at: At = None) -> float:
    """Return the root mean square of a layer's activations over the training examples."""
    x = seen.problem.rows[:, : seen.experiment.layout.sizes[0]].T
    values = layer_over(seen.experiment.network, seen.experiment.layout, seen.theta(at), int(layer), x)[1]
    return float(np.sqrt(np.mean(values**2)))


def centre_on_the_rim(seen: SceneSeen, at: At = None, reach: float = 1.3) -> float:
    """Return the share of a square's border that is classified as the square's centre is; it reaches ±1.3."""
    along = np.linspace(-reach, reach, 101)
    edge = np.full_like(along, reach)
    sides = [np.stack(each) for each in ((along, edge), (along, -edge), (edge, along), (-edge, along))]
    points = np.concatenate([np.zeros((2, 1)), *sides], axis=1)
    experiment = seen.experiment
    answered = predict(experiment.network, experiment.layout, seen.theta(at), seen.problem.inputs.of(points))
    classes = classify(answered)
    return float(np.mean(classes[1:] == classes[0]))


# Batches


def _span(first: float, last: float) -> range:
    return range(in_reach(first), in_reach(last) + 1)


def examples_seen(seen: SceneSeen, first: int, last: int) -> int:
    """Return how many different training examples the updates from some iterations on see, ``last`` included."""
    columns = [batch_columns(seen.problem, k) for k in _span(first, last)]
    return len(np.unique(np.concatenate(columns)))


def same_batch(seen: SceneSeen, one: int, other: int) -> bool:
    """Tell whether the updates from two iterations see the same examples, in whatever order."""
    return set(batch_columns(seen.problem, int(one))) == set(batch_columns(seen.problem, int(other)))


def mean_batch_loss(seen: SceneSeen, first: int, last: int) -> float:
    """Return the mean loss of the batches of some iterations, ``last`` included, each weighted by its size."""
    traces = [seen.trace(k) for k in _span(first, last)]
    return sum(each.m * each.loss for each in traces) / sum(each.m for each in traces)


def wobble(seen: SceneSeen, first: int, last: int) -> float:
    """Return the standard deviation of the loss of the batches of some iterations, ``last`` included."""
    return float(np.std([seen.trace(k).loss for k in _span(first, last)]))


def rows_differ(seen: SceneSeen, layer: int, at: At = None) -> float:
    """Return by how much the weights of a layer's neurons differ at most from those of its first one."""
    weights = seen.experiment.layout.weights(seen.theta(at), int(layer))
    return float(np.max(np.abs(weights - weights[:1])))


def x(seen: SceneSeen, feature: int, example: int | None = None, at: At = None) -> float:
    """Return what layer 1 gets of a feature, counted from 1, for an example: standardised where the experiment is."""
    return float(_traced(seen, example, at).x[int(feature) - 1, 0])


def y(seen: SceneSeen, example: int | None = None, neuron: int = 1) -> float:
    """Return the target of an output for an example."""
    return float(_traced(seen, example, None).y[int(neuron) - 1, 0])


def deviation(seen: SceneSeen, feature: int) -> float:
    """Return the standard deviation by which a feature, counted from 1, is divided; 1 where it is not standardised."""
    return float(seen.problem.inputs.deviation[int(feature) - 1, 0])


def examples_fed(seen: SceneSeen, iterations: int) -> int:
    """Return how many different training examples the first updates have really seen, a fault included."""
    return len(np.unique(np.concatenate([seen.fed(k) for k in range(in_reach(iterations))])))
