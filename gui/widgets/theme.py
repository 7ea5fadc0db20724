"""How things look: the two themes and the text scale."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette

from core.training.notation import ARTICLES, Notation
from core.values import dataclass
from gui.frames.image import NO_ANSWER
from gui.widgets.fonts import BESIDE_WORDS, font, symbol_font

Align = Qt.AlignmentFlag
Rgb = tuple[int, int, int]


@cache
def _rgb(text: str) -> Rgb:
    colour = QColor(text)
    return colour.red(), colour.green(), colour.blue()


@dataclass(frozen=True)
class Theme:
    """A set of colours, all as ``#rrggbb``.

    ``positive`` and ``negative`` are the two ends of the diverging scale (sign of a weight, value of a neuron);
    ``classes`` colours the classes of the data, in order: the first eight are told apart with protan, deutan and tritan
    eyes too, those beyond by their shapes.
    """

    name: str
    title: str
    background: str
    card: str
    field: str
    border: str
    """Around cards, and between parts: quiet, for nothing there is to be pressed."""
    edge: str
    """Around what can be pressed, typed into or moved."""
    text: str
    dim: str
    grid: str
    accent: str
    accent_text: str
    highlight: str
    """What is now and what is chosen, as a fill, a ring or a ball: no class has this colour."""
    positive: str
    negative: str
    neutral: str
    error: str
    good: str
    classes: tuple[str, ...]
    curves: tuple[str, str, str]
    """Colours of the loss curves: train, test, this batch."""
    surface: tuple[str, str]
    """The lowest and the highest place of a surface of losses: quiet, so that colour belongs to the runs on it."""
    contour: str

    highlight_text: ClassVar[str] = "#0a0c0d"
    """Ink on the highlight."""

    @property
    def highlight_edge(self) -> str:
        """What lies around the highlight: on a light ground yellow alone would hardly be seen."""
        return self.highlight if self.dark else self.highlight_text

    @property
    def wash(self) -> float:
        """How much of a class' colour a region has where the network is certain."""
        return 0.41 if self.dark else 0.35

    @property
    def dark(self) -> bool:
        """True where light text stands on a dark ground."""
        return sum(_rgb(self.background)) < 384


CHALKBOARD = Theme(
    name="chalkboard",
    title="Chalkboard",
    background="#11171a",
    card="#1b2327",
    field="#12181b",
    border="#3a464c",
    edge="#65737a",
    text="#f3f6f7",
    dim="#a9b6bc",
    grid="#39454b",
    accent="#ffd25e",
    accent_text="#14181a",
    highlight="#ffd25e",
    positive="#5bb8ff",
    negative="#ff9f45",
    neutral="#1b2327",
    error="#ff8a80",
    good="#7ddc8a",
    classes=(
        "#ff9f45",
        "#5bb8ff",
        "#95b68a",
        "#e852a7",
        "#edfa99",
        "#bef6ed",
        "#ee424b",
        "#7676f8",
        "#b8c46a",
        "#c9c9c9",
    ),
    curves=("#5bb8ff", "#ff9f45", "#8d9aa1"),
    surface=("#0f171c", "#3d4c56"),
    contour="#94a6b1",
)

WHITEBOARD = Theme(
    name="whiteboard",
    title="Whiteboard",
    background="#f3f4f1",
    card="#ffffff",
    field="#f7f8f6",
    border="#c9cdca",
    edge="#858c89",
    text="#14181a",
    dim="#535c61",
    grid="#d9dddb",
    accent="#9a5b00",
    accent_text="#ffffff",
    highlight="#ffcb3d",
    positive="#0a66b8",
    negative="#b34a08",
    neutral="#ffffff",
    error="#b3261e",
    good="#1d7a33",
    classes=(
        "#b34a08",
        "#0a66b8",
        "#6f7a52",
        "#500bb5",
        "#592902",
        "#052e38",
        "#a15580",
        "#4a1269",
        "#5a5a5a",
        "#0f7878",
    ),
    curves=("#0a66b8", "#b34a08", "#7b858a"),
    surface=("#c6d2db", "#fbfcfc"),
    contour="#596a75",
)

THEMES = {theme.name: theme for theme in (CHALKBOARD, WHITEBOARD)}


TEXT_SIZES = (10.0, 11.5, 13.0, 15.0, 17.0, 19.5, 22.5, 27.0, 32.0, 38.0, 45.0)
"""Pixel heights of normal text that one can choose from."""

GROUNDS = ("background", "card")
"""Colours of what lies behind everything."""
HEAD, SYMBOLS = 0.02, 0.04
"""Above the names of the stage's views, and height of the letters of formulas there, as shares of its height."""
THINNEST, THINNEST_DATA = 1 / 360, 1 / 200
"""Widths of lines on the stage at least, as shares of its height."""


