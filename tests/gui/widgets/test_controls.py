"""The generated controls: what may be typed, when it is handed on, and what is said when it is refused."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.data.datasets import DATASETS
from core.hyperparameters import Choice, Hyperparameter, InvalidSetting, catalogue, hyperparameter
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.nn.regularizers import REGULARIZERS
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.choice_editor import ChoiceEditor
from gui.widgets.controls import NumberField, SwitchField, control_sheet, make_field
from gui.widgets.number_text import step_number
from gui.widgets.tabs import TabRow
from gui.widgets.theme import CHALKBOARD, THEMES, WHITEBOARD, Look

RATE = Hyperparameter("alpha", float, 0.01, "α", "How far a step goes.", above=0.0, high=1e6, log=True)
SWITCH = Hyperparameter("centred", bool, False, "", "Whether to centre.")

CATALOGUES: tuple[dict[str, type[Choice]], ...] = (
    dict(ACTIVATIONS),
    dict(DATASETS),
    dict(INITIALIZERS),
    dict(LOSSES),
    dict(OPTIMIZERS),
    dict(REGULARIZERS),
    dict(SCHEDULES),
)
ENTRIES = [
    pytest.param(entries, entry, id=f"{entry.__module__.rsplit('.', 1)[-1]}-{entry.name}")
    for entries in CATALOGUES
    for entry in entries.values()
]


class Interval(Choice):
    """An entry whose two settings must go together."""

    name: ClassVar[str] = "interval"
    title: ClassVar[str] = "interval"
    help: ClassVar[str] = "From low to high."

    low: float = hyperparameter(0.0, "a", "Where it begins.")
    high: float = hyperparameter(1.0, "b", "Where it ends.")
    closed: bool = hyperparameter(True, "", "Whether the ends belong to it.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low >= self.high:
            raise InvalidSetting("high", "The end must lie above the beginning.")


INTERVALS: dict[str, type[Choice]] = dict(catalogue(Interval))


class Bench(QWidget):
    """A number field in a window, with something else that can take the focus."""

    def __init__(self, declared: Hyperparameter = RATE, off: float | None = None) -> None:
        super().__init__()
        self.field = NumberField(declared, off=off)
        self.other = QLineEdit()
        self.committed: list[Any] = []
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other)
        self.field.committed.connect(self.committed.append)

    def type(self, text: str) -> None:
        self.field.edit.setFocus()
        self.field.edit.selectAll()
        QTest.keyClick(self.field.edit, Qt.Key.Key_Delete)
        QTest.keyClicks(self.field.edit, text)

    def enter(self, text: str) -> None:
        self.type(text)
        QTest.keyClick(self.field.edit, Qt.Key.Key_Return)


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    bench = Bench()
    show(qtbot, bench)
    return bench


def test_enter_hands_on_once_and_shows_the_short_form(bench: Bench) -> None:
    bench.enter(" 1/4 ")
    QTest.keyClick(bench.field.edit, Qt.Key.Key_Return)
    bench.other.setFocus()
    assert bench.committed == [0.25]
    assert bench.field.edit.text() == "0.25"


def test_leaving_hands_on(bench: Bench) -> None:
    bench.type("0,5")
    assert bench.committed == []
    bench.other.setFocus()
    assert bench.committed == [0.5]


def test_the_same_value_is_not_handed_on(bench: Bench) -> None:
    bench.enter("1e-2")
    assert bench.committed == []
    assert bench.field.edit.text() == "0.01"


def test_a_value_shown_rounded_is_not_changed_by_visiting_it(bench: Bench) -> None:
    bench.field.set_value(0.123456789)
    bench.field.edit.setFocus()
    QTest.keyClick(bench.field.edit, Qt.Key.Key_Return)
    bench.other.setFocus()
    assert bench.committed == []
    assert bench.field.value == 0.123456789


def test_refusal_keeps_the_text_until_left_and_the_words_until_edited(bench: Bench) -> None:
    bench.enter("-3")
    assert bench.field.edit.text() == "-3"
    assert bench.field.message.isVisible()
    assert bench.field.message.text().startswith("⚠ ")
    bench.other.setFocus()
    assert bench.field.edit.text() == "0.01"
    assert bench.field.message.isVisible()
    assert bench.field.value == 0.01
    bench.type("0")
    assert not bench.field.message.isVisible()
    assert bench.committed == []


def test_escape_goes_back(bench: Bench) -> None:
    bench.type("77")
    QTest.keyClick(bench.field.edit, Qt.Key.Key_Escape)
    assert bench.field.edit.text() == "0.01"
    bench.other.setFocus()
    assert bench.committed == []


def test_arrow_keys_step(bench: Bench) -> None:
    bench.field.edit.setFocus()
    QTest.keyClick(bench.field.edit, Qt.Key.Key_Up)
    QTest.keyClick(bench.field.edit, Qt.Key.Key_Down)
    QTest.keyClick(bench.field.edit, Qt.Key.Key_Down)
    assert bench.committed == [0.02, 0.01, 0.005]


def test_the_mouse_alone_steps_where_a_step_leads_somewhere(bench: Bench) -> None:
    field, steppers, values = bench.field, bench.field.steppers, []
    field.committed.connect(values.append)
    bench.other.setFocus()
    assert steppers.isHidden()
    QApplication.sendEvent(field, QEnterEvent(QPointF(3, 3), QPointF(3, 3), QPointF(3, 3)))
    assert steppers.isVisible()
    for button in (steppers.more, steppers.more, steppers.less):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert values == [0.02, 0.05, 0.02]
    assert bench.other.hasFocus()
    field.set_value(RATE.high)
    assert not steppers.more.isEnabled()
    assert "largest" in steppers.more.toolTip()
    assert steppers.less.isEnabled()
    QApplication.sendEvent(field, QEvent(QEvent.Type.Leave))
    assert steppers.isHidden()


def test_setting_a_value_says_nothing_and_spares_what_is_being_typed(bench: Bench) -> None:
    bench.field.set_value(0.5)
    assert bench.committed == []
    bench.type("0.7")
    bench.field.set_value(0.5)
    assert bench.field.edit.text() == "0.7"
    bench.field.set_value(0.6)
    assert bench.field.edit.text() == "0.6"


def test_an_error_from_elsewhere_takes_the_last_value_back(bench: Bench) -> None:
    bench.enter("5")
    bench.field.show_error("No.")
    assert bench.field.error == "No."
    assert bench.field.value == 0.01
    bench.other.setFocus()
    assert bench.field.edit.text() == "0.01"
    assert bench.committed == [5.0]


def test_the_message_is_read_out_and_outlined(bench: Bench) -> None:
    bench.enter("none of this")
    assert bench.field.error in bench.field.edit.accessibleDescription()
    assert bench.field.edit.property("refused") is True
    bench.enter("0.3")
    assert bench.field.edit.property("refused") is False


def test_a_limit_can_be_off(qtbot: QtBot) -> None:
    bench = Bench(off=math.inf)
    show(qtbot, bench)
    bench.enter("off")
    assert bench.field.edit.text() == "off"
    bench.enter("2")
    bench.enter("")
    assert bench.committed == [math.inf, 2.0, math.inf]
    QTest.keyClick(bench.field.edit, Qt.Key.Key_Up)
    assert bench.field.value == RATE.default


def turn_wheel(widget: QWidget) -> bool:
    """Turn the wheel over a widget; return whether it took the event for itself."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.ignore()
    widget.event(event)
    return event.isAccepted()


