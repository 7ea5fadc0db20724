"""Somebody who has a keyboard and no mouse: presses keys wherever the focus is, and counts them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def focused() -> QWidget:
    """Return what gets a key that is pressed now."""
    popup = QApplication.activePopupWidget()
    widget = (
        (popup.focusWidget() or popup)
        if popup is not None
        else QApplication.focusWidget() or QApplication.activeWindow()
    )
    assert widget is not None, "nothing has the keyboard"
    return widget


class Keyboard:
    """Presses keys, each where the focus is by then, and lets the program come to rest after each."""

    def __init__(self, rest: Callable[[], object]) -> None:
        self._rest = rest
        self.pressed = 0

    def press(self, keys: str, times: int = 1) -> None:
        """Press keys that are written as Qt writes them, one after the other."""
        for key in keys.split() * times:
            combination = QKeySequence(key)[0]  # type: ignore[index]
            QTest.keyClick(focused(), combination.key(), combination.keyboardModifiers())
            self.pressed += 1
            QApplication.processEvents()
            self._rest()
            QApplication.processEvents()  # what rested last may turn a control grey

    def type(self, text: str) -> None:
        """Type what is written."""
        for letter in text:
            QTest.keyClick(focused(), letter)
            self.pressed += 1
        QApplication.processEvents()

    def go_to(self, there: Callable[[], bool], key: str = "Tab", most: int = 40) -> None:
        """Press a key until one is there."""
        for _ in range(most):
            if there():
                return
            self.press(key)
        raise AssertionError(f"not reached by {most} times {key}: {focused()!r}, {focused().accessibleName()!r}")

    def holds(self, modifier: Qt.Key) -> None:
        """Press a key alone and let it go."""
        QTest.keyPress(focused(), modifier)
        QTest.keyRelease(focused(), modifier)
        self.pressed += 1