@dataclass(frozen=True)
class Look:
    """A theme at a text scale, and whose notation is written: everything a view needs to draw itself.

    ``text`` is the pixel height of normal text; lines, ticks, markers and margins follow it. ``stage`` is the height in
    pixels of the stage that a class looks at, 0 at the desk: there no line is thinner than can be seen from the back
    row, no text smaller than the normal one, and nothing is drawn but what is to be seen. While the class is ``asked``
    what will happen, nothing that tells it is drawn. What is ``printed`` stays as it is: its digits need not be of one
    width, which not every reader of files finds again. A ``clear`` picture has no ground.
    """

    theme: Theme = CHALKBOARD
    text: float = 15.0
    notation: Notation = ARTICLES
    stage: float = 0.0
    asked: bool = False
    printed: bool = False
    clear: bool = False

    def px(self, size: float) -> float:
        """Return a length that is ``size`` pixels at the normal text size of 15 pixels."""
        return size * self.text / 15.0

    def line(self, width: float) -> float:
        """Return the width in pixels of a line that is ``width`` pixels wide at the normal text size."""
        return max(self.px(width), THINNEST * self.stage)

    def data_line(self, width: float) -> float:
        """Return the width in pixels of a line that stands for data; see `line`."""
        return max(self.px(width), THINNEST_DATA * self.stage)

    def font(self, size: float = 1.0, bold: bool = False) -> QFont:
        """Return the program's font at ``size`` times the text height; none on the stage is smaller than that."""
        return font(max(6, round(self.text * (max(size, 1.0) if self.stage else size))), bold, not self.printed)

    def symbol_font(self) -> QFont:
        """Return the font of letters of formulas beside words: they are lower; on the stage it has its own share."""
        return symbol_font(round(SYMBOLS * self.stage if self.stage else BESIDE_WORDS * self.text))

    def colour(self, role: str, alpha: int = 255) -> QColor:
        """Return a colour of the theme by its field name."""
        colour = QColor(getattr(self.theme, role))
        colour.setAlpha(0 if self.clear and role in GROUNDS else alpha)
        return colour

    def scaled(self, text: float) -> Look:
        """Return the same theme with another text height."""
        return replace(self, text=text)


def blend(first: str, second: str, share: float) -> Rgb:
    """Return the colour ``share`` of the way from ``first`` to ``second``."""
    (r, g, b), (red, green, blue) = _rgb(first), _rgb(second)
    return round(r + (red - r) * share), round(g + (green - g) * share), round(b + (blue - b) * share)


def _argb(colour: Rgb) -> int:
    red, green, blue = colour
    return 0xFF000000 | red << 16 | green << 8 | blue


@lru_cache(maxsize=8)
def diverging_table(theme: Theme) -> list[int]:
    """Return 256 ARGB colours for `QImage.Format_Indexed8`: 0 full negative, 128 zero, 255 full positive."""
    low = [_argb(blend(theme.neutral, theme.negative, (128 - i) / 128)) for i in range(128)]
    high = [_argb(blend(theme.neutral, theme.positive, (i - 128) / 127)) for i in range(128, 256)]
    return low + high


@lru_cache(maxsize=32)
def class_table(theme: Theme, classes: int) -> list[int]:
    """Return ARGB colours for region images of ``classes`` classes.

    Class c at certainty s of ``levels = NO_ANSWER // classes`` levels has the index ``c * levels + s``; s = 0 is
    undecided. What is left up to `NO_ANSWER` is see-through.
    """
    levels = NO_ANSWER // classes
    colours = [
        _argb(blend(theme.card, theme.classes[c % len(theme.classes)], theme.wash * (0.25 + 0.75 * s / (levels - 1))))
        for c in range(classes)
        for s in range(levels)
    ]
    return colours + [0] * (NO_ANSWER + 1 - len(colours))


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme (`setColorScheme` alone does nothing on plain X)."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.background,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.card,
        role.Text: theme.text,
        role.Button: theme.card,
        role.ButtonText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.dim,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Light: theme.border,
        role.BrightText: theme.error,
    }
    result = QPalette()
    for key, value in colours.items():
        result.setColor(key, QColor(value))
    for key in (role.Text, role.ButtonText, role.WindowText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(*blend(theme.card, theme.dim, 0.6)))
    return result


def window_sheet(look: Look) -> str:
    """Return the style of what belongs to the window as a whole: ground, banner, handles, scroll bars."""
    theme = look.theme
    return (
        f"QScrollArea, QScrollArea > QWidget > QWidget {{ background: {theme.card}; }}"
        f"#banner {{ background: {theme.card}; border: 1px solid {theme.dim}; border-radius: {look.px(8):.0f}px; }}"
        f'#banner[error="true"] {{ border-color: {theme.error}; }}'
        f"#popup {{ background: {theme.card}; border: 1px solid {theme.accent}; }}"
        f"QScrollBar:vertical {{ background: transparent; width: {look.px(9):.0f}px; }}"
        f"QScrollBar:horizontal {{ background: transparent; height: {look.px(9):.0f}px; }}"
        f"QScrollBar::handle {{ background: {theme.edge}; border-radius: {look.px(4):.0f}px; }}"
        "QScrollBar::handle:vertical { min-height: 24px; } QScrollBar::handle:horizontal { min-width: 24px; }"
        f"QScrollBar::handle:hover {{ background: {theme.dim}; }}"
        "QScrollBar::add-line, QScrollBar::sub-line { height: 0px; width: 0px; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
        f"#fold, #fold:checked, #close, #stepper {{ background: transparent; color: {theme.text}; border: none;"
        " padding: 0px; }"
        f"#stepper:disabled {{ color: {theme.border}; }}"
        f"#fold:hover, #close:hover, #stepper:hover:enabled {{ color: {theme.accent}; }}"
        f"#fold:focus, #close:focus {{ border: 1px solid {theme.accent}; border-radius: {look.px(3):.0f}px; }}"
    )
