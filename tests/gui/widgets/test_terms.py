"""Which terms Shift+F1 tells where: letters and everyday words mean what they mean at that place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from core.data.datasets import DATASETS
from core.exchange.glossary import glossary
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.words import as_typed
from gui.shell.main_window import MainWindow
from gui.widgets.whats_this import TermBox, terms_at
from tests.gui.conftest import MakeWindow


def terms(text: str) -> list[str]:
    """Return the terms in a text."""
    return [entry.term for entry in glossary().terms_in(text)]


def told(widget: QWidget, place: QPoint | None = None) -> list[str]:
    """Return the terms told at a place of a widget, else in its middle."""
    return [entry.term for entry in terms_at(widget, widget.mapToGlobal(place or widget.rect().center()))]


def part(window: MainWindow, name: str) -> QWidget:
    """Return the visible widget with that text, else the one with that accessible name."""
    parts = [w for w in window.findChildren(QWidget) if w.isVisible()]
    labels = [w for w in parts if isinstance(w, QLabel) and w.text() == name]
    return next(w for w in (*labels, *parts) if w in labels or w.accessibleName() == name)


# In texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("homework (h)", []),
        ("speed (km/h), mass (kg), field (m²), heat (°C)", []),
        (LOSSES["huber"].formula, ["data loss", "m", "Σ", "n", "e", "Huber loss", "ŷ", "Y"]),
        ("f(x)", ["f"]),
        ("Learning rate (α)", ["learning rate"]),
        ("Can I pass? Classes attended, network drops", []),
        ("grade = 20 + 1.2 per class attended − 1.5 per network drop", []),
        ("2 classes, a network", ["class", "network"]),
        ("share of the variance", ["R²"]),
        ("Variance 2/n for n inputs", ["variance", "n", "input"]),
        ("A hill and a hollow: a plane is not enough.", []),
        ("the value over the input plane", ["input plane"]),
        ("This plane shows 9 % of the path", ["plane", "descent path"]),
        ("The outputs of the neurons, also called activations.", ["A[l]", "activation"]),
        ("The number of outputs follows the data.", ["data set"]),
        ("x₁, x₂", ["input"]),
        ("Start x", ["variable"]),
        ("The start of y", ["variable"]),
        ("X", ["X"]),
        ("1/K for softmax over K classes", ["K", "softmax", "class"]),
        (r"u \leftarrow \max(\beta_2 u, |g|)", ["u", "Adam", "|g|"]),
        (
            r"\frac{\partial a_k}{\partial z_j} = a_k (1_{k=j} - a_j)",
            ["partial derivative", "pre-activation", "1ₖ₌ⱼ"],
        ),
    ],
)
def test_a_text_has_the_terms_that_it_means(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize("name", ["gelu", "softmax"])
def test_the_slope_of_an_activation_has_no_letter_of_an_optimiser_or_a_loss(name: str) -> None:
    found = set(terms(ACTIVATIONS[name].derivative_formula))
    assert {"gelu": "τ", "softmax": "1ₖ₌ⱼ"}[name] in found
    assert not found & {"t", "Huber loss", "T", "Δ"}


@pytest.mark.parametrize("entry", INITIALIZERS.values(), ids=INITIALIZERS)
def test_the_help_of_an_initialiser_is_not_about_scores_or_schedules(entry: type) -> None:
    assert not set(terms(entry.help)) & {"R²", "schedule", "T", "d", "plane", "ŷ"}


@pytest.mark.parametrize("entry", DATASETS.values(), ids=DATASETS)
def test_the_help_of_a_data_set_is_about_data(entry: type) -> None:
    found = set(terms(f"{entry.title}: {entry.help} {', '.join(getattr(entry(), 'inputs', ()))}"))
    about = {"data set", "class", "input", "Y", "network", "neuron", "noise", "decision region", "f", "activation"}
    assert found <= about


# In the window


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Training", "training"),
        ("Data", "data set"),
        ("Network", "network"),
        ("Descent path", "descent path"),
        ("Decision regions", "decision region"),
        ("Loss", "loss"),
        ("Standardise", "standardise"),
        ("Initialisation", "initialiser"),
        (f"Data set {as_typed('two hills')}", "data set"),
        (f"Data set {as_typed('pass or fail')}", "data set"),
        (f"Data set {as_typed('tilted plane')}", "data set"),
    ],
)
def test_a_place_tells_of_its_own_term_first(make_window: MakeWindow, name: str, first: str) -> None:
    found = told(part(make_window("course-pass-fail"), name))
    assert found[0] == first
    assert not {"Huber loss", "plane"} & set(found) or first == "descent path"


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["u", "v"])
def test_the_letters_beside_the_lists_of_parameters_are_told(window: MainWindow, letter: str) -> None:
    label = part(window, letter)
    assert told(label)[:2] == [letter, "parameter"]
    assert {"u": "across", "v": "up"}[letter] in label.toolTip()


@pytest.mark.slow
def test_a_heading_tells_of_nothing_else(make_window: MakeWindow) -> None:
    assert told(part(make_window("course-pass-fail"), "Training")) == ["training"]


def test_the_labels_of_the_data_have_units_and_no_symbols(make_window: MakeWindow) -> None:
    window = make_window("course-pass-fail")
    found = told(window.data.about)
    assert found[:2] == ["input", "class"]
    assert not {"Huber loss", "standardise", "network"} & set(found)


@pytest.mark.parametrize(
    ("name", "first"), [("Function", "function"), ("Start x", "variable"), ("Quotients", "difference quotient")]
)
@pytest.mark.slow
def test_the_function_lab_speaks_of_functions(make_window: MakeWindow, name: str, first: str) -> None:
    found = told(part(make_window("pigs"), name))
    assert found[0] == first
    assert not {"data set", "X", "Y", "training set"} & set(found)


@pytest.mark.parametrize("name", ["Training", "Data", "Network", "Decision regions", "Descent path"])
def test_the_ground_of_a_panel_tells_of_its_name_first(window: MainWindow, name: str) -> None:
    grounds = (w for w in window.findChildren(QWidget) if w.isVisible() and w.accessibleName() == name)
    entry = glossary().entry(name)
    assert entry is not None
    assert told(next(grounds), QPoint(1, 1))[0] == entry.term


@pytest.mark.parametrize(("place", "letter", "axis"), [(0, "u", "horizontal"), (1, "v", "vertical")])
def test_the_letters_at_picked_weights_are_told(window: MainWindow, place: int, letter: str, axis: str) -> None:
    diagram, frame = window.network.diagram, window.session.frame
    assert frame is not None
    layer, neuron, source = frame.problem.layout.position(frame.picked[place])
    assert diagram.arrangement is not None
    along = [diagram.arrangement.point(layer, neuron, source, t).toPoint() for t in (0.5, 0.7, 0.3, 0.85)]
    assert [letter, "descent path"] in [told(diagram, point)[:2] for point in along]


@pytest.fixture
def opened(window: MainWindow) -> Callable[[], QWidget]:
    def opened() -> QWidget:
        window.network.diagram.activation_wanted.emit(1)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        return menu

    return opened


def test_the_menu_of_activations_tells_of_each(window: MainWindow, opened: Callable[[], QWidget]) -> None:
    menu = opened()
    for action in menu.actions():
        known = glossary().entry(action.text())
        found = told(menu, menu.actionGeometry(action).center())
        assert known is None or found[0] == known.term
        assert action.isSeparator() or "activation" in found or "=" in action.text()
    QCursor.setPos(menu.mapToGlobal(menu.actionGeometry(menu.actions()[1]).center()))
    QTest.keyClick(menu, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    box = QApplication.activePopupWidget()
    assert isinstance(box, TermBox)
    box.close()
    menu.close()
