"""What the monkey does: each act is one event or a short gesture, decided by its own random numbers.

An act that finds nothing to act on does nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QMenu, QWidget
from shiboken6 import isValid

from core.course.listed import listed_lessons
from core.exchange.pace import RATES
from core.exchange.scenes import load_scenes
from core.hyperparameters import InvalidSetting
from core.training.factors import FACTORS
from gui.shell.main_window import MainWindow

CASES = Path(__file__).parents[2] / "cases"
Key, Button, Modifier = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier
NONE = Modifier.NoModifier
KEYS = (
    *(Key.Key_Space, Key.Key_Return, Key.Key_Escape, Key.Key_Tab, Key.Key_Backtab, Key.Key_Delete, Key.Key_Backspace),
    *(Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End),
    *(Key.Key_PageDown, Key.Key_PageUp, Key.Key_F1, Key.Key_F5, Key.Key_F6),
    *(Key.Key_Plus, Key.Key_Minus, Key.Key_Period),
    *(Key(code) for code in range(Key.Key_A.value, Key.Key_Z.value + 1)),
    *(Key(code) for code in range(Key.Key_0.value, Key.Key_9.value + 1)),
)
HELD = (Modifier.NoModifier,) * 6 + (Modifier.ShiftModifier, Modifier.ControlModifier, Modifier.AltModifier)
QUITS = {(Key.Key_Q, Modifier.ControlModifier), (Key.Key_W, Modifier.ControlModifier)}
"""Keys that end the program: `tests.gui.files.killing` tries its ends."""
TEXTS = (
    *("0", "1", "-1", "0.03", "1e400", "1e-400", "nan", "inf", "1,5", "12345678901234567890", "½", "٣", "𝟙"),
    *("", " ", "x^2", "sin x", "1/(x-1)", "((((", "x" * 300, "a=b", "np.exp(x)", "__import__('os')", "5x²+30"),
    *("שלום", "مرحبا 12", "😀👩‍👩‍👧", "e\u0301\u202e", "\0", "\t\n", "<b>no</b>", "%s{}", "../../etc", "学习率"),
)
SIZES = ((400, 300), (640, 900), (1024, 768), (1280, 720), (1366, 768), (1920, 1080), (3840, 2160))
OFTEN = (3, 3, 6, 6, 6, 2, 1)
Act = Callable[["Monkey"], object]


class Monkey:
    """Somebody before a window.

    Attributes
    ----------
    folder
        Where it writes files; nowhere else.
    """

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self.folder = window, folder
        self.random = random.Random(0)
        self.about_to = ""
        """The act that is under way, in words."""

    def act(self, seed: str) -> None:
        """Do what ``seed`` says."""
        self.random = random.Random(seed)
        dialog = QApplication.activeModalWidget()
        act = answer_file_dialog if isinstance(dialog, QFileDialog) else self.random.choices(*_weighted())[0]
        self.about_to = act.__name__
        act(self)

    def top(self) -> QWidget:
        """Return the window that takes clicks: a menu or popup, else a dialog, else one of those that are open."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is not None:
            return front
        open_ = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.width() > 20]
        return self.random.choice(open_) if open_ else self.window

    def target(self, kind: type[QWidget] = QWidget) -> QWidget | None:
        """Return something of that kind that can be seen and is enabled."""
        there = self.top().findChildren(kind)
        seen = [each for each in there if each.isEnabled() and not each.visibleRegion().isEmpty()]
        target = self.random.choice(seen) if seen else None
        if target is not None:
            self.about_to += f" {type(target).__name__} “{target.accessibleName() or _text(target)}”"
        return target

    def place(self, widget: QWidget) -> QPoint:
        """Return a point of a widget."""
        return QPoint(self.random.randrange(max(1, widget.width())), self.random.randrange(max(1, widget.height())))


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton | QLineEdit) else widget.objectName()


def click(
    widget: QWidget, at: QPoint, button: Qt.MouseButton = Button.LeftButton, held: Qt.KeyboardModifier = NONE
) -> None:
    """Press and release a button of the mouse. The press may be the widget's end: `QTest.mouseClick` would crash."""
    QTest.mousePress(widget, button, held, at)
    if isValid(widget):
        QTest.mouseRelease(widget, button, held, at)


