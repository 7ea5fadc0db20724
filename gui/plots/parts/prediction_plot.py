"""What plots of the network's predictions share: their score above, and which items are points and which answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.words import shortened
from gui.plots.parts.base import PlotView
from gui.plots.parts.graphs import pg
from gui.plots.parts.places import map_words
from gui.widgets.notated import OwnLetters
from gui.widgets.numbers import number, percent, r2_text

if TYPE_CHECKING:
    from gui.frames.frame import Frame


NO_TEST = "no test set"


class PredictionPlot(OwnLetters, PlotView):
    """A plot of what the network predicts over the data's inputs, in which points can be drawn."""

    least = 200.0

    @property
    def points(self) -> tuple[pg.GraphicsObject, ...]:
        """What stands for examples."""
        raise NotImplementedError

    @property
    def answer(self) -> tuple[pg.GraphicsObject, ...]:
        """What stands for the network's answers."""
        raise NotImplementedError

    def make_room_for_numbers(self) -> None:
        """Let the numbers beside the plot be read, however long the data make them."""
        low, high = self.canvas.box.viewRange()[1]
        self.canvas.make_room_for_numbers(low, high, self.look, least="−1")

    def outlines_batch(self, frame: Frame) -> bool:
        """Tell whether the batch is outlined: while phases are shown; on the stage in the first, if it is a part."""
        phase = frame.phase
        if frame.trace is None or phase is None or not self.look.stage:
            return phase is not None
        return phase.kind == "batch" and len(frame.trace.columns) < len(frame.problem.whole)

    def show_score(self, frame: Frame) -> None:
        """Write into the header how good the answers are."""
        if self.look.stage:
            self.header.longest = ""
            self.header.set_text(*plain_score(frame))
            return
        measure, sets, rest = score_of(frame)
        scores = f"{' · '.join(sets)}{rest}"
        followed = followed_answer(frame)
        less, least = sets[-1] + followed, followed.removeprefix(" · ") or sets[-1]
        self.header.longest = "100.0 % test"
        self.header.set_text(f"{measure} {scores}{map_words(frame)}", f"{measure} {scores}", scores, less, least)


def score_of(frame: Frame) -> tuple[str, tuple[str, str], str]:
    """Return how good the answers are: accuracy or R², that of training and test set, and what else there is to say."""
    now, followed = frame.evaluation, followed_answer(frame)
    if frame.problem.classes:
        test = f"{percent(now.test_accuracy)} test" if len(frame.problem.test) else NO_TEST
        return "accuracy", (f"{percent(now.train_accuracy)} train", test), f"{frame.of_sample}{followed}"
    targets = frame.experiment.data.targets
    shown = f" · drawn: {shortened(targets[0])}, 1 of {len(targets)}" if len(targets) > 1 else ""
    test = f"{r2_text(now.test_r2)} test" if len(frame.problem.test) else NO_TEST
    return "R²", (f"{r2_text(now.train_r2)} train", test), f"{frame.of_sample}{shown}{followed}"


def plain_score(frame: Frame) -> tuple[str, ...]:
    """Return how good the answers to the training set are, as one says it to a class, and shorter."""
    if not frame.problem.classes:
        return (f"R² {r2_text(frame.evaluation.train_r2)}",)
    share, m = frame.evaluation.train_accuracy, len(frame.answers.wrong[: len(frame.problem.train)])
    right = round(100 * share)
    words = f"{right} of 100"
    if right in (0, 100) and right != 100 * share:  # it is neither none nor all
        words = f"{m - np.count_nonzero(frame.wrong_train):,} of {m:,}"
    return f"{words} points correct", f"{words} correct", words


def followed_answer(frame: Frame) -> str:
    """Return what the network says to the example that is followed, e.g. `` · followed: passes 5.0 %``."""
    if frame.row is None or not frame.example_activations:
        return ""
    data, answer = frame.experiment.data, frame.example_activations[-1]
    if not frame.problem.classes:
        return f" · followed: {'; '.join(number(float(value)) for value in frame.in_units(answer))}"
    likeliest = int(np.argmax(answer))
    name = shortened(data.class_names[1 if len(answer) == 1 else likeliest])
    return f" · followed: {name} {percent(float(answer[likeliest]))}"
