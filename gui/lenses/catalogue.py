"""All lenses, in the order of their tabs."""

from __future__ import annotations

from gui.lenses.autopsy import AutopsyLens
from gui.lenses.chain_rule import ChainRuleLens
from gui.lenses.layers import LayersLens
from gui.lenses.lens import Lens
from gui.lenses.maths import MathsLens
from gui.lenses.nudge import NudgeLens
from gui.lenses.pictures import PicturesLens
from gui.lenses.race import RaceLens
from gui.lenses.rows import RowsLens
from gui.lenses.scores import ScoresLens

LENSES: tuple[type[Lens], ...] = (
    MathsLens,
    ChainRuleLens,
    NudgeLens,
    LayersLens,
    RowsLens,
    ScoresLens,
    PicturesLens,
    AutopsyLens,
    RaceLens,
)
