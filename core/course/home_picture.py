"""What Home shows of a lesson, as its recipe says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.course.actions.action import whole
from core.course.actions.looking import views_of
from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.values import dataclass


@dataclass(frozen=True)
class LessonPicture:
    """What Home shows of a lesson: what is seen on a page.

    Attributes
    ----------
    page
        From 1.
    view
        By the names of `core.exchange.stage_views`; empty for the page's first one.
    runs
        Those of the page's other runs that are drawn beside what is seen.
    before
        Whether it is seen before the deed, and not after it.
    """

    page: int = 1
    view: str = ""
    runs: tuple[str, ...] = ()
    before: bool = False


def picture_from(content: Any, pages: int) -> LessonPicture:
    """Return what a recipe says of the picture of a lesson with so many pages."""
    if not isinstance(content, Mapping):
        raise InvalidSetting("picture", 'must be a table, e.g. { page = 3, view = "loss" }.')
    refuse_other_keys(content, "a picture", ("page", "view", "runs", "before"))
    view = views_of(content["view"])[0] if "view" in content else ""
    runs = content.get("runs", [])
    if not isinstance(runs, list) or not all(isinstance(name, str) for name in runs):
        raise InvalidSetting("runs", "must list names of the page's runs.")
    page = whole("page", content.get("page", 1), 1)
    if page > pages:
        raise InvalidSetting("picture", f"is of page {page}, and the lesson has {pages}.")
    return LessonPicture(page, view, tuple(runs), bool(content.get("before", False)))
