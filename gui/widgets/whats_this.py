"""What's This: Shift+F1 tells what stands under the mouse, or has the keyboard, and what its terms mean.

The terms are found in what a widget says of itself: its name, text and tooltip, and those of what it is in, up to the
first that explains itself. So no widget needs to know of the glossary.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QCursor, QFontMetrics, QHelpEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLabel,
    QMenu,
    QTabBar,
    QToolTip,
    QWhatsThis,
    QWidget,
)

from core.exchange.glossary import Entry, Glossary, glossary
from core.exchange.notated_glossary import glossary_in
from core.training.notation import ARTICLES, Notation
from gui.widgets.glossary_text import plain, rich

WIDTH = 30
"""Of the box, in heights of a line of text."""
DIM, ACCENT = QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Highlight
BY_KEYBOARD = Qt.TextInteractionFlag.LinksAccessibleByKeyboard


def ask(notation: Notation = ARTICLES) -> None:
    """Tell what stands under the mouse, or what has the keyboard; if neither says anything, have it pointed at."""
    known = glossary_in(notation)
    if isinstance(box := QApplication.activePopupWidget(), TermBox):
        box.close()
        return
    if QWhatsThis.inWhatsThisMode():  # asked again: no click is waited for any more
        QWhatsThis.leaveWhatsThisMode()
        return
    for widget, place in _asked_about():
        if _open_box(widget, place, known):
            return
    AskingByClick(known)


def ask_by_click(notation: Notation = ARTICLES) -> None:
    """Tell of what is clicked next."""
    AskingByClick(glossary_in(notation))


def _open_box(widget: QWidget, place: QPoint, known: Glossary) -> bool:
    """Tell what stands at a place; return whether there is anything to tell."""
    entries, said = terms_at(widget, place, known), explanation_at(widget, place)
    if entries or said:
        TermBox(widget, place, entries, known, said)
    return bool(entries or said)


def explanation_at(widget: QWidget, place: QPoint) -> str:
    """Return what a widget, or the first that it is in, says of itself: its name, and its help."""
    each: QWidget | None = widget
    while each is not None and not each.isWindow():
        if help := plain(_tooltip(each, place) or each.accessibleDescription()).strip():
            name = (each.accessibleName() or _written(each, place)).replace("&", "")
            lines = [help if not name or help.startswith(name) else f"{name}: {help}", each.whatsThis()]
            return "\n".join(filter(None, lines))
        each = each.parentWidget()
    return ""


def _asked_about() -> list[tuple[QWidget, QPoint]]:
    """Return the widget under the mouse and the one with the focus, each with a place on the screen.

    The focus comes first if a key has moved it and no tooltip is on show: who uses keys leaves the mouse anywhere.
    """
    mouse, focused = QCursor.pos(), QApplication.focusWidget()
    asked = [(under, mouse)] if (under := QApplication.widgetAt(mouse)) is not None else []
    if focused is None:
        return asked
    focus = (focused, focused.mapToGlobal(focused.rect().center()))
    by_key = focused.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    return [focus, *asked] if by_key and not QToolTip.isVisible() else [*asked, focus]


def terms_at(widget: QWidget, place: QPoint, known: Glossary | None = None) -> tuple[Entry, ...]:
    """Return the entries of the terms that a widget shows, or speaks of, at a place on the screen."""
    known = known or glossary()
    found: dict[Entry, None] = {}
    each: QWidget | None = widget
    while each is not None and not (each.isWindow() and found):
        help = _tooltip(each, place) or each.accessibleDescription()
        name = each.accessibleName()  # less precise than the tooltip of the part at that place
        written = _written(each, place)
        wholes = (known.entry(text) for text in (written, name))  # everyday words too, where nothing else stands
        found |= dict.fromkeys(entry for entry in wholes if entry is not None)
        words = [written, *((name, help) if each.toolTip() else (help, name))]
        found |= dict.fromkeys(known.terms_in("\n".join(map(plain, words))))
        if help and found:
            break
        each = each.parentWidget()
    return tuple(found)


def _written(widget: QWidget, place: QPoint) -> str:
    """Return what is written on a widget, or on its part at that place."""
    here, view = widget.mapFromGlobal(place), widget.parentWidget()
    if isinstance(widget, QTabBar):
        return widget.tabText(widget.tabAt(here))
    if isinstance(widget, QMenu):
        action = widget.actionAt(here)
        return "" if action is None else action.text()
    if isinstance(view, QAbstractItemView) and widget is view.viewport():
        return str(view.indexAt(here).data() or "")
    texts = (widget.property(name) for name in ("text", "currentText", "latex"))
    return " ".join(text for text in texts if isinstance(text, str))


def _tooltip(widget: QWidget, place: QPoint) -> str:
    """Return a widget's tooltip, or the one that it would show at that place."""
    if widget.toolTip():
        return widget.toolTip()
    for tip in QApplication.topLevelWidgets():
        if tip.inherits("QTipLabel"):
            tip.hide()  # at once: Qt's own way takes a while, in which an old one passes for a new one
    QCoreApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, widget.mapFromGlobal(place), place))
    text = QToolTip.text() if QToolTip.isVisible() else ""
    QToolTip.hideText()
    return text


