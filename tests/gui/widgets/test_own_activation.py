"""A function typed by the user as the activation of a layer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.exchange.experiments import experiment_from, experiment_to
from core.exchange.notations import load_notation
from core.expressions import ExpressionError
from core.hyperparameters import Hyperparameter, InvalidSetting
from core.nn.activations import LeakyReLU, Own, own_expression
from gui.shell.main_window import MainWindow
from gui.widgets.text_field import TextField, mark_fault
from gui.widgets.theme import WHITEBOARD, Look

pytestmark = pytest.mark.folded("plots", "lenses")
G = Hyperparameter(
    "expression", str, "z**2", "", "The function.", title="g(z)", allowed="what is allowed", read=own_expression
)


def test_the_default_is_the_articles_own_relu() -> None:
    z = np.linspace(-4.0, 4.0, 81).reshape(3, 27)
    assert Own()(z).tobytes() == LeakyReLU(leak=0.01)(z).tobytes()
    away = z[np.abs(z) > 1e-9]
    assert Own().slope(away).tobytes() == LeakyReLU(leak=0.01).slope(away).tobytes()


def test_the_formula_is_that_of_the_text() -> None:
    g = Own(expression=" z * tanh(z) ")
    assert g.expression == "z * tanh(z)"
    assert g.formula == r"g(z) = z\,\tanh\left(z\right)"
    assert Own().formula != g.formula


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("z +* 2", "value is missing", (2, 4)),
        ("x", "“x” is not known", (0, 1)),
        ("log(-1 - z*z)", "no finite value and slope anywhere", (0, 13)),
        ("", "There is nothing here", (0, 0)),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(text: str, words: str, position: tuple[int, int]) -> None:
    with pytest.raises(ExpressionError, match=words) as refused:
        Own(expression=text)
    assert refused.value.setting == "expression"
    assert refused.value.position == position


def test_a_number_is_no_text() -> None:
    with pytest.raises(InvalidSetting, match="must be text"):
        Own(expression=3)  # type: ignore[arg-type]


def open_own(window: MainWindow, layer: int) -> QLineEdit:
    window.network.open_activations(layer)
    assert window.network.menu is not None
    next(action for action in window.network.menu.actions() if action.text() == "own function").trigger()
    window.network.menu.close()
    assert window.network.field is not None
    return window.network.field.field


@pytest.mark.slow
def test_a_layer_takes_a_typed_function_and_is_saved_with_it(qtbot: QtBot, window: MainWindow) -> None:
    edit = open_own(window, 1)
    assert edit.text() == Own().expression
    edit.selectAll()
    qtbot.keyClicks(edit, "z/(1 + abs(z))")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.ready and not window.session.busy, timeout=10_000)
    experiment = window.session.experiment
    assert experiment.network.hidden[0].activation == Own(expression="z/(1 + abs(z))")
    assert experiment_from(experiment_to(experiment)) == experiment
    window.player.step()
    qtbot.waitUntil(lambda: window.session.iteration == 1, timeout=10_000)
    z = window.session.frame.trace.layers[0].z  # type: ignore[union-attr]
    np.testing.assert_allclose(window.session.frame.trace.layers[0].a, z / (1.0 + abs(z)), rtol=1e-15)  # type: ignore[union-attr]


@pytest.mark.slow
def test_a_refused_function_leaves_the_old_one_and_marks_the_fault(qtbot: QtBot, window: MainWindow) -> None:
    edit = open_own(window, 1)
    before = window.session.experiment
    edit.selectAll()
    qtbot.keyClicks(edit, "z + foo(z)")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert window.network.field is not None
    assert "“foo” is not known" in window.network.field.message.text()
    assert window.session.experiment == before
    qtbot.keyClick(edit, Qt.Key.Key_Escape)


def columns_of(edit: QLineEdit, colour: QColor) -> set[int]:
    """Return the columns of pixels in which about that colour occurs."""
    image = edit.grab().toImage()
    return {
        x
        for x in range(image.width())
        for y in range(image.height())
        if (p := image.pixelColor(x, y)).red() - p.green() > 100 and abs(p.hue() - colour.hue()) < 8
    }


def test_the_mark_stands_under_the_fault(qtbot: QtBot) -> None:
    look = Look(WHITEBOARD)
    edit = QLineEdit("zzzz + qqqq + zzzz")
    qtbot.addWidget(edit)
    edit.resize(300, 30)
    edit.show()
    spans = []
    for start in (0, 7, 14):
        mark_fault(edit, ExpressionError("no", (start, start + 4)), look)
        spans.append(columns_of(edit, look.colour("error")))
    assert all(spans)
    first, middle, last = spans
    assert max(first) < min(middle) <= max(middle) < min(last)
    assert edit.text() == "zzzz + qqqq + zzzz"
    mark_fault(edit, None, look)
    assert not columns_of(edit, look.colour("error"))


def typed(qtbot: QtBot, field: TextField, text: str) -> list[Any]:
    seen: list[Any] = []
    field.committed.connect(seen.append)
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)
    return seen


def test_a_text_is_checked_while_it_is_typed_and_taken_by_enter(qtbot: QtBot) -> None:
    field = TextField(G)
    qtbot.addWidget(field)
    field.show()
    seen = typed(qtbot, field, "z +")
    assert field.error
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert (seen, field.value) == ([], "z**2")
    qtbot.keyClicks(field.edit, " 1")
    assert field.error == ""
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert seen == ["z + 1"]
    assert field.value == field.edit.text() == "z + 1"


def test_leaving_brings_the_last_good_text_back_and_keeps_the_reason(qtbot: QtBot) -> None:
    field = TextField(G)
    qtbot.addWidget(field)
    field.show()
    seen = typed(qtbot, field, "(z")
    field.edit.left.emit()
    assert seen == []
    assert field.edit.text() == "z**2"
    assert "bracket" in field.error


def test_the_variable_is_that_of_the_notation(qtbot: QtBot) -> None:
    field = TextField(Own.hyperparameters()[0])
    qtbot.addWidget(field)
    field.show()
    field.set_value("max(0.1z, z) + exp(z)")
    field.set_look(replace(Look(), notation=load_notation("goodfellow")))
    assert field.edit.text() == "max(0.1a, a) + exp(a)"
    for text, value in {"tanh(a) + 1": "tanh(z) + 1", "max(z, 2a)": "max(z, 2z)"}.items():
        seen = typed(qtbot, field, text)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        assert seen == [value]
        assert field.edit.text() == value.replace("z", "a")
    field.set_look(Look())
    assert field.edit.text() == field.value == "max(z, 2z)"
