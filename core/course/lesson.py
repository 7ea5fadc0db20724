"""What a lesson is: pages of words with a deed, a question before it, and claims that are run as tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from core.course.home_picture import LessonPicture
from core.course.recipe_lines import RecipeLines
from core.values import dataclass

# Words


@dataclass(frozen=True)
class Wording:
    """A run of words in one weight: `strong`, `emphasised`, both or neither."""

    text: str
    strong: bool = False
    emphasised: bool = False


@dataclass(frozen=True)
class Mathematics:
    """A formula in a line of words, as `core.training.equations` writes them, in the articles' letters."""

    text: str


@dataclass(frozen=True)
class Computed:
    """A number that is computed, never typed: an expression, and how it is written (see `core.course.numbers`)."""

    expression: str
    form: str = ""


@dataclass(frozen=True)
class Doing:
    """Words that can be clicked: the page's ``"deed"``, or one of its runs by name."""

    text: str
    deed: str


@dataclass(frozen=True)
class Term:
    """A word of the glossary, explained where it stands."""

    text: str


Inlaid = Wording | Mathematics | Computed | Doing | Term
TextLine = tuple[Inlaid, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; with ``bullet`` an item of a list, ``"•"`` or its number."""

    line: int
    words: TextLine
    bullet: str = ""


@dataclass(frozen=True)
class Displayed:
    """A formula on a line of its own."""

    line: int
    text: str


@dataclass(frozen=True)
class Illustration:
    """A picture from the lesson's folder, with the words for those who cannot see it."""

    line: int
    path: Path
    words: str


@dataclass(frozen=True)
class ProgramListing:
    """A piece of program, between two lines of backticks, shown as it is."""

    line: int
    text: str


TextBlock = Paragraph | Displayed | Illustration | ProgramListing


# Pages


@dataclass(frozen=True)
class Choosable:
    """One of the answers to a question of a page.

    Attributes
    ----------
    words
        What it says.
    thought
        Why it is wrong, where it is: the thought that leads there.
    holds
        An expression that is true after the deed if and only if the answer is right.
    shows
        The run that contradicts it, by its name among the page's runs; empty where the deed itself does.
    """

    words: TextLine
    thought: TextLine = ()
    holds: str = ""
    shows: str = ""


@dataclass(frozen=True)
class PredictFirst:
    """A question asked before the deed; ``right`` is the place of the right answer, from 0."""

    line: int
    words: tuple[TextBlock, ...]
    answers: tuple[Choosable, ...]
    right: int


Actions = tuple[Any, ...]
"""A row of `core.course.actions.LessonAction`."""


@dataclass(frozen=True)
class Task:
    """Something to be reached by oneself.

    Attributes
    ----------
    check
        An expression about what is displayed, true once it is done.
    hints
        Shown one after the other, on request.
    solutions, fails
        Actions from the page's start after which the check holds, and after which it does not.
    """

    line: int
    words: tuple[TextBlock, ...]
    check: str
    hints: tuple[tuple[TextBlock, ...], ...] = ()
    solutions: tuple[Actions, ...] = ()
    fails: tuple[Actions, ...] = ()


@dataclass(frozen=True)
class Claim:
    """Something that a page relies on: true after the deed, also from each of the ``seeds``.

    Attributes
    ----------
    seeds
        Of the network, that the page is run again with; ``data_seeds`` likewise those of the data.
    slow
        Whether it takes seconds: it is then run by the slow tests alone.
    """

    holds: str
    seeds: tuple[int, ...] = ()
    data_seeds: tuple[int, ...] = ()
    slow: bool = False


@dataclass(frozen=True)
class Page:
    """One idea: at most 90 words, one picture, one deed.

    Attributes
    ----------
    place
        From 0.
    line
        Where it begins in the words.
    scene
        The scene it begins with: in the lesson's folder, or one of the program's.
    views
        What is seen, by the names of `core.exchange.stage_views`.
    start
        Actions after the scene is open, before anything is read.
    deed
        What the learner lets happen.
    runs
        Other deeds, from the same start, by name.
    words, explanation, notes
        Before the deed, after it, and for the teacher alone.
    """

    place: int
    line: int
    title: str
    scene: str
    views: tuple[str, ...]
    words: tuple[TextBlock, ...]
    start: Actions = ()
    deed: Actions = ()
    runs: Mapping[str, Actions] = field(default_factory=dict)
    ahead: PredictFirst | None = None
    explanation: tuple[TextBlock, ...] = ()
    task: Task | None = None
    notes: tuple[TextBlock, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Closing:
    """A question at the end, with other numbers each time: answers are words with computed numbers.

    Attributes
    ----------
    draws
        NamesKnown of numbers and what each is drawn from.
    answers
        An expression of the drawn numbers for each answer. If two answers are equal, the numbers are drawn again.
    truth
        Another way to the right answer, which the tests compare with the one that is marked right.
    right
        The place of the right answer, from 0.
    page
        That of the page whose picture stands beside it, from 0; None for the lesson's own picture.
    """

    name: str
    line: int
    words: tuple[TextBlock, ...]
    answers: tuple[Choosable, ...]
    values: tuple[str, ...]
    draws: Mapping[str, tuple[Any, ...]]
    truth: str
    right: int = 0
    page: int | None = None


@dataclass(frozen=True)
class Lesson:
    """A lesson that could be read.

    Attributes
    ----------
    name
        That of its folder.
    group, place
        Among `core.course.groups.GROUPS`, and the number in the course, from 1; 0 for a lesson of one's own.
    minutes
        How long it takes to read and to do.
    intro, summary
        What it is about, in a sentence or two, and the page at its end.
    faults
        What could not be read, with file and line; the pages at fault are left out.
    picture
        What Home shows of it.
    lines
        Where something stands in its recipe.
    """

    name: str
    folder: Path
    title: str
    group: str
    place: int
    minutes: int
    intro: tuple[TextBlock, ...]
    pages: tuple[Page, ...]
    closing: tuple[Closing, ...] = ()
    summary: tuple[TextBlock, ...] = ()
    faults: tuple[str, ...] = ()
    picture: LessonPicture = LessonPicture()
    lines: RecipeLines = RecipeLines()

    def beside(self, closing: Closing | None) -> Page:
        """Return the page whose picture stands beside a closing question, or beside the summary."""
        wanted = closing.page if closing is not None else None
        place = self.picture.page - 1 if wanted is None else wanted
        return next((page for page in self.pages if page.place == place), self.pages[-1])
