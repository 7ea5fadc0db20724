"""Runs all that a lesson claims, and names file and line of what does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from core.course.acted import AFTER, BEFORE, Acted
from core.course.actions.changing import OpenScene, SetSettings
from core.course.closing import Undrawable, draw, same
from core.course.formulas import refuse_unknown, typeset
from core.course.lesson import (
    Claim,
    Closing,
    Computed,
    Displayed,
    Doing,
    Inlaid,
    Lesson,
    Mathematics,
    Page,
    Paragraph,
    Term,
    TextBlock,
    Wording,
)
from core.course.listed import RECIPE, WORDS
from core.course.numbers import Unreadable, arguments_in, bounds_in, names_in, sides_in
from core.course.recipe_lines import RecipeMark
from core.course.telling import told, told_line
from core.exchange.glossary import glossary
from core.exchange.stage_views import FUNCTION_VIEWS, NETWORK_VIEWS
from core.hyperparameters import InvalidSetting

MOST_WORDS = 90
"""Words that a page has at most, before its deed."""
DRAWS = 20
"""Seeds with which each closing question is tried."""
QUESTIONS = 3
NUMBER = re.compile(r"(?<![\w.,\[])[−-]?\d[\d,]*(?:\.\d+)?")
SMALL = 12
"""Whole numbers up to here may be typed: years, layers, how many."""


@dataclass
class Findings:
    """What does not hold, in the order in which it was found."""

    lesson: Lesson
    faults: list[str]

    def add(self, line: int, words: str) -> None:
        """Note a fault in the words."""
        self.faults.append(f"{self.lesson.name}/{WORDS}, line {line}: {words}")

    def add_to(self, page: Page, key: str, words: str, *path: RecipeMark) -> None:
        """Note a fault in the recipe: under a key, or further along a ``path`` from there."""
        line = self.lesson.lines.of_page(page.place, key, *path)
        self.faults.append(f"{self.lesson.name}/{RECIPE}, line {line}, page {page.place + 1}, key “{key}”: {words}")

    @contextmanager
    def catching(self, page: Page, key: str, *path: RecipeMark) -> Iterator[None]:
        """Note what cannot be read or done."""
        try:
            yield
        except InvalidSetting as error:
            self.add_to(page, key, f"“{error.setting}”: {error}", *path, error.setting)
        except Unreadable as error:
            self.add_to(page, key, str(error), *path)


def check_lesson(lesson: Lesson, slow: bool = False, own: bool = False) -> list[str]:
    """Return what does not hold in a lesson, a sentence each; with ``slow`` its slow claims are run, too.

    ``own`` is for lessons of one's own: they may end without questions and summary.
    """
    found = Findings(lesson, list(lesson.faults))
    for page in lesson.pages:
        _check_page(found, page, slow)
    for closing in lesson.closing:
        _check_closing(found, closing)
    if not own and (len(lesson.closing) < QUESTIONS or not lesson.summary):
        found.add(1, f"A lesson closes with {QUESTIONS} questions and a summary; add what is missing.")
    return list(dict.fromkeys(found.faults))


def _check_page(found: Findings, page: Page, slow: bool) -> None:
    acted, before = Acted(page), len(found.faults)
    with found.catching(page, "start"):
        _check_views(found, page, acted)
    with found.catching(page, "deed"):
        assert acted.after
    for name in page.runs:
        with found.catching(page, name):
            acted.run(name)
    if len(found.faults) > before:
        return
    _check_words(found, page, acted)
    _check_ahead(found, page, acted)
    _check_task(found, page, acted)
    for claim in page.claims:
        if slow or not claim.slow:
            with found.catching(page, "claims", claim.holds):
                _check_claim(found, page, claim, acted)


def _check_views(found: Findings, page: Page, acted: Acted) -> None:
    known = FUNCTION_VIEWS if acted.before.descent is not None else NETWORK_VIEWS
    if wrong := next((view for view in page.views if view not in known), ""):
        found.add_to(page, "views", f"“{wrong}” is no view of this scene; they are: {', '.join(known)}.")


# Words


def said(blocks: tuple[TextBlock, ...]) -> Iterator[tuple[int, Inlaid]]:
    """Yield all that stands in the words of blocks, with its line."""
    for block in blocks:
        if isinstance(block, Paragraph):
            for inline in block.words:
                yield block.line, inline
        elif isinstance(block, Displayed):
            yield block.line, Mathematics(block.text)


def words_in(blocks: tuple[TextBlock, ...]) -> int:
    """Return how many words a reader reads; formulas and numbers count as one each."""
    texts = ("x" if isinstance(inline, Mathematics | Computed) else inline.text for _, inline in said(blocks))
    return sum(len(text.split()) for text in texts)


def _check_words(found: Findings, page: Page, acted: Acted) -> None:
    count = words_in(page.words)
    if count > MOST_WORDS:
        found.add(page.line, f"The page has {count} words; at most {MOST_WORDS} are read at a glance.")
    asked = page.ahead.words if page.ahead else ()
    before = [*said((*page.words, *asked, *(page.task.words if page.task else ()), *page.notes))]
    typed = _typed_in(page)
    for line, inline in before:
        _check_inline(found, page, acted, BEFORE, line, inline)
    for line, inline in (*said(page.explanation), *_answers(page)):
        _check_inline(found, page, acted, AFTER, line, inline)
    for line, inline in (*before, *said(page.explanation), *_answers(page, right=True)):
        _check_typed(found, line, inline, typed)
    if page.deed and not any(isinstance(inline, Doing) and inline.deed == "deed" for _, inline in before):
        found.add(page.line, "Nothing in the words lets the deed happen: write {do}`words`.")


def _answers(page: Page, right: bool = False) -> Iterator[tuple[int, Inlaid]]:
    """Yield what stands in the answers and the thoughts behind them; or in the ``right`` answer alone."""
    if page.ahead is not None:
        for place, answer in enumerate(page.ahead.answers):
            for inline in (*answer.words, *answer.thought):
                if not right or place == page.ahead.right:
                    yield page.ahead.line, inline


def _check_typed(found: Findings, line: int, inline: Inlaid, typed: set[str]) -> None:
    """Refuse a number that the run could give, but that stands there as somebody typed it."""
    if isinstance(inline, Computed) and not _names_in(inline.expression):
        found.add(line, f"{{={inline.expression}}} is a number typed by hand: let it be measured.")
    if isinstance(inline, Wording):
        for number in NUMBER.findall(inline.text):
            if not _may_be_typed(number, typed):
                words = f"The number {number} is typed: if the run gives it, write {{=…}}; else set it in {RECIPE}."
                found.add(line, words)


def _names_in(expression: str) -> set[str]:
    try:
        return names_in(expression)
    except Unreadable:
        return {expression}  # which is told elsewhere


def _check_inline(found: Findings, page: Page, acted: Acted, moment: str, line: int, inline: Inlaid) -> None:
    if isinstance(inline, Term) and glossary().entry(inline.text) is None:
        found.add(line, f"“{inline.text}” is no term of the glossary, resources/glossary.toml.")
    if isinstance(inline, Computed | Mathematics):
        try:
            (shown,) = told_line((inline,), partial(acted.compute, moment=moment))
            if isinstance(shown, Mathematics):
                refuse_unknown(typeset(shown.text))
        except (Unreadable, InvalidSetting, ValueError, TypeError) as error:
            found.add(line, str(error))
    elif isinstance(inline, Doing) and inline.deed not in ("deed", *page.runs):
        found.add(line, f"“{inline.deed}” is no run of this page; they are: {', '.join(page.runs) or 'none'}.")


def _may_be_typed(number: str, typed: set[str]) -> bool:
    plain = number.replace("−", "-").replace(",", "").lstrip("-")
    return (plain.isdigit() and int(plain) <= SMALL) or f"{float(plain):.12g}" in typed


def _typed_in(page: Page) -> set[str]:
    """Return the numbers that a page sets, or that something must exceed or not: these are no results."""
    done = (*page.start, *page.deed, *page.runs.values(), *(page.task.solutions if page.task else ()))
    actions = repr([_settings(each) if isinstance(each, OpenScene) else each for each in done])
    found = re.findall(r"\d+(?:\.\d+)?", actions)
    computed = [
        inline.expression for _, inline in said((*page.words, *page.explanation)) if isinstance(inline, Computed)
    ]
    for expression in computed:
        with suppress(Unreadable):  # which is told elsewhere
            found += map(str, arguments_in(expression))
    asked = (*(each.holds for each in (page.ahead.answers if page.ahead else ())), page.task.check if page.task else "")
    bounds = [bound for each in (*asked, *(claim.holds for claim in page.claims)) if each for bound in bounds_in(each)]
    numbers = {*map(float, found), *bounds, *(100.0 * bound for bound in bounds)}
    return {f"{number:.12g}" for number in numbers}


def _settings(opened: OpenScene) -> Any:
    """Return what a scene sets, without its end and its pace."""
    scene = opened.scene
    return scene.descent or (scene.experiment, scene.start, scene.follow)


# Questions, tasks, claims


def _check_ahead(found: Findings, page: Page, acted: Acted) -> None:
    if page.ahead is None:
        return
    for place, answer in enumerate(page.ahead.answers):
        with found.catching(page, "holds", answer.holds):
            holds = bool(acted.compute(answer.holds))
            if holds != (place == page.ahead.right):
                marked = "right" if place == page.ahead.right else "wrong"
                so = _sides(answer.holds, acted)
                words = f"answer {place + 1} is marked {marked}, but “{answer.holds}” is {holds}{so}."
                found.add_to(page, "holds", words, answer.holds)
        if place != page.ahead.right and not answer.thought:
            found.add(page.ahead.line, f"Answer {place + 1} is wrong: name the thought behind it, below it.")


def _check_task(found: Findings, page: Page, acted: Acted) -> None:
    if page.task is None:
        return
    if not page.task.solutions:
        found.add_to(page, "task", "a task has at least one solution, so that it is known to be possible.")
    for wanted, ways in ((True, page.task.solutions), (False, ((), *page.task.fails))):
        for place, actions in enumerate(ways):
            with found.catching(page, "task", "check"):
                tried = Acted(replace(page, deed=actions))
                if bool(tried.compute(page.task.check)) != wanted:
                    what = f"solution {place + 1} does not pass" if wanted else "it passes where it must not"
                    so = _sides(page.task.check, tried)
                    found.add_to(page, "task", f"“{page.task.check}”: {what}{so}.", "check")


def _sides(expression: str, acted: Acted) -> str:
    """Return the numbers that an expression compares, so that an author sees what would be right."""
    values = {side: acted.compute(side) for side in sides_in(expression)}
    told = [f"{side} is {value:.6g}" for side, value in values.items() if isinstance(value, int | float)]
    return f": {', '.join(told)}" if told else ""


def _check_claim(found: Findings, page: Page, claim: Claim, acted: Acted) -> None:
    varied: list[tuple[str, dict[str, Any]]] = [(f" with seed {seed}", {"seed": seed}) for seed in claim.seeds]
    varied += [(f" with the data's seed {seed}", {"data": {"seed": seed}}) for seed in claim.data_seeds]
    seen = [(words, Acted(page, (SetSettings(changes),))) for words, changes in varied] or [("", acted)]
    for words, each in seen:
        if not each.compute(claim.holds):
            so = _sides(claim.holds, each)
            found.add_to(page, "claims", f"“{claim.holds}” is not true{words}{so}.", claim.holds)


def _check_closing(found: Findings, closing: Closing) -> None:
    answers = [inline for each in closing.answers for inline in (*each.words, *each.thought)]
    for seed in range(DRAWS):
        try:
            drawn = draw(closing, seed)
            truth = drawn.compute(closing.truth)
            told(closing.words, drawn.compute)
            told_line(tuple(answers), drawn.compute)
            agreeing = [place for place, value in enumerate(drawn.values) if same(value, truth)]
        except (Undrawable, Unreadable, InvalidSetting, ValueError) as error:
            found.add(closing.line, str(error))
            return
        if agreeing != [closing.right]:
            numbers = ", ".join(f"{name} = {value}" for name, value in drawn.numbers.items())
            words = (
                f"with {numbers} the answer marked right is {drawn.values[closing.right]}, and the truth is {truth}."
            )
            found.add(closing.line, f"Question “{closing.name}”: {words}")
            return
