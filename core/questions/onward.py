"""Questions about a longer way: which run will lead, and what comes first, overfitting or the last training example."""

from __future__ import annotations

from core.hyperparameters import hyperparameter
from core.questions.fork import Fork, Situation
from core.questions.kind import QuestionKind
from core.questions.one_step import ROUND_OFF
from core.questions.question import Option, Question, Truth, Undecidable
from core.words import number, percent

MAX_STEPS = 100_000


class Leader(QuestionKind):
    name = "leader"
    title = "Which run will lead?"
    help = "Which run of the race will have the smallest training loss some iterations from now?"
    races = True
    views = ("race", "loss")

    steps: int = hyperparameter(
        100, "n", "How many iterations from now.", low=1, high=MAX_STEPS, log=True, title="Iterations"
    )

    def ask(self, situation: Situation) -> Question:
        going = [fork for fork in situation.forks if fork.stopped is None]
        if len(going) < 2:
            raise Undecidable("No runs race here. Begin a race first; then this can be asked.")
        at, until = situation.iteration, situation.iteration + self.steps
        losses = [fork.loss for fork in going]
        options = tuple(Option(fork.name, fork.name, _behind(fork, going, losses)) for fork in going)
        return Question(self.name, f"Which run will lead at iteration {until:,}?", options, at, until)

    def judge(self, question: Question, situation: Situation, forks: tuple[Fork, ...]) -> Truth | None:
        if not all(fork.ended(question.until) for fork in forks):
            return None
        going = sorted((fork for fork in forks if fork.stopped is None), key=lambda fork: fork.loss)
        if not going:
            raise Undecidable(f"No run gets to iteration {question.until:,}: each of them diverges before.")
        first = going[0]
        if len(going) > 1 and going[1].loss - first.loss <= ROUND_OFF * abs(first.loss):
            raise Undecidable(
                f"“{first.name}” and “{going[1].name}” are level at iteration {question.until:,}: "
                f"both have a loss of {number(first.loss)}."
            )
        words = (
            f"“{first.name}” leads at iteration {question.until:,} with a loss{first.of_sample} of {number(first.loss)}"
        )
        words += (
            f", before “{going[1].name}” with {number(going[1].loss)}." if len(going) > 1 else "; no other got there."
        )
        return Truth(question.place_of(first.name), words, question.until)


def _behind(fork: Fork, going: list[Fork], losses: list[float]) -> str:
    """Return the thought behind a run that will not lead."""
    rates = [each.problem.experiment.optimizer.alpha for each in going]
    place = going.index(fork)
    ranked = sorted(losses)
    if losses[place] == ranked[0] < ranked[1]:
        return "It leads now; but who leads now need not lead later."
    if sorted(rates)[-1] == rates[place] > sorted(rates)[-2]:
        return "It has the largest α; but larger steps do not always get there first."
    return f"Its loss is {number(losses[place])} now, and it does not take the lead by then."


class WhatFirst(QuestionKind):
    name = "what_first"
    title = "What comes first?"
    help = "What comes first: the test loss turns, or every training example is right?"
    views = ("loss",)

    steps: int = hyperparameter(
        2_000, "n", "How many iterations to wait.", low=1, high=MAX_STEPS, log=True, title="Iterations"
    )
    patience: int = hyperparameter(
        100, "p", "The test loss has turned once it reaches no new low for so many iterations.", low=1, high=MAX_STEPS
    )

    def ask(self, situation: Situation) -> Question:
        fork = situation.fork
        self._refuse(fork)
        options = (
            Option(
                "turns",
                f"Test loss: no new low for {self.patience:,} iterations",
                "The test loss can go on falling until the last training example is right.",
            ),
            Option(
                "all right",
                f"Training accuracy{fork.of_sample}: 100 %",
                "The test loss can turn long before the last training example is right.",
            ),
            Option(
                "neither",
                f"Neither within {self.steps:,} iterations",
                f"One of them does come within {self.steps:,} iterations.",
            ),
        )
        words = f"What comes first: the test loss turns, or training accuracy{fork.of_sample} is 100 %?"
        return Question(self.name, words, options, fork.iteration, fork.iteration + self.steps)

    def _refuse(self, fork: Fork) -> None:
        problem, accuracy = fork.problem, fork.evaluation.train_accuracy
        if not problem.classes:
            raise Undecidable("This network predicts numbers, so there is no accuracy.")
        if not len(problem.test):
            raise Undecidable("There is no test set, so there is no test loss. Choose a test share above 0 % first.")
        if accuracy == 1.0:
            raise Undecidable("Training accuracy is 100 % already. Go back in time, and ask then.")
        if fork.evaluated.since_lowest()[-1] >= self.patience:
            raise Undecidable("The test loss has turned already. Go back in time, and ask then.")

    def judge(self, question: Question, situation: Situation, forks: tuple[Fork, ...]) -> Truth | None:
        fork = forks[0]
        iterations, _, accuracies = fork.evaluated.columns
        later = iterations > question.at
        met = (fork.evaluated.since_lowest() >= self.patience, accuracies == 1.0)
        firsts = [int(iterations[each & later][0]) if (each & later).any() else None for each in met]
        if firsts == [None, None]:
            return self._neither(question, fork) if fork.ended(question.until) else None
        turn, full = firsts
        if turn == full:
            raise Undecidable(f"Both come at iteration {turn:,}, at the same evaluation: it is a tie.", turn)
        if full is None or (turn is not None and turn < full):
            share = percent(float(accuracies[iterations == turn][0]))
            words = (
                f"The test loss turned first: at iteration {turn:,} it had reached no new low for {self.patience:,} "
            )
            words += f"iterations, with {share} of the training set right."
            return Truth(question.place_of("turns"), words, turn or 0)
        words = f"Training accuracy was 100 % first, at iteration {full:,}; the test loss had not turned."
        return Truth(question.place_of("all right"), words, full)

    def _neither(self, question: Question, fork: Fork) -> Truth:
        share = percent(fork.evaluation.train_accuracy)
        if fork.stopped is not None:
            words = (
                f"Neither: the run diverged after iteration {fork.iteration:,}, with {share} of the training set right."
            )
        else:
            words = f"Neither: at iteration {fork.iteration:,} {share} are right, and the test loss has not turned."
        return Truth(question.place_of("neither"), words, fork.iteration)
