"""Small controls that many views have: one of a few things, and one of many in turn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from core.analysis.scope import TITLES, ScopeName
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.theme import Look

SMALL = 0.87
"""Size of the text, by normal text."""
SCOPE_HELP: dict[ScopeName, str] = {
    "example": "The loss ℓ of one example of the batch, without penalty. This choice holds in all lenses.",
    "batch": "The loss L of the next update's batch: the mean of its ℓ, plus penalty. This choice holds in all lenses.",
    "set": (
        "The loss L of the whole training set (of more than 20,000 examples, of a sample): the mean of its ℓ, plus the "
        "penalty. This choice holds in all lenses."
    ),
}


class Switch(QWidget):
    """Buttons, of which one is pressed: the first one at first.

    Parameters
    ----------
    parts
        Text and tooltip of each.
    """

    turned = Signal()
    """Somebody has pressed a button."""

    def __init__(self, *parts: tuple[str, str]) -> None:
        super().__init__()
        self.buttons = [QPushButton(text) for text, _ in parts]
        self._group, self._row = QButtonGroup(self), QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for button, (_, help) in zip(self.buttons, parts, strict=True):
            button.setCheckable(True)
            button.setToolTip(tooltip(help))
            self._group.addButton(button)
            self._row.addWidget(button)
        self.buttons[0].setChecked(True)
        self._group.buttonClicked.connect(self.turned)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._row.setSpacing(round(look.px(6)))
        for button in self.buttons:
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
        for button, help in zip(self.buttons, words.values(), strict=True):
            button.setAccessibleName(help)
        self.train, self.test = self.buttons


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
        names = (f"Previous {what}", f"Next {what}")
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
            permit(button, f"All are shown: choose “this {self._what}” first.")


class ExampleStepper(Stepper):
    """Goes through the examples of the batch."""

    def __init__(self) -> None:
        help = "Which example of the batch is shown, and its number in the training set."
        super().__init__("example", "of the batch.", help)


class ScopeSwitch(Switch):
    """Whose loss: that of this example, of this batch, or of the whole set."""

    chosen = Signal(str)
    """A `ScopeName`, asked for by a click."""

    def __init__(self) -> None:
        super().__init__(*((TITLES[name], help) for name, help in SCOPE_HELP.items()))
        self.example, self.batch, self.set = self.buttons
        for name, button in zip(TITLES, self.buttons, strict=True):
            button.setAccessibleName(f"Loss of {name}")
            button.clicked.connect(partial(self._choose, name))

    def _choose(self, name: ScopeName, *_: object) -> None:
        self.chosen.emit(name)

    def show_scope(self, name: ScopeName, why_not: Mapping[ScopeName, str]) -> None:
        """Show which one is chosen, and why some cannot be."""
        for each, button in zip(TITLES, self.buttons, strict=True):
            button.setChecked(each == name)
            permit(button, why_not.get(each, ""))
