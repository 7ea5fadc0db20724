"""The network diagram: what it shows, and what clicks and keys ask for."""

from __future__ import annotations

import itertools
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.exchange.scenes import load_scene
from core.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, LeakyReLU, ReLU, Sigmoid, Step, Tanh
from core.nn.network import DenseLayer, Network
from core.training.problem import prepare
from gui.panels.network import NetworkPanel
from gui.panels.network_edits import inserted, moved, removed, with_activation, with_units
from gui.widgets.diagram.connections import largest, pen_numbers
from gui.widgets.diagram.layout import Hit, arrange
from gui.widgets.diagram.names import EndNames, names_of
from gui.widgets.diagram.picture import shape_of
from gui.widgets.diagram.words import signed
from gui.widgets.theme import CHALKBOARD, WHITEBOARD, Look
from tests.gui.diagrams import SHAPES, click, edit_of, frame_of, network_of, show, units


@pytest.fixture
def panel(qtbot: Any) -> NetworkPanel:
    widget = NetworkPanel()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    show(widget, frame_of(network_of((4, 6, 6, 4))))
    widget.show()
    return widget


# --- painting ---


@pytest.mark.parametrize("theme", [CHALKBOARD, WHITEBOARD], ids=["dark", "light"])
@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_every_shape_is_drawn(qtbot: Any, sizes: tuple[int, ...], theme: Any) -> None:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(480, 300)
    panel.set_look(Look(theme, 15))
    show(panel, frame_of(network_of(sizes)))
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}
    assert len(colours) > 20


def test_a_map_is_drawn_with_the_lowest_y_at_the_bottom(panel: NetworkPanel) -> None:
    frame = frame_of(network_of((4, 6, 6, 4)))
    frame.maps[1][0, :4], frame.maps[1][0, 4:] = 0, 255  # orange below, blue above
    frame.picked = (40, 41)
    show(panel, frame)
    tile = panel.diagram.column(1).tiles[0]
    image = panel.diagram.grab().toImage()
    top = image.pixelColor(int(tile.center().x()), int(tile.top() + tile.height() * 0.2))
    bottom = image.pixelColor(int(tile.center().x()), int(tile.top() + tile.height() * 0.8))
    assert top.blue() > top.red()
    assert bottom.red() > bottom.blue()


def test_without_maps_and_with_broken_weights_it_still_draws(panel: NetworkPanel) -> None:
    frame = frame_of(network_of((3,)), maps=False)
    theta = np.array(frame.snapshot.theta)
    theta[:2] = np.nan, np.inf
    frame.snapshot = SimpleNamespace(theta=theta)
    show(panel, frame)
    assert not panel.grab().isNull()


def test_strength_and_sign_choose_the_pen() -> None:
    weights = np.array([[4.0, -4.0], [0.0, -1.0]])
    numbers = pen_numbers(weights, largest(weights)).ravel()
    assert numbers.tolist() == [10, 11, 0, 7]


def test_numbers_carry_a_real_minus_sign() -> None:
    assert signed(-0.12) == "−0.120"
    assert signed(1.637) == "+1.637"


def test_the_header_tells_shape_and_parameters(panel: NetworkPanel) -> None:
    assert panel.shape.text() == "2–4–6–6–4–1 · 117 parameters"


