"""Pages behind a row of tabs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from gui.widgets.controls import dress
from gui.widgets.field import permit
from gui.widgets.theme import Look
from gui.widgets.turns import lay_out


class TabRow(QTabBar):
    """The row; it scrolls where it is too narrow for all tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Tabs")  # where none is in view, it would have no name
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for button, text, help in zip(
            self.findChildren(QToolButton), "‹›", ("Tabs before", "Further tabs"), strict=True
        ):
            button.setArrowType(Qt.ArrowType.NoArrow)  # style sheets take the arrows away
            button.setText(text)
            button.setToolTip(help)
            button.setAccessibleName(help)
            button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a scroll button say why when Qt turns it grey."""
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QToolButton):
            permit(watched, "" if watched.isEnabled() else "There are no more tabs on this side.")
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for room: Qt tells no layout of tabs that came while the row was hidden."""
        super().showEvent(event)
        self.updateGeometry()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave it to the card, which grows."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page, which scrolls."""
        event.ignore()


def tab_sheet(look: Look) -> str:
    """Return the style of a row of tabs."""
    theme, px = look.theme, look.px
    edge = round(px(2))
    return (
        f"QTabBar::tab {{ color: {theme.dim}; background: transparent; border: {edge}px solid transparent;"
        f" padding: {px(4) - edge:.0f}px {px(8) - edge:.0f}px {px(4):.0f}px; }}"
        f"QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}"
        f"QTabBar QToolButton {{ color: {theme.text}; background: {theme.card}; border: 1px solid {theme.edge};"
        f" padding: 0px; }} QTabBar QToolButton:disabled {{ color: {theme.border}; }}"
        f"QTabBar::scroller {{ width: {px(48):.0f}px; }}"
        f"QTabBar::tab:hover {{ color: {theme.accent}; }}"
        f"QTabBar::tab:selected:focus {{ color: {theme.accent}; background: {theme.field};"
        f" border-color: {theme.accent}; }}"
    )


class TabPage(QWidget):
    """What is behind a tab."""

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        raise NotImplementedError


class Unmade(TabPage):
    """Keeps the place of a page that nobody has turned to yet."""

    def set_look(self, look: Look) -> None:
        """There is nothing to see."""


class Tabs(QWidget):
    """Shows one of several pages; a page is made, and gets its look, when it is turned to.

    ``turned`` is emitted when another page has become visible.
    """

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row, self.stack = TabRow(), QStackedWidget()
        self._pages: list[TabPage] = []
        self._look, self._before = Look(), 0
        self._dressed: set[TabPage] = set()
        self._makers: list[Callable[[], TabPage]] = []
        self._helps: list[str] = []
        self._top = QHBoxLayout()
        self._top.addWidget(self.row, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addWidget(self.stack, 1)
        self.row.currentChanged.connect(self._turn)

    @property
    def pages(self) -> tuple[TabPage, ...]:
        """All pages, in the order of their tabs."""
        return tuple(self._pages)

    def add(self, title: str, help: str, make: Callable[[], TabPage]) -> None:
        """Add a tab with a page that is made when it is first turned to."""
        self._pages.append(page := Unmade())
        self._makers.append(make)
        self.stack.addWidget(page)
        place = self.row.addTab(title)
        self._helps.append(help)
        self._explain(place)
        self.row.setAccessibleTabName(place, title)

    def _explain(self, place: int) -> None:
        self.row.setTabToolTip(place, self._look.notation.text(self._helps[place]))

    def made(self, place: int) -> TabPage:
        """Return a page; make it if it is not there yet."""
        if isinstance(unmade := self._pages[place], Unmade):
            self.put(place, self._makers[place]())
            unmade.deleteLater()
        return self._pages[place]

    def put(self, place: int, page: TabPage) -> None:
        """Put another page into the place of one, behind the same tab."""
        old = self._pages[place]
        self.stack.insertWidget(place, page)
        self.stack.removeWidget(old)
        self._pages[place] = page
        self._dressed.discard(old)

    def reset(self) -> None:
        """Show the first page, as at the beginning."""
        self.row.setCurrentIndex(0)
        self.stack.setCurrentIndex(0)
        self._dress(0)
        self._before = 0

    def set_offered(self, page: QWidget, offered: bool) -> None:
        """Show or hide a page's tab; where the present page goes, the one before it is turned to again."""
        if not offered and page is self.stack.currentWidget():
            self.row.setCurrentIndex(self._before)
        self.row.setTabVisible(self.stack.indexOf(page), offered)

    def turn_to(self, page: QWidget) -> None:
        """Show a page."""
        self.row.setCurrentIndex(self.stack.indexOf(page))

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look, px = look, look.px
        self.row.setFont(look.font())
        self._top.setContentsMargins(0, 0, round(px(28)), 0)  # room for the card's fold button
        margin = round(px(8))
        self._column.setContentsMargins(margin, 0, margin, margin // 2)
        self._column.setSpacing(round(px(4)))
        self.row.setStyleSheet(tab_sheet(look))
        for place in range(len(self._pages)):
            self._explain(place)
        self._dressed.clear()
        self._dress(self.stack.currentIndex())

    def _dress(self, place: int) -> None:
        if 0 <= place < len(self._pages) and self._pages[place] not in self._dressed:
            self._dressed.add(self._pages[place])
            dress(self._pages[place], self._look)

    def _turn(self, place: int) -> None:
        self._before = max(0, self.stack.currentIndex())
        anew = place < len(self._pages) and isinstance(self._pages[place], Unmade)
        if anew:
            self.made(place)
        self._dress(place)
        self.stack.setCurrentIndex(place)
        self.turned.emit()
        if anew:
            lay_out()
