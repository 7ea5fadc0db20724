"""One choice for all lenses: this example, this batch or the whole set, and one value of each derivative."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.analysis.scope import TITLES, ScopeName
from core.nn.regularizers import L2
from gui.lenses.chain.lens import ChainRuleLens
from gui.lenses.layers import LayersLens
from gui.lenses.lens import Lens
from gui.lenses.maths.lens import MathsLens
from gui.lenses.maths.words import BATCH_ONLY
from gui.lenses.nudge.lens import NudgeLens
from gui.lenses.one_weight import OneWeightLens
from gui.lenses.step_size import StepSizeLens
from gui.shell.main_window import MainWindow
from gui.widgets.numbers import number
from gui.widgets.switch import ScopeSwitch

pytestmark = pytest.mark.folded("plots")
ALens = TypeVar("ALens", bound=Lens)


def turn_to(window: MainWindow, qtbot: QtBot, kind: type[ALens]) -> ALens:
    """Turn to a lens and wait for what it asks."""
    lens = next(page for page in window.lenses.pages if isinstance(page, kind))
    window.lenses.turn_to(lens)
    wait(window, qtbot, lens)
    return lens


def wait(window: MainWindow, qtbot: QtBot, lens: Lens) -> None:
    def done() -> bool:
        return window.session.looking.settled and not any(getattr(each, "waiting", False) for each in lens.rhythms)

    qtbot.waitUntil(done, timeout=10_000)


def pressed(switch: ScopeSwitch) -> list[bool]:
    return [button.isChecked() for button in switch.buttons]


@pytest.mark.slow
@pytest.mark.parametrize("name", TITLES)
def test_every_lens_shows_the_same_derivative(window: MainWindow, qtbot: QtBot, name: ScopeName) -> None:
    window.session.edit(replace(window.session.experiment, regularizer=L2(lam=0.1)))
    window.player.go_to(5)
    qtbot.waitUntil(lambda: not window.session.busy and window.session.iteration == 5, timeout=10_000)
    frame = window.session.frame
    assert frame is not None
    window.session.looking.pick_next(frame.problem.layout.index(1, 3, 2))
    chain = turn_to(window, qtbot, ChainRuleLens)
    QTest.mouseClick(chain.switch.buttons[list(TITLES).index(name)], Qt.MouseButton.LeftButton)
    wait(window, qtbot, chain)
    told, scope = chain.product.parts[0].value, window.session.frame.scope_among(())
    assert scope.name == name
    assert chain.product.parts[0].note == scope.words
    assert scope.words in chain.gradient.text()
    assert "✓" in chain.gradient.text()
    nudge = turn_to(window, qtbot, NudgeLens)
    assert pressed(nudge.scope) == pressed(chain.switch)
    assert nudge.table.names[-1].text() == f"∂{scope.letter}/∂w ({scope.words})"
    assert number(float(nudge.table.values[-1].text().replace("−", "-"))) == number(told)
    nudge.check.start()
    wait(window, qtbot, nudge)
    qtbot.waitUntil(lambda: nudge.check.words.text().startswith("✓"), timeout=20_000)
    assert f"({scope.words})" in nudge.check.words.text()
    one = turn_to(window, qtbot, OneWeightLens)
    assert f"∂{scope.letter}/∂w = {number(told)} ({scope.words})" in one.numbers.text().replace(
        "\N{NO-BREAK SPACE}", " "
    )
    sizes = turn_to(window, qtbot, StepSizeLens)
    assert pressed(sizes.scope) == pressed(one.scope) == pressed(chain.switch)
    assert one.cut is not None
    assert sizes.sizes is not None
    assert sizes.sizes.loss_now == pytest.approx(one.cut.loss_now, rel=1e-12)


@pytest.mark.slow
def test_what_a_lens_cannot_show_is_grey_and_says_why(window: MainWindow, qtbot: QtBot) -> None:
    maths = turn_to(window, qtbot, MathsLens)
    assert pressed(maths.switch) == [False, True, False]  # what the next update uses
    assert not maths.switch.set.isEnabled()
    assert BATCH_ONLY in maths.switch.set.toolTip()
    layers = turn_to(window, qtbot, LayersLens)
    assert not layers.scope.example.isEnabled()
    QTest.mouseClick(layers.scope.set, Qt.MouseButton.LeftButton)
    wait(window, qtbot, layers)
    assert layers.verdict.text().endswith("(whole set)")
    maths = turn_to(window, qtbot, MathsLens)
    assert pressed(maths.switch) == [False, True, False]
    one = turn_to(window, qtbot, OneWeightLens)  # which can show what was chosen
    assert pressed(one.scope) == [False, False, True]


@pytest.mark.slow
def test_this_example_is_the_same_one_everywhere(window: MainWindow, qtbot: QtBot) -> None:
    chain = turn_to(window, qtbot, ChainRuleLens)
    QTest.mouseClick(chain.switch.example, Qt.MouseButton.LeftButton)
    for _ in range(2):
        wait(window, qtbot, chain)
        QTest.mouseClick(chain.stepper.next, Qt.MouseButton.LeftButton)
    wait(window, qtbot, chain)
    maths = turn_to(window, qtbot, MathsLens)
    assert maths.stepper.which.text() == chain.stepper.which.text()
    assert maths.stepper.which.text().startswith("3 of ")
    nudge = turn_to(window, qtbot, NudgeLens)
    frame = window.session.frame
    assert frame is not None
    assert frame.trace is not None
    assert f"no. {frame.trace.columns[2] + 1})" in nudge.table.names[-1].text()
