"""Handouts of what is on show: the worker works them out, and the pages are set in slices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from core.exchange.handouts.made import HandoutMoment, HandoutWish, handout_of
from core.exchange.handouts.nice import nice_handout
from core.exchange.handouts.sheet import Handout
from core.hyperparameters import Choice, hyperparameter
from core.words import counted
from gui.files.paper import HANDOUTS, first_page, pdf_in_slices, usual_paper
from gui.share.export import AskedExport, ExportSource, Making, Previewing, SmallPicture
from gui.share.making import Slices, on_worker

TITLES = {"handout": "Sheet with blanks, and its key", "key": "Key alone", "neuron": "Path through one neuron"}


class HandoutChoices(Choice):
    """What a handout is like."""

    name, title = "handout", "Handout"
    help = "How much is left to be filled in, which of many sheets it is, and whether its numbers are for work by hand."

    blanks: int = hyperparameter(6, "", "How many lines are blank: the last ones.", low=0, high=100, title="Blanks")
    sheet: int = hyperparameter(1, "", "Each sheet is of another example.", low=1, high=100_000, title="Sheet")
    nice: bool = hyperparameter(False, "", "A small network whose numbers are short.", title="Nice numbers")
    letter: bool = hyperparameter(usual_paper() == "letter", "", "US Letter instead of A4.", title="Letter paper")


def handout_titles(source: ExportSource, ending: str) -> Mapping[str, str]:
    """Return what can be set for paper, each with its title."""
    return {name: TITLES[name] for name in HANDOUTS}


def make_handout(source: ExportSource, asked: AskedExport) -> Making:
    """Make a handout of the iteration on show, with the example that is followed and the chosen weight."""
    made = yield from _worked_out(source, asked)
    content = yield from pdf_in_slices(made, HANDOUTS[asked.what], _paper(asked))
    return ((asked.path, content),)


def preview_handout(source: ExportSource, asked: AskedExport) -> Previewing:
    """Draw its first page."""
    made = yield from _worked_out(source, asked)
    image, pages = first_page(made, HANDOUTS[asked.what], _paper(asked))
    return SmallPicture(image, counted(pages, "page"))


def _paper(asked: AskedExport) -> str:
    assert isinstance(asked.choices, HandoutChoices)
    return "letter" if asked.choices.letter else "a4"


def _worked_out(source: ExportSource, asked: AskedExport) -> Slices[Handout]:
    frame, choices = source.session.frame, asked.choices
    assert frame is not None
    assert isinstance(choices, HandoutChoices)
    wish = HandoutWish(source.look.notation, choices.blanks, choices.sheet, neuron=asked.what == "neuron")
    if choices.nice:
        job = partial(nice_handout, frame.problem.experiment, wish)
    else:
        row = frame.row
        example = None if row is None else frame.problem.training_number(row)
        moment = HandoutMoment(source.scene().title, frame.problem, frame.snapshot, example, frame.selected)
        job = partial(handout_of, moment, wish)
    return (yield from on_worker(source.session.background, job))  # type: ignore[no-any-return]