@pytest.mark.parametrize("size", [(400, 240), (560, 380)], ids=["1024", "1920"])
@pytest.mark.parametrize("scene", ["course-pass-fail", "course-grades", "digits", "three-arms", "two-hills"])
def test_names_of_inputs_and_outputs_are_readable(qapp: QApplication, scene: str, size: tuple[int, int]) -> None:
    experiment = load_scene(scene).experiment
    frame: Any = SimpleNamespace(experiment=experiment, problem=prepare(experiment))
    names, shape = names_of(frame), shape_of(frame)
    lay_out = partial(arrange, experiment.layout.sizes, *size, Look(), shape=shape)
    diagram = lay_out(sides=EndNames(lay_out(), Look(), size[0]).room(names))
    ground = QRectF(0, 0, *size)
    for column, each in zip((diagram.columns[0], diagram.columns[-1]), names, strict=True):
        assert len(each) == column.units
        written = list(EndNames(diagram, Look(), size[0]).placed(column, each))
        whole = each[column.shown] if column.picture is None else ()
        assert tuple(text.replace("\n", " ") for _, text in written) == whole
        assert all(ground.contains(area) for area, _ in written)
        assert all(a.bottom() - b.top() <= 3 for (a, _), (b, _) in itertools.pairwise(written))  # lines touch at most
        assert ground.contains(column.header)


@pytest.mark.parametrize("width", [365, 560, 900])
@pytest.mark.parametrize("sizes", [(3, 4, 6, 6, 4, 1), (2, 8, 8, 2)])
def test_names_of_sixty_letters_leave_the_columns_their_own_names(
    qapp: QApplication, sizes: tuple[int, ...], width: int
) -> None:
    long = tuple(f"{place}: a name of sixty letters, as somebody has it in a table, and 1" for place in range(3))
    names = long[: sizes[0]], long[: sizes[-1]]
    lay_out = partial(arrange, sizes, width, 380, Look())
    diagram = lay_out(sides=EndNames(lay_out(), Look(), width).room(names))
    ground = QRectF(0, 0, width, 380).adjusted(3, 0, -3, 0)  # within the frame of the focus
    for column, each in zip((diagram.columns[0], diagram.columns[-1]), names, strict=True):
        written = list(EndNames(diagram, Look(), width).placed(column, each))
        assert [ground.contains(area) for area, _ in written] == [True] * len(each)
    apart = diagram.columns[1].header.center().x() - diagram.columns[0].header.center().x()
    assert apart >= QFontMetricsF(Look().font(1.0, bold=True)).horizontalAdvance("ReLU")


# --- values ---


def test_the_value_card_follows_the_frame(panel: NetworkPanel) -> None:
    frame = frame_of(network_of((4, 6, 6, 4)))
    theta = np.array(frame.snapshot.theta)
    theta[frame.problem.layout.index(2, 3, 1)] = 1.637
    theta[frame.problem.layout.index(2, 3, 0)] = -0.12
    frame.snapshot = SimpleNamespace(theta=theta)
    show(panel, frame)
    diagram = panel.diagram
    assert diagram.value_text(Hit("connection", 2, 3, 1)) == "w[2]₃,₁ = +1.637"
    assert diagram.value_text(Hit("neuron", 2, 3)) == "neuron 3 of layer 2 · ReLU\nbias b[2]₃ = −0.120"
    assert diagram.value_text(Hit("neuron", 0, 2)) == "input x₂"


def test_a_layer_that_cannot_learn_says_so(panel: NetworkPanel) -> None:
    show(panel, frame_of(Network((DenseLayer(3, Step()),), Sigmoid())))
    assert "cannot learn" in panel.diagram.help_text(Hit("name", 1))


@pytest.mark.parametrize(("activation", "words"), [(ReLU(), "off: zero for"), (LeakyReLU(), "zero for"), (Tanh(), "")])
def test_a_map_that_is_zero_everywhere_is_told(panel: NetworkPanel, activation: Any, words: str) -> None:
    frame = frame_of(Network((DenseLayer(3, activation),), Sigmoid()))
    frame.maps[1][1] = 128
    show(panel, frame)
    lines = panel.diagram.value_text(Hit("neuron", 1, 2)).split("\n")[2:]
    assert lines == ([f"{words} every input shown"] if words else [])
    assert panel.diagram.value_text(Hit("neuron", 1, 1)).count("\n") == 1


