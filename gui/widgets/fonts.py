"""The fonts: Inter, which comes with the program, for words and numbers; for single letters that of formulas.

Inter is a variable font: its weight is an axis, and `QFont.setWeight` does nothing.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QFontMetricsF

from core.patterns import pattern

FILE = Path(__file__).parents[2] / "resources" / "fonts" / "Inter.ttf"
SIGNS = "DejaVu Sans"
"""The font of signs that Inter lacks, such as arrows to fold by: ziamath brings it along with ziafont."""
NORMAL, MEDIUM, BOLD = 400.0, 500.0, 650.0
"""Weights of the words, of a caption, and of names and what is now."""
BESIDE_WORDS = 1.2
"""Size of letters of formulas by that of words beside them: they are lower."""
LETTER = "([A-Za-zα-ω])(\u0302?[₀-₉,]*[²³]?)"
"""A letter, perhaps with a hat, an index, a power."""
SYMBOL = pattern(f"(?:sin )?(?:{LETTER}|(?:[A-Za-zα-ω][₀-₉]+)+)")
"""Such a letter, or several with indices: their product."""
ITALIC = {"a": 0x1D44E, "A": 0x1D434, "α": 0x1D6FC}
"""Where the italic letters of mathematics begin in Unicode, which has the letter h elsewhere."""
OPTICAL = 14.0, 32.0
"""Sizes, in pixels, between which the letters change their shapes."""


@cache
def family() -> str:
    """Load the font, and return its name; that of the system's own font if it cannot be loaded."""
    names = _loaded(FILE)
    return names[0] if names else QFont().family()


@cache
def _families() -> list[str]:
    """Return that font and the one for signs that it lacks, which is loaded where the system has none of that name."""
    if not QFontDatabase.hasFamily(SIGNS):
        for file in _brought("ziafont", "DejaVuSans.ttf"):
            _loaded(file)
    return [family(), SIGNS]


def _loaded(file: Path) -> list[str]:
    """Load a font, and return the names that it has; none if it cannot be loaded."""
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))


def _brought(package: str, name: str) -> list[Path]:
    """Return the fonts of a name that an installed package brings."""
    spec = find_spec(package)
    return list(Path(spec.origin).parent.glob(f"fonts/{name}")) if spec and spec.origin else []


def can_write() -> bool:
    """Tell whether any font has letters: without one all words are rows of boxes."""
    return QFontMetrics(QFont(family())).inFont("a")


def doubt() -> str:
    """Return what to tell about a font that cannot be loaded; "" if it can."""
    if QFontDatabase.addApplicationFont(str(FILE)) >= 0:
        return ""
    return (
        f"The font {FILE} is missing or damaged, so “{family()}” stands in for it. Install Chalkgrad again to have it."
    )


@lru_cache(maxsize=128)
def _made(pixels: int, bold: bool, one_width: bool) -> QFont:
    font = QFont(_families())
    font.setPixelSize(pixels)
    font.setVariableAxis(QFont.Tag.fromString("wght"), BOLD if bold else NORMAL)
    font.setVariableAxis(QFont.Tag.fromString("opsz"), min(max(float(pixels), OPTICAL[0]), OPTICAL[1]))
    if one_width:
        font.setFeature(QFont.Tag.fromString("tnum"), 1)  # numbers that change stay where they are
    else:
        font.setFeature(QFont.Tag.fromString("calt"), 0)  # no signs but those that readers of files know
    return font


def font(pixels: int, bold: bool = False, one_width: bool = True) -> QFont:
    """Return the font with letters of a size, and digits of ``one_width`` or each of its own."""
    return QFont(_made(pixels, bold, one_width))


def medium(letters: QFont) -> QFont:
    """Return a font of words with the weight of a caption."""
    heavier = QFont(letters)
    heavier.setVariableAxis(QFont.Tag.fromString("wght"), MEDIUM)
    return heavier


def line_height(letters: QFont) -> int:
    """Return the height in pixels that a line of a label takes: rounded up, unlike the integers of `QFontMetrics`."""
    return math.ceil(QFontMetricsF(letters).lineSpacing())


@cache
def _symbol_family() -> str:
    """Load the font that formulas are set in, which ziamath brings."""
    names = [name for file in _brought("ziamath", "STIX*.ttf") for name in _loaded(file)]
    return names[0] if names else family()


def symbol_font(pixels: int) -> QFont:
    """Return the font of formulas; its lines are far apart, so place its letters by their base line."""
    font = QFont(_symbol_family())
    font.setPixelSize(pixels)
    return font


def symbol(name: str) -> str:
    """Return a name as a symbol of a formula, e.g. ``𝑥₁``, if it is made of single letters with indices; else ""."""
    whole = normalize("NFD", name)
    if SYMBOL.fullmatch(whole) is None:
        return ""
    function = "sin " if whole.startswith("sin ") else ""
    return function + re.sub(LETTER, lambda found: _italic(found[1]) + found[2], whole.removeprefix(function))


def _italic(letter: str) -> str:
    first = next(each for each in ("α", "a", "A") if letter >= each)
    return "ℎ" if letter == "h" else chr(ITALIC[first] + ord(letter) - ord(first))
