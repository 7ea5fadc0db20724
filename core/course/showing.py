"""A page as it is shown: all its words with this run's numbers in them."""

from __future__ import annotations

from functools import partial

from core.course.acted import AFTER, BEFORE, Acted
from core.course.closing import draw
from core.course.lesson import Closing, Page, TextBlock, TextLine
from core.course.telling import told, told_line
from core.values import dataclass


@dataclass(frozen=True)
class ToldAnswer:
    """An answer in words, the thought behind it, and which of the page's runs contradicts it; see `Choosable`."""

    words: TextLine
    thought: TextLine
    right: bool
    shows: str


@dataclass(frozen=True)
class ToldPage:
    """The words of a page, or of a closing question; what a page does not have is empty."""

    title: str
    words: tuple[TextBlock, ...]
    question: tuple[TextBlock, ...] = ()
    answers: tuple[ToldAnswer, ...] = ()
    explanation: tuple[TextBlock, ...] = ()
    task: tuple[TextBlock, ...] = ()
    hints: tuple[tuple[TextBlock, ...], ...] = ()
    notes: tuple[TextBlock, ...] = ()


def tell_words(page: Page, acted: Acted) -> ToldPage:
    """Return the words that are read before anything happens; for a worker, since the page's start is acted out."""
    before = partial(acted.compute, moment=BEFORE)
    task = page.task
    return ToldPage(
        page.title,
        told(page.words, before),
        task=told(task.words, before) if task else (),
        hints=tuple(told(hint, before) for hint in task.hints) if task else (),
        notes=told(page.notes, before),
    )


def tell_all(page: Page, acted: Acted) -> ToldPage:
    """Return all words of a page: with question and explanation, for which its deed and its runs are acted out."""
    first, asked = tell_words(page, acted), page.ahead
    before, after = (partial(acted.compute, moment=moment) for moment in (BEFORE, AFTER))
    answers = asked.answers if asked else ()
    return ToldPage(
        first.title,
        first.words,
        told(asked.words, before) if asked else (),
        tuple(
            ToldAnswer(told_line(each.words, after), told_line(each.thought, after), place == asked.right, each.shows)
            for place, each in enumerate(answers)
            if asked
        ),
        told(page.explanation, after),
        first.task,
        first.hints,
        first.notes,
    )


def tell_closing(closing: Closing, seed: int) -> ToldPage:
    """Return a closing question with the numbers of a seed; its answers stand in an order that tells nothing."""
    drawn = draw(closing, seed)
    answers = tuple(
        ToldAnswer(
            told_line(each.words, drawn.compute), told_line(each.thought, drawn.compute), place == closing.right, ""
        )
        for place, each in enumerate(closing.answers)
    )
    return ToldPage("", (), told(closing.words, drawn.compute), tuple(answers[place] for place in drawn.order))
