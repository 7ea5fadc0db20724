"""Home: where one begins a lesson, the free lab, or an experiment. It knows no session: it emits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from core.course.groups import GROUPS
from core.course.listed import ListedLesson
from core.course.progress import CourseProgress
from core.values import dataclass
from core.words import counted
from gui.course.home_cards import (
    FIRST,
    PER_ROW,
    TILE,
    TILES,
    HomeCard,
    HomeGrid,
    HomeTile,
    LessonCard,
    OfferGrid,
    wrapping,
)
from gui.course.home_page import NARROW_MARGIN, HomeArea, HomePage, HomePart
from gui.widgets.icons import set_icon
from gui.widgets.keys import EVERYWHERE, HOME, way_of
from gui.widgets.theme import Look, window_sheet

NAME, NAME_SHARE = 2.0, 0.11
"""Size of the program's name by that of the text, and at most by the width of all."""
PASSING = "open", "quit", "theme", "larger", "smaller", "normal", "present", "sheet", "what", "home"
"""Keys of the window that act at home too. Others are of the desk, which is out of sight."""
LAB = "Free lab", "Your data, your network, no script"
LAB_HELP = "Build a network, choose data, and train: every setting is yours."
OPEN_HELP = "Open an experiment, a lesson or a table of your own. (Ctrl O)"
TEACHING = "F5 shows what is open on the projector. F1 lists the keys of a presenter remote."
BEGINNINGS = {"home": "Home", "last": "The last experiment", "lab": "The free lab"}
"""What may stand there first, by its name in the settings."""


@dataclass(frozen=True)
class Offered:
    """An experiment that is offered: one of the program's scenes by its name, or a file by its whole path."""

    key: str
    title: str
    words: str
    help: str
    is_file: bool = False


