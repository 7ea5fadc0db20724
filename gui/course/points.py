"""The points of a page on the stage, in order: its sentences, question, deed and explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.course.formulas import spoken_in
from core.course.lesson import Displayed, Mathematics, Paragraph, TextBlock, TextLine
from core.course.showing import ToldPage
from core.training.notation import Notation

LONGEST = 150
"""Letters that a caption takes in two lines, about."""
PointKind = Literal["say", "ask", "do", "reveal", "explain"]
COMES = {"say": "words", "ask": "the question", "do": "the deed", "reveal": "what happened", "explain": "why"}
"""What is said of a point before it comes."""


@dataclass(frozen=True)
class StagePoint:
    """What Page Down brings.

    Attributes
    ----------
    words
        What the caption says, where the point says something: before its formula, the formula, after it.
    """

    kind: PointKind
    words: tuple[str, str, str] = ("", "", "")


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
    for sentence in re.split(r"(?<=[.?!]) ", text):
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
    """Return the points of a page; the question comes before the deed, and the deed reveals its answer."""
    points = [StagePoint("say", words) for words in sentences(told.words, notation)]
    if told.question:
        points += [StagePoint("ask"), StagePoint("do" if has_deed else "reveal")]
    elif has_deed:
        points.append(StagePoint("do"))
    points += [StagePoint("explain", words) for words in sentences(told.explanation, notation)]
    points += [StagePoint("say", words) for words in sentences(told.task, notation)]
    return points or [StagePoint("say")]
