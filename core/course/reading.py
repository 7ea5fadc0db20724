"""Reads a lesson's folder: ``lesson.toml``, what it does, and ``en.md``, what it says."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.course.actions.action import text, whole
from core.course.actions.catalogue import action_from
from core.course.actions.changing import OpenScene
from core.course.actions.looking import ShowViews, WriteIn, views_of
from core.course.groups import GROUPS
from core.course.lesson import (
    Actions,
    Choosable,
    Claim,
    Closing,
    Lesson,
    LessonPicture,
    Page,
    PredictFirst,
    Task,
    TextBlock,
)
from core.course.listed import RECIPE, WORDS
from core.course.numbers import Unreadable, parsed
from core.course.words import Directive, Heading, LessonPart, Misspelt, blocks_of, parts_of
from core.exchange.scenes import BrokenScene
from core.exchange.whole_files import kind_of
from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.values import dataclass

MAX_BYTES = 1_000_000
"""Most bytes of a lesson's file."""
MAX_PAGES, MAX_ANSWERS = 40, 4
KEYS = ("group", "place", "minutes", "notation", "picture", "page", "question")
PAGE_KEYS = ("scene", "views", "start", "goes_on", "deed", "runs", "predict", "task", "claims")


class BrokenLesson(ValueError):
    """A lesson of which nothing can be shown; the message names file, line or key, and what would be right."""


def read_lesson(folder: Path) -> Lesson:
    """Return the lesson in a folder. Pages that cannot be read are left out and named in its ``faults``.

    Raises
    ------
    BrokenLesson
        If no page at all can be read, or a file is missing or no text.
    """
    recipe, words = _content(folder / RECIPE), _text_of(folder / WORDS)
    try:
        return _LessonReader(folder, recipe, words).lesson()
    except InvalidSetting as error:
        raise BrokenLesson(f"{folder.name}/{RECIPE}: key “{error.setting}”: {error}") from error
    except Misspelt as error:
        raise BrokenLesson(f"{folder.name}/{WORDS}, line {error.line}: {error}") from error