def type_key(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press and release a key, likewise."""
    QTest.keyPress(widget, key, held)
    if isValid(widget):
        QTest.keyRelease(widget, key, held)


def click_button(monkey: Monkey) -> None:
    button = monkey.target(QAbstractButton)
    if button is not None:
        click(button, button.rect().center())


def click_anything(monkey: Monkey) -> None:
    widget = monkey.target()
    if widget is not None:
        button = monkey.random.choice((Button.LeftButton, Button.LeftButton, Button.RightButton, Button.MiddleButton))
        click(widget, monkey.place(widget), button, monkey.random.choice(HELD))


def click_twice(monkey: Monkey) -> None:
    widget = monkey.target()
    if widget is not None:
        at = monkey.place(widget)
        click(widget, at)
        if isValid(widget) and widget.isVisible():
            click(widget, at)  # soon enough to be a double click


def choose_in_menu(monkey: Monkey) -> None:
    menu = QApplication.activePopupWidget()
    if isinstance(menu, QMenu):
        entries = [entry for entry in menu.actions() if entry.isEnabled() and "Quit" not in entry.text()]
        if entries:
            entry = monkey.random.choice(entries)
            monkey.about_to += f" “{entry.text()}”"
            click(menu, menu.actionGeometry(entry).center())


def choose_in_list(monkey: Monkey) -> None:
    box = monkey.target(QComboBox)
    if isinstance(box, QComboBox) and box.count():
        type_key(box, Key.Key_Home)
        for _ in range(monkey.random.randrange(min(12, box.count()))):
            if isValid(box):
                type_key(box, Key.Key_Down)


def drag(monkey: Monkey) -> None:
    widget = monkey.target()
    if widget is not None:
        begin, end = monkey.place(widget), monkey.place(monkey.window)
        QTest.mousePress(widget, Button.LeftButton, NONE, begin)
        for part in range(1, 5):
            if isValid(widget):
                QTest.mouseMove(widget, begin + (end - begin) * part / 4)
        if isValid(widget):
            QTest.mouseRelease(widget, Button.LeftButton, NONE, end)


def hover(monkey: Monkey) -> None:
    widget = monkey.target()
    if widget is not None:
        QTest.mouseMove(widget, monkey.place(widget))


def wheel(monkey: Monkey) -> None:
    widget = monkey.target()
    if widget is not None:
        at = QPointF(monkey.place(widget))
        turn = QPoint(0, monkey.random.choice((-1200, -120, 120, 1200)))
        none, phase = Button.NoButton, Qt.ScrollPhase.NoScrollPhase
        onto, held = QPointF(widget.mapToGlobal(at)), monkey.random.choice(HELD)
        QApplication.sendEvent(widget, QWheelEvent(at, onto, QPoint(), turn, none, held, phase, False))


def press_key(monkey: Monkey) -> None:
    key, held = monkey.random.choice(KEYS), monkey.random.choice(HELD)
    if (key, held) not in QUITS:
        monkey.about_to += f" {held.name} {key.name}"
        type_key(_focused(monkey), key, held)


def hold_key(monkey: Monkey) -> None:
    key, target = monkey.random.choice(KEYS), _focused(monkey)
    monkey.about_to += f" {key.name}"
    for _ in range(10):
        if isValid(target):
            QTest.keyPress(target, key)
    if isValid(target):
        QTest.keyRelease(target, key)


def type_text(monkey: Monkey) -> None:
    field = monkey.target(QLineEdit)
    if isinstance(field, QLineEdit) and not field.isReadOnly():
        text = monkey.random.choice(TEXTS)
        monkey.about_to += f" {text[:20]!r}"
        field.setFocus()
        field.selectAll()
        field.insert(text)  # as pasting does
        type_key(field, monkey.random.choice((Key.Key_Return, Key.Key_Tab, Key.Key_Escape)))


def storm_of_undo(monkey: Monkey) -> None:
    for _ in range(12):
        type_key(monkey.window, monkey.random.choice((Key.Key_Z, Key.Key_Z, Key.Key_Y)), Modifier.ControlModifier)


def resize(monkey: Monkey) -> None:
    monkey.window.resize(*monkey.random.choices(SIZES, OFTEN)[0])


def choose_scene(monkey: Monkey) -> None:
    scene = monkey.random.choice(load_scenes()[0])
    monkey.about_to += f" {scene.name}"
    monkey.window.stages.choose(scene)


def open_lesson(monkey: Monkey) -> None:
    name = monkey.random.choice(listed_lessons()).name
    monkey.about_to += f" {name}"
    monkey.window.lessons.open(name, monkey.random.randrange(4))


def take_table(monkey: Monkey) -> None:
    file = monkey.random.choice(sorted(CASES.glob("*/*.[ct]s[v]")))
    monkey.about_to += f" {file.name}"
    monkey.window.own_data.take(file)


def draw_points(monkey: Monkey) -> None:
    monkey.window.pencil.draw(monkey.random.random() < 0.6)


def race(monkey: Monkey) -> None:
    session = monkey.window.session
    if session.ready and session.runs is not None and len(session.runs.all) == 1:
        with suppress(InvalidSetting):  # the race panel says so
            session.racing.start(FACTORS["alpha"], [0.01, 0.3, 1e6][: monkey.random.randint(1, 3)], 0)


def run(monkey: Monkey) -> None:
    player = monkey.window.player
    if not player.playing:
        player.pace.set_rate(monkey.random.choice(RATES))
        player.toggle()


def step(monkey: Monkey) -> None:
    monkey.window.player.step()


def seek(monkey: Monkey) -> None:
    monkey.window.player.go_to(monkey.random.choice((0, 1, 7, 50, 300, 2_000)))


def set_weight(monkey: Monkey) -> None:
    session = monkey.window.session
    if session.ready:
        index = monkey.random.randrange(session.experiment.layout.parameters)
        with suppress(InvalidSetting):  # views say so
            session.set_parameter(index, monkey.random.choice((0.0, 1.0, -3.5, 1e6)))


def change_alpha(monkey: Monkey) -> None:
    session = monkey.window.session
    if session.ready:
        optimizer = replace(session.experiment.optimizer, alpha=monkey.random.choice((1e-4, 0.01, 0.3, 1e4)))
        session.edit(replace(session.experiment, optimizer=optimizer))


def present(monkey: Monkey) -> None:
    monkey.window.presenting.begin()


def leave_stage(monkey: Monkey) -> None:
    for _ in range(2):
        type_key(_focused(monkey), Key.Key_Escape)


def go_home(monkey: Monkey) -> None:
    monkey.window.at_home.begin()


def share(monkey: Monkey) -> None:
    type_key(monkey.window, Key.Key_E, Modifier.ControlModifier)


def answer_file_dialog(monkey: Monkey) -> None:
    """Name a file in the folder; other clicks in such a dialog could delete files."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen or monkey.random.random() < 0.4:
        dialog.reject()
    else:
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(str(monkey.folder / f"mine {monkey.random.randrange(5)}"))
        type_key(dialog, Key.Key_Return)


def _focused(monkey: Monkey) -> QWidget:
    return QApplication.activePopupWidget() or QApplication.focusWidget() or monkey.top()


ACTS: dict[Act, int] = {
    click_button: 20,
    click_anything: 12,
    press_key: 12,
    hover: 6,
    wheel: 5,
    drag: 5,
    type_text: 6,
    choose_in_menu: 10,
    choose_in_list: 4,
    run: 4,
    step: 3,
    seek: 3,
    set_weight: 2,
    change_alpha: 2,
    click_twice: 2,
    hold_key: 1,
    storm_of_undo: 1,
    resize: 1,
    choose_scene: 1,
    open_lesson: 1,
    take_table: 1,
    draw_points: 1,
    race: 1,
    present: 1,
    leave_stage: 2,
    go_home: 1,
    share: 1,
}
"""What it does, and how often beside the others."""


def _weighted() -> tuple[tuple[Act, ...], tuple[int, ...]]:
    return tuple(ACTS), tuple(ACTS.values())
