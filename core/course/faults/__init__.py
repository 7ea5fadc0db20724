"""The hidden faults of the bug drills: eight of the commonest, each with its symptom and where it shows.

`with_fault` makes a `FaultyExperiment`, which trains, replays, forks and is opened up like any other; its settings look
sound. Nothing but a drill makes one, and it is kept in no file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, replace
from typing import Any

from core.analysis.layers import switches_off
from core.course.faults.step import (
    DeadStart,
    NotAveraged,
    SameBatch,
    Summed,
    SummedLosses,
    TestedOnTraining,
    WrongSign,
    ZeroStart,
)
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.training.fast.workspace import Pass, pass_kind
from core.training.problem import Problem, problem_kind
from core.values import dataclass


@dataclass(frozen=True)
class Twin:
    """Another fault, or none, with the same symptom: a wrong answer, and how it is told apart.

    Attributes
    ----------
    title
        What one may think it is.
    differs
        What would then be seen, in a sentence.
    """

    title: str
    differs: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a faulty experiment.

    Attributes
    ----------
    name
        What lessons call it.
    title
        What is wrong, in a few words.
    symptom
        What one sees without looking closely, in a sentence.
    views
        The views that find it, by their names on the stage.
    finding
        What is seen there, in a sentence.
    explanation
        Why it does what it does.
    twins
        What it is easily taken for.
    problem, passes
        The parts of the engine that are faulty.
    settings
        Returns the experiment with the settings that are the fault, where it is in settings.
    refusal
        Returns why an experiment cannot have it; empty if it can.
    """

    name: str
    title: str
    symptom: str
    views: tuple[str, ...]
    finding: str
    explanation: str
    twins: tuple[Twin, ...]
    problem: type[Problem] = Problem
    passes: type[Pass] = Pass
    settings: Callable[[Experiment], Experiment] = lambda experiment: experiment
    refusal: Callable[[Experiment], str] = lambda experiment: ""


