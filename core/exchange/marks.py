"""Marks in time that a scene file has: questions to be asked at an iteration, and bookmarks with their predictions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.hyperparameters import InvalidSetting, choose, refuse_other_keys
from core.training.bookmarks import Bookmark, Bookmarks, Prediction, with_bookmark
from core.values import dataclass

if TYPE_CHECKING:
    from core.questions.kind import QuestionKind
    from core.questions.landing import WalkLanding

MAX_AT, MAX_TEXT, MAX_ANSWERS = 10_000_000, 400, 4
"""The last iteration that can be marked, most characters of a text of a prediction, and most answers."""
MARKS = ("question", "bookmark")
TEXTS, LISTS = ("question", "truth"), {"answers": str, "tally": int}


@dataclass(frozen=True)
class PlannedQuestion:
    """A question that a scene asks before the step from iteration ``at``."""

    at: int
    kind: QuestionKind | WalkLanding


def marks_from(content: Mapping[str, Any], walks: bool) -> dict[str, Any]:
    """Return a scene's questions and bookmarks by the scene's own names; ``walks`` for one of a function."""
    question, bookmark = (content.get(key, []) for key in MARKS)
    return {"questions": questions_from(question, walks), "bookmarks": bookmarks_from(bookmark)}


def questions_from(content: Any, walks: bool) -> tuple[PlannedQuestion, ...]:
    """Return the questions in a file's tables, ``[question]`` or several ``[[question]]``; ``walks``: of a function.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed.
    """
    return tuple(_planned(each, walks) for each in tables(content, "question"))


def _planned(content: Mapping[str, Any], walks: bool) -> PlannedQuestion:
    from core.questions.catalogue import QUESTIONS, WALK_QUESTIONS  # here, for it takes long to read, and few ask

    at = _whole("at", content.get("at", 0))
    description = {key: value for key, value in content.items() if key != "at"}
    kinds: Mapping[str, type[QuestionKind] | type[WalkLanding]] = WALK_QUESTIONS if walks else QUESTIONS
    return PlannedQuestion(at, choose(kinds, description, "question"))


def questions_to(questions: tuple[PlannedQuestion, ...]) -> list[dict[str, Any]]:
    """Return the tables from which `questions_from` makes the same questions."""
    return [{"at": each.at, **each.kind.to_dict()} for each in questions]


def bookmarks_from(content: Any) -> Bookmarks:
    """Return the bookmarks in a file's tables ``[[bookmark]]``.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed.
    """
    bookmarks: Bookmarks = ()
    for each in tables(content, "bookmark"):
        refuse_other_keys(each, "a bookmark", ("iteration", "name", "prediction"))
        predictions = tuple(map(_prediction, tables(each.get("prediction", []), "prediction")))
        bookmark = Bookmark(_whole("iteration", each.get("iteration")), _text("name", each.get("name")), predictions)
        bookmarks = with_bookmark(bookmarks, bookmark)
    return bookmarks


def _prediction(content: Mapping[str, Any]) -> Prediction:
    refuse_other_keys(content, "a prediction", (*TEXTS, *LISTS, "right"))
    for key, kind in LISTS.items():
        value = content.get(key)
        if not isinstance(value, list) or not 2 <= len(value) <= MAX_ANSWERS or any(type(x) is not kind for x in value):
            what = "texts" if kind is str else "whole numbers"
            raise InvalidSetting(key, f"must be a list of 2 to {MAX_ANSWERS} {what}, not {str(value)[:60]}.")
    right = content.get("right")
    if right is not None and type(right) is not int:
        raise InvalidSetting("right", f"must be the place of an answer, from 0, not {str(right)[:60]!r}.")
    question, truth = (_text(key, content.get(key)) for key in TEXTS)
    answers = tuple(_text("answers", each) for each in content["answers"])
    return Prediction(question, answers, tuple(content["tally"]), right, truth)


def bookmarks_to(bookmarks: Bookmarks) -> list[dict[str, Any]]:
    """Return the tables from which `bookmarks_from` makes the same bookmarks."""
    return [_bookmark_to(each) for each in bookmarks]


def _bookmark_to(bookmark: Bookmark) -> dict[str, Any]:
    table: dict[str, Any] = {"iteration": bookmark.iteration, "name": bookmark.name}
    predictions = [_prediction_to(each) for each in bookmark.predictions]
    return {**table, "prediction": predictions} if predictions else table


def _prediction_to(made: Prediction) -> dict[str, Any]:
    table = {"question": made.question, "answers": list(made.answers), "tally": list(made.tally), "truth": made.truth}
    return table if made.right is None else {**table, "right": made.right}


def tables(content: Any, key: str) -> list[Mapping[str, Any]]:
    """Return the tables under a key, one or several; refuse anything else."""
    found = [content] if isinstance(content, Mapping) else content
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise InvalidSetting(key, f"must be a table, [{key}], or several, [[{key}]], not {str(content)[:60]!r}.")
    return found


def _whole(key: str, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_AT:
        raise InvalidSetting(key, f"must be a whole number from 0 to {MAX_AT:,}, not {str(value)[:60]!r}.")
    return value


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise InvalidSetting(key, f"must be a text of at most {MAX_TEXT} characters, not {str(value)[:60]!r}.")
    return value
