"""The stage in a bright room: a projector that leaves 40 % of the contrast."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from gui.stage.stage import stage_theme
from gui.widgets.theme import Theme
from tests.gui.widgets.test_theme import THEME, contrast

LEFT = 0.4
"""Of the contrast: each channel comes so near to the middle."""


def washed(colour: str) -> tuple[int, int, int]:
    red, green, blue, _ = QColor(colour).getRgb()
    return tuple(round(255 * (0.5 + LEFT * (channel / 255 - 0.5))) for channel in (red, green, blue))  # type: ignore[return-value]


@pytest.mark.parametrize("role", ["text", "dim"])
@THEME
def test_text_can_be_read_in_a_bright_room(theme: Theme, role: str) -> None:
    stage = stage_theme(theme)
    assert contrast(washed(getattr(stage, role)), washed(stage.background)) >= 3.0


@THEME
def test_what_is_now_can_be_read_on_its_mark_in_a_bright_room(theme: Theme) -> None:
    assert contrast(washed(theme.highlight_text), washed(theme.highlight)) >= 3.0


@pytest.mark.parametrize("role", ["text", "dim", "accent", "positive", "negative", "good", "error"])
@THEME
def test_text_and_marks_have_their_contrast_on_the_ground_of_the_stage(theme: Theme, role: str) -> None:
    stage = stage_theme(theme)
    assert contrast(getattr(stage, role), stage.background) >= 4.5
    assert min(contrast(colour, stage.background) for colour in stage.classes) >= 3.0
    assert contrast(stage.contour, stage.background) >= 3.0
