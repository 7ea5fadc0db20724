"""The chain rule lens: its factors multiply to what backpropagation says, and its routes add up to it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.analysis.sight import Cell
from core.nn.losses import Huber, Loss, MeanSquaredError
from core.training.run import RunId
from gui.frames.frame import Frame
from gui.lenses.chain.lens import NO_SHORTCUT, RUNNING, ChainRuleLens
from gui.lenses.chain.text import Part, latex_of, widest
from gui.shell.main_window import MainWindow
from gui.widgets.diagram.path import lit_path
from gui.widgets.numbers import number
from tests.gui.conftest import MakeWindow
from tests.gui.driving import FOREVER

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    assert window.session.frame is not None
    return window.session.frame


def open_lens(window: MainWindow, qtbot: QtBot, iteration: int = 7) -> ChainRuleLens:
    """Go to an iteration, turn to the lens and wait for its answer."""
    window.player.go_to(iteration)
    qtbot.waitUntil(lambda: not window.session.busy and window.player.goal is None, timeout=10_000)
    lens = next(page for page in window.lenses.pages if isinstance(page, ChainRuleLens))
    window.session.looking.look_at("example")
    window.lenses.turn_to(lens)
    qtbot.waitUntil(lambda: lens.answer is not None, timeout=10_000)
    return lens


def select(window: MainWindow, lens: ChainRuleLens, qtbot: QtBot, l: int, j: int, i: int) -> int:
    """Select a parameter as a click in the network does; return its index."""
    index = shown(window).problem.layout.index(l, j, i)
    window.session.looking.pick_next(index)
    name = shown(window).problem.layout.name(index)
    qtbot.waitUntil(lambda: lens.answer is not None and lens.answer.chain.name == name, timeout=10_000)
    return index


def numbers_of(parts: tuple[Part, ...]) -> list[float]:
    return [part.value for part in parts if not part.sign]


@pytest.mark.parametrize(("scene", "source"), [("xor-tanh", 0), ("article-circles", 1), ("three-arms", 1)])
@pytest.mark.slow
def test_factors_and_routes_come_to_what_backpropagation_says(
    make_window: MakeWindow, qtbot: QtBot, scene: str, source: int
) -> None:
    window = make_window(scene)
    lens = open_lens(window, qtbot)
    for layer in range(1, shown(window).problem.layout.depth + 1):
        index = select(window, lens, qtbot, layer, 1, source)
        trace = shown(window).trace
        assert trace is not None
        total, *factors = numbers_of(lens.product.parts)
        assert math.prod(factors) == pytest.approx(total, rel=1e-9, abs=1e-15)
        place = shown(window).place
        fed = trace.inputs(layer)[source - 1, place] if source else 1.0
        assert total == trace.layers[layer - 1].dz[0, place] * fed
        assert lens.list.listing is not None
        assert lens.list.listing.products.sum() == pytest.approx(total, rel=1e-9, abs=1e-13)
        assert "✓" in lens.sum.text()
        assert "✓" in lens.gradient.text()
        QTest.mouseClick(lens.switch.batch, Qt.MouseButton.LeftButton)
        gradient, share, each, *penalty = numbers_of(lens.product.parts)
        assert gradient == pytest.approx(trace.gradient[index], rel=1e-9, abs=1e-15)
        assert share * each + sum(penalty) == pytest.approx(gradient, rel=1e-9, abs=1e-15)
        QTest.mouseClick(lens.switch.example, Qt.MouseButton.LeftButton)


@pytest.mark.slow
def test_every_line_multiplies_and_is_no_larger_than_the_one_before(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    lens = open_lens(window, qtbot)
    select(window, lens, qtbot, 2, 3, 2)
    for button in (lens.switch.example, lens.switch.batch):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        listing = lens.list.listing
        assert listing is not None
        assert len(listing.products) > 1
        assert listing.values.prod(axis=1) == pytest.approx(listing.products, rel=1e-9, abs=1e-15)
        sizes = [abs(product) for product in listing.products]
        assert sizes == sorted(sizes, reverse=True)
        for line in range(len(listing.products)):
            assert len(listing.entry(line).names) == listing.values.shape[1]
    QTest.mouseClick(lens.switch.example, Qt.MouseButton.LeftButton)
    assert lens.list.listing is not None
    label = lens.list.listing.entry(0).label
    assert label.startswith("w[2]₃,₂ → a[2]₃ → a[3]")
    assert label.endswith(" → ℓ")


@pytest.mark.slow
def test_examples_are_gone_through_and_opened_from_the_list(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    trace = shown(window).trace
    assert trace is not None
    assert not lens.stepper.before.isEnabled()
    QTest.mouseClick(lens.stepper.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lens.answer is not None and lens.answer.chain.column == 1)
    assert lens.stepper.which.text() == f"2 of {len(trace.columns)} (no. {trace.columns[1] + 1})"
    QTest.mouseClick(lens.switch.batch, Qt.MouseButton.LeftButton)
    assert not lens.stepper.next.isEnabled()
    assert lens.list.listing is not None
    assert lens.list.grid is not None
    wanted = int(lens.list.listing.entry(1).label.split()[1]) - 1
    QTest.mouseClick(lens.list, Qt.MouseButton.LeftButton, pos=QPoint(20, round(1.5 * lens.list.grid.height)))
    qtbot.waitUntil(lambda: lens.answer is not None and lens.answer.chain.column == wanted)
    assert lens.switch.example.isChecked()
    window.session.looking.point_at(Cell("z", 1, 0, 3))
    qtbot.waitUntil(lambda: lens.answer is not None and lens.answer.chain.column == 3)


def test_it_opens_on_an_example_that_the_neuron_learns_from(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    lens = open_lens(window, qtbot, iteration=0)
    frame = shown(window)
    assert frame.trace is not None
    assert frame.trace.layers[0].a[0, 0] == 0  # the first example of the batch shows nothing
    QTest.mouseClick(lens.switch.example, Qt.MouseButton.LeftButton)
    total, *factors = numbers_of(lens.product.parts)
    assert total != 0
    assert all(factors)


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["xor-tanh", "three-arms"])
def test_it_derives_a_minus_y_for_this_example(make_window: MakeWindow, qtbot: QtBot, scene: str) -> None:
    window = make_window(scene)
    lens = open_lens(window, qtbot)
    assert lens.derivation.isHidden()
    QTest.mouseClick(lens.why, Qt.MouseButton.LeftButton)
    assert lens.derivation.isVisible()
    frame = shown(window)
    assert lens.answer is not None
    assert frame.trace is not None
    output = lens.answer.chain.routes[0].neurons[-1] - 1
    assert lens.derivation.numbers[2].text().endswith(number(frame.trace.layers[-1].dz[output, frame.place]))
    QTest.mouseClick(lens.switch.batch, Qt.MouseButton.LeftButton)
    assert lens.derivation.isHidden()
    assert not lens.why.isEnabled()


@pytest.mark.parametrize("loss", [MeanSquaredError(), Huber(delta=100.0)], ids=lambda loss: loss.name)
def test_without_cross_entropy_it_says_what_the_derivation_is_of(
    make_window: MakeWindow, qtbot: QtBot, loss: Loss
) -> None:
    window = make_window("sine-noise")
    window.session.edit(replace(window.session.experiment, loss=loss))
    lens = open_lens(window, qtbot)
    opened = shown(window).trace
    assert opened is not None
    same = np.allclose(opened.layers[-1].dz, opened.layers[-1].a - opened.y)
    assert same == isinstance(loss, Huber)  # so that nobody may say that dZ is no A − Y
    assert not lens.why.isEnabled()
    assert NO_SHORTCUT in lens.why.accessibleDescription()
    assert " no " not in NO_SHORTCUT


@pytest.mark.slow
def test_the_last_whole_picture_stays_while_training_runs(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(real=True)
    lens = open_lens(window, qtbot)
    answer = lens.answer
    window.player.run_to(FOREVER)
    qtbot.waitUntil(lambda: window.session.iteration > 50 and not lens.veil.isHidden(), timeout=10_000)
    assert lens.answer is answer
    assert lens.veil.words.startswith("iteration 7 ")
    assert lens.area.isVisible()
    assert lens.message.isHidden()
    window.player.pause()
    qtbot.waitUntil(lambda: lens.answer is not answer and lens.veil.isHidden(), timeout=10_000)


def test_it_says_why_it_is_empty_while_training_runs(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    lens = open_lens(window, qtbot)
    lens.show_frame(replace(window.session.frame, trace=None, calm=False, of=RunId()))
    assert lens.message.text() == RUNNING
    assert lens.area.isHidden()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_nothing_stands_outside(make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window = make_window("article-circles", size=size)
    lens = open_lens(window, qtbot)
    select(window, lens, qtbot, 1, 2, 1)
    grid = lens.list.grid
    assert grid is not None
    assert all(box.right() <= lens.list.width() + 1 and box.bottom() <= grid.height for box in grid.factors)
    assert grid.bar.right() <= lens.list.width()
    assert lens.page.width() <= lens.area.viewport().width()
    assert lens.list.height() == pytest.approx(144 * grid.height, abs=2)


def test_names_as_formulas() -> None:
    assert latex_of("∂ℓ/∂a[2]₁₃") == r"\frac{\partial \ell }{\partial a^{[2]}_{13}}"
    assert latex_of("∂z[1]₂/∂w[1]₂,₁") == r"\frac{\partial z^{[1]}_{2}}{\partial w^{[1]}_{2,1}}"
    assert widest("w[1]₂,₁ → a[1]₂", 2) == "w[1]₈₈,₈₈ → a[1]₈₈"


@pytest.mark.slow
def test_a_clicked_route_or_factor_lights_up_in_the_network(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    lens = open_lens(window, qtbot)
    select(window, lens, qtbot, 3, 2, 4)
    left = Qt.MouseButton.LeftButton
    diagram = window.network.diagram
    dark = diagram.grab().toImage()
    assert lens.answer is not None
    assert lens.list.grid is not None
    second = QPoint(20, round(1.5 * lens.list.grid.height))
    QTest.mouseClick(lens.list, left, pos=second)
    (fourth, last), path = lens.answer.chain.routes[1].neurons[1:], lit_path(shown(window))
    assert path is not None
    assert path.neurons == ((2, 4), (3, 2), (4, fourth), (5, last))
    assert path.connections == ((3, 2, 4), (4, fourth, 2), (5, last, fourth))
    assert lens.list.marked == 1
    lit = diagram.grab().toImage()
    assert lit != dark
    QTest.mouseClick(lens.list, left, pos=second)  # again: let go
    assert lit_path(shown(window)) is None
    assert lens.list.marked is None
    assert diagram.grab().toImage() == dark
    onward = ((3, 2), *((4, k) for k in range(1, 5)))
    for place, neurons in ((2, onward), (4, ((3, 2),)), (6, ((2, 4), (3, 2)))):  # ∂ℓ/∂a, ∂a/∂z, ∂z/∂w
        QTest.mouseClick(lens.product, left, pos=lens.product._boxes[place].center().toPoint())
        path = lit_path(shown(window))
        assert path is not None
        assert path.neurons == neurons
        assert lens.list.marked is None
    QTest.mouseClick(lens.list, left, pos=second)
    select(window, lens, qtbot, 3, 2, 3)  # of another parameter nothing is lit
    assert lit_path(shown(window)) is None
    window.session.looking.point_at(Cell("z", 2, 0, 0))
    assert lit_path(shown(window)) is not None
