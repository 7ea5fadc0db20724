"""No letter of another book is left anywhere in the window, and none of its numbers and pixels depends on letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from core.data.own import OwnData, of_numbers
from core.exchange.notations import load_notation, notation_names
from core.nn.losses import MeanSquaredError
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, SGD
from core.training.problem import prepare
from gui.lenses.autopsy.lens import AutopsyLens
from gui.lenses.chain.lens import ChainRuleLens
from gui.lenses.lens import Lens
from gui.lenses.maths.lens import MathsLens
from gui.lenses.nudge.lens import NudgeLens
from gui.lenses.one_weight import OneWeightLens
from gui.lenses.pictures import PicturesLens
from gui.lenses.race.lens import RaceLens
from gui.lenses.scores import ScoresLens
from gui.plots.parts.base import PlotView
from gui.shell.main_window import MainWindow
from gui.widgets.diagram.layout import Hit
from gui.widgets.formula import Formula
from gui.widgets.glossary_text import plain
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to
from tests.gui.letters import Said, foreign, said_by
from tests.gui.races import race
from tests.gui.saving import finish

LensKind = TypeVar("LensKind", bound=Lens)

STILL = 8
"""Pictures that have to be equal."""
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
    finish(qtbot, window)
    qtbot.waitUntil(window.is_calm, timeout=20_000)


def left_now(qtbot: QtBot, window: MainWindow, painted: list[str], letters: re.Pattern[str]) -> str:
    """Return who paints or holds a letter of another book, once what is new is written in the notation."""
    calm(qtbot, window)
    found = [""]

    def clean() -> bool:
        painted.clear()
        window.grab()
        found[0] = left(letters, [*(("painted", text) for text in painted), *said_by(window)])
        return not found[0]

    with suppress(TimeoutError):
        qtbot.waitUntil(clean, timeout=1_000)
    return found[0]


def written(qtbot: QtBot, window: MainWindow, name: str) -> re.Pattern[str]:
    """Write in a notation; return what finds letters that it has not."""
    window.set_look(replace(window.look, notation=load_notation(name)))
    calm(qtbot, window)
    return foreign(window.look.notation)


def looked_through(qtbot: QtBot, window: MainWindow, painted: list[str], letters: re.Pattern[str]) -> Iterator[str]:
    """Visit every lens in every phase, with one example and the batch, and yield who has a letter of another book."""
    for place in range(len(window.lenses.pages)):
        if not window.lenses.row.isTabVisible(place):
            continue
        window.lenses.row.setCurrentIndex(place)
        lens = window.lenses.pages[place]
        for phase in range(window.session.experiment.layout.depth * 2 + 4) if place < 2 else (0,):
            window.session.travel.go_to_phase(phase)
            for scope in ("example", "batch"):
                window.session.looking.look_at(scope)
                if found := left_now(qtbot, window, painted, letters):
                    yield f"{lens.title}, phase {phase}: {found}"


@pytest.mark.slow  # all lenses in all phases
@pytest.mark.parametrize("name", BOOKS)
def test_no_letter_of_another_book(qtbot: QtBot, make_window: MakeWindow, painted: list[str], name: str) -> None:
    window = make_window("xor-tanh", size=(1900, 1000))
    letters = written(qtbot, window, name)
    run_to(qtbot, window, 3)
    assert not list(looked_through(qtbot, window, painted, letters))


def left(letters: re.Pattern[str], said: Iterable[Said]) -> str:
    """Return who says what that has a letter of another book."""
    found: dict[str, str] = {}
    for who, text in said:
        if letters.search(text):
            found.setdefault(text, who)
    return "\n".join(f"{who}: {text}" for text, who in found.items())


def lens_of(window: MainWindow, kind: type[LensKind]) -> LensKind:
    """Turn to a lens."""
    lens = next(page for page in window.lenses.pages if isinstance(page, kind))
    window.lenses.turn_to(lens)
    return lens


def derive(qtbot: QtBot, window: MainWindow) -> None:
    window.session.looking.look_at("example")
    lens = lens_of(window, ChainRuleLens)
    calm(qtbot, window)
    lens.why.click()
    assert lens.derivation.isVisible()


def check(qtbot: QtBot, window: MainWindow) -> None:
    lens = lens_of(window, NudgeLens)
    calm(qtbot, window)
    lens.check.button.click()
    qtbot.waitUntil(lambda: lens.check.table.rowCount() > 0, timeout=20_000)


def race_alphas(qtbot: QtBot, window: MainWindow) -> None:
    race(window, qtbot, "alpha", 0.1, 1.0)
    lens_of(window, RaceLens)
    run_to(qtbot, window, 6)


def diverge(qtbot: QtBot, window: MainWindow) -> None:
    window.session.edit(replace(window.session.experiment, optimizer=SGD(alpha=1e6)))
    calm(qtbot, window)
    run_to(qtbot, window, 300)
    lens = lens_of(window, AutopsyLens)
    qtbot.waitUntil(lambda: "Trying" not in lens.ways.retry.text(), timeout=60_000)


def edit(qtbot: QtBot, window: MainWindow) -> None:
    for optimizer in OPTIMIZERS.values():
        window.session.edit(replace(window.session.experiment, optimizer=optimizer()))
        calm(qtbot, window)
    window.session.set_parameter(0, 1.5)
    run_to(qtbot, window, 5)
    lens_of(window, OneWeightLens)


def open_scenes(qtbot: QtBot, window: MainWindow) -> None:
    window.transport.scenes.showPopup()


DEEDS: dict[str, tuple[str, Callable[[QtBot, MainWindow], None]]] = {
    "why dZ is A − Y": ("xor-tanh", derive),
    "why, with softmax": ("three-arms", derive),
    "checks": ("xor-tanh", check),
    "a race": ("xor-tanh", race_alphas),
    "an autopsy": ("article-circles", diverge),
    "digits": ("digits", lambda qtbot, window: lens_of(window, PicturesLens) and None),
    "edits": ("xor-tanh", edit),
    "a curve": ("sine-noise", lambda qtbot, window: lens_of(window, ScoresLens) and None),
    "function lab": ("function-lab", lambda qtbot, window: window.player.step()),
    "scenes": ("xor-tanh", open_scenes),
}


@pytest.mark.slow  # windows in every state
@pytest.mark.parametrize("name", ["nielsen", "goodfellow"])
@pytest.mark.parametrize("deed", DEEDS)
def test_no_letter_of_another_book_after(
    qtbot: QtBot, make_window: MakeWindow, painted: list[str], deed: str, name: str
) -> None:
    scene, do = DEEDS[deed]
    window = make_window(scene, size=(1900, 1000))
    letters = written(qtbot, window, name)
    if scene != "function-lab":
        run_to(qtbot, window, 2)
    do(qtbot, window)
    assert not left_now(qtbot, window, painted, letters)


@pytest.mark.slow  # every notation, there and back
def test_there_and_back_changes_no_bit_and_no_pixel(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("xor-tanh", size=(1400, 820), fresh=True)
    run_to(qtbot, window, 3)
    window.session.travel.go_to_phase(3)
    for kind in (ChainRuleLens, NudgeLens, MathsLens):
        lens_of(window, kind)
        calm(qtbot, window)
        assert window.session.frame is not None
        before, theta = picture(qtbot, window), window.session.frame.snapshot.theta.tobytes()
        for name in (*BOOKS, "articles"):
            written(qtbot, window, name)
            assert window.session.frame.snapshot.theta.tobytes() == theta
            now = picture(qtbot, window)
            assert (now == before) == (name == "articles"), (kind, name)


@pytest.mark.slow  # a race in every notation
def test_a_race_runs_on_and_its_names_follow(qtbot: QtBot, make_window: MakeWindow, painted: list[str]) -> None:
    window = make_window("xor-tanh", size=(1900, 1000))
    race(window, qtbot, "alpha", 0.1, 1.0)
    lens_of(window, RaceLens)
    names = [run.name for run in window.session.runs.all] if window.session.runs else []
    for name in (*BOOKS, "articles"):
        end = window.session.iteration + 40
        window.player.go_to(end)
        window.set_look(replace(window.look, notation=load_notation(name)))  # while they run
        qtbot.waitUntil(lambda end=end: window.session.iteration == end)
        notation = window.look.notation
        letters = foreign(notation) if name != "articles" else re.compile("η")
        assert not left_now(qtbot, window, painted, letters)
        for shown in map(notation.text, names):
            assert len([text for text in painted if shown in text]) >= 3, (name, shown)  # table, curve, map
    frame = window.session.frame
    assert frame is not None
    for run, snapshot in ((frame.run, frame.snapshot), *((rival.run, rival.snapshot) for rival in frame.rivals)):
        problem = prepare(run.experiment_at(0))
        assert snapshot.state.tobytes() == advance(problem, problem.start(), end).snapshot.state.tobytes()


def picture(qtbot: QtBot, window: MainWindow) -> QImage:
    """Return the window as it is once all its formulas are set, and nothing changes any more."""
    calm(qtbot, window)
    qtbot.waitUntil(lambda: all(each.shown or not each.latex for each in visible_formulas(window)), timeout=20_000)
    seen = [window.grab().toImage()]

    def stands_still() -> bool:
        now = window.grab().toImage()
        seen[:] = [*seen, now] if now == seen[0] else [now]
        return len(seen) > STILL

    qtbot.waitUntil(stands_still, timeout=20_000)
    return seen[0]


def visible_formulas(window: MainWindow) -> list[Formula]:
    return [each for each in window.findChildren(Formula) if each.isVisible()]


@pytest.mark.slow  # data of one's own
def test_names_of_the_users_data_are_no_letters(qtbot: QtBot, window: MainWindow) -> None:
    rows = np.linspace(-1.0, 1.0, 40)
    examples = of_numbers(np.stack([rows, rows**2]), np.stack([rows, 1.0 - rows]))
    names = {"input_names": ("α", "dZ"), "target_names": ("ℓ", "g(z)")}
    data = OwnData(content="letters", label="letters", examples=examples, **names)
    window.session.edit(replace(window.session.experiment, data=data, features=(), loss=MeanSquaredError()))
    finish(qtbot, window)
    lens_of(window, ScoresLens)
    written(qtbot, window, "nielsen")
    plot = window.answers.currentWidget()
    assert isinstance(plot, PlotView)
    axes = [plot.canvas.plot.getAxis(side).labelText for side in ("bottom", "left")]
    assert axes[0] == "α"
    assert axes[1] in ("dZ", "ℓ")
    diagram = window.network.diagram
    assert "α" in diagram.value_text(Hit("neuron", 0, 1))
    assert "α" in plain(window.data.about.toolTip())
    scores = lens_of(window, ScoresLens)
    assert [scores.choice.itemText(row) for row in range(2)] == ["ℓ", "g(z)"]
