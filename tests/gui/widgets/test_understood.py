"""What was understood of a formula stands, typeset, under the field in which it is typed."""

from __future__ import annotations

from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.expressions import parse
from core.functions.catalogue import FUNCTIONS
from core.nn.activations import Own
from gui.function_lab.panel import OWN_TEXT
from gui.shell.main_window import MainWindow
from gui.widgets.formula import can_be_set, svg_of
from gui.widgets.text_field import TextField
from tests.gui.widgets.test_own_activation import open_own, typed


@pytest.mark.slow
def test_the_formula_follows_what_is_typed(qtbot: QtBot) -> None:
    field = TextField(OWN_TEXT)
    qtbot.addWidget(field)
    field.show()
    assert field.understood is not None
    typed(qtbot, field, "x²/2 + |y|")
    qtbot.waitUntil(lambda: field.understood.latex == parse("x**2/2 + abs(y)", ("x", "y")).latex, timeout=5_000)
    qtbot.waitUntil(lambda: field.understood.shown, timeout=20_000)
    height = field.understood.height()
    qtbot.keyClicks(field.edit, " +")
    qtbot.waitUntil(lambda: field.understood.latex == "", timeout=5_000)
    assert field.error
    assert field.understood.height() == height, "nothing moves while somebody types"


@pytest.mark.folded("plots", "lenses")
def test_it_stands_under_the_field_of_a_layers_own_function(qtbot: QtBot, window: MainWindow) -> None:
    edit = open_own(window, 1)
    assert window.network.field is not None
    understood = window.network.field.understood
    assert understood is not None
    understood._rest.timeout.emit()  # waiting would close the field: the window of a test is not the active one
    assert understood.latex == Own().formula
    edit.selectAll()
    qtbot.keyClicks(edit, "z sigmoid z")
    assert understood._rest.isActive()
    understood._rest.timeout.emit()
    assert "sigmoid" in understood.latex
    qtbot.keyClick(edit, Qt.Key.Key_Escape)


def test_the_formulas_of_the_catalogue_can_be_set() -> None:
    assert all(can_be_set(function.formula) for function in FUNCTIONS.values())


@pytest.mark.parametrize(
    "text", ["exp(" * 29 + "x" + ")" * 29, "1/(1+" * 20 + "x" + ")" * 20, "+".join(["sin(x)"] * 60)]
)
def test_what_would_take_seconds_is_not_set(text: str) -> None:
    began = perf_counter()
    assert not can_be_set(parse(text).latex)
    assert perf_counter() - began < 1.0


@pytest.mark.parametrize(
    "text", ["floor(x)", "cbrt x + log2 x", "asinh x", "sigmoid(τ x)", "||x|-1|", "max(0, x, ⌈y⌉)", "1e-20 x", "x^y^x"]
)
def test_every_function_can_be_typeset(text: str) -> None:
    assert b"<svg" in svg_of(parse(text, ("x", "y")).latex, "#000000")
