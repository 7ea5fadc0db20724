"""All lenses, in the order of their tabs."""

from __future__ import annotations

from gui.lenses.autopsy.lens import AutopsyLens
from gui.lenses.chain.lens import ChainRuleLens
from gui.lenses.layers import LayersLens
from gui.lenses.lens import Lens
from gui.lenses.maths.lens import MathsLens
from gui.lenses.nudge.lens import NudgeLens
from gui.lenses.one_weight import OneWeightLens
from gui.lenses.pictures import PicturesLens
from gui.lenses.race.lens import RaceLens
from gui.lenses.rows import RowsLens
from gui.lenses.scores import ScoresLens
from gui.lenses.step_size import StepSizeLens

LENSES: tuple[type[Lens], ...] = (
    MathsLens,
    ChainRuleLens,
    NudgeLens,
    OneWeightLens,
    StepSizeLens,
    LayersLens,
    RowsLens,
    ScoresLens,
    PicturesLens,
    AutopsyLens,
    RaceLens,
)
