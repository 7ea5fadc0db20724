"""Routes, nudges and races on the stage: their numbers are true, and they keep to their room at every size."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.training.factors import FACTORS
from gui.frames.shown import ShownFrame
from gui.lenses.chain.text import Part
from gui.shell.main_window import MainWindow
from gui.stage.chain import ChainOnStage
from gui.stage.nudge import NudgeOnStage
from gui.stage.product import ProductOnStage, with_few
from gui.stage.standing import RaceStanding
from gui.widgets.numbers import number
from tests.gui.conftest import MakeWindow

pytestmark = [pytest.mark.folded("plots", "lenses"), pytest.mark.slow]
SIZES = [(1024, 768), (1280, 720), (1920, 1080)]


def presented(make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int], *views: str) -> MainWindow:
    window = make_window("article-circles", size=(1280, 720))
    qtbot.keyClick(window, Qt.Key.Key_F5)
    window.showNormal()
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    window.presenting.stage.choose(views)
    return window


def frame_of(window: MainWindow) -> ShownFrame:
    assert window.session.frame is not None
    return window.session.frame


def widget_of(window: MainWindow, name: str) -> object:
    return next(widget for view, widget in window.presenting.stage.made.items() if view.name == name)


def keeps_to_its_room(page: ProductOnStage) -> None:
    assert page.product.geometry().bottom() <= page.height()
    boxes = [box for box, _, _ in page.boxes]
    for box in boxes:
        assert box.top() >= 0
        assert box.bottom() <= page.height() + 1
        assert not box.adjusted(0, 2, 0, -2).intersects(page.product.geometry().toRectF())
    for formula in page.product.formulas:
        if formula.latex:
            assert formula.size_of_text >= page.look.stage / 25 - 1
            assert formula.sizeHint().width() <= formula.width() + 1
    if page.network.isVisible():
        assert all(box.bottom() <= page.network.y() + 1 for box in boxes)
        assert page.network.geometry().bottom() <= page.height()


@pytest.mark.parametrize("company", [(), ("loss",), ("loss", "path", "network")], ids="+".join)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_routes_and_nudges_keep_to_their_room(
    make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int], company: tuple[str, ...]
) -> None:
    window = presented(make_window, qtbot, size, "chain", *company)
    chain = widget_of(window, "chain")
    assert isinstance(chain, ChainOnStage)
    qtbot.waitUntil(lambda: chain.chain is not None)
    qtbot.waitUntil(lambda: all(formula.shown for formula in chain.page.product.formulas if formula.latex))
    keeps_to_its_room(chain.page)
    window.presenting.stage.choose(["nudge", *company])
    nudge = widget_of(window, "nudge")
    assert isinstance(nudge, NudgeOnStage)
    qtbot.waitUntil(lambda: bool(nudge.page.parts))
    qtbot.waitUntil(lambda: all(formula.shown for formula in nudge.page.product.formulas if formula.latex))
    keeps_to_its_room(nudge.page)
    assert nudge.page.parts[0].value == pytest.approx(nudge.page.parts[-1].value, rel=0.2)


def test_a_click_lights_the_next_route_and_each_is_the_product_of_its_factors(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = presented(make_window, qtbot, (1280, 720), "chain")
    chain = widget_of(window, "chain")
    assert isinstance(chain, ChainOnStage)
    qtbot.waitUntil(lambda: chain.chain is not None)
    for place in range(3):
        assert chain.shown == place
        result, *factors = (part for part in chain.page.parts if not part.sign)
        assert result.value == pytest.approx(math.prod(part.value for part in factors))
        assert frame_of(window).problem.layout.depth + 1 == len(chain.page.network.path.neurons)
        qtbot.mouseClick(chain, Qt.MouseButton.LeftButton)


def test_a_product_with_few_factors_keeps_the_first_and_the_last() -> None:
    dot, names = Part("·", sign=True), "abcde"
    parts = [Part("r"), Part("=", sign=True), *(p for name in names for p in (Part(name), dot))][:-1]
    few = with_few(parts, 3)
    assert "".join(part.formula for part in few) == "r=a·b·⋯·e"


def test_the_standing_of_a_race_is_by_loss_and_names_its_leader(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = presented(make_window, qtbot, (1280, 720), "loss")
    offered = {view.name for view in window.presenting.stage.offered}
    assert "race" not in offered
    window.session.racing.start(FACTORS["alpha"], (0.02, 0.0001), 0)
    qtbot.waitUntil(lambda: bool(frame_of(window).rivals) and not window.session.busy)
    window.presenting.stage.choose(["race"])
    standing = widget_of(window, "race")
    assert isinstance(standing, RaceStanding)
    assert standing.title == "All start together"
    window.player.go_to(100)
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy)
    losses = sorted(runner.loss for runner in frame_of(window).runners)
    assert [each.value for each in standing.places] == [number(loss) for loss in losses]
    assert [each.leads for each in standing.places] == [True, False, False]
    assert "α = 0.0200" in standing.places[0].about
    assert standing.title.endswith(f"{standing.places[0].name} leads")
    rows = standing.rows()
    assert len(rows) == 3
    assert rows[-1][1].bottom() <= standing.height() + 1
