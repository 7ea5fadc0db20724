"""Where things stand in the Maths lens: the same from step to step, and with no empty middle where there is room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from core.analysis.terms import NamedFactor, Terms
from gui.lenses.maths.lens import MathsLens
from gui.lenses.maths.sum import MOST_IN_VIEW, SumOfProducts
from tests.gui.lenses.test_maths import lens_of, wait
from tests.gui.shared import MakeWindow

pytestmark = [pytest.mark.folded("plots"), pytest.mark.slow]


def places(lens: MathsLens) -> list[QRect]:
    """Return where the equations, their matrices, the foot and the pieces of the sum are."""
    blocks = lens.board.blocks
    parts = (lens.foot, *blocks, *(matrix for block in blocks for matrix in block.matrices))
    pieces = [box.toRect() for box, _ in lens.sum._boxes]
    return [QRect(part.mapTo(lens, QPoint()), part.size()) for part in parts] + pieces


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)], ids=str)
@pytest.mark.parametrize("scene", ["article-circles", "three-arms", "course-pass-fail"])
def test_nothing_moves_from_step_to_step(
    qtbot: QtBot, make_window: MakeWindow, scene: str, size: tuple[int, int]
) -> None:
    window = make_window(scene, size=size)
    lens = lens_of(window)
    wait(qtbot, window)
    assert window.session.frame is not None
    depth = window.session.frame.problem.layout.depth
    for phase in (0, 3, depth + 3):
        stood = []
        for iteration in (2, 3, 4):
            window.player.go_to(iteration)
            wait(qtbot, window)
            window.session.travel.go_to_phase(phase)
            wait(qtbot, window)
            formulas = [lens.foot.formula, *(block.formula for block in lens.board.blocks)]
            qtbot.waitUntil(lambda: all(formula.shown or formula.isHidden() for formula in formulas), timeout=20_000)  # noqa: B023
            stood.append(places(lens))
        assert stood[0] == stood[1] == stood[2], phase


def test_where_there_is_room_the_sum_stands_beside_the_last_equation(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-circles", size=(1920, 1080), fresh=True)
    lens = lens_of(window)
    wait(qtbot, window)
    formulas = [lens.foot.formula, *(block.formula for block in lens.board.blocks)]
    qtbot.waitUntil(lambda: all(formula.shown or formula.isHidden() for formula in formulas), timeout=20_000)
    foot, last = lens.foot.geometry(), lens.board.blocks[-1]
    assert foot.left() >= last.mapTo(lens, QPoint(last.width(), 0)).x()
    assert foot.top() == last.mapTo(lens, QPoint()).y()
    assert lens.sum.hidden == 0


def test_sum_and_activation_share_one_line_where_it_is_narrow(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-circles", size=(1024, 768))
    lens = lens_of(window)
    wait(qtbot, window)
    assert lens.sum.then
    assert {box.top() for box, _ in lens.sum._boxes} == {0}
    assert lens.sum.hidden > 0
    lens.sum.toggle()
    assert lens.sum.hidden == 0


def test_the_total_stands_beside_the_last_product(qtbot: QtBot) -> None:
    total = SumOfProducts()
    qtbot.addWidget(total)
    products = tuple((NamedFactor(f"w[1]₁,{n}", -0.25), NamedFactor(f"x{n}", 0.5)) for n in "₁₂₃₄")
    total.show_sum("z[1]₁,₁", -0.5, Terms("z[1]₁,₁", "z", products), "")
    for width in range(150, 900, 7):
        total.set_room(width, 9)
        (last, product), (end, _) = total._boxes[-2:]
        assert last.top() == end.top() or last.width() + end.width() + total._look.px(16) > width, product


@pytest.mark.parametrize("rows", [1, 2, 3, 5])
@pytest.mark.parametrize("width", [90, 300, 700, 1_150])
def test_as_many_products_are_shown_as_there_is_room_for(qtbot: QtBot, width: int, rows: int) -> None:
    total = SumOfProducts()
    qtbot.addWidget(total)
    products = tuple((NamedFactor(f"w[1]₁,{k}", 0.1 * k), NamedFactor(f"x{k}", 1.5)) for k in range(1, 65))
    total.show_sum("z[1]₁,₁", -0.5, Terms("z[1]₁,₁", "z", products), "")
    total.set_room(width, rows)
    shown = len(total.tokens) - total.hidden
    fitting = [
        count
        for count in range(MOST_IN_VIEW + 1)
        if total._rows_of([*total.tokens[:count], total._more(64 - count)], width)[-1][0].bottom()
        <= rows * total._line + 1
    ]
    assert shown == max(fitting, default=0)


class CountingMetrics(QFontMetricsF):
    """Remembers what it has measured."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self.measured: list[str] = []

    def horizontalAdvance(self, text: str) -> float:  # type: ignore[override]
        self.measured.append(text)
        return super().horizontalAdvance(text)


def test_each_product_is_measured_once(qtbot: QtBot) -> None:
    total = SumOfProducts()
    qtbot.addWidget(total)
    total._names = metrics = CountingMetrics(total._small)
    products = tuple((NamedFactor(f"w[1]₁,{k}", 0.1 * k), NamedFactor(f"x{k}", 1.5)) for k in range(1, 65))
    total.show_sum("z[1]₁,₁", -0.5, Terms("z[1]₁,₁", "z", products), "")
    for width in range(300, 1_200, 10):
        total.set_room(width, 2)
    names = [text for text in metrics.measured if "x" in text]
    assert len(names) == len({*names}) > 10