def test_the_wheel_scrolls_the_panel_unless_the_field_has_the_focus(bench: Bench) -> None:
    bench.other.setFocus()
    assert not turn_wheel(bench.field.edit)
    assert bench.committed == []
    bench.field.edit.setFocus()
    assert turn_wheel(bench.field.edit)
    assert bench.committed == [0.02]


def test_the_wheel_leaves_an_unfocused_choice_alone(qtbot: QtBot) -> None:
    editor = ChoiceEditor("Optimiser", dict(OPTIMIZERS))
    show(qtbot, editor)
    editor.box.clearFocus()
    with qtbot.assertNotEmitted(editor.changed):
        assert not turn_wheel(editor.box)
    assert editor.box.currentIndex() == 0


def test_labels_tooltips_and_names_follow_from_the_declaration(qtbot: QtBot) -> None:
    field = NumberField(RATE)
    qtbot.addWidget(field)
    assert field.label.text() == field.edit.accessibleName() == RATE.label
    for words in (RATE.help, RATE.bounds):
        assert words in field.edit.toolTip()


def test_a_switch_hands_on_true_and_false(qtbot: QtBot) -> None:
    field = make_field(SWITCH)
    assert isinstance(field, SwitchField)
    show(qtbot, field)
    seen: list[bool] = []
    field.committed.connect(seen.append)
    field.set_value(True)
    assert field.box.text() == "on"
    field.box.click()
    field.box.click()
    assert seen == [False, True]


def other_value(declared: Hyperparameter) -> Any:
    """Return an allowed value that is not the default."""
    if declared.kind is bool:
        return not declared.default
    if declared.kind is str:
        return f"2*({declared.default})"
    up, down = (step_number(declared.default, direction, declared) for direction in (1, -1))
    return up if up != declared.default else down


@pytest.mark.parametrize(("entries", "entry"), ENTRIES)
def test_every_entry_round_trips_through_its_editor(
    entries: dict[str, type[Choice]], entry: type[Choice], qtbot: QtBot
) -> None:
    editor = ChoiceEditor("Choice", entries)
    show(qtbot, editor)
    seen: list[Choice] = []
    editor.changed.connect(seen.append)
    wanted = entry.of({one.name: other_value(one) for one in entry.hyperparameters()})

    editor.set_choice(wanted)
    assert seen == []
    assert editor.pages.page is not None
    assert editor.pages.page.values() == {k: v for k, v in wanted.to_dict().items() if k != "name"}

    editor.set_choice(entry())
    for declared in entry.hyperparameters():
        field = editor.fields[declared.name]
        if isinstance(field, SwitchField):
            field.box.click()
            continue
        value = getattr(wanted, declared.name)
        field.edit.setText(value if isinstance(value, str) else repr(value))
        field.edit.setModified(True)
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert len(seen) == len(entry.hyperparameters())
    assert not seen or seen[-1] == wanted


