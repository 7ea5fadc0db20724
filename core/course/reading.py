"""Reads a lesson's folder: ``lesson.toml``, what it does, and ``en.md``, what it says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from core.course.actions.action import text, whole
from core.course.actions.catalogue import action_from
from core.course.actions.changing import OpenScene
from core.course.actions.looking import ShowViews, WriteIn, views_of
from core.course.groups import GROUPS
from core.course.home_picture import picture_from
from core.course.lesson import (
    Actions,
    Claim,
    Closing,
    Lesson,
    Page,
    PredictFirst,
    Task,
    TextBlock,
)
from core.course.listed import RECIPE, WORDS
from core.course.numbers import Unreadable, parsed
from core.course.question_words import draws_from, question_from
from core.course.recipe_lines import RecipeLines, RecipeMark
from core.course.words import Directive, Heading, LessonPart, Misspelt, blocks_of, parts_of
from core.exchange.scenes import BrokenScene
from core.exchange.whole_files import BrokenFile, read_whole, refuse_deep
from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.values import dataclass
from core.words import counted

MAX_BYTES, MAX_PART = 200_000, 10_000
"""Most bytes of a lesson's file, and characters between two empty lines in it: more of them take long to read."""
MAX_PAGES = 40
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
    text, words = _text_of(folder / RECIPE), _text_of(folder / WORDS)
    reader = _LessonReader(folder, text, words)
    with reader.noting(lambda *path: reader.lines.of_head(*path)):
        return reader.lesson()
    raise BrokenLesson("\n".join(reader.faults))