def _text_of(path: Path) -> str:
    where = f"{path.parent.name}/{path.name}"
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would never be opened
            raise BrokenLesson(f"{where}: is {kind_of(found.st_mode)}, no file that can be read.")
        if found.st_size > MAX_BYTES:
            raise BrokenLesson(f"{where}: is too large; a file of a lesson has at most {MAX_BYTES // 1000:,} kB.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BrokenLesson(f"{where}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BrokenLesson(f"{where}: is not UTF-8 text (byte {error.start}).") from error


def _content(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(_text_of(path))
    except BrokenLesson:
        raise
    except (ValueError, RecursionError) as error:
        raise BrokenLesson(f"{path.parent.name}/{path.name}: is not valid TOML: {error}.") from error


@dataclass(frozen=True)
class _Section:
    """A page's words: a heading, and all that stands below it."""

    heading: Heading
    parts: tuple[LessonPart, ...]

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return tuple(part for part in self.parts if not isinstance(part, Heading | Directive))

    def directive(self, kind: str) -> Directive | None:
        """Return the directive of a kind; None if there is none.

        Raises
        ------
        Misspelt
            If there are two.
        """
        found = [part for part in self.parts if isinstance(part, Directive) and part.kind == kind]
        if len(found) > 1:
            raise Misspelt(found[1].line, f"A page has one {{{kind}}}; this is another.")
        return found[0] if found else None


DIRECTIVES = ("predict", "explain", "task", "notes", "question", "summary")


class _LessonReader:
    """One call of `read_lesson`."""

    def __init__(self, folder: Path, recipe: Mapping[str, Any], words: str) -> None:
        self.folder, self.recipe = folder, recipe
        self.faults: list[str] = []
        self.parts = list(parts_of(words, folder))

    def lesson(self) -> Lesson:
        refuse_other_keys(self.recipe, "a lesson", KEYS)
        head, *sections = self._sections()
        tables = self.recipe.get("page", [])
        if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_PAGES:
            raise InvalidSetting("page", f"must be 1 to {MAX_PAGES} tables, [[page]].")
        if len(tables) != len(sections):
            line = sections[-1].heading.line if sections else 1
            words = f"There are {len(sections)} headings “## …” and {len(tables)} tables [[page]]: one for each."
            raise Misspelt(line, words)
        pages = self._pages(tables, sections)
        if not pages:
            raise BrokenLesson("\n".join(self.faults))
        if (group := self.recipe.get("group", "right")) not in GROUPS:
            raise InvalidSetting("group", f"must be one of {', '.join(GROUPS)}, not {str(group)[:60]!r}.")
        return Lesson(
            self.folder.name,
            self.folder,
            head.heading.text,
            group,
            whole("place", self.recipe.get("place", 0), 0),
            whole("minutes", self.recipe.get("minutes", 10), 1),
            head.blocks,
            pages,
            tuple(self._closing()),
            self._summary(),
            tuple(self.faults),
            _picture(self.recipe.get("picture", {})),
        )

    def _sections(self) -> list[_Section]:
        """Return the lesson's head and its pages."""
        if not self.parts or not isinstance(self.parts[0], Heading) or self.parts[0].depth != 1:
            raise Misspelt(1, "The words begin with the lesson's title: # Title.")
        sections: list[tuple[Heading, list[LessonPart]]] = []
        for part in self.parts:
            if isinstance(part, Heading):
                if part.depth != (2 if sections else 1):
                    raise Misspelt(part.line, "Below the title, # Title, there are only pages: ## Title.")
                sections.append((part, []))
            else:
                if isinstance(part, Directive) and part.kind not in DIRECTIVES:
                    raise Misspelt(part.line, f"There is no {{{part.kind}}}; there are {', '.join(DIRECTIVES)}.")
                sections[-1][1].append(part)
        return [_Section(heading, tuple(parts)) for heading, parts in sections]

    def _pages(self, tables: list[Any], sections: list[_Section]) -> tuple[Page, ...]:
        pages: list[Page] = []
        for place, (table, section) in enumerate(zip(tables, sections, strict=True)):
            try:
                pages.append(self._page(place, table, section, pages[-1] if pages else None))
            except (InvalidSetting, Unreadable, BrokenScene) as error:
                key = f", key “{error.setting}”" if isinstance(error, InvalidSetting) else ""
                self.faults.append(f"{self.folder.name}/{RECIPE}, page {place + 1}{key}: {error}")
            except Misspelt as error:
                self.faults.append(f"{self.folder.name}/{WORDS}, line {error.line}: {error}")
        return tuple(pages)

    def _page(self, place: int, table: Any, section: _Section, before: Page | None) -> Page:
        refuse_other_keys(table, "a page", PAGE_KEYS)
        start = self._start(table, before)
        runs = table.get("runs", {})
        if not isinstance(runs, Mapping):
            raise InvalidSetting("runs", "must be a table of runs, each a list of actions.")
        views = views_of(table["views"]) if "views" in table else before.views if before else ("network",)
        page = Page(
            place,
            section.heading.line,
            section.heading.text,
            text("scene", table.get("scene", before.scene if before else "")),
            views,
            section.blocks,
            start,
            self._actions("deed", table.get("deed", [])),
            {name: self._actions(name, actions) for name, actions in runs.items()},
            claims=tuple(_claim(each) for each in table.get("claims", [])),
        )
        return replace(
            page,
            ahead=self._ahead(table.get("predict"), section.directive("predict"), page),
            explanation=self._blocks(section.directive("explain")),
            task=self._task(table.get("task"), section.directive("task"), page),
            notes=self._blocks(section.directive("notes")),
        )

    def _start(self, table: Mapping[str, Any], before: Page | None) -> Actions:
        own = self._actions("start", table.get("start", []))
        if table.get("goes_on", False):
            if before is None:
                raise InvalidSetting("goes_on", "the first page has none before it to go on from.")
            return (*before.start, *(each for each in before.deed if each.verb != ShowViews.verb), *own)
        if "scene" not in table and before is None:
            raise InvalidSetting("scene", "the first page must name a scene.")
        opened = OpenScene.read(table["scene"], self.folder) if "scene" in table else before.start[0]  # type: ignore[union-attr]
        written = (WriteIn.read(self.recipe["notation"], self.folder),) if "notation" in self.recipe else ()
        return (opened, *written, *own)

    def _actions(self, key: str, content: Any) -> Actions:
        if not isinstance(content, list):
            raise InvalidSetting(key, f"must be a list of actions, e.g. [{{ go_to = 40 }}], not {str(content)[:60]!r}.")
        return tuple(action_from(each, self.folder) for each in content)

    def _blocks(self, directive: Directive | None) -> tuple[TextBlock, ...]:
        return () if directive is None else blocks_of(directive.content, self.folder, directive.line + 1)

    def _ahead(self, table: Any, directive: Directive | None, page: Page) -> PredictFirst | None:
        if table is None and directive is None:
            return None
        if directive is None or not isinstance(table, Mapping):
            raise InvalidSetting("predict", "a question has words, :::{predict}, and a table, [page.predict].")
        refuse_other_keys(table, "a question", ("right", "holds", "shows"))
        words, answers = _question(directive, self.folder)
        holds, shows = table.get("holds", []), table.get("shows", [""] * len(answers))
        right = whole("right", table.get("right", 0), 1) - 1
        if not len(holds) == len(shows) == len(answers) or right >= len(answers):
            raise InvalidSetting("holds", f"the words have {len(answers)} answers: one expression for each.")
        if wrong := next((name for name in shows if name and name not in page.runs), ""):
            known = ", ".join(page.runs) or "none"
            raise InvalidSetting("shows", f"“{wrong}” is no run of this page; they are: {known}.")
        given = zip(answers, holds, shows, strict=True)
        return PredictFirst(
            directive.line,
            words,
            tuple(replace(each, holds=_expression("holds", held), shows=shown) for each, held, shown in given),
            right,
        )

    def _task(self, table: Any, directive: Directive | None, page: Page) -> Task | None:
        if table is None and directive is None:
            return None
        if directive is None or not isinstance(table, Mapping):
            raise InvalidSetting("task", "a task has words, :::{task}, and a table, [page.task].")
        refuse_other_keys(table, "a task", ("check", "solutions", "fails"))
        parts = list(parts_of(directive.content, self.folder, directive.line + 1))
        hints = [part for part in parts if isinstance(part, Directive)]
        if wrong := next((part for part in hints if part.kind != "hint"), None):
            raise Misspelt(wrong.line, f"A task has hints, not {{{wrong.kind}}}.")
        solutions, fails = (
            tuple(self._actions(key, each) for each in table.get(key, [])) for key in ("solutions", "fails")
        )
        words = tuple(part for part in parts if not isinstance(part, Heading | Directive))
        check = _expression("check", table.get("check"))
        return Task(directive.line, words, check, tuple(map(self._blocks, hints)), solutions, fails)

    def _closing(self) -> Iterator[Closing]:
        tables = self.recipe.get("question", {})
        directives = [part for part in self.parts if isinstance(part, Directive) and part.kind == "question"]
        for directive in directives:
            table = tables.get(directive.name) if isinstance(tables, Mapping) else None
            if not isinstance(table, Mapping):
                raise Misspelt(directive.line, f"There is no table [question.{directive.name}] in {RECIPE}.")
            refuse_other_keys(table, "a question", ("draw", "values", "right", "truth"))
            words, answers = _question(directive, self.folder)
            values = tuple(_expression("values", each) for each in table.get("values", []))
            if len(values) != len(answers):
                raise InvalidSetting("values", f"the words have {len(answers)} answers: one expression for each.")
            yield Closing(
                directive.name,
                directive.line,
                words,
                answers,
                values,
                _draws(table.get("draw", {})),
                _expression("truth", table.get("truth")),
                whole("right", table.get("right", 1), 1) - 1,
            )

    def _summary(self) -> tuple[TextBlock, ...]:
        found = [part for part in self.parts if isinstance(part, Directive) and part.kind == "summary"]
        return self._blocks(found[0]) if found else ()


def _question(directive: Directive, folder: Path) -> tuple[tuple[TextBlock, ...], tuple[Choosable, ...]]:
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


def _draws(content: Any) -> Mapping[str, tuple[Any, ...]]:
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


def _claim(content: Any) -> Claim:
    if isinstance(content, str):
        return Claim(_expression("claims", content))
    if not isinstance(content, Mapping):
        raise InvalidSetting("claims", "must be a list of expressions, or of tables { holds = …, seeds = […] }.")
    refuse_other_keys(content, "a claim", ("holds", "seeds", "data_seeds", "slow"))
    seeds, data_seeds = (tuple(content.get(key, ())) for key in ("seeds", "data_seeds"))
    return Claim(_expression("holds", content.get("holds")), seeds, data_seeds, bool(content.get("slow", False)))


def _picture(content: Any) -> LessonPicture:
    if not isinstance(content, Mapping):
        raise InvalidSetting("picture", 'must be a table, e.g. { page = 3, view = "loss" }.')
    refuse_other_keys(content, "a picture", ("page", "view", "runs", "before"))
    view = views_of(content["view"])[0] if "view" in content else ""
    runs = content.get("runs", [])
    if not isinstance(runs, list) or not all(isinstance(name, str) for name in runs):
        raise InvalidSetting("runs", "must list names of the page's runs.")
    return LessonPicture(
        whole("page", content.get("page", 1), 1), view, tuple(runs), bool(content.get("before", False))
    )


def _expression(key: str, content: Any) -> str:
    expression = text(key, content)
    parsed(expression)
    return expression