class TermBox(QFrame):
    """Tells of some terms, over everything else, until Esc or a click beside it closes it."""

    def __init__(
        self,
        widget: QWidget,
        place: QPoint,
        entries: tuple[Entry, ...],
        known: Glossary | None = None,
        said: str = "",
    ) -> None:
        super().__init__(widget.window(), Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setAccessibleName("What's this?")
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | BY_KEYBOARD)
        self.label.linkActivated.connect(self._follow)
        self.label.setFont(QApplication.font())
        self._line = QFontMetrics(self.label.font()).height()
        self._known = known or glossary()
        self._said, self._place = said or widget.whatsThis(), place
        self.setStyleSheet("TermBox { background: palette(tooltip-base); border: 1px solid palette(highlight); }")
        self._tell(entries)
        self.show()

    def _tell(self, entries: Sequence[Entry]) -> None:
        """Tell of these terms, beside the place that was asked about."""
        dim, accent = (QApplication.palette().color(role).name() for role in (DIM, ACCENT))
        self.label.setText(rich(entries, dim, accent, self._said))
        self._lay_out(self.screen().availableGeometry())

    def _lay_out(self, screen: QRect) -> None:
        margin, width = self._line * 2 // 3, min(WIDTH * self._line, screen.width())
        inside = width - 2 * margin
        self.label.setGeometry(margin, margin, inside, self.label.heightForWidth(inside))
        self.setFixedSize(width, self.label.height() + 2 * margin)
        corner = self._place + QPoint(self._line // 2, self._line)
        last = screen.bottomRight() - self.rect().bottomRight()
        self.move(max(screen.left(), min(corner.x(), last.x())), max(screen.top(), min(corner.y(), last.y())))

    def _follow(self, term: str) -> None:
        self._tell([entry for entry in (self._known.entry(term),) if entry is not None])


class AskingByClick(QObject):
    """Qt's What's This mode: the next click asks about what it hits. To listen to all events costs time, so it ends."""

    def __init__(self, known: Glossary) -> None:
        application = QCoreApplication.instance()
        assert application is not None
        super().__init__(application)
        self._known = known
        application.installEventFilter(self)
        QWhatsThis.enterWhatsThisMode()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.LeaveWhatsThisMode:
            self.deleteLater()
        if kind not in (QEvent.Type.QueryWhatsThis, QEvent.Type.WhatsThis) or not isinstance(watched, QWidget):
            return False
        place = QCursor.pos()
        tells = bool(terms_at(watched, place, self._known) or explanation_at(watched, place))
        event.setAccepted(tells)
        if tells and kind == QEvent.Type.WhatsThis:
            QWhatsThis.leaveWhatsThisMode()
            _open_box(watched, place, self._known)
        return True
