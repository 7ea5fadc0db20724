"""What a class sees in the first two seconds of a run: the decision regions move."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.analysis.sight import Sight
from core.exchange.scenes import Scene, load_scenes
from core.training.loop import advance
from core.training.problem import prepare
from gui.frames.frame import Regions
from gui.frames.jobs import begin
from gui.frames.regions import InputPlane, regions_of
from gui.plots.parts.surface import shade_table
from gui.widgets.theme import THEMES, class_table

SECONDS, SHARE = 2.0, 0.01
VISIBLE = 8
"""Difference in red, green or blue, of 255, from which on two shades beside each other are told apart."""
FINE = 3e7
"""Operations for regions as fine as can be."""
DEFAULT = "article-circles"
SCENES = [
    pytest.param(scene, id=scene.name, marks=[] if scene.name == DEFAULT else pytest.mark.slow)
    for scene in load_scenes()[0]
    if scene.descent is None and len(scene.experiment.data.inputs) > 1
]


def regions_at_both(scene: Scene) -> tuple[Regions, Regions]:
    """Return the regions at a scene's start, and two seconds later at its pace."""
    begun, problem = begin(scene.experiment, scene, Sight()), prepare(scene.experiment)
    later = advance(problem, begun.beginning.snapshot, int(SECONDS * scene.pace)).snapshot
    plane = InputPlane(problem, begun.frame.sight)
    first, last = (
        regions_of(problem, plane.bounds, plane.answers(each.theta, FINE)[1])
        for each in (begun.beginning.snapshot, later)
    )
    return first, last


def colours(regions: Regions, table: list[int]) -> NDArray[np.int64]:
    """Return red, green and blue of each pixel (3 × r × r)."""
    argb = np.array(table, dtype=np.int64)[regions.image]
    return np.stack([argb >> shift & 255 for shift in (16, 8, 0)])


@pytest.mark.parametrize("scene", SCENES)
def test_the_regions_move_visibly_within_two_seconds(scene: Scene) -> None:
    classes = prepare(scene.experiment).classes
    both = regions_at_both(scene)
    for theme in THEMES.values():
        table = class_table(theme, classes) if classes else shade_table()
        first, later = (colours(each, table) for each in both)
        moved = np.abs(first - later).max(axis=0) >= VISIBLE
        assert moved.mean() >= SHARE, f"{moved.mean():.2%} of the pixels in two seconds at {scene.pace:g}/s"
