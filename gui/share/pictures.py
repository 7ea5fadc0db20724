"""Pictures: what is shown large on the stage, made anew in the size that is asked for; and the desk as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from gui.share.drawing import drawn, shrunk
from gui.share.export import AskedExport, ExportSource, Making, PictureChoices, Previewing, SmallPicture
from gui.share.making import Slices
from gui.share.page import FORMULA, STAGE, PicturePage, equations_by_symbol, fill, page_look
from gui.share.written import matrix_titles, name_of
from gui.stage.views import views_for

DESK = "desk"
Drawn = TypeVar("Drawn")


def things(source: ExportSource) -> Mapping[str, str]:
    """Return what there is a picture of, by name, with its title."""
    own = {DESK: "The desk, as it stands", STAGE: "The stage"}
    views = {view.name: view.title for view in views_for(source.frame) if not view.lacks(source.frame)}
    if source.of_function:
        return own | views
    text = source.look.notation.text
    formulas = {
        f"{FORMULA}{name_of(symbol)}": f"The formula of {text(symbol.name(given=False))}"
        for symbol in equations_by_symbol(source)
    }
    return own | views | matrix_titles(source) | formulas


def make(source: ExportSource, asked: AskedExport) -> Making:
    """Make a picture."""
    draw = partial(drawn, background=source.session.background, ending=asked.ending)
    content = yield from _with_page(source, asked, draw)
    return ((asked.path, content),)


def preview(source: ExportSource, asked: AskedExport) -> Previewing:
    """Draw it small."""
    return (yield from _with_page(source, asked, _small))


def _small(widget: QWidget, clear: bool) -> Slices[SmallPicture]:
    image = yield from shrunk(widget, clear)
    return SmallPicture(image, f"{widget.width()} × {widget.height()} pixels")


def _with_page(source: ExportSource, asked: AskedExport, draw: Callable[..., Slices[Drawn]]) -> Slices[Drawn]:
    """Draw the desk, or a page that is there only for that."""
    if asked.what == DESK:
        while not source.is_calm():
            yield 0.0
        return (yield from draw(source.desk, clear=False))
    choices = asked.choices
    assert isinstance(choices, PictureChoices)
    look = replace(page_look(source, choices.width, choices.height), printed=True, clear=choices.clear)
    page = PicturePage(look, choices.width, choices.height)
    try:
        yield from fill(page, source, asked.what)
        return (yield from draw(page, clear=choices.clear))
    finally:
        page.put_away()
