"""The line that says what has just happened."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from core.training.caption import Caption
from core.training.notation import ARTICLES, Notation
from gui.widgets.notated_label import NamesLabel
from gui.widgets.theme import Look


class Captioned(Protocol):
    """A picture that has a caption."""

    @property
    def caption(self) -> Caption:
        """What has just happened."""


class StatusLine(NamesLabel):
    """Says what has just happened, while it is visible: its captions cost time. It is put into the notation here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._of: Captioned | None = None
        self._notation = ARTICLES
        self.setTextFormat(Qt.TextFormat.PlainText)  # the name of a run may look like markup
        self.setToolTip("What has just happened: in this phase, in the last step, or since the start.")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self.setFont(look.font())
        self.setContentsMargins(round(look.px(10)), 0, round(look.px(10)), 0)

    def show_of(self, picture: Captioned, notation: Notation) -> None:
        """Show the caption of a picture."""
        self._of, self._notation = picture, notation
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _write(self) -> None:
        if self._of is not None and self.isVisible():
            self.setText(self._of.caption.text(self._notation))
