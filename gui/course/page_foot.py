"""The row at the foot of a lesson's page: back, where one is, on."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.course.page_sizes import PageSizes
from gui.widgets.field import permit

HEIGHT, SCREEN = 87.0, 1080.0
"""Of the row at normal text, and of the screen of which it has that share at most."""
NEXT = 6.8, 3.0
"""Least width and height of the button that goes on, in heights of its letters."""


def page_button(text: str, help: str, quiet: bool = False) -> QPushButton:
    """Return a button; a quiet one has no frame."""
    button = QPushButton(text)
    button.setProperty("quiet", "true" if quiet else "false")
    button.setToolTip(help)
    return button


class PageFoot(QWidget):
    """Asks for the page before and the next one by its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.back = page_button("‹  Back", "", quiet=True)
        self.next = page_button("Next  ›", "")
        self.next.setProperty("primary", "true")
        self.counted = QLabel()
        self._inside = 0
        self._row = QHBoxLayout(self)
        self._row.setSpacing(4)
        for part in (self.back, None, self.counted, None, self.next):
            if part is None:
                self._row.addStretch()
            else:
                self._row.addWidget(part)

    def show_place(self, place: int, of: int) -> None:
        """Show the place of a page, from 0; −1 for what stands before the first."""
        last = place == of - 1
        self.counted.setText(f"{place + 1} of {of}" if place >= 0 else "")
        permit(self.back, "" if place >= 0 else "The lesson begins here.", "Go one page back. (Page Up)")
        self.next.setText("Begin  ›" if place < 0 else "Done  ›" if last else "Next  ›")
        permit(self.next, "", "Go back to all lessons. (Page Down)" if last else "Go on. (Page Down)")
        self._find_room()

    def fit(self, sizes: PageSizes, page: int) -> None:
        """Take the sizes and the height of the page."""
        look, letters = sizes.look, sizes.around
        self._inside = sizes.inside
        self._row.setContentsMargins(sizes.margin, 0, sizes.margin, 0)
        for label in (self.back, self.counted):
            label.setFont(look.font(letters / look.text))
        self.counted.setStyleSheet(f"color: {look.theme.dim};")
        self.next.setFont(look.font(1.1 * letters / look.text, bold=True))
        self.next.setMinimumSize(*(round(each * letters) for each in NEXT))
        least = self.next.minimumHeight() + round(look.px(12))
        self.setFixedHeight(max(least, round(min(look.px(HEIGHT), HEIGHT / SCREEN * page))))
        self._find_room()

    def _find_room(self) -> None:
        """Leave out the number of the page where there is no room for it."""
        sizes = (part.sizeHint().expandedTo(part.minimumSize()) for part in (self.back, self.counted, self.next))
        needed = sum(size.width() for size in sizes) + 4 * self._row.spacing()
        self.counted.setVisible(needed <= self._inside)
