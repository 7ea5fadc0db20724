"""All views of the stage, alone and in company: read from the back row, whole, and off each other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QApplication, QLabel, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from core.exchange.notations import load_notation, notation_names
from core.exchange.scenes import load_scene, scene_names
from core.training.notation import ARTICLES, Notation
from gui.frames.shown import ShownFrame
from gui.plots.decision_regions import DecisionRegions
from gui.plots.fitted_curve import FittedCurve
from gui.plots.parts.canvas import Canvas
from gui.plots.parts.header import Header
from gui.session.player import Player
from gui.session.session import Session
from gui.session.strides import Strides
from gui.stage.plot_of_lens import PlotOfLens
from gui.stage.stage import WINDOW_IS_SMALL, Stage
from gui.widgets.diagram import DiagramView
from gui.widgets.theme import CHALKBOARD, WHITEBOARD, Look, Theme, palette
from tests.gui.geometry import is_cut
from tests.gui.inline import Inline
from tests.gui.stage.drawn import DrawnText, drawn_by
from tests.gui.stage.test_contrast import is_read

pytestmark = pytest.mark.slow
SIZES = ((1024, 768), (1280, 720), (1366, 768), (1920, 1080), (3840, 2160), (400, 300))
SCENES = [name for name in scene_names() if load_scene(name).descent is None]
CUT = re.compile("\\w…")
"""Within a word; where terms of a sum are left out, the dots stand apart."""
TEXT, DATA, LINE = 1 / 40, 1 / 200, 1 / 360
ROUND = 0.5
"""Pixels that are round-off."""
INK = 2.0
"""Pixels by which letters may reach out of their boxes: edges are smoothed."""
LONG = 10
"""Letters of a name that need not find room."""
Company = tuple[str, ...]


class Presented:
    """A stage of a session of its own."""

    def __init__(self, scene: str, qtbot: QtBot) -> None:
        self.session, self._bot = Session(Inline()), qtbot
        self.session.open_scene(load_scene(scene))
        self.player = Player(self.session, self.session.travel)
        self.stage = Stage(self.session, Strides(self.session, self.player))
        self.session.frame_changed.connect(self.stage.show_frame)
        self.player.still.connect(self.session.looking.settle)
        qtbot.addWidget(self.stage)
        self.stage.show()
        self.settle()

    def settle(self) -> None:
        session, player = self.session, self.player
        self._bot.waitUntil(
            lambda: session.frame is not None and player.goal is None and not player.phases.to_go and not session.busy
        )

    def leave(self) -> None:
        """Wait for no answer any more: what it would be shown in goes."""
        self.stage.hide()
        self.session.background.close()

    def stand_at(self, iteration: int, phase: int) -> None:
        """Go to a phase of an iteration."""
        self.player.go_to(iteration)
        self.settle()
        for _ in range(phase):
            self.player.phase_forward()
            self.settle()

    def show(
        self, names: Company, size: tuple[int, int], theme: Theme, text: float = 1.0, notation: Notation = ARTICLES
    ) -> None:
        """Show views on a stage of a size, its text so much larger."""
        self.stage.desk = Look(theme, notation=notation)
        self.stage.set_text(text)
        self.stage.resize(*size)
        self.stage.choose(names)
        self.settle()
        for _ in range(3):  # laid out, drawn, and laid out again for what has been drawn
            QApplication.processEvents()

    @property
    def offered(self) -> Company:
        """The views that have something to show."""
        return tuple(view.name for view in self.stage.offered)

    def seen(self) -> Iterator[tuple[str, QWidget]]:
        """Yield each view by its name."""
        for view in self.stage.chosen:
            yield view.name, self.stage.made[view]


def companies(offered: Company) -> Iterator[Company]:
    """Yield each view alone, and each with its next neighbours, by two, three and four."""
    for count in (1, 2, 3, 4):
        if count <= len(offered):
            around = [*offered, *offered]
            yield from (tuple(around[k : k + count]) for k in range(0, len(offered), count if count > 2 else 1))


def faults(name: str, view: QWidget, stage: Stage) -> Iterator[str]:
    """Yield what is wrong with a view on the stage."""
    notes, height, area = drawn_by(view), stage.height(), QRectF(view.rect()).adjusted(-INK, -INK, INK, INK)
    for text in notes.texts:
        if text.size < round(TEXT * height) - ROUND:
            yield f"“{text.text}” has {text.size} pixels of {height}"
        if re.fullmatch("[^𝐴-𝜛]*[₀-₉].*", text.text):  # beside an italic letter they are as large as it
            yield f"“{text.text}” has an index that is not typeset, and too small"
        if not area.contains(text.box):
            yield f"“{text.text}” leaves the view: {text.box.getRect()} {view.size().toTuple()}"
        if CUT.search(text.text) and not is_long_name(text.text, stage):
            yield f"“{text.text}” is cut"
        if not is_read(text.ink, stage.desk.theme):
            yield f"“{text.text}” is too pale for a bright room: {text.ink.name()}"
    yield from (f"“{a.text}” lies over “{b.text}”" for a, b in combinations(notes.texts, 2) if overlap(a, b))
    if notes.widths and min(notes.widths) < LINE * height - 0.1:
        yield f"a line is {min(notes.widths):.2f} pixels wide, of {height}"
    if any(bar.isVisible() for bar in view.findChildren(QScrollBar)):
        yield "there is a scroll bar"
    if not stage.rect().contains(view.geometry()):
        yield f"it leaves the stage: {view.geometry().getRect()}"
    for part in view.findChildren(QWidget):
        if part.isVisible() and not part.size().isEmpty():
            if isinstance(part, QLabel) and is_cut(part):
                yield f"“{part.text()}” is cut at {part.width()} of {part.sizeHint().width()} pixels"
            place = QRect(part.mapTo(view, QPoint(0, 0)), part.size())
            if not view.rect().adjusted(-1, -1, 1, 1).contains(place):
                yield f"{type(part).__name__} leaves it: {place.getRect()} {view.size().toTuple()}"


def is_long_name(cut: str, stage: Stage) -> bool:
    """Tell whether a text is cut from a name in the data, which may be of any length."""
    assert isinstance(stage.frame, ShownFrame)
    data, (begin, end) = stage.frame.experiment.data, cut.split("…", 1)
    names = [*data.inputs, *data.targets, data.target, *data.class_names]
    return any(len(name) > LONG and name.startswith(begin) and name.endswith(end) for name in names)


def overlap(a: DrawnText, b: DrawnText) -> bool:
    """Tell whether two texts have more ink in common than round-off."""
    common = a.box.intersected(b.box)
    return common.width() > INK and common.height() > INK


def all_faults(presented: Presented, company: Sequence[str]) -> list[str]:
    return [
        f"{name} of {', '.join(company)}: {fault}"
        for name, view in presented.seen()
        for fault in faults(name, view, presented.stage)
    ]


@pytest.mark.parametrize(
    ("place", "size", "scene"),
    [
        (place, size, scene)
        for place, size in enumerate(SIZES)
        for number, scene in enumerate(SCENES)
        if scene == SCENES[0] or number % len(SIZES) == place  # the first one at all sizes, each other one at one
    ],
)
def test_views_are_read_from_the_back_row(scene: str, place: int, size: tuple[int, int], qtbot: QtBot) -> None:
    presented, found = Presented(scene, qtbot), list[str]()
    theme = (CHALKBOARD, WHITEBOARD)[(place + SCENES.index(scene)) % 2]
    frame = presented.session.frame
    assert isinstance(frame, ShownFrame)
    depth, all_of_them = frame.problem.layout.depth, list(companies(presented.offered))
    moments = ((0, 0), (3, 2), (2, 1 + depth), (4, 3 + depth), (5, 3 + 2 * depth))
    for turn, (iteration, phase) in enumerate(moments):  # at each size each company has another of them
        presented.stand_at(iteration, phase)
        for company in all_of_them[(turn + place) % len(moments) :: len(moments)]:
            presented.show(company, size, theme)
            found += [f"phase {phase}: {fault}" for fault in all_faults(presented, company)]
    presented.leave()
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize(
    ("place", "size", "scene", "text"),
    [
        (place, size, scene, text)
        for place, size in enumerate(SIZES)
        for number, scene in enumerate(SCENES)
        for turn, text in enumerate((1.25, 1.5))
        if scene == SCENES[0] or (number % len(SIZES) == place and (number // len(SIZES)) % 2 == turn)
    ],
)
def test_larger_text_is_read_too(scene: str, text: float, place: int, size: tuple[int, int], qtbot: QtBot) -> None:
    presented, found = Presented(scene, qtbot), list[str]()
    presented.stand_at(2, place)
    for turn, company in enumerate(companies(presented.offered)):
        if len(company) == 1 or (len(company) == 2 and (turn + place) % 2 == 0):  # more have no room
            presented.show(company, size, (CHALKBOARD, WHITEBOARD)[turn % 2], text)
            found += all_faults(presented, company)
    presented.leave()
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize("name", [name for name in notation_names() if name != ARTICLES.name])
@pytest.mark.parametrize("text", [1.0, 1.5])
def test_letters_of_every_book_are_read(name: str, text: float, qtbot: QtBot) -> None:
    presented, found = Presented("three-arms", qtbot), list[str]()
    for phase in (0, 2, 5, 7):
        presented.stand_at(3, phase)
        for company in companies(presented.offered):
            if len(company) == 1:
                presented.show(company, SIZES[0 if phase % 2 else 1], CHALKBOARD, text, load_notation(name))
                found += [f"phase {phase}: {fault}" for fault in all_faults(presented, company)]
    presented.leave()
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize(("size", "least"), [*((size, 0.6) for size in SIZES[1:5]), (SIZES[0], 0.45)])
@pytest.mark.parametrize("scene", [*SCENES[:1], "digits", "course-grades"])
def test_regions_are_a_large_square_beside_the_network(
    scene: str, size: tuple[int, int], least: float, qtbot: QtBot
) -> None:
    presented = Presented(scene, qtbot)
    if "regions" not in presented.offered:
        pytest.skip("it has a curve")
    presented.show(("network", "regions"), size, CHALKBOARD)
    regions = next(view for _, view in presented.seen() if isinstance(view, DecisionRegions))
    inside = regions.canvas.inside
    assert abs(inside.width() - inside.height()) <= 2
    assert inside.height() >= least * size[1]


def test_a_small_window_has_fewer_views_and_says_so(qtbot: QtBot) -> None:
    presented = Presented("xor-tanh", qtbot)
    stage, four = presented.stage, presented.offered[:4]
    large, small = (1280, 720), (400, 300)
    for size, text, seen, said in (
        (large, 1.0, 4, ""),
        (small, 1.0, 2, WINDOW_IS_SMALL.format(most="2 views")),
        (small, 1.1, 1, WINDOW_IS_SMALL.format(most="1 view")),
        (large, 1.0, 4, ""),
    ):
        presented.show(four, size, CHALKBOARD, text)
        assert len(stage.chosen) == seen
        assert said in stage.time.next
        assert ("small" in stage.time.next) == bool(said)
        stage.remark("")
    assert stage.names == four
    presented.leave()


def test_what_stands_for_data_is_thick(qtbot: QtBot) -> None:
    presented = Presented("sine-noise", qtbot)
    presented.show(("network", "curve"), (1920, 1080), WHITEBOARD)
    network, curve = (view for _, view in presented.seen())
    assert isinstance(network, DiagramView)
    assert isinstance(curve, FittedCurve)
    assert curve.curve.opts["pen"].widthF() >= DATA * 1080
    connections = network._painting._connections  # type: ignore[union-attr]
    assert min(pen.widthF() for pen in (*connections.pens, *connections.lit_pens)) >= LINE * 1080
    assert max(pen.widthF() for pen in connections.lit_pens) >= 9.0


@pytest.mark.parametrize("theme", [CHALKBOARD, WHITEBOARD], ids=lambda theme: theme.name)
def test_titles_have_the_colour_of_text(theme: Theme, qtbot: QtBot) -> None:
    QApplication.setPalette(palette(CHALKBOARD))  # what a widget has that nobody has dressed
    presented, titled = Presented("article-circles", qtbot), 0
    for name in presented.offered:
        presented.show((name,), (1280, 720), theme)
        for header in presented.stage.findChildren(Header):
            if header.isVisible():
                titled += 1
                colour = header.title.palette().color(header.title.foregroundRole())
                assert colour == presented.stage.look.colour("text"), name
    presented.leave()
    assert titled >= 8


@pytest.mark.parametrize("name", ["weight", "step"])
def test_a_plot_of_a_lens_fills_its_place_also_once_a_picture_has_been_taken(name: str, qtbot: QtBot) -> None:
    presented = Presented(SCENES[0], qtbot)
    presented.show((name,), (1366, 768), CHALKBOARD)
    presented.stage.grab()
    QApplication.processEvents()
    (_, view), *_ = presented.seen()
    assert isinstance(view, PlotOfLens)
    assert view.plot.height() == view.height()
    presented.leave()


@pytest.mark.parametrize("size", [(800, 800), (900, 800), (1000, 800)])
def test_a_view_just_put_on_stays_where_it_is(size: tuple[int, int], qtbot: QtBot) -> None:
    presented, moved = Presented("xor-tanh", qtbot), list[str]()
    presented.stand_at(3, 0)
    stage = presented.stage

    def places() -> list[QRect]:
        shown = (each for each in stage.findChildren(Canvas) if each.isVisible())
        return [each.inside.translated(each.mapTo(stage, QPoint())) for each in shown]

    for company in (each for each in companies(presented.offered) if len(each) < 4):
        presented.show(company, size, CHALKBOARD)
        before = places()
        assert stage.frame is not None
        stage.show_frame(stage.frame)
        for _ in range(3):
            QApplication.processEvents()
        moved += [f"{', '.join(company)}: {a} {b}" for a, b in zip(before, places(), strict=True) if a != b]
    presented.leave()
    assert not moved


def test_views_are_read_on_a_screen_of_scale_2_too() -> None:
    """Qt takes a scale when the program starts: so this is another one."""
    cases = f"larger_text and 1-size4-{SCENES[0]}-1.25"
    again = [sys.executable, "-m", "pytest", "-q", "-n0", "-m", "", "-k", cases, __file__]
    done = subprocess.run(again, env=os.environ | {"QT_SCALE_FACTOR": "2"}, capture_output=True, text=True)
    assert not done.returncode, done.stdout[-4000:]
