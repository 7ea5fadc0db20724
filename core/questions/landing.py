"""Where will the next step land? For the two chosen parameters of a network, and for a walk down a plain function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.functions.descent import Descent
from core.functions.walk import FunctionPath, descend, walk_on
from core.hyperparameters import Choice
from core.questions.fork import Fork, Situation
from core.questions.kind import QuestionKind
from core.questions.one_step import stepped_from
from core.questions.question import MAX_OPTIONS, Option, Question, Truth, Undecidable
from core.training.optimizers import SGD, Optimizer
from core.training.trace import trace
from core.values import dataclass
from core.words import number, stepped
from core.work import Work

APART, FAR = 0.2, 20.0
"""How far two answers are at least from each other, and at most from here, in lengths of the step."""
Wrong = tuple[Array, str]
"""A place (d,) where the step does not land, and the thought that leads there."""

UPHILL = "That is uphill: a step goes against the gradient."
FORGETS_RATE = "That forgets α: it is a step by the whole gradient."
SIDEWAYS = "That is along the contour line, where the height hardly changes: a step goes across it."
LOWEST = "That is the lowest point. A step knows only the slope where it stands, not where the valley is."
TWICE = "The direction is right, but that is twice as far as α lets it go."


def landing_options(names: Sequence[str], here: Array, there: Array, wrong: Iterable[Wrong]) -> tuple[Option, ...]:
    """Return where a step from ``here`` (d,) lands, ``there``, among up to three places where it does not.

    Raises
    ------
    Undecidable
        If the step moves nothing, or no other place could be told from it.
    """
    if np.array_equal(here, there):
        raise Undecidable(f"The next step does not move {' or '.join(names)}: there is nothing to be predicted.")
    kept, length = [(there, "")], float(np.linalg.norm(there - here))
    for place, thought in wrong:
        near = float(np.linalg.norm(place - here)) <= FAR * length
        if near and all(float(np.linalg.norm(place - other)) > APART * length for other, _ in kept):
            kept.append((place, thought))
    kept = kept[:MAX_OPTIONS]
    if len(kept) < 2:
        raise Undecidable("The next step is too small to be told from other places.")
    kept.sort(key=lambda each: tuple(each[0]))
    places = np.array([place for place, _ in kept])
    words = _words(names, places)
    sketches = _sketches(here, places)
    return tuple(
        Option(tuple(map(float, place)), text, thought, sketch)
        for (place, thought), text, sketch in zip(kept, words, sketches, strict=True)
    )


def _words(names: Sequence[str], places: Array) -> list[str]:
    """Return the places in words, with as many digits as tell them apart."""
    step = min(float(np.abs(a - b).max()) for a, b in combinations(places, 2)) / 10.0
    texts = [[stepped(float(x), step) for x in place] for place in places]
    if len(names) == 1:
        return [f"At {names[0]} = {text[0]}" for text in texts]
    return [f"At ({', '.join(text)})" for text in texts]


def _sketches(here: Array, places: Array) -> Iterator[tuple[tuple[float, float], ...]]:
    """Yield the ways from here to each place, all at one scale, in the unit square."""
    all_of_them = np.vstack([here, places])[:, :2]
    low, width = all_of_them.min(axis=0), float(np.ptp(all_of_them, axis=0).max())
    middle = low + np.ptp(all_of_them, axis=0) / 2.0
    flat = ((all_of_them - middle) / width + 0.5 if width > 0.0 else np.full_like(all_of_them, 0.5)).clip(0.0, 1.0)
    if flat.shape[1] == 1:
        flat = np.hstack([flat, np.full_like(flat, 0.5)])
    for end in flat[1:]:
        yield (float(flat[0, 0]), float(flat[0, 1])), (float(end[0]), float(end[1]))


def _usual(here: Array, there: Array, g: Array, alpha: float, optimizer: Optimizer) -> Iterator[Wrong]:
    """Yield where a step by the derivatives ``g`` (d,) is thought to land by those who mistake it."""
    step, steep = there - here, float(np.linalg.norm(g))
    if type(optimizer) is not SGD:
        words = f"Plain gradient descent would land there; {optimizer.title} turns the gradient into another step."
        yield here - alpha * g, words
    other = f"That is downhill; but {optimizer.title} does not go by the slope alone."
    yield here - step, UPHILL if float(np.dot(g, step)) < 0.0 else other
    if len(here) == 2 and steep > 0.0:
        yield here + np.array([-g[1], g[0]]) / steep * float(np.linalg.norm(step)), SIDEWAYS
    if alpha != 1.0:
        yield here - g, FORGETS_RATE
    if type(optimizer) is SGD:
        yield here + 2.0 * (there - here), TWICE


class LandingPlace(QuestionKind):
    name = "landing"
    title = "Where will the next step land?"
    help = "Where will the next step bring the two chosen parameters?"
    views = ("path", "surface")

    def ask(self, situation: Situation) -> Question:
        fork, picked = situation.fork, list(situation.sight.picked)
        after = stepped_from(situation, (fork.at(fork.iteration + 1),))
        seen, layout = trace(fork.problem, fork.snapshot), fork.problem.layout
        here, there = fork.snapshot.theta[picked], after.snapshot.theta[picked]
        names = [layout.name(index) for index in picked]
        wrong = _usual(here, there, seen.gradient[picked] * seen.clip_factor, seen.alpha, seen.experiment.optimizer)
        options = landing_options(names, here, there, wrong)
        now = ", ".join(f"{name} is {number(float(x))}" for name, x in zip(names, here, strict=True))
        words = f"{now}. Where will the next step land?"
        return Question(self.name, words, options, fork.iteration, fork.iteration + 1)

    def judge(self, question: Question, situation: Situation, forks: tuple[Fork, ...]) -> Truth | None:
        fork = stepped_from(situation, forks)
        return _found(question, fork.snapshot.theta[list(situation.sight.picked)], fork.iteration)


def _found(question: Question, there: Array, at: int) -> Truth:
    right = question.place_of(tuple(map(float, there)))
    words = question.options[right].words
    return Truth(right, f"The step landed {words[0].lower()}{words[1:]}.", at)


@dataclass(frozen=True, eq=False)
class OnWalk:
    """Where a question about a walk down a plain function is asked: at ``step`` of its ``path``."""

    descent: Descent
    path: FunctionPath
    step: int

    @property
    def landing(self) -> Array:
        """Where the next step lands (d,).

        Raises
        ------
        Undecidable
            If there is none.
        """
        descent, path = self.descent, self.path
        if path.steps <= self.step:
            path = walk_on(descent.function, descent.optimizer, descent.schedule, path, 1)
        if path.steps <= self.step:
            raise Undecidable(path.stopped or "No further step can be made.")
        place: Array = path.points[self.step + 1]
        return place


class WalkLanding(Choice):
    """An entry of the catalogue of questions about walks down plain functions."""

    name = "landing"
    title = "Where will the next step land?"
    help = "Where will the next step of the walk land?"
    views: ClassVar[tuple[str, ...]] = ("function", "plane")
    """As those of questions about networks."""

    def ask(self, walk: OnWalk) -> Question:
        """Return the question at this step.

        Raises
        ------
        Undecidable
            If no further step is possible, or it moves nothing.
        """
        descent, names = walk.descent, walk.descent.function.variables
        here, there = walk.path.points[walk.step], walk.landing
        alpha = descent.optimizer.alpha * descent.schedule.factor(walk.step)
        usual = _usual(here, there, walk.path.gradients[walk.step], alpha, descent.optimizer)
        lowest = [(np.array(place), LOWEST) for place in descent.function.minima[:1]]
        options = landing_options(names, here, there, [*lowest, *usual])
        mark = "df/d" if len(names) == 1 else "∂f/∂"
        gradient = zip(names, walk.path.gradients[walk.step], strict=True)
        slopes = ", ".join(f"{mark}{name} = {number(float(g))}" for name, g in gradient)
        now = ", ".join(f"{name} = {number(float(x))}" for name, x in zip(names, here, strict=True))
        words = f"{now}, {slopes}, α = {number(alpha)}. Where will the next step land?"
        return Question(self.name, words, options, walk.step, walk.step + 1)

    def deed(self, question: Question, walk: OnWalk) -> StepDeed:
        """Return the work that finds the truth about a question that was asked on ``walk``."""
        return StepDeed(question, walk)


@dataclass(frozen=True, eq=False)
class StepDeed(Work[Truth]):
    """A walk from the start to the step after the displayed one, where nobody sees it."""

    question: Question
    walk: OnWalk
    again: FunctionPath | None = None
    chunk: int = 256

    @property
    def done(self) -> bool:
        """Whether the step has been made, or cannot be."""
        return self.again is not None and (self.again.steps > self.walk.step or bool(self.again.stopped))

    @property
    def result(self) -> Truth | None:
        """The truth; None before it is known."""
        if not self.done or self.again is None:
            return None
        if self.again.steps <= self.walk.step:
            return Truth(None, self.again.stopped, self.walk.step)
        return _found(self.question, self.again.points[self.walk.step + 1], self.walk.step + 1)

    def further(self) -> StepDeed:
        """Return the walk some steps further on."""
        descent, last = self.walk.descent, self.walk.step + 1
        if self.again is None:
            start = tuple(map(float, self.walk.path.points[0]))
            path = descend(descent.function, descent.optimizer, descent.schedule, start, min(self.chunk, last))
        else:
            steps = min(self.chunk, last - self.again.steps)
            path = walk_on(descent.function, descent.optimizer, descent.schedule, self.again, steps)
        return replace(self, again=path)
