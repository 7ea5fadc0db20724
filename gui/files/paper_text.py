"""Words and formulas for paper."""

from __future__ import annotations

import html
import re

from PySide6.QtGui import QFont, QPaintDevice, QTextDocument

from gui.widgets.fonts import family


def document(device: QPaintDevice, text: str, points: float, width: float = -1.0) -> QTextDocument:
    """Return HTML set for a device in letters of so many points, black, at most as wide as given."""
    made = QTextDocument()
    made.documentLayout().setPaintDevice(device)
    font = QFont(family())
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag.fromString("calt"), 0)  # such signs have no text that could be copied
    made.setDefaultFont(font)
    made.setDocumentMargin(0.0)
    made.setHtml(f"<span style='color: black'>{text}</span>")
    if width > 0.0:
        made.setTextWidth(width)
    return made


_MARKS = (
    (r"\^\(([^()]*(?:\([^()]*\))?[^()]*)\)", r"<sup>\1</sup>"),
    (r"(?<=[A-Za-zα-ωᵀ′])(\[\d+\])", r"<sup>\1</sup>"),
    (r"\^([a-z])", r"<sup>\1</sup>"),
)
_LOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789aeoxhklmnpstijruv")
_HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾", "0123456789−()")


def as_html(text: str) -> str:
    """Return a text of the program as HTML: what is raised and lowered in it stands so in any font."""
    text = html.escape(text, quote=False)
    for pattern, by in _MARKS:
        text = re.sub(pattern, by, text)
    text = re.sub(r"[₀-₉ₐₑₒₓₕ-ₜᵢⱼᵣᵤᵥ]+(?:,[₀-₉]+)*", lambda found: f"<sub>{found[0].translate(_LOW)}</sub>", text)
    text = re.sub("[⁰¹²³⁴-⁹⁻⁽⁾]+", lambda found: f"<sup>{found[0].translate(_HIGH)}</sup>", text)
    return text.replace("ᵀ", "<sup>T</sup>")
