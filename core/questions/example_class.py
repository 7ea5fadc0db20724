"""Which class will the network give to this example?"""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.nn.backpropagation import predict
from core.questions.fork import Fork, Situation
from core.questions.kind import QuestionKind
from core.questions.question import MAX_OPTIONS, Option, Question, Truth, Undecidable
from core.training.evaluation import classify
from core.training.problem import Problem
from core.words import as_typed, number, shortened

ROUND_OFF = 1e-12
"""Two outputs that differ by no more than this are a tie."""
FEW = 3
"""Inputs up to which the question tells them."""
LEARNED_WRONG = "That is its true class; but the network sees only the inputs, and still gets this one wrong."
COMMONEST = "That is the commonest class of the training set: a guess that does not look at the inputs."


class ExampleClass(QuestionKind):
    name = "example_class"
    title = "Which class for this example?"
    help = "Which class will the network give to the chosen example, or to a test example if none is chosen?"
    views = ("pictures", "regions", "row", "network")

    def ask(self, situation: Situation) -> Question:
        fork = situation.fork
        problem, at = fork.problem, fork.iteration
        if not problem.classes:
            raise Undecidable("This network predicts numbers: it gives no classes.")
        row = chosen_row(problem, situation)
        outputs = _outputs(fork, row)
        given = _given(outputs)
        names = problem.experiment.data.class_names
        options = tuple(
            Option(each, as_typed(shortened(names[each], 40)), _thought(problem, row, each, given, outputs))
            for each in sorted(_candidates(problem, row, given, outputs))
        )
        words = f"Which class will the network give to {_spelt(problem, row)}?"
        return Question(self.name, words, options, at, at, row)

    def judge(self, question: Question, situation: Situation, forks: tuple[Fork, ...]) -> Truth | None:
        fork = forks[0]
        row = chosen_row(fork.problem, situation)
        outputs = _outputs(fork, row)
        given = _given(outputs)
        names = [as_typed(shortened(name, 40)) for name in fork.problem.experiment.data.class_names]
        words = f"{_says(outputs, given)}, so the network says {names[given]}."
        label = _label(fork.problem, row)
        words += " That is right." if label == given else f" Its true class is {names[label]}."
        return Truth(question.place_of(given), words, fork.iteration)


def chosen_row(problem: Problem, situation: Situation) -> int:
    """Return the chosen example, or by the number of the iteration one of the test set; see `Problem.row_of`."""
    if situation.sight.row is not None:
        return situation.sight.row
    tests = len(problem.test)
    return len(problem.train) + situation.iteration % tests if tests else situation.iteration % len(problem.train)


def _outputs(fork: Fork, row: int) -> Array:
    """Return A[L] of an example (k,)."""
    problem = fork.problem
    with np.errstate(all="ignore"):
        a = predict(problem.experiment.network, problem.layout, fork.snapshot.theta, problem.fed(row)[:, None])
    outputs: Array = a[:, 0]
    return outputs


def _given(outputs: Array) -> int:
    """Return the class that the outputs (k,) give.

    Raises
    ------
    Undecidable
        If two classes are level, or an output is not finite.
    """
    if not np.isfinite(outputs).all():
        raise Undecidable("It cannot be told: the network's output is not a finite number.")
    if len(outputs) == 1 and abs(outputs[0] - 0.5) <= ROUND_OFF:
        raise Undecidable("It cannot be told: the output is exactly one half, between the two classes.")
    if len(outputs) > 1 and -np.subtract(*np.sort(outputs)[-2:]) <= ROUND_OFF:
        raise Undecidable("It cannot be told: the two largest outputs are equal.")
    return int(classify(outputs[:, None])[0])


def _label(problem: Problem, row: int) -> int:
    number_in_training = problem.training_number(row)
    if number_in_training is None:
        return int(problem.whole_test.labels[row - len(problem.train)])
    return int(problem.whole.labels[number_in_training])


def _candidates(problem: Problem, row: int, given: int, outputs: Array) -> set[int]:
    """Return the given class and up to three others: true, likely and common ones."""
    if problem.classes == 2:
        return {0, 1}
    likely = np.argsort(-outputs, kind="stable").tolist()
    return set(
        list(dict.fromkeys([given, _label(problem, row), likely[1], _commonest(problem), *likely]))[:MAX_OPTIONS]
    )


def _commonest(problem: Problem) -> int:
    return int(np.argmax(np.bincount(problem.train.labels, minlength=problem.classes)))


def _thought(problem: Problem, row: int, each: int, given: int, outputs: Array) -> str:
    """Return the thought behind a class where the network gives another one."""
    if each == given:
        return ""
    if each == _label(problem, row):
        return LEARNED_WRONG
    if len(outputs) == 1:
        return f"{_says(outputs, given)}: the side of one half decides."
    counts = np.bincount(problem.train.labels, minlength=problem.classes)
    if counts[each] > np.delete(counts, each).max():
        return COMMONEST
    return f"Its output is only {number(float(outputs[each]))}; the largest is {number(float(outputs[given]))}."


def _says(outputs: Array, given: int) -> str:
    """Return what decides, e.g. ``"The output is 0.971, above one half"``."""
    if len(outputs) == 1:
        side = "above" if outputs[0] > 0.5 else "below"
        return f"The output is {number(float(outputs[0]))}, {side} one half"
    return f"The largest output is {number(float(outputs[given]))}"


def _spelt(problem: Problem, row: int) -> str:
    """Return an example in words, e.g. ``"test 3 (x₁ = 0.2, x₂ = −0.4)"``."""
    place = problem.training_number(row)
    examples, place = (problem.whole_test, row - len(problem.train)) if place is None else (problem.whole, place)
    name = f"{'training' if examples is problem.whole else 'test'} example {place + 1:,}"
    inputs = problem.experiment.data.inputs
    if len(inputs) > FEW:
        return name
    values = zip(inputs, examples.x[:, place], strict=True)
    return f"{name} ({', '.join(f'{as_typed(shortened(each, 20))} = {number(float(x))}' for each, x in values)})"
