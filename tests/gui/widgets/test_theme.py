"""Colours: text can be read, lines seen, and classes told apart by every kind of eyes."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from core.arrays import Array
from gui.plots.parts.example_points import TOLD_APART
from gui.plots.parts.surface import NO_NUMBER, loss_table
from gui.widgets.controls import control_sheet
from gui.widgets.theme import THEMES, Look, Theme, blend

EYES = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""What linear RGB becomes where one kind of cones is missing (Machado, Oliveira and Fernandes 2009, severity 1)."""
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""From linear sRGB, white D65 (IEC 61966-2-1)."""
THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)


def linear(colour: str | tuple[int, int, int]) -> Array:
    """Return a colour's linear RGB (3,), each from 0 to 1."""
    share = np.array(QColor(*colour).getRgb() if isinstance(colour, tuple) else QColor(colour).getRgb())[:3] / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str | tuple[int, int, int], other: str | tuple[int, int, int]) -> float:
    """Return the ratio of two luminances (WCAG 2)."""
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) + 0.05 for colour in (one, other))
    return high / low


def lab(colour: str, eyes: str) -> Array:
    """Return L*, a*, b* (3,) of what ``eyes`` see (CIE 15, white D65)."""
    seen = np.clip(np.array(EYES[eyes]) @ linear(colour), 0.0, 1.0)
    t = TO_XYZ @ seen / (TO_XYZ @ np.ones(3))
    x, y, z = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", EYES)
@THEME
def test_the_first_eight_classes_are_told_apart(theme: Theme, eyes: str) -> None:
    assert TOLD_APART == 8
    places = [lab(colour, eyes) for colour in theme.classes[:TOLD_APART]]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(places, 2)) >= 25.0  # CIE76


@THEME
def test_no_class_has_the_colour_of_what_is_now(theme: Theme) -> None:
    now = lab(theme.highlight, "normal")
    assert min(float(np.linalg.norm(now - lab(colour, "normal"))) for colour in theme.classes) >= 25.0


@pytest.mark.parametrize("ground", ["background", "card", "field"])
@THEME
def test_text_and_lines_have_contrast(theme: Theme, ground: str) -> None:
    behind = getattr(theme, ground)
    for role in ("text", "dim", "accent", "positive", "negative", "error", "good"):
        assert contrast(getattr(theme, role), behind) >= 4.5, role
    for colour in (*theme.classes, *theme.curves):
        assert contrast(colour, behind) >= 3.0, colour
    assert contrast(theme.accent_text, theme.accent) >= 4.5
    assert contrast(theme.highlight_text, theme.highlight) >= 4.5


@pytest.mark.parametrize("ground", ["background", "card", "field"])
@THEME
def test_the_edge_of_a_control_is_seen_on_what_it_stands_on(theme: Theme, ground: str) -> None:
    for role in ("edge", "accent", "dim", "text", "highlight_edge"):
        assert contrast(getattr(theme, role), getattr(theme, ground)) >= 3.0, role


@THEME
def test_the_style_of_controls_has_no_quieter_edge(theme: Theme) -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", control_sheet(Look(theme)))
    grounds = [theme.background, theme.card, theme.field]
    seen = 0
    for selector, style in rules:
        if "disabled" not in selector:
            for colour in re.findall(r"border(?:-color)?: (?:\d+px solid )?(#\w{6})", style):
                seen += 1
                assert min(contrast(colour, ground) for ground in grounds) >= 3.0, selector
    assert seen > 5


@THEME
def test_points_and_contours_are_seen_on_what_lies_behind_them(theme: Theme) -> None:
    washes = [blend(theme.card, colour, theme.wash) for colour in theme.classes[:2]]
    assert min(contrast(colour, wash) for colour in theme.classes[:2] for wash in washes) >= 3.0
    assert min(contrast(theme.contour, end) for end in theme.surface) >= 3.0


@THEME
def test_a_surface_is_the_darker_the_lower(theme: Theme) -> None:
    table = loss_table(theme)
    heights = [float(TO_XYZ[1] @ linear((rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255))) for rgb in table[:NO_NUMBER]]
    assert (np.diff(heights) >= 0).all()
    assert heights[0] < heights[-1]
