"""*About*: which version this is, on what it runs, what it is made of, and all licences in full."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.exchange.licences import LicensedPart, parts
from core.version import VERSION, version_line
from gui.shell.front import ICON
from gui.shell.log import log_file
from gui.widgets.controls import dress
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Look

SIZE, SHARE_OF_WINDOW = (980, 680), 0.94
"""Of the dialog, in pixels at normal text, and at most so much of the window."""
LIST_WIDTH, ICON_SIDE = 320, 72
"""In pixels at normal text."""
COPIED = "Copied"


class AboutDialog(OwnLetters, QDialog):
    """Shows the parts in a list, and the licence of the one that is chosen."""

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self.setWindowTitle("About Chalkgrad")
        self.setAccessibleName("About Chalkgrad")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.parts = parts()
        self._make_parts()
        self._arrange()
        self.list.currentRowChanged.connect(lambda row: self._show(self.parts[row]))
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close)
        dress(self, look)
        self.resize(QSize(*(round(look.px(side)) for side in SIZE)).boundedTo(window.size() * SHARE_OF_WINDOW))
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _make_parts(self) -> None:
        self.icon, self.title = QLabel(), QLabel(f"Chalkgrad {VERSION}")
        self.icon.setAccessibleName("The icon of Chalkgrad")
        self.facts = QLabel("\n".join(self._facts()))
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.list, self.what, self.text = QListWidget(), QLabel(), QPlainTextEdit()
        self.list.addItems([f"{part.name} {part.version}".strip() for part in self.parts])
        self.list.setAccessibleName("Parts")
        self.list.setToolTip("What the program is made of. Choose a part to read its licence.")
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Licence")
        self.text.setToolTip("The licence in full.")
        self.text.setTabChangesFocus(True)
        self.what.setWordWrap(True)
        self.what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = QPushButton("Copy versions")
        self.copy.setToolTip("Copy the line with versions and platform, for a report of a fault.")
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Close. (Esc)")
        self.close_button.setDefault(True)

    @staticmethod
    def _facts() -> list[str]:
        """Return what stands below the name, a line each."""
        log = log_file()
        where = f"What goes wrong is written into {log}." if log else "There is no place for a log of what goes wrong."
        return ["Watch a neural network learn, one step at a time.", version_line(), where]

    def _arrange(self) -> None:
        words, head, middle, right, foot = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.facts)
        head.addWidget(self.icon)
        head.addLayout(words, 1)
        right.addWidget(self.what)
        right.addWidget(self.text, 1)
        middle.addWidget(self.list)
        middle.addLayout(right, 1)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addLayout(middle, 1)
        self._column.addLayout(foot)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        theme, side = look.theme, round(look.px(ICON_SIDE))
        self.setFont(look.font())
        self.icon.setPixmap(QIcon(str(ICON)).pixmap(QSize(side, side), self.devicePixelRatioF()))
        self.title.setFont(look.font(1.5, bold=True))
        self.text.setFont(look.font(0.87))
        self.list.setFixedWidth(round(look.px(LIST_WIDTH)))
        area = "QAbstractScrollArea"
        sheet = f"{area} {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.border}; }}"
        sheet += f"{area}:focus {{ border-color: {theme.accent}; }}"
        self.text.setStyleSheet(sheet)
        self.list.setStyleSheet(
            f"{sheet} QListWidget::item {{ padding: {look.px(4):.0f}px; }}"
            f"QListWidget::item:selected {{ background: {theme.accent}; color: {theme.accent_text}; }}"
        )
        gap = round(look.px(12))
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(gap)

    def _show(self, part: LicensedPart) -> None:
        lines = [f"{part.name}: {part.what}. Licence: {part.licence}.", part.home]
        self.what.setText("\n".join(filter(None, lines)))
        self.text.setPlainText(part.text or f"The licence in full is at {part.home}.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(version_line())
        self.copy.setText(COPIED)
