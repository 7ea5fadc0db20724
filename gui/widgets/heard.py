"""A picture as one sentence, for those who hear the screen: made when it is asked for, and not with every picture."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class Heard:
    """A widget that shows a picture, and can tell in one sentence what is to be seen on it now."""

    def told(self) -> str:
        """Return that sentence."""
        raise NotImplementedError


class HeardPicture(QAccessibleWidget):
    """What a screen reader gets of such a widget: its name, and the sentence as its description."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__(picture, QAccessible.Role.Chart, picture.accessibleName())

    def text(self, kind: QAccessible.Text) -> str:
        """Return the sentence of this moment."""
        picture = self.object()
        if kind == QAccessible.Text.Description and isinstance(picture, Heard):
            return picture.told()
        return super().text(kind)


def _heard(_: str, widget: Any) -> QAccessibleInterface | None:
    return HeardPicture(widget) if isinstance(widget, Heard) and isinstance(widget, QWidget) else None


QAccessible.installFactory(_heard)