def _text_of(path: Path) -> str:
    where = f"{path.parent.name}/{path.name}"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BrokenLesson(f"{where}: is too large; a file of a lesson has at most {MAX_BYTES // 1000:,} kB.")
        content = read_whole(path, MAX_BYTES)
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except BrokenFile as error:
        raise BrokenLesson(f"{where}: {error}") from error
    except OSError as error:
        raise BrokenLesson(f"{where}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BrokenLesson(f"{where}, line {line}: is not UTF-8 text (byte {error.start}).") from error
    if line := _line_of_long_part(text):
        words = f"between two empty lines there are at most {MAX_PART:,} characters."
        raise BrokenLesson(f"{where}, line {line}: is too long; {words}")
    return text


def _line_of_long_part(text: str) -> int:
    """Return the line at which more stands without an empty line than can be read in time; 0 if none does."""
    line = 1
    for part in text.split("\n\n"):
        if len(part) > MAX_PART:
            return line
        line += part.count("\n") + 2
    return 0


@dataclass(frozen=True)
class _Section:
    """A page's words: a heading, and all that stands below it."""

    heading: Heading
    parts: tuple[LessonPart | Misspelt, ...]

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return tuple(part for part in self.parts if not isinstance(part, Heading | Directive | Misspelt))

    @property
    def faults(self) -> tuple[Misspelt, ...]:
        return tuple(part for part in self.parts if isinstance(part, Misspelt))

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
    """One call of `read_lesson`; what is wrong in one page, or one question, leaves the others as they are."""

    def __init__(self, folder: Path, recipe: str, words: str) -> None:
        self.folder = folder
        self.lines = RecipeLines(recipe)
        self.faults: list[str] = []
        self.parts = list(parts_of(words, folder))
        self._path: tuple[RecipeMark, ...] = ()
        try:
            refuse_deep(recipe)
            self.recipe: Mapping[str, Any] = tomllib.loads(recipe)
        except BrokenFile as error:
            raise BrokenLesson(f"{folder.name}/{RECIPE}, {error}") from error
        except (ValueError, RecursionError) as error:
            raise BrokenLesson(f"{folder.name}/{RECIPE}: is not valid TOML: {error}.") from error

    @contextmanager
    def noting(self, line: Callable[..., int], where: str = "") -> Iterator[None]:
        """Note what cannot be read; ``line`` returns that of a path in the recipe."""
        self._path = ()
        try:
            yield
        except (InvalidSetting, Unreadable, BrokenScene) as error:
            key = (error.setting,) if isinstance(error, InvalidSetting) else ()
            named = f", key “{error.setting}”" if isinstance(error, InvalidSetting) else ""
            place = f"{self.folder.name}/{RECIPE}, line {line(*self._path, *key)}"
            self.faults.append(f"{place}{where}{named}: {error}")
        except Misspelt as error:
            self.note(error)

    def note(self, fault: Misspelt) -> None:
        """Note a fault in the words."""
        self.faults.append(f"{self.folder.name}/{WORDS}, line {fault.line}: {fault}")

    @contextmanager
    def _within(self, *path: RecipeMark) -> Iterator[None]:
        """Note where in the recipe is read."""
        before, self._path = self._path, (*self._path, *path)
        yield
        self._path = before  # where something is wrong, it tells the place

    def lesson(self) -> Lesson:
        refuse_other_keys(self.recipe, "a lesson", KEYS)
        head, *sections = self._sections()
        tables = self.recipe.get("page", [])
        if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_PAGES:
            raise InvalidSetting("page", f"must be 1 to {MAX_PAGES} tables, [[page]].")
        for fault in head.faults:
            self.note(fault)
        if len(tables) != len(sections):
            for fault in (fault for section in sections for fault in section.faults):
                self.note(fault)
            line = sections[-1].heading.line if sections else 1
            heads = f"There {'is' if len(sections) == 1 else 'are'} {counted(len(sections), 'heading')}"
            words = f"{heads} “## …” and {counted(len(tables), 'table')} [[page]]: write one for each."
            raise Misspelt(line, words)
        pages = self._pages(tables, sections)
        if not pages:
            raise BrokenLesson("\n".join(self.faults))
        if (group := self.recipe.get("group", "right")) not in GROUPS:
            raise InvalidSetting("group", f"must be one of {', '.join(GROUPS)}, not {str(group)[:60]!r}.")
        closing, summary = tuple(self._closing()), self._summary()
        return Lesson(
            self.folder.name,
            self.folder,
            head.heading.text,
            group,
            whole("place", self.recipe.get("place", 0), 0),
            whole("minutes", self.recipe.get("minutes", 10), 1),
            head.blocks,
            pages,
            closing,
            summary,
            tuple(self.faults),
            picture_from(self.recipe.get("picture", {}), len(tables)),
            self.lines,
        )

    def _sections(self) -> list[_Section]:
        """Return the lesson's head and its pages."""
        if not self.parts or not isinstance(self.parts[0], Heading) or self.parts[0].depth != 1:
            raise Misspelt(1, "The words begin with the lesson's title: # Title.")
        sections: list[tuple[Heading, list[LessonPart | Misspelt]]] = []
        for part in self.parts:
            if isinstance(part, Heading) and part.depth == (2 if sections else 1):
                sections.append((part, []))
            elif isinstance(part, Heading):
                words = "Below the title, # Title, there are only pages: ## Title."
                sections[-1][1].append(Misspelt(part.line, words))
            elif isinstance(part, Directive) and part.kind not in DIRECTIVES:
                words = f"There is no {{{part.kind}}}; there are {', '.join(DIRECTIVES)}."
                sections[-1][1].append(Misspelt(part.line, words))
            else:
                sections[-1][1].append(part)
        return [_Section(heading, tuple(parts)) for heading, parts in sections]

    def _pages(self, tables: list[Any], sections: list[_Section]) -> tuple[Page, ...]:
        pages: list[Page] = []
        before: Page | None = None
        for place, (table, section) in enumerate(zip(tables, sections, strict=True)):
            for fault in section.faults:
                self.note(fault)
            page = None
            with self.noting(partial(self.lines.of_page, place), f", page {place + 1}"):
                page = self._page(place, table, section, before)
            if page is not None and not section.faults:
                pages.append(page)
            before = page
        return tuple(pages)

    def _page(self, place: int, table: Any, section: _Section, before: Page | None) -> Page:
        refuse_other_keys(table, "a page", PAGE_KEYS)
        start = self._start(table, before)
        runs = table.get("runs", {})
        if not isinstance(runs, Mapping):
            raise InvalidSetting("runs", "must be a table of runs, each a list of actions.")
        with self._within("views"):
            views = views_of(table["views"]) if "views" in table else before.views if before else ("network",)
        with self._within("runs"):
            other = {name: self._actions(name, actions) for name, actions in runs.items()}
        with self._within("claims"):
            claims = tuple(map(self._claim, _list("claims", table.get("claims", []))))
        page = Page(
            place,
            section.heading.line,
            section.heading.text,
            text("scene", table.get("scene", before.scene if before else "")),
            views,
            section.blocks,
            start,
            self._actions("deed", table.get("deed", [])),
            other,
            claims=claims,
        )
        with self._within("predict"):
            page = replace(page, ahead=self._ahead(table.get("predict"), section.directive("predict"), page))
        with self._within("task"):
            page = replace(page, task=self._task(table.get("task"), section.directive("task"), page))
        said, notes = (self._blocks(section.directive(kind)) for kind in ("explain", "notes"))
        return replace(page, explanation=said, notes=notes)

    def _start(self, table: Mapping[str, Any], before: Page | None) -> Actions:
        own = self._actions("start", table.get("start", []))
        if table.get("goes_on", False):
            if before is None:
                raise InvalidSetting("goes_on", "there is no page before it, that can be read, to go on from.")
            return (*before.start, *(each for each in before.deed if each.verb != ShowViews.verb), *own)
        if "scene" not in table and before is None:
            raise InvalidSetting("scene", "the first page must name a scene, and one after a page that cannot be read.")
        with self._within("scene"):
            opened = OpenScene.read(table["scene"], self.folder) if "scene" in table else before.start[0]  # type: ignore[union-attr]
        written = (WriteIn.read(self.recipe["notation"], self.folder),) if "notation" in self.recipe else ()
        return (opened, *written, *own)

    def _actions(self, key: str, content: Any) -> Actions:
        if not isinstance(content, list):
            raise InvalidSetting(key, f"must be a list of actions, e.g. [{{ go_to = 40 }}], not {str(content)[:60]!r}.")
        verbs: list[str] = []
        actions = []
        for each in content:
            verb = next(iter(each), "") if isinstance(each, Mapping) else ""
            with self._within(key, (verb, verbs.count(verb))):
                actions.append(action_from(each, self.folder))
            verbs.append(verb)
        return tuple(actions)

    def _blocks(self, directive: Directive | None) -> tuple[TextBlock, ...]:
        return () if directive is None else blocks_of(directive.content, self.folder, directive.line + 1)

    def _ahead(self, table: Any, directive: Directive | None, page: Page) -> PredictFirst | None:
        if table is None and directive is None:
            return None
        if directive is None or not isinstance(table, Mapping):
            raise InvalidSetting("predict", "a question has words, :::{predict}, and a table, [page.predict].")
        refuse_other_keys(table, "a question", ("right", "holds", "shows"))
        words, answers = question_from(directive, self.folder)
        holds, shows = table.get("holds", []), table.get("shows", [""] * len(answers))
        right = whole("right", table.get("right", 0), 1) - 1
        if len(_list("holds", holds)) != len(answers) or right >= len(answers):
            raise InvalidSetting("holds", f"the words have {len(answers)} answers: one expression for each.")
        if len(_list("shows", shows)) != len(answers):
            raise InvalidSetting("shows", f'the words have {len(answers)} answers: a run for each, or "" for none.')
        if wrong := next((str(name) for name in shows if name and str(name) not in page.runs), ""):
            known = ", ".join(page.runs) or "none"
            raise InvalidSetting("shows", f"“{wrong}” is no run of this page; they are: {known}.")
        given = zip(answers, holds, shows, strict=True)
        ways = tuple(replace(each, holds=self._expression("holds", held), shows=shown) for each, held, shown in given)
        return PredictFirst(directive.line, words, ways, right)

    def _task(self, table: Any, directive: Directive | None, page: Page) -> Task | None:
        if table is None and directive is None:
            return None
        if directive is None or not isinstance(table, Mapping):
            raise InvalidSetting("task", "a task has words, :::{task}, and a table, [page.task].")
        refuse_other_keys(table, "a task", ("check", "solutions", "fails"))
        parts = list(parts_of(directive.content, self.folder, directive.line + 1))
        if fault := next((part for part in parts if isinstance(part, Misspelt)), None):
            raise fault
        hints = [part for part in parts if isinstance(part, Directive)]
        if wrong := next((part for part in hints if part.kind != "hint"), None):
            raise Misspelt(wrong.line, f"A task has hints, not {{{wrong.kind}}}.")
        solutions, fails = (
            tuple(self._actions(key, each) for each in _list(key, table.get(key, []))) for key in ("solutions", "fails")
        )
        words = tuple(part for part in parts if not isinstance(part, Heading | Directive | Misspelt))
        check = self._expression("check", table.get("check"))
        return Task(directive.line, words, check, tuple(map(self._blocks, hints)), solutions, fails)

    def _closing(self) -> Iterator[Closing]:
        tables = self.recipe.get("question", {})
        directives = [part for part in self.parts if isinstance(part, Directive) and part.kind == "question"]
        for directive in directives:
            name = directive.name
            with self.noting(partial(self.lines.of_question, name), f", question “{name}”"):
                table = tables.get(name) if isinstance(tables, Mapping) else None
                if not isinstance(table, Mapping):
                    raise Misspelt(directive.line, f"There is no table [question.{name}] in {RECIPE}.")
                yield self._closing_question(directive, table)

    def _closing_question(self, directive: Directive, table: Mapping[str, Any]) -> Closing:
        refuse_other_keys(table, "a question", ("draw", "values", "right", "truth", "page"))
        words, answers = question_from(directive, self.folder)
        values = tuple(self._expression("values", each) for each in _list("values", table.get("values", [])))
        right = whole("right", table.get("right", 1), 1) - 1
        if len(values) != len(answers) or right >= len(answers):
            raise InvalidSetting("values", f"the words have {len(answers)} answers: one expression for each.")
        with self._within("draw"):
            draws = draws_from(table.get("draw", {}))
        truth = self._expression("truth", table.get("truth"))
        return Closing(directive.name, directive.line, words, answers, values, draws, truth, right, self._beside(table))

    def _beside(self, table: Mapping[str, Any]) -> int | None:
        """Return the place of the page whose picture stands beside a question, if it names one."""
        page, pages = table.get("page"), len(self.recipe["page"])
        if page is not None and whole("page", page, 1) > pages:
            raise InvalidSetting("page", f"names page {page}, and the lesson has {pages}.")
        return None if page is None else page - 1

    def _summary(self) -> tuple[TextBlock, ...]:
        found = [part for part in self.parts if isinstance(part, Directive) and part.kind == "summary"]
        try:
            return self._blocks(found[0]) if found else ()
        except Misspelt as fault:
            self.note(fault)
            return ()

    def _claim(self, content: Any) -> Claim:
        if isinstance(content, str):
            return Claim(self._expression("claims", content))
        if not isinstance(content, Mapping):
            raise InvalidSetting("claims", "must be a list of expressions, or of tables { holds = …, seeds = […] }.")
        refuse_other_keys(content, "a claim", ("holds", "seeds", "data_seeds", "slow"))
        seeds, data_seeds = (tuple(_list(key, content.get(key, []))) for key in ("seeds", "data_seeds"))
        return Claim(
            self._expression("holds", content.get("holds")), seeds, data_seeds, bool(content.get("slow", False))
        )

    def _expression(self, key: str, content: Any) -> str:
        expression = text(key, content)
        with self._within(key, expression):
            parsed(expression)
        return expression


def _list(key: str, content: Any) -> list[Any]:
    if not isinstance(content, list):
        raise InvalidSetting(key, f"must be a list, not {str(content)[:60]!r}.")
    return content
