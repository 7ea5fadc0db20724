"""Words with their numbers put in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.course.formulas import NoFormula, typeset
from core.course.lesson import Computed, Displayed, Inlaid, Mathematics, Paragraph, TextBlock, TextLine, Wording
from core.course.numbers import Unreadable, spelt_out
from core.course.words import Misspelt

INSIDE = re.compile(r"\{=([^}]*?)(?:::([^}]*))?\}")
"""A computed number inside a formula."""
Compute = Callable[[str], Any]


def told(blocks: tuple[TextBlock, ...], compute: Compute) -> tuple[TextBlock, ...]:
    """Return blocks with every expression computed: there is no `Computed` left.

    Raises
    ------
    Misspelt
        Where an expression cannot be computed, or a formula cannot be read.
    InvalidSetting, Unfinished
        As ``compute`` does.
    """
    return tuple(_told_or_misspelt(block, compute) for block in blocks)


def told_line(line: TextLine, compute: Compute) -> TextLine:
    """Return words in a line with every expression computed; see `told`."""
    return tuple(_spelt(inline, compute) for inline in line)


def _told_or_misspelt(block: TextBlock, compute: Compute) -> TextBlock:
    try:
        told = _told(block, compute)
        for text in _formulas(told):
            typeset(text)
        return told
    except (Unreadable, NoFormula) as error:
        raise Misspelt(block.line, str(error)) from error


def _formulas(block: TextBlock) -> list[str]:
    inlines = block.words if isinstance(block, Paragraph) else (block,)
    return [each.text for each in inlines if isinstance(each, (Mathematics, Displayed))]


def _told(block: TextBlock, compute: Compute) -> TextBlock:
    if isinstance(block, Paragraph):
        return replace(block, words=told_line(block.words, compute))
    if isinstance(block, Displayed):
        return replace(block, text=_in_formula(block.text, compute))
    return block


def _spelt(inline: Inlaid, compute: Compute) -> Inlaid:
    if isinstance(inline, Computed):
        return Wording(spelt_out(compute(inline.expression), inline.form))
    if isinstance(inline, Mathematics):
        return Mathematics(_in_formula(inline.text, compute))
    return inline


def _in_formula(text: str, compute: Compute) -> str:
    return INSIDE.sub(lambda found: spelt_out(compute(found[1]), found[2] or ""), text)
