"""The views of plain functions on the stage: read from the back row, whole, off each other, in a race too."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from core.exchange.stage_views import FUNCTION_VIEWS
from core.training.optimizers import OPTIMIZERS
from gui.function_lab.plane import FunctionPlane
from gui.function_lab.session import FunctionSession
from gui.stage.plane import PlaneOnStage
from gui.stage.views import VIEWS_OF_FUNCTIONS
from gui.widgets.theme import CHALKBOARD, WHITEBOARD
from tests.gui.stage.test_geometry_of_views import SIZES, Presented, all_faults, companies

pytestmark = pytest.mark.slow


def presented_walk(scene: str, qtbot: QtBot, racing: bool = False) -> Presented:
    """Return a stage that shows the fifth step of a walk."""
    presented = Presented("xor-tanh", qtbot)
    presented.session.frame_changed.disconnect(presented.stage.show_frame)
    walk = FunctionSession(presented.session.background, presented.session.edits, presented.session)
    walk.open_scene(load_scene(scene))
    qtbot.waitUntil(lambda: walk.frame is not None)
    walk.advance(5, 0.1)
    qtbot.waitUntil(lambda: walk.now == 5)
    if racing:
        walk.race(True)
        qtbot.waitUntil(lambda: walk.frame is not None and len(walk.frame.racers) == len(OPTIMIZERS), timeout=20_000)
    assert walk.frame is not None
    presented.stage.show_frame(walk.frame)
    return presented


@pytest.mark.parametrize(("place", "size"), list(enumerate(SIZES[:4])))
@pytest.mark.parametrize(("scene", "racing"), [("pigs", False), ("article-descent", False), ("article-descent", True)])
def test_they_are_read_from_the_back_row(
    scene: str, racing: bool, place: int, size: tuple[int, int], qtbot: QtBot
) -> None:
    presented = presented_walk(scene, qtbot, racing)
    names, found = tuple(view.name for view in presented.stage.offered), list[str]()
    for turn, company in enumerate(companies(names)):
        if (turn + place) % 2 == 0:
            presented.show(company, size, (CHALKBOARD, WHITEBOARD)[turn % 2])
            found += all_faults(presented, company)
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", [1.25, 1.5])
@pytest.mark.parametrize(("scene", "racing"), [("pigs", False), ("article-descent", False), ("article-descent", True)])
def test_so_is_larger_text(scene: str, racing: bool, text: float, size: tuple[int, int], qtbot: QtBot) -> None:
    presented = presented_walk(scene, qtbot, racing)
    names, found = tuple(view.name for view in presented.stage.offered), list[str]()
    for company in companies(names):
        if len(company) <= 2:  # more have no room
            presented.show(company, size, CHALKBOARD, text)
            found += all_faults(presented, company)
    assert not found, "\n".join(sorted(set(found)))


def test_all_of_them_are_named_and_made() -> None:
    assert {view.name for view in VIEWS_OF_FUNCTIONS} == set(FUNCTION_VIEWS)


def test_the_plane_is_flat_and_the_surface_alone(qtbot: QtBot) -> None:
    presented = presented_walk("article-descent", qtbot)
    presented.show(("plane", "surface"), (1920, 1080), CHALKBOARD)
    plane, surface = (view for _, view in presented.seen())
    assert isinstance(plane, PlaneOnStage)
    assert isinstance(surface, FunctionPlane)
    assert not plane.plane.canvas.isHidden()
    assert plane.plane.solid.isHidden()
    assert surface.canvas.isHidden()
    across, up = plane.plane.canvas.pixels_per_unit()
    assert across == pytest.approx(up, rel=0.02)  # −gradient is at right angles to the lines


def test_in_a_race_the_standing_is_by_value(qtbot: QtBot) -> None:
    presented = presented_walk("article-descent", qtbot, racing=True)
    presented.show(("plane",), (1920, 1080), WHITEBOARD)
    ((_, plane),) = presented.seen()
    assert isinstance(plane, PlaneOnStage)
    assert plane.standing.isVisible()
    assert plane.values.isVisible()
    assert len(plane.standing.rows()) == len(OPTIMIZERS)
    values = [float(each.value) for each in plane.standing.places]
    assert values == sorted(values)
    assert [each.leads for each in plane.standing.places].count(True) == 1