@dataclass(frozen=True)
class FaultyExperiment(Experiment):
    """An experiment in whose training something is wrong.

    Attributes
    ----------
    fault
        The name of one of the `FAULTS`.
    """

    fault: str = field(kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fault not in FAULTS:
            raise InvalidSetting("fault", f"There is no fault “{self.fault}”; the faults are: {', '.join(FAULTS)}.")

    def starts_over(self, before: Experiment) -> bool:
        return super().starts_over(before) or self.fault != fault_of(before)


@problem_kind.register
def _problem_of(experiment: FaultyExperiment) -> type[Problem]:
    return FAULTS[experiment.fault].problem


@pass_kind.register
def _passes_of(experiment: FaultyExperiment) -> type[Pass]:
    return FAULTS[experiment.fault].passes


def fault_of(experiment: Experiment) -> str:
    """Return the name of an experiment's fault; empty for a sound one."""
    return experiment.fault if isinstance(experiment, FaultyExperiment) else ""


def with_fault(experiment: Experiment, name: str) -> Experiment:
    """Return the experiment with one of the `FAULTS` in it; with none if the name is empty.

    Settings can be changed afterwards with `dataclasses.replace` or `with_settings`: the fault stays.

    Raises
    ------
    InvalidSetting
        If there is no such fault, or the experiment cannot have it.
    """
    sound = without_fault(experiment)
    if not name:
        return sound
    fault = FAULTS.get(name)
    if fault is not None and (refusal := fault.refusal(sound)):
        raise InvalidSetting("fault", f"“{fault.title}” cannot be a fault here: {refusal}")
    return FaultyExperiment(**_recipe(fault.settings(sound) if fault else sound), fault=name)


def without_fault(experiment: Experiment) -> Experiment:
    """Return the sound experiment with the same settings."""
    return Experiment(**_recipe(experiment)) if isinstance(experiment, FaultyExperiment) else experiment


def with_settings(experiment: Experiment, change: Callable[[Experiment], Experiment]) -> Experiment:
    """Return what ``change`` makes of the sound experiment, with the fault that it had."""
    changed = change(without_fault(experiment))
    fault = fault_of(experiment)
    return FaultyExperiment(**_recipe(changed), fault=fault) if fault else changed


def _recipe(experiment: Experiment) -> dict[str, Any]:
    return {each.name: getattr(experiment, each.name) for each in fields(Experiment)}


def _needs_hidden(experiment: Experiment) -> str:
    return "" if experiment.network.hidden else "the network needs a hidden layer."


def _needs_relu(experiment: Experiment) -> str:
    hidden = experiment.network.hidden
    dies = hidden and switches_off(hidden[min(2, len(hidden)) - 1].activation)
    return "" if dies else "the second hidden layer, or the only one, needs ReLU."


def _needs_batches(experiment: Experiment) -> str:
    return "" if experiment.batches > 1 else "the training set needs more than one batch."


def _needs_test(experiment: Experiment) -> str:
    return "" if experiment.test_share else "it needs a test set."


FAULTS = {
    fault.name: fault
    for fault in (
        Fault(
            "no_mean",
            "1/m is forgotten",
            "The loss leaps up within a few steps, goes up and down wildly, and seldom comes to rest.",
            ("nudge",),
            "Every derivative is m times its quotient, with m examples in the batch: 32 times in a batch of 32.",
            "The gradient of a batch is the mean of its examples' gradients. Here they are added up and nobody divides "
            "by m, so each step is m times too long. The loss is right, and so are the quotients. An optimiser that "
            "divides by the size of the gradient, like Adam, hides this fault.",
            (
                Twin("sum instead of mean", "Then the loss would be m times too large as well, and the check agrees."),
                Twin("α is too large", "Then every derivative agrees with its quotient; only the steps are too long."),
            ),
            passes=NotAveraged,
        ),
        Fault(
            "wrong_sign",
            "a wrong sign on the way back into layer 1",
            "The loss stays near ln 2 = 0.69, where guessing is, however long one trains.",
            ("nudge",),
            "In layer 1 every derivative is its quotient with the other sign; in the layers after it all agree.",
            "On its way from layer 2 back into layer 1 the gradient gets a minus too many. So layer 1 goes uphill "
            "while the layers after it go downhill.",
            (
                Twin("zero start", "Then all derivatives of layer 1 would be 0; here they are not."),
                Twin(
                    "the update goes uphill",
                    "Then the derivatives of all layers agree with their quotients, and the loss climbs above 100.",
                ),
            ),
            passes=WrongSign,
            refusal=_needs_hidden,
        ),
        Fault(
            "zero_start",
            "all weights start with 0",
            "The loss stays near ln 2 = 0.69, where guessing is, however long one trains.",
            ("layers", "nudge"),
            "All weights are 0, and stay 0: of all derivatives only that of the last bias is not 0.",
            "Each derivative of a weight is a product, and one of its factors is 0: the activation before it, or the "
            "weights after it. So no weight ever moves. The derivatives are right, and the check finds no fault.",
            (
                Twin("dead units", "Then the weights are not 0; and tanh has no dead units."),
                Twin("a wrong sign on the way back", "Then there are derivatives other than 0 in layer 1."),
            ),
            problem=ZeroStart,
            refusal=_needs_hidden,
        ),
        Fault(
            "dead_units",
            "a layer of dead units",
            "The loss stays near ln 2 = 0.69, where guessing is, however long one trains.",
            ("layers",),
            "In one hidden layer and all after it every unit is off for every example; no gradient gets past them.",
            "The biases of the second hidden layer start at −10. So z is below 0 for every example, and ReLU answers "
            "0 with slope 0. No gradient comes through, so those weights and all before them stay as they are.",
            (
                Twin("zero start", "Then all weights would be 0; here only activations and derivatives are."),
                Twin("a wrong sign on the way back", "Then there are derivatives other than 0 in layer 1."),
            ),
            problem=DeadStart,
            refusal=_needs_relu,
        ),
        Fault(
            "unscaled_inputs",
            "the inputs are not scaled",
            "The loss jumps up and down, more often up than down, and stays high.",
            ("row", "loss"),
            "One input is some ten times as large as another: 21, 90 and 7 for student A.",
            "A weight's derivative contains its input as a factor, so large inputs make large derivatives. With one α "
            "for all weights no α is right. Standardise the inputs: then all of them have the same size.",
            (
                Twin("α is too large", "Then a smaller α would do; here none does, from 0.00001 to 1."),
                Twin("1/m is forgotten", "Then the derivatives would not agree with their quotients."),
            ),
            settings=lambda experiment: replace(experiment, standardise=False),
        ),
        Fault(
            "same_batch",
            "always the same batch",
            "The loss of the batch falls to almost 0, but that of all training examples does not.",
            ("loss", "row"),
            "The examples of the batch are right and sure; of those that never come many are wrong.",
            "Every iteration should bring other examples, until all have been seen. Here the first batch comes again "
            "and again: it is learnt by heart, and nobody ever looks at the rest.",
            (
                Twin(
                    "overfitting",
                    "Then the loss would be low for all training examples and high for the test examples only.",
                ),
            ),
            problem=SameBatch,
            refusal=_needs_batches,
        ),
        Fault(
            "test_is_train",
            "tested on the training examples",
            "The test accuracy is as good as that in training, too good to be true.",
            ("loss", "row"),
            "The curves of training and test loss lie on each other to the last digit: both sets have the same rows.",
            "A test shows what a network makes of examples that it has never seen. Here it is asked the very examples "
            "that it has learnt from, so learning by heart looks like understanding.",
            (Twin("no fault, a great network", "Two different sets do not have the same loss to the last digit."),),
            problem=TestedOnTraining,
            refusal=_needs_test,
        ),
        Fault(
            "sum_not_mean",
            "sum instead of mean",
            "The loss starts far above that of guessing, ln 2 = 0.69, and is higher for training than for testing.",
            ("loss", "nudge"),
            "The loss grows with the number of examples: it starts near 32 · 0.69 = 22 in a batch of 32, near "
            "900 · 0.69 = 624 in a training set of 900. The check agrees: the derivatives belong to this loss.",
            "The losses of the examples are added up where their mean should be taken. Then loss, gradient and step "
            "are m times too large. An α that is m times smaller makes up for it, until the batch size changes.",
            (
                Twin("1/m is forgotten", "Then the loss would be right, and the check would find every derivative."),
                Twin("α is too large", "Then the first loss would be that of guessing, 0.69."),
            ),
            problem=SummedLosses,
            passes=Summed,
        ),
    )
}
"""The eight faults, by name, in the order of the drills."""
