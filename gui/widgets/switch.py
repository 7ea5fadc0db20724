"""Small controls that many views have: one of two things, and one of many in turn."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.theme import Look

SMALL = 0.87
"""Size of the text, by normal text."""


class Switch(QWidget):
    """Two buttons, of which one is pressed: the ``left`` one at first.

    Parameters
    ----------
    left, right
        Text and tooltip of each.
    """

    turned = Signal()
    """Somebody has pressed a button."""

    def __init__(self, left: tuple[str, str], right: tuple[str, str]) -> None:
        super().__init__()
        self.left, self.right = QPushButton(left[0]), QPushButton(right[0])
        self._group, self._row = QButtonGroup(self), QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for button, (_, help) in ((self.left, left), (self.right, right)):
            button.setCheckable(True)
            button.setToolTip(tooltip(help))
            self._group.addButton(button)
            self._row.addWidget(button)
        self.left.setChecked(True)
        self._group.buttonClicked.connect(self.turned)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._row.setSpacing(round(look.px(6)))
        for button in (self.left, self.right):
            button.setFont(look.font(SMALL))


class SetSwitch(Switch):
    """The training examples, or the test examples.

    Parameters
    ----------
    verb
        What is done with them: "List".
    """

    def __init__(self, verb: str) -> None:
        words = {name: f"{verb} the {name} examples" for name in ("training", "test")}
        super().__init__(*((name, f"{help}.") for name, help in words.items()))
        for button, help in zip((self.left, self.right), words.values(), strict=True):
            button.setAccessibleName(help)
        self.train, self.test = self.left, self.right


class Stepper(QWidget):
    """Goes from one to the next: which one it is, between two buttons.

    Parameters
    ----------
    what, of
        What is gone through, e.g. "example", and what it is one of: "of the batch".
    help
        What the words between the buttons say.
    """

    stepped = Signal(int)
    """Somebody asks for the one before (−1) or the next (1)."""

    def __init__(self, what: str, of: str, help: str) -> None:
        super().__init__()
        self._what = what
        self.before, self.which, self.next = QPushButton("◂"), QLabel(), QPushButton("▸")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        names = (f"{what.capitalize()} before", f"Next {what}")
        for button, name, by in zip((self.before, self.next), names, (-1, 1), strict=True):
            button.setAutoRepeat(True)
            button.setAccessibleName(name)
            button.setToolTip(tooltip(f"{name} {of}"))
            button.clicked.connect(lambda checked=False, by=by: self.stepped.emit(by))
        self.which.setToolTip(tooltip(help))
        for part in (self.before, self.which, self.next):
            self._row.addWidget(part)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._row.setSpacing(round(look.px(6)))
        for part in (self.before, self.which, self.next):
            part.setFont(look.font(SMALL))
        set_text_colour(self.which, look, "dim")

    def show_which(self, words: str, first: bool, last: bool) -> None:
        """Say which one it is, and whether there is one before it and after it."""
        self.which.setText(words)
        permit(self.before, f"This is the first {self._what}." if first else "")
        permit(self.next, f"This is the last {self._what}." if last else "")

    def show_all(self, words: str) -> None:
        """Say that all are shown, so that there is none to go to."""
        self.which.setText(words)
        for button in (self.before, self.next):
            permit(button, f"All are shown: choose “one {self._what}” first.")


class ExampleStepper(Stepper):
    """Goes through the examples of the batch."""

    def __init__(self) -> None:
        help = "Which example of the batch is shown, and its number in the training set."
        super().__init__("example", "of the batch.", help)


class ExampleSwitch(Switch):
    """One example, or the whole batch.

    Parameters
    ----------
    one, all
        What is shown of each.
    """

    def __init__(self, one: str, all: str) -> None:
        super().__init__(("one example", one), ("whole batch", all))
        self.one, self.all = self.left, self.right
