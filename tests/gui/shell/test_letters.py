"""No letter of another book is left anywhere in the window, and none of its numbers and pixels depends on letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from core.exchange.notations import load_notation, notation_names
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to, wait_until_idle
from tests.gui.letters import Said, foreign, said_by

BOOKS = [name for name in notation_names() if name != "articles"]


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by whatever is painted as text."""
    texts: list[str] = []
    draw = QPainter.drawText

    def watch(painter: QPainter, *arguments: object) -> object:
        texts.extend(argument for argument in arguments if isinstance(argument, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", watch)
    return texts


def calm(qtbot: QtBot, window: MainWindow) -> None:
    wait_until_idle(qtbot, window)
    qtbot.waitUntil(window.is_calm, timeout=20_000)


def looked_through(qtbot: QtBot, window: MainWindow, painted: list[str]) -> Iterator[Said]:
    """Visit every lens in every phase, with one example and the batch, and yield all that is said there."""
    for place in range(len(window.lenses.pages)):
        if not window.lenses.row.isTabVisible(place):
            continue
        window.lenses.row.setCurrentIndex(place)
        lens = window.lenses.pages[place]
        for phase in range(window.session.experiment.layout.depth * 2 + 4) if place < 2 else (0,):
            window.session.travel.go_to_phase(phase)
            for scope in ("example", "batch"):
                window.session.looking.look_at(scope)
                calm(qtbot, window)
                painted.clear()
                window.grab()
                yield from ((f"{lens.title} {phase}: painted", text) for text in painted)
                yield from ((f"{lens.title} {phase}: {who}", text) for who, text in said_by(window))


@pytest.mark.slow  # all lenses in all phases
@pytest.mark.parametrize("name", BOOKS)
def test_no_letter_of_another_book(qtbot: QtBot, make_window: MakeWindow, painted: list[str], name: str) -> None:
    window = make_window("xor-tanh", size=(1900, 1000))
    window.set_look(replace(window.look, notation=load_notation(name)))
    run_to(qtbot, window, 3)
    calm(qtbot, window)
    letters = foreign(window.look.notation)
    found = {}
    for who, text in looked_through(qtbot, window, painted):
        if letters.search(text):
            found.setdefault(text, who)
    assert not found, "\n".join(f"{who}: {text}" for text, who in found.items())
