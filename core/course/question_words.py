"""Questions as a lesson's files have them: words with a list of answers, and what their numbers are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.course.lesson import Choosable, TextBlock
from core.course.words import Directive, Misspelt, blocks_of
from core.hyperparameters import InvalidSetting

MAX_ANSWERS = 4


def question_from(directive: Directive, folder: Path) -> tuple[tuple[TextBlock, ...], tuple[Choosable, ...]]:
    """Return the words of a question and its answers: a list, each item with the thought behind it below."""
    words: list[TextBlock] = []
    answers: list[Choosable] = []
    for block in blocks_of(directive.content, folder, directive.line + 1):
        said = getattr(block, "words", ())
        if getattr(block, "bullet", ""):
            answers.append(Choosable(said))
        elif answers:
            answers[-1] = replace(answers[-1], thought=(*answers[-1].thought, *said))
        else:
            words.append(block)
    if not 2 <= len(answers) <= MAX_ANSWERS or not words:
        raise Misspelt(directive.line, f"A question has words, then a list of 2 to {MAX_ANSWERS} answers.")
    return tuple(words), tuple(answers)


def draws_from(content: Any) -> Mapping[str, tuple[Any, ...]]:
    """Return what numbers are drawn from: ``[low, high]`` of whole numbers, or a list of more than two values."""
    if not isinstance(content, Mapping):
        raise InvalidSetting("draw", "must be a table of names and what each is drawn from, e.g. { count = [2, 9] }.")
    draws: dict[str, tuple[Any, ...]] = {}
    for name, each in content.items():
        if not isinstance(each, list) or not each:
            raise InvalidSetting(name, "is drawn from [lowest, highest], two whole numbers, or from a list of values.")
        two = len(each) == 2 and all(type(value) is int for value in each)
        draws[name] = tuple(range(each[0], each[1] + 1)) if two else tuple(each)
    return draws