@pytest.mark.parametrize(("entries", "entry"), ENTRIES)
def test_every_entry_can_be_chosen_and_is_explained(
    entries: dict[str, type[Choice]], entry: type[Choice], qtbot: QtBot
) -> None:
    editor = ChoiceEditor("Choice", entries)
    show(qtbot, editor)
    index = editor.box.findData(entry.name)
    assert editor.box.itemText(index) == entry.title
    assert editor.box.itemData(index, Qt.ItemDataRole.ToolTipRole)
    seen: list[Choice] = []
    editor.changed.connect(seen.append)
    editor.box.setCurrentIndex(index)
    editor.box.activated.emit(index)
    editor.box.activated.emit(index)
    assert seen == ([] if index == 0 else [entry()])
    for field in editor.fields.values():
        assert field.control.toolTip()
        assert field.control.accessibleName()


def test_choosing_by_keyboard_hands_on_the_defaults(qtbot: QtBot) -> None:
    editor = ChoiceEditor("Optimiser", dict(OPTIMIZERS))
    show(qtbot, editor)
    editor.box.setFocus()
    with qtbot.waitSignal(editor.changed) as caught:
        QTest.keyClick(editor.box, Qt.Key.Key_Down)
    assert caught.args == [list(OPTIMIZERS.values())[1]()]


def test_settings_that_do_not_go_together_are_told_beside_the_field_at_fault(qtbot: QtBot) -> None:
    editor = ChoiceEditor("Interval", INTERVALS)
    show(qtbot, editor)
    seen: list[Choice] = []
    editor.changed.connect(seen.append)
    low = editor.fields["low"]
    assert isinstance(low, NumberField)
    low.edit.setText("2")
    low.edit.setModified(True)
    QTest.keyClick(low.edit, Qt.Key.Key_Return)
    assert seen == []
    assert editor.fields["high"].error == "The end must lie above the beginning."
    assert editor.fields["high"].message.isVisible(), "the fold must open to show it"
    assert low.error == ""


def test_the_fold_is_remembered_from_entry_to_entry(qtbot: QtBot) -> None:
    editor = ChoiceEditor("Optimiser", dict(OPTIMIZERS))
    show(qtbot, editor)
    editor.set_choice(OPTIMIZERS["adam"]())
    assert editor.fields["alpha"].isVisible()
    assert not editor.fields["beta1"].isVisible()
    assert editor.pages.page is not None
    assert editor.pages.page.fold is not None
    editor.pages.page.fold.button.click()
    assert editor.fields["beta1"].isVisible()
    editor.set_choice(OPTIMIZERS["rmsprop"]())
    assert editor.fields["rho"].isVisible()


@pytest.mark.parametrize("look", [Look(CHALKBOARD, 15), Look(WHITEBOARD, 27)], ids=["normal", "large"])
def test_labels_fit_into_their_room(look: Look, qtbot: QtBot) -> None:
    editor = ChoiceEditor("Regularisation", dict(OPTIMIZERS), "How large weights are held back.")
    editor.set_look(look)
    editor.resize(196, 400)
    show(qtbot, editor)
    for label in editor.findChildren(QLabel):
        longest = max((label.fontMetrics().horizontalAdvance(word) for word in label.text().split()), default=0)
        assert not label.isVisible() or longest <= label.width()


@pytest.mark.parametrize("theme", list(THEMES.values()), ids=list(THEMES))
def test_the_style_sheet_is_understood_and_leaves_font_sizes_alone(theme: Any, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    sheet = control_sheet(Look(theme))
    widget.setStyleSheet(sheet)  # a sheet that cannot be parsed warns, and warnings fail tests
    assert "font" not in sheet
    assert QApplication.instance() is not None


def test_the_wheel_over_tabs_is_left_to_the_page(qapp: QApplication) -> None:
    row = TabRow()
    row.addTab("one")
    row.addTab("two")
    nowhere, down = QPointF(5.0, 5.0), QPoint(0, -120)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(nowhere, nowhere, QPoint(), down, *none, False)
    QApplication.sendEvent(row, event)
    assert row.currentIndex() == 0
    assert not event.isAccepted()


def test_a_choice_in_a_frame_is_one_line_at_every_width(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.set_look(Look())
    box.addItems(["A curve through noise", ""])
    for width in range(90, 240, 7):
        box.resize(width, 60)
        pictures = []
        for place in (0, 1):
            box.setCurrentIndex(place)
            pictures.append(box.grab().toImage())
        ink, bare = pictures
        rows = [y for y in range(60) if any(ink.pixel(x, y) != bare.pixel(x, y) for x in range(width))]
        assert max(rows) - min(rows) < box.fontMetrics().height(), width
