"""Where the keyboard goes: from control to control as one reads, and by one key from region to region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from gui.panels.network import NetworkPanel
from gui.panels.timeline import TimelinePanel
from gui.panels.transport import TransportPanel
from gui.shell.stages import Stages
from gui.widgets.banner import Banner
from gui.widgets.card import Card
from gui.widgets.card_row import CardRow
from gui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from gui.shell.lessons import Lessons

Region = Sequence[QWidget]


class LastFocused(QObject):
    """Knows the control that lost the keyboard to nobody, as one does that turns grey.

    The keyboard goes on from there, and is given back once the control can be used again.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._lost: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._note)

    def widget(self) -> QWidget | None:
        """Return what has the keyboard, or had it last; None if neither is there."""
        return QApplication.focusWidget() or (self._lost if self._lost is not None and isValid(self._lost) else None)

    @Slot(QWidget, QWidget)
    def _note(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            self._lost = None
        elif before is not None and isValid(before) and before.window() is self._window:
            self._lost = before
            before.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the keyboard back."""
        if event.type() == QEvent.Type.EnabledChange and watched is self._lost and self._window.isActiveWindow():
            assert isinstance(watched, QWidget)
            watched.setFocus(Qt.FocusReason.OtherFocusReason)  # which does nothing while it is grey
        return False


class HasRegions(Protocol):
    """The window as the keyboard sees it."""

    transport: TransportPanel
    timeline: TimelinePanel
    stages: Stages
    network: NetworkPanel
    network_card: Card
    upper_row: CardRow
    lenses: Tabs
    lens_card: Card
    banner: Banner
    plot_cards: list[Card]
    last_focused: LastFocused

    @property
    def lessons(self) -> Lessons: ...


def regions_of(window: HasRegions) -> tuple[Region, ...]:
    """Return the regions of what stands in the window, as one reads; none where it has an order of its own."""
    above: Region = (window.transport,)
    if "lessons" in vars(window):
        view, above = window.lessons.view, (window.lessons.way_back, window.transport)
        if window.lessons.is_on:
            return (view.page.scrolling, view.page.foot), (view.stage, window.banner), (view.foot,)
    if not window.transport.isVisible():
        return ()
    columns = window.stages.columns
    answers, path, loss = window.plot_cards
    in_lab = columns is not window.stages.network
    network = window.upper_row.tabs, window.network_card
    stage = (tuple(columns.stage),) if in_lab else (network, (path, answers, loss), (window.lens_card,))
    return above, (columns.side,), *stage, (window.banner,), (window.timeline,)


def go_round(window: HasRegions, way: int) -> None:
    """Give the keyboard to the next region, or the one before: to what most of its keys are for."""
    regions = [stops for region in regions_of(window) if (stops := list(_stops(region)))]
    if not regions:
        return
    focused = window.last_focused.widget()
    here = next((place for place, stops in enumerate(regions) if focused in stops), None)
    place = (0 if way > 0 else -1) if here is None else (here + way) % len(regions)
    stops = regions[place]
    main = window.transport.scenes, window.network.diagram, window.lenses.row
    first = next((each for each in main if each in stops), stops[0])
    _give(first, Qt.FocusReason.ShortcutFocusReason)


def go_on(window: HasRegions, on: bool) -> bool:
    """Give the keyboard to the next control, or the one before; return False where another order holds."""
    stops = [stop for region in regions_of(window) for stop in _stops(region)]
    focused = window.last_focused.widget()
    if not stops:
        return False
    if focused in stops:
        there = stops[(stops.index(focused) + (1 if on else -1)) % len(stops)]
    else:
        there = _near(focused, stops, on) or stops[0 if on else -1]
    _give(there, Qt.FocusReason.TabFocusReason if on else Qt.FocusReason.BacktabFocusReason)
    return True


def _near(gone: QWidget | None, stops: Sequence[QWidget], on: bool) -> QWidget | None:
    """Return the control after one that has turned grey, or before it; a hidden one stood before all beside it."""
    around = gone.parentWidget() if gone is not None else None
    while around is not None and gone is not None:
        if inside := [each for each in stops if around.isAncestorOf(each)]:
            read = _read([gone, *inside]) if gone.isVisible() else [gone, *inside]
            place = read.index(gone)
            after = stops.index(read[place - 1]) + 1 if place else stops.index(read[1])
            return stops[(after if on else after - 1) % len(stops)]
        around = around.parentWidget()
    return None


def _give(widget: QWidget, reason: Qt.FocusReason) -> None:
    widget.setFocus(reason)
    each = widget.parentWidget()
    while each is not None:
        if isinstance(each, QScrollArea):
            each.ensureWidgetVisible(widget)
        each = each.parentWidget()


def _stops(region: Region) -> Iterator[QWidget]:
    """Yield what of a region can have the keyboard, as one reads, a card's arrow after what is in the card."""
    for part in region:
        inside = [part, *part.findChildren(QWidget)]
        stops = [each for each in inside if _takes_tab(each) and each.window() is part.window()]
        yield from sorted(_read(stops), key=lambda each: isinstance(each.parent(), Card))


def _takes_tab(widget: QWidget) -> bool:
    tabs = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    seen = tabs and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
    return seen and not (isinstance(widget, QAbstractButton) and _is_beside_the_chosen(widget))


def _is_beside_the_chosen(button: QAbstractButton) -> bool:
    """Tell whether arrows lead to a button from the one of its group that is chosen."""
    group = button.group()
    chosen = group.checkedButton() if group is not None and group.exclusive() else None
    return chosen not in (None, button) and chosen.isVisible()


def _read(widgets: Sequence[QWidget]) -> list[QWidget]:
    """Return widgets row by row: in one row is what lies beside the middle of its highest one."""
    corner = {each: _corner(each) for each in widgets}
    left = sorted(widgets, key=lambda each: corner[each].y())
    read: list[QWidget] = []
    while left:
        middle = corner[left[0]].y() + left[0].height() / 2
        row = [each for each in left if corner[each].y() <= middle]
        read += sorted(row, key=lambda each: corner[each].x())
        left = [each for each in left if each not in row]
    return read


def _corner(widget: QWidget) -> QPoint:
    """Return where a widget stands in its window if nothing has been scrolled."""
    corner = QPoint()
    each: QWidget | None = widget
    while each is not None and not each.isWindow():
        around = each.parentWidget()
        area = around.parentWidget() if around is not None else None
        if not (isinstance(area, QScrollArea) and area.widget() is each):
            corner += each.pos()
        each = around
    return corner
