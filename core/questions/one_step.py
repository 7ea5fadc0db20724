"""Questions about the next step: what the loss will do, and which way a parameter will move."""

from __future__ import annotations

from core.questions.fork import Fork, Situation
from core.questions.kind import QuestionKind
from core.questions.question import Option, Question, Truth, Undecidable
from core.training.trace import Trace, trace
from core.words import number, stepped

ROUND_OFF = 1e-12
"""Share of a loss below which a change of it may be rounding alone."""


def stepped_from(situation: Situation, forks: tuple[Fork, ...]) -> Fork:
    """Return the fork after one step.

    Raises
    ------
    Undecidable
        If no step is possible.
    """
    fork = forks[0]
    if fork.stopped is not None:
        raise Undecidable(f"No step can be made from here. {fork.stopped.words}")
    return fork


def from_to(before: float, after: float) -> str:
    """Return two numbers with as many digits as show what they differ in, e.g. ``"from 0.342 to 0.339"``."""
    step = abs(after - before) / 10.0
    short = [number(value) for value in (before, after)]
    low, high = short if short[0] != short[1] else [stepped(value, step) for value in (before, after)]
    return f"from {low} to {high}"


class NextLoss(QuestionKind):
    name = "next_loss"
    title = "Will the loss rise?"
    help = "Will the training loss, penalty included, rise by the next step?"
    views = ("loss",)

    def ask(self, situation: Situation) -> Question:
        loss, at = situation.fork.loss, situation.iteration
        options = (
            Option(
                "falls",
                "It falls",
                "A step is sure to lower the loss only if it is short and follows the gradient of all examples.",
                ((0.0, 0.85), (1.0, 0.15)),
            ),
            Option(
                "rises",
                "It rises",
                "A step raises the loss only if it is too long, or does not follow the slope of all examples.",
                ((0.0, 0.15), (1.0, 0.85)),
            ),
            Option(
                "same",
                "It stays exactly the same",
                "The loss stays exactly the same only if the step moves nothing that matters for it.",
                ((0.0, 0.5), (1.0, 0.5)),
            ),
        )
        words = f"The loss{situation.fork.of_sample} is {number(loss)}. What will it do in the next step?"
        return Question(self.name, words, options, at, at + 1)

    def judge(self, question: Question, situation: Situation, forks: tuple[Fork, ...]) -> Truth | None:
        before, fork = situation.fork.loss, stepped_from(situation, forks)
        after, name = fork.loss, f"loss{fork.of_sample}"
        if after == before:
            key, words = "same", f"The {name} stayed exactly the same: {number(before)}."
        elif not abs(after - before) > ROUND_OFF * abs(before):  # NaN is not more than anything
            raise Undecidable(
                f"It cannot be told: the loss changed {from_to(before, after)}, which may be rounding alone."
            )
        else:
            key = "rises" if after > before else "falls"
            words = f"The {name} {'rose' if after > before else 'fell'} {from_to(before, after)}."
        return Truth(question.place_of(key), words, fork.iteration)


class WeightMove(QuestionKind):
    name = "weight_move"
    title = "Which way will this weight move?"
    help = "Which way will the next step move the chosen weight or bias?"
    views = ("network", "weight")

    def ask(self, situation: Situation) -> Question:
        index, fork = situation.sight.picked[0], situation.fork
        seen = trace(fork.problem, fork.snapshot)
        if seen.diverged:
            stepped_from(situation, (fork.at(fork.iteration + 1),))
        g, name = float(seen.gradient[index]), fork.problem.layout.name(index)
        up, down, stay = _thoughts(seen, index, g)
        options = (
            Option("up", "Up: to a larger number", up, ((0.0, 0.15), (1.0, 0.85))),
            Option("down", "Down: to a smaller number", down, ((0.0, 0.85), (1.0, 0.15))),
            Option("stay", "It stays where it is", stay, ((0.0, 0.5), (1.0, 0.5))),
        )
        now = number(float(fork.snapshot.theta[index]))
        words = f"{name} is {now} and its derivative {number(g)}. Which way will the next step move it?"
        return Question(self.name, words, options, fork.iteration, fork.iteration + 1)

    def judge(self, question: Question, situation: Situation, forks: tuple[Fork, ...]) -> Truth | None:
        index, fork = situation.sight.picked[0], stepped_from(situation, forks)
        before, after = (float(each.snapshot.theta[index]) for each in (situation.fork, fork))
        name = fork.problem.layout.name(index)
        if before == after:
            g = float(trace(situation.fork.problem, situation.fork.snapshot).gradient[index])
            if g != 0.0:
                raise Undecidable(f"It cannot be told: the step of {name} is too small to change its {number(before)}.")
            return Truth(question.place_of("stay"), f"{name} stayed at {number(before)}.", fork.iteration)
        words = f"{name} went {'up' if after > before else 'down'}, {from_to(before, after)}."
        return Truth(question.place_of("up" if after > before else "down"), words, fork.iteration)


def _thoughts(seen: Trace, index: int, g: float) -> tuple[str, str, str]:
    """Return the thoughts behind "up", "down" and "stay" where they are wrong."""
    moved = float(seen.after.theta[index]) - float(seen.before.theta[index])
    title = seen.experiment.optimizer.title
    if g == 0.0:
        both = "Where the derivative is 0, plain gradient descent moves nothing, neither up nor down."
        other = f"The derivative is 0, but {title} does not go by the derivative alone."
        up, down, stay = (both, both, "") if moved == 0.0 else (other, other, other)
    else:
        along = "That is the way the derivative points, uphill: a step goes against it."
        against = f"That is against the derivative; but {title} does not go by the derivative alone."
        up, down = (along, against) if g > 0.0 else (against, along)
        stay = f"It would stay only if nothing pushed it, but its derivative is {number(g)}."
    return "" if moved > 0.0 else up, "" if moved < 0.0 else down, stay