class Home(QWidget):
    """All lessons with how far one is, the big button that goes on, and experiments."""

    lesson_asked = Signal(str)
    lab_asked = Signal()
    open_asked = Signal()
    scene_asked = Signal(str)
    file_asked = Signal(str)
    theme_asked = Signal()
    beginning_chosen = Signal(str)
    left = Signal()
    """Esc: back to where one was."""

    def __init__(self, lessons: Sequence[ListedLesson]) -> None:
        super().__init__()
        self.setAccessibleName("Home")
        self._look = Look()
        self.cards = [LessonCard(lesson) for lesson in lessons]
        self.first = HomeTile("", "", "", FIRST)
        self.lab = HomeTile(*LAB, LAB_HELP, "lab")
        self.open = HomeTile("Open …", "An experiment, a lesson, a table", OPEN_HELP, "open")
        self.offers: list[HomeTile] = []
        self._offered_now: list[Offered] = []
        self._labels: list[tuple[QLabel, float, bool]] = []
        self._counts: dict[str, QLabel] = {}
        self._goes_on = lessons[0] if lessons else None
        header, begin = self._make_header(), self._make_begin()
        self.page = HomePage(header, begin, list(self._make_lessons()), list(self._make_experiments()))
        self.area = HomeArea(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        for card in self.cards:
            card.clicked.connect(partial(self.lesson_asked.emit, card.lesson.name))
        self.first.clicked.connect(self._go_on)
        self.lab.clicked.connect(lambda: self.lab_asked.emit())
        self.open.clicked.connect(lambda: self.open_asked.emit())
        self.setTabOrder(self.beginning, self.theme)
        self.show_progress({}, "")

    # Construction

    def _label(self, text: str, size: float = 1.0, bold: bool = False, role: str = "text") -> QLabel:
        label = QLabel(text)
        label.setProperty("role", role)
        self._labels.append((label, size, bold))
        return label

    def _make_header(self) -> QWidget:
        self._name = self._label("Chalkgrad", NAME, bold=True)
        self.theme = QPushButton()
        self.theme.setAccessibleName("Switch theme")
        self.theme.setToolTip("Theme: switch between whiteboard and chalkboard. (Ctrl T)")
        self.theme.clicked.connect(lambda: self.theme_asked.emit())
        self._tagline = tagline = self._label("Watch a network learn, one step at a time", 1.33, role="dim")
        tagline.setContentsMargins(8, 0, 0, 3)
        return _row(self._name, tagline, None, self.theme)

    def _make_lessons(self) -> Iterator[HomePart]:
        for group, title in GROUPS.items():
            members = [card for card in self.cards if card.lesson.group == group]
            if members:
                self._counts[group] = self._label("", role="dim")
                name = self._label(title, 1.2, bold=True)
                name.setMinimumWidth(1)  # large in a narrow window, it is cut
                name.setToolTip(title)
                yield _row(name, None, self._counts[group]), HomeGrid(members, self.cards)

    def _make_begin(self) -> HomePart:
        self._begins = self._label("", 1.2, bold=True)
        tiles = [self.first, self.lab, self.open]
        return self._begins, HomeGrid(tiles, tiles, TILES, TILE)

    def _make_experiments(self) -> Iterator[HomePart]:
        self._offering = self._label("", 1.2, bold=True)
        self._offers = OfferGrid(self.offers, self.offers, PER_ROW, TILE)
        yield self._offering, self._offers
        teaching = self._label(TEACHING, role="dim")
        teaching.setWordWrap(True)
        yield self._label("Teaching?", 1.2, bold=True), teaching
        self.beginning = QPushButton()
        self.beginning.setToolTip(wrapping("What stands here when the program starts and nothing else is asked for."))
        menu = QMenu(self.beginning)
        for name, words in BEGINNINGS.items():
            menu.addAction(words).triggered.connect(partial(self._choose_beginning, name))
        self.beginning.setMenu(menu)
        self.show_beginning("home")
        yield (_row(self._label("Start with", role="dim"), self.beginning, None),)

    # What is shown

    def show_progress(self, progress: Mapping[str, CourseProgress], last: str) -> None:
        """Show how far one is in each lesson that was opened, ``last`` the latest; offer to go on."""
        lessons = [card.lesson for card in self.cards]
        done = {each.name for each in lessons if each.name in progress and progress[each.name].finished(each.pages)}
        self._goes_on = goes_on = next_lesson(lessons, done, last)
        for card in self.cards:
            lesson, is_next = card.lesson, card.lesson == goes_on
            opened = progress.get(lesson.name)
            state = f"page {min(opened.page + 1, lesson.pages)} of {lesson.pages}" if opened else ""
            state = "✓ done" if lesson.name in done else state or ("start here" if is_next else "")
            card.show_state(state, lesson.name in done, is_next)
        for group, label in self._counts.items():
            members = [lesson for lesson in lessons if lesson.group == group]
            count = sum(lesson.name in done for lesson in members)
            label.setText(f"{count} of {len(members)} done" if count else "")
        self._begins.setText("Go on" if progress else "Begin")
        self._show_first(
            goes_on, progress.get(goes_on.name) if goes_on is not None and goes_on.name not in done else None
        )

    def _show_first(self, lesson: ListedLesson | None, progress: CourseProgress | None) -> None:
        self.first.setVisible(lesson is not None)
        if lesson is None:
            return
        if progress is None:
            self.first.show_words(f"Start lesson {lesson.place}", f"{lesson.title} · {lesson.minutes} min")
        else:
            left = counted(progress.minutes_left(lesson.minutes, lesson.pages), "minute", "minutes")
            self.first.show_words(f"Continue lesson {lesson.place}", f"{lesson.title} · {left} left")
        self.first.setToolTip(wrapping(lesson.intro))
        self.first.setAccessibleDescription(lesson.intro)

    def show_open(self, title: str) -> None:
        """Say what is open in the lab; empty if nothing has been asked for there."""
        self.lab.show_words("Back to the lab" if title else LAB[0], title or LAB[1])

    def show_offers(self, heading: str, offers: Iterable[Offered]) -> None:
        """Offer experiments."""
        self._offering.setText(heading)
        offers = list(offers)
        if offers == self._offered_now:
            return
        self._offered_now = offers
        for tile in self.offers:
            tile.deleteLater()
        self.offers[:] = [self._offered(offer) for offer in offers]
        self._offers.renew()

    def _offered(self, offer: Offered) -> HomeTile:
        tile, asked = (
            HomeTile(offer.title, offer.words, offer.help, subject=offer.key, is_file=offer.is_file),
            self.file_asked if offer.is_file else self.scene_asked,
        )
        tile.clicked.connect(partial(asked.emit, offer.key))
        tile.setParent(self._offers)
        tile.show()
        return tile

    def show_beginning(self, name: str) -> None:
        """Show what stands here first."""
        self.beginning.setText(BEGINNINGS[name])
        self.beginning.setAccessibleName(f"Start with: {BEGINNINGS[name]}")

    def _choose_beginning(self, name: str) -> None:
        self.show_beginning(name)
        self.beginning_chosen.emit(name)

    def _go_on(self) -> None:
        if self._goes_on is not None:
            self.lesson_asked.emit(self._goes_on.name)

    # Look

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        theme, px = look.theme, look.px
        self.setStyleSheet(
            window_sheet(look)
            + f"QScrollArea, QScrollArea > QWidget > QWidget {{ background: {theme.background}; }}"
            + f"QPushButton {{ background: transparent; color: {theme.text};"
            f" border: 1px solid {theme.edge}; border-radius: {px(5):.0f}px; padding: {px(4):.0f}px {px(9):.0f}px; }}"
            f'QLabel {{ color: {theme.text}; }} QLabel[role="dim"] {{ color: {theme.dim}; }}'
            f"QPushButton:hover {{ border-color: {theme.dim}; }}"
            f"QPushButton:focus {{ border: 2px solid {theme.accent}; }}"
        )
        for label, size, bold in self._labels:
            label.setFont(look.font(size, bold))
        for button in (self.theme, self.beginning, self.beginning.menu()):
            button.setFont(look.font())
        set_icon(self.theme, "theme", look)
        self.page.set_look(look)
        self._fit_name()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_name()

    def _fit_name(self) -> None:
        """Have the program's name as large as there is room, and say what it is for where there is more."""
        room = self.width() - 2 * self._look.px(NARROW_MARGIN) - self.theme.sizeHint().width()
        self._name.setFont(self._look.font(min(NAME, NAME_SHARE * self.width() / self._look.text), bold=True))
        self._tagline.setVisible(
            self._name.sizeHint().width() + self._tagline.sizeHint().width() + self._look.px(40) < room
        )

    # Keys

    @property
    def choices(self) -> list[HomeCard]:
        """All that can be chosen, and is in sight."""
        every: list[HomeCard] = [self.first, self.lab, self.open, *self.cards, *self.offers]
        return [each for each in every if each.isVisibleTo(self)]

    def event(self, event: QEvent) -> bool:
        """Keep keys of the desk from acting on it out of sight."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if not EVERYWHERE.does(event, *PASSING):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows; Enter chooses, Esc goes back."""
        way, focused, bar = way_of(event, HOME), self.focusWidget(), self.area.verticalScrollBar()
        if way is not None and isinstance(focused, HomeCard):
            down, right = way
            self._walk(focused, right, down)
        elif HOME.does(event, "choose") and isinstance(focused, HomeCard | QPushButton):
            focused.click()
        elif HOME.does(event, "leave"):
            self.left.emit()
        elif HOME.does(event, "further", "nearer"):
            bar.setValue(bar.value() + (1 if HOME.does(event, "further") else -1) * bar.pageStep())
        else:
            super().keyPressEvent(event)

    def _walk(self, focused: HomeCard, right: int, down: int) -> None:
        """Give the keyboard to the nearest choice in a direction."""

        def far(card: HomeCard) -> tuple[bool, int]:
            way = self._middle(card) - self._middle(focused)
            along, aside = right * way.x() + down * way.y(), abs(down * way.x()) + abs(right * way.y())
            return along <= aside // 2, along + 2 * aside

        others = [each for each in self.choices if each is not focused]
        behind, nearest = min((far(each), place) for place, each in enumerate(others))
        if not behind[0]:
            others[nearest].setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(others[nearest])

    def _middle(self, card: HomeCard) -> QPoint:
        return card.mapTo(self, card.rect().center())


def _row(*parts: QWidget | None) -> QWidget:
    """Return widgets beside each other; None takes the room that is left."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addStretch(1) if part is None else row.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
    return whole


def next_lesson(lessons: Sequence[ListedLesson], done: set[str], last: str) -> ListedLesson | None:
    """Return the lesson to go on with: the ``last`` one until it is done, then the next that is not."""
    names = [lesson.name for lesson in lessons]
    start = names.index(last) if last in names else 0
    ahead = [*lessons[start:], *lessons[:start]]
    return next((lesson for lesson in ahead if lesson.name not in done), lessons[0] if lessons else None)