def test_a_picked_parameter_that_is_folded_away_is_marked_at_its_chip(panel: NetworkPanel) -> None:
    frame = frame_of(network_of((64, 3)))
    layout = frame.problem.layout
    pairs = [(layout.index(1, 60, 1), layout.index(1, 60, 0)), (layout.index(2, 1, 60), 0)]
    show(panel, frame)
    chip = panel.diagram.column(1).rest
    assert chip is not None
    for picked, ends in zip(pairs, [(chip.left() - 4, chip.right() + 4), (chip.right() + 4,)], strict=True):
        frame.picked = picked
        show(panel, frame)
        image = panel.diagram.grab().toImage()
        for x in ends:
            row = round(chip.center().y()) - 5  # above the letter and the line, within the disc
            near = [image.pixelColor(round(x) + step, row).name() for step in range(-4, 5)]
            assert CHALKBOARD.accent in near
        assert f"u: {layout.name(picked[0])} = " in panel.diagram.value_text(Hit("rest", 1))


def test_the_ground_is_that_of_the_card(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: #ff0000; }")
    panel = NetworkPanel(window)
    for theme in (CHALKBOARD, WHITEBOARD):
        panel.set_look(Look(theme))
        show(panel, frame_of(network_of((3,))))
        panel.resize(600, 400)
        image = panel.grab().toImage()
        corner = panel.area.geometry().bottomRight()
        assert image.pixelColor(corner).name() == theme.card
        assert image.pixelColor(panel.area.geometry().bottomLeft()).name() == theme.card


@pytest.mark.parametrize("width", [270, 420, 900])
def test_the_header_line_leaves_room_for_the_fold_button(qtbot: Any, width: int) -> None:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(width, 300)
    show(panel, frame_of(network_of((4, 6, 6, 4, 8, 8))))
    panel.show()
    assert panel.shape.geometry().right() < width - 34
    assert panel.shape.fontMetrics().horizontalAdvance(panel.shape.text()) <= panel.shape.width()


# --- mouse ---


@pytest.mark.parametrize(
    ("part", "layer", "expected"),
    [("plus", 1, [5, 6, 6, 4]), ("minus", 2, [4, 5, 6, 4]), ("close", 3, [4, 6, 4])],
)
def test_header_marks_edit(qtbot: Any, panel: NetworkPanel, part: str, layer: int, expected: list[int]) -> None:
    place = getattr(panel.diagram.column(layer), part).center()
    assert units(edit_of(qtbot, panel, lambda: click(qtbot, panel, place))) == expected


@pytest.mark.parametrize(("gap", "expected"), [(0, [4, 4, 6, 6, 4]), (2, [4, 6, 6, 6, 4]), (4, [4, 6, 6, 4, 4])])
def test_an_insertion_mark_inserts_a_layer(qtbot: Any, panel: NetworkPanel, gap: int, expected: list[int]) -> None:
    arrangement = panel.diagram.arrangement
    assert arrangement is not None
    place = arrangement.inserts[gap].center()
    assert units(edit_of(qtbot, panel, lambda: click(qtbot, panel, place))) == expected


def test_the_last_neuron_cannot_be_removed(qtbot: Any, panel: NetworkPanel) -> None:
    show(panel, frame_of(network_of((1, 2))))
    with qtbot.assertNotEmitted(panel.edited):
        click(qtbot, panel, panel.diagram.column(1).minus.center())


@pytest.mark.parametrize(
    ("sizes", "part", "why"),
    [
        ((1, 2), "minus", "A layer has at least one neuron."),
        ((512,), "plus", "A layer has at most 512 neurons."),
        ((2,), "header", "There is no other hidden layer that it could change places with."),
        ((1,) * 24, "insert", "A network has at most 24 hidden layers."),
    ],
)
def test_a_part_that_does_nothing_says_why(
    qtbot: Any, panel: NetworkPanel, sizes: tuple[int, ...], part: Any, why: str
) -> None:
    for network, said in ((network_of(sizes), True), (network_of((3, 3)), False)):
        show(panel, frame_of(network, maps=False))
        assert panel.diagram.help_text(Hit(part, 1)).startswith(why) == said


def test_a_clicked_connection_is_picked(qtbot: Any, panel: NetworkPanel) -> None:
    arrangement = panel.diagram.arrangement
    assert arrangement is not None
    with qtbot.waitSignal(panel.weight_picked) as caught:
        click(qtbot, panel, arrangement.point(1, 4, 2, 0.9))
    assert caught.args == [frame_of(network_of((4, 6, 6, 4))).problem.layout.index(1, 4, 2)]


def test_a_clicked_neuron_is_selected_and_its_bias_picked(qtbot: Any, panel: NetworkPanel) -> None:
    selected: list[object] = []
    panel.neuron_selected.connect(selected.append)
    with qtbot.waitSignal(panel.weight_picked) as picked:
        click(qtbot, panel, panel.diagram.column(2).tiles[2].center())
    assert selected == [(2, 3)]
    assert picked.args == [frame_of(network_of((4, 6, 6, 4))).problem.layout.index(2, 3, 0)]


def drag(qtbot: Any, panel: NetworkPanel, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(panel.diagram, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(panel.diagram, (start + end) / 2)
    qtbot.mouseMove(panel.diagram, end)
    qtbot.mouseRelease(panel.diagram, Qt.MouseButton.LeftButton, pos=end)


def test_a_dragged_header_moves_its_layer(qtbot: Any, panel: NetworkPanel) -> None:
    show(panel, frame_of(network_of((3, 5, 7, 9))))
    start = panel.diagram.column(1).name.center().toPoint()
    end = panel.diagram.column(3).header.center().toPoint() + QPoint(60, 4)
    assert units(edit_of(qtbot, panel, lambda: drag(qtbot, panel, start, end))) == [5, 7, 3, 9]


# --- keyboard ---


def test_keys_reach_every_edit(qtbot: Any, panel: NetworkPanel) -> None:
    diagram = panel.diagram
    for _ in range(3):  # input, layer 1, layer 2
        qtbot.keyClick(diagram, Qt.Key.Key_Right)
    assert units(edit_of(qtbot, panel, lambda: qtbot.keyClicks(diagram, "+"))) == [4, 7, 6, 4]
    assert units(edit_of(qtbot, panel, lambda: qtbot.keyClicks(diagram, "-"))) == [4, 5, 6, 4]
    assert units(edit_of(qtbot, panel, lambda: qtbot.keyClick(diagram, Qt.Key.Key_Delete))) == [4, 6, 4]
    assert units(edit_of(qtbot, panel, lambda: qtbot.keyClick(diagram, Qt.Key.Key_Insert))) == [4, 6, 6, 6, 4]


def test_keys_select_neurons_and_pick_connections(qtbot: Any, panel: NetworkPanel) -> None:
    diagram = panel.diagram
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    with qtbot.waitSignal(panel.neuron_selected) as selected:
        qtbot.keyClick(diagram, Qt.Key.Key_Down)
    assert selected.args == [(1, 1)]
    qtbot.keyClick(diagram, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(diagram, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(panel.weight_picked) as picked:
        qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert picked.args == [1]


def test_alt_and_arrow_move_a_layer(qtbot: Any, panel: NetworkPanel) -> None:
    show(panel, frame_of(network_of((3, 5, 7))))
    click(qtbot, panel, panel.diagram.column(2).header.topLeft() + QPointF(2, 30))
    alt = Qt.KeyboardModifier.AltModifier
    moved_left = edit_of(qtbot, panel, lambda: qtbot.keyClick(panel.diagram, Qt.Key.Key_Left, alt))
    assert units(moved_left) == [5, 3, 7]


# --- the field and the menu ---


def test_a_typed_number_of_neurons_is_taken(qtbot: Any, panel: NetworkPanel) -> None:
    click(qtbot, panel, panel.diagram.column(2).count.center())
    assert panel.field is not None
    panel.field.field.clear()
    qtbot.keyClicks(panel.field.field, "12")
    field = panel.field.field
    assert units(edit_of(qtbot, panel, lambda: qtbot.keyClick(field, Qt.Key.Key_Return))) == [4, 12, 6, 4]


@pytest.mark.parametrize("text", ["6", "600"])
def test_one_sees_what_one_types(qtbot: Any, panel: NetworkPanel, text: str) -> None:
    panel.open_units(2)
    opened = panel.field
    assert opened is not None
    opened.field.selectAll()
    qtbot.keyClicks(opened.field, text)
    if text == "600":
        qtbot.keyClick(opened.field, Qt.Key.Key_Return)  # it is refused, and the reason stands below
    assert opened.message.isHidden() is (text == "6")
    for part in (opened.field, opened.message):
        if not part.isHidden():
            assert part.height() >= part.fontMetrics().height()
            assert opened.rect().contains(part.geometry())


@pytest.mark.parametrize("nonsense", ["", "abc", "0", "-3", "2.5", "600", "1e9", "nan", "6 6"])
@pytest.mark.slow
def test_nonsense_is_refused_beside_the_field(qtbot: Any, panel: NetworkPanel, nonsense: str) -> None:
    panel.open_units(2)
    assert panel.field is not None
    panel.field.field.selectAll()
    qtbot.keyClick(panel.field.field, Qt.Key.Key_Backspace)
    qtbot.keyClicks(panel.field.field, nonsense)
    with qtbot.assertNotEmitted(panel.edited):
        qtbot.keyClick(panel.field.field, Qt.Key.Key_Return)
    assert panel.field is not None
    assert panel.field.message.text().startswith("⚠ ")
    assert not panel.field.message.isHidden()


def test_a_field_left_with_nonsense_keeps_the_number_and_tells_why(qtbot: Any, panel: NetworkPanel) -> None:
    panel.open_units(2)
    assert panel.field is not None
    panel.field.field.selectAll()
    qtbot.keyClicks(panel.field.field, "600")
    with qtbot.assertNotEmitted(panel.edited):
        QApplication.sendEvent(panel.field.field, QFocusEvent(QEvent.Type.FocusOut))
    assert "at most 512; 600 is not" in panel.message.text()
    assert panel.diagram.column(2).units == 6
    panel.open_units(2)
    assert panel.message.isHidden()


@pytest.mark.parametrize(("number", "key"), [(512, "+"), (1, "-")])
def test_a_key_that_would_leave_the_bounds_is_refused(qtbot: Any, panel: NetworkPanel, number: int, key: str) -> None:
    panel.diagram.setFocus()
    show(panel, frame_of(network_of((number,))))
    qtbot.keyClick(panel.diagram, Qt.Key.Key_Right)
    qtbot.keyClick(panel.diagram, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(panel.edited):
        qtbot.keyClicks(panel.diagram, key)
    assert "at least 1, at most 512" in panel.message.text()


def test_the_menu_offers_what_the_layer_may_use(panel: NetworkPanel) -> None:
    for layer, entries in ((1, HIDDEN_ACTIVATIONS), (5, ACTIVATIONS)):
        panel.open_activations(layer)
        assert panel.menu is not None
        assert len([action for action in panel.menu.actions() if action.isCheckable()]) == len(entries)
        panel.menu.close()


def test_an_activation_is_chosen_from_the_menu(qtbot: Any, panel: NetworkPanel) -> None:
    panel.open_activations(2)
    assert panel.menu is not None
    tanh = next(action for action in panel.menu.actions() if action.text() == "tanh")
    network = edit_of(qtbot, panel, tanh.trigger)
    assert isinstance(network.hidden[1].activation, Tanh)
    panel.menu.close()


def test_the_slope_of_an_activation_is_typed(qtbot: Any, panel: NetworkPanel) -> None:
    show(panel, frame_of(Network((DenseLayer(3, LeakyReLU()),), Sigmoid())))
    panel.open_activations(1)
    assert panel.menu is not None
    panel.menu.actions()[-1].trigger()
    panel.menu.close()
    assert panel.field is not None
    field = panel.field.field
    field.selectAll()
    qtbot.keyClicks(field, "0.2")
    network = edit_of(qtbot, panel, lambda: qtbot.keyClick(field, Qt.Key.Key_Return))
    assert network.hidden[0].activation == LeakyReLU(leak=0.2)


def test_a_refused_edit_is_told(qtbot: Any, panel: NetworkPanel) -> None:
    show(panel, frame_of(network_of((1,) * 24)))
    for _ in range(3):
        qtbot.keyClick(panel.diagram, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(panel.edited):
        qtbot.keyClick(panel.diagram, Qt.Key.Key_Insert)
    assert "at most 24" in panel.message.text()
    assert panel.diagram.selected == (2, 0)
    show(panel, frame_of(network_of((1,) * 23)))
    assert panel.message.isHidden()


# --- the edits themselves ---


def test_edits_of_networks() -> None:
    network = network_of((3, 5, 7))
    assert units(with_units(network, 2, 9)) == [3, 9, 7]
    assert units(inserted(network_of(()), 0)) == [4]
    assert units(removed(network, 1)) == [5, 7]
    assert [units(moved(network, 1, gap)) for gap in (2, 3)] == [[5, 3, 7], [5, 7, 3]]
    assert units(moved(network, 3, 0)) == [7, 3, 5]
    assert with_activation(network, 4, Tanh()).output == Tanh()
    assert with_activation(network, 2, Tanh()).hidden[1].activation == Tanh()


def test_a_folded_layer_can_be_opened(panel: NetworkPanel) -> None:
    frame = frame_of(network_of((64, 3)))
    show(panel, frame)
    diagram, picked = panel.diagram, []
    panel.weight_picked.connect(picked.append)
    column = diagram.column(1)
    count, seen = len(column.tiles), set(column.numbers)
    assert column.rest is not None
    while column.numbers[-1] < 64:
        QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=column.rest.center().toPoint())
        assert diagram.column(1).first > column.first
        column = diagram.column(1)
        seen |= set(column.numbers)
    assert (seen, len(column.tiles)) == (set(range(1, 65)), count)
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=column.tiles[-1].center().toPoint())
    assert picked == [frame.problem.layout.index(1, 64, 0)]
    assert "neuron 64 of layer 1" in diagram.value_text(diagram.hit(column.tiles[-1].center()))
    pens = diagram._painting._connections.numbers().reshape(-1)  # type: ignore[union-attr]
    weights = frame.problem.layout.weights(frame.snapshot.theta, 1)
    drawn = pen_numbers(weights[64 - count :], largest(weights)).ravel()
    np.testing.assert_array_equal(pens[: drawn.size], drawn)
    assert column.rest is not None
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=column.rest.center().toPoint())
    assert diagram.column(1).first == 1
    diagram.grab()


def test_the_keyboard_goes_on_to_folded_neurons(panel: NetworkPanel) -> None:
    show(panel, frame_of(network_of((64, 3))))
    diagram = panel.diagram
    diagram._select(1, len(diagram.column(1).tiles))
    QTest.keyClick(diagram, Qt.Key.Key_Down)
    assert diagram.selected == (1, len(diagram.column(1).tiles) + 1)
    assert diagram.selected[1] in diagram.column(1).numbers
    QTest.keyClick(diagram, Qt.Key.Key_Up)
    diagram._select(1, 1)
    assert diagram.column(1).first == 1
    show(panel, frame_of(network_of((5, 3))))
    assert diagram.selected[1] <= 5
