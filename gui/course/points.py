"""The points of a page on the stage, in order: its sentences, question, deed and explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from core.course.formulas import spoken_in
from core.course.lesson import Displayed, Doing, Mathematics, Paragraph, ProgramListing, TextBlock, TextLine
from core.course.showing import ToldPage
from core.training.notation import Notation
from core.values import dataclass
from gui.course.memory import DEED
from gui.course.parting import with_deed_last

LONGEST = 150
"""Letters that a caption takes in two lines, about."""
SENTENCE = re.compile(r"(?<=[.?!]) ")
RUN = "\ue000"
"""Marks where a run is named."""
PointKind = Literal["say", "ask", "do", "run", "reveal", "explain"]
COMES = {
    "say": "words",
    "ask": "the question",
    "do": "the deed",
    "run": "a run",
    "reveal": "the answer",
    "explain": "why",
}
"""What is said of a point before it comes."""


@dataclass(frozen=True)
class StagePoint:
    """What Page Down brings.

    Attributes
    ----------
    words
        What the caption says, where the point says something: before its formula, the formula, after it.
    deed
        What happens: the page's deed, or one of its other runs.
    listing
        The program that is shown.
    """

    kind: PointKind
    words: tuple[str, str, str] = ("", "", "")
    deed: str = ""
    listing: ProgramListing | None = None


def spoken(line: TextLine, notation: Notation) -> str:
    """Return words in a line as plain text in a notation."""
    said = (
        spoken_in(notation, each.text) if isinstance(each, Mathematics) else notation.text(getattr(each, "text", ""))
        for each in line
    )
    return " ".join("".join(said).split())


def sentences(blocks: tuple[TextBlock, ...], notation: Notation) -> Iterator[tuple[str, str, str]]:
    """Yield what captions say of blocks: whole sentences, as many as two lines take; a formula alone."""
    for block in blocks:
        if isinstance(block, Displayed):
            yield "", spoken_in(notation, block.text), ""
        elif isinstance(block, Paragraph):
            bullet = f"{block.bullet} " if block.bullet else ""
            yield from ((text, "", "") for text in _fitting(bullet + spoken(block.words, notation)))


def _fitting(text: str) -> Iterator[str]:
    line = ""
    for sentence in SENTENCE.split(text):
        if line and len(line) + len(sentence) > LONGEST:
            yield line
            line = ""
        line = f"{line} {sentence}".strip()
    if line:
        yield line


def plain(blocks: tuple[TextBlock, ...], notation: Notation) -> str:
    """Return blocks as one line of text."""
    return " ".join("".join(parts) for parts in sentences(blocks, notation))


def points_of(told: ToldPage, has_deed: bool, notation: Notation) -> list[StagePoint]:
    """Return the points of a page; the question comes before the deed, and the deed reveals its answer.

    A run comes with the sentence that names it; one in the deed's sentence, or after that, beside the deed.
    """
    before, rest = with_deed_last(told.words) if has_deed else (told.words, ())
    points = [*_said(before, "say", notation), *(StagePoint("say", words) for words in sentences(rest, notation))]
    beside = [each for block in rest for each in _doings(block)]
    place = next((at for at, each in enumerate(beside) if each.deed == DEED), 0)
    points += [StagePoint("ask")] if told.question else []
    points += [_run(each) for each in beside[:place]]
    points += [StagePoint("do", deed=DEED)] if has_deed else [StagePoint("reveal")] if told.question else []
    points += [_run(each) for each in beside[place + 1 :]]
    points += _said(told.explanation, "explain", notation)
    points += [StagePoint("say", words) for words in sentences(told.task, notation)]
    return points or [StagePoint("say")]


def _said(blocks: tuple[TextBlock, ...], kind: PointKind, notation: Notation) -> list[StagePoint]:
    """Return the words on the stage in blocks: a program stands beside the words before it."""
    points: list[StagePoint] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            points += _told(block, kind, notation)
        elif isinstance(block, ProgramListing):
            points[-1:] = [replace(points[-1] if points else StagePoint(kind), listing=block)]
        else:
            points += [StagePoint(kind, words) for words in sentences((block,), notation)]
    return points


def _told(block: Paragraph, kind: PointKind, notation: Notation) -> Iterator[StagePoint]:
    """Yield the captions of a paragraph: a sentence with one run comes with that run, one with several before them."""
    marked = tuple(replace(each, text=RUN + each.text) if isinstance(each, Doing) else each for each in block.words)
    runs, line = _doings(block), block.bullet
    for text in SENTENCE.split(spoken(marked, notation)):
        named, sentence = [next(runs) for _ in range(text.count(RUN))], text.replace(RUN, "")
        if line not in ("", block.bullet) and (named or len(line) + len(sentence) > LONGEST):
            yield StagePoint(kind, (line, "", ""))
            line = ""
        line = f"{line} {sentence}".strip()
        if named:
            one = len(named) == 1
            yield StagePoint("run", (line, "", ""), named[0].deed) if one else StagePoint(kind, (line, "", ""))
            yield from () if one else map(_run, named)
            line = ""
    if line:
        yield StagePoint(kind, (line, "", ""))


def _doings(block: TextBlock) -> Iterator[Doing]:
    yield from (each for each in getattr(block, "words", ()) if isinstance(each, Doing))


def _run(doing: Doing) -> StagePoint:
    first = doing.text[:1]
    return StagePoint("run", ((first.upper() if first.isascii() else first) + doing.text[1:], "", ""), doing.deed)
