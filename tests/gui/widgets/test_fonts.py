"""The program's font, and what stands in for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication

from gui.widgets import fonts


def test_the_font_of_the_program_is_there(qapp: QApplication) -> None:
    assert fonts.family().startswith("Inter")
    assert fonts.doubt() == ""


SIGNS = re.compile(r"[\u1d2c-\u1d6a\u2000-\u2bff]")
"""Superscripts, arrows, operators and shapes."""


def test_the_programs_own_fonts_have_all_signs_of_its_words(qapp: QApplication) -> None:
    """On a machine that has no other font none of them is a box."""
    root = Path(__file__).parents[3]
    files = [*(root / "gui").rglob("*.py"), *(root / "core").rglob("*.py"), *(root / "resources").rglob("*.toml")]
    typed = root / "core" / "expressions" / "characters.py"  # what somebody may type, and is read
    texts = [file.read_text(encoding="utf-8") for file in files if file != typed]
    fonts_of_its_own = [QRawFont(str(file), 16.0) for file in (fonts.FILE, *fonts._brought("ziafont", "*.ttf"))]
    assert len(fonts_of_its_own) == 2
    signs = {sign for text in texts for sign in SIGNS.findall(text)}
    assert not {sign for sign in signs if not any(each.supportsCharacter(ord(sign)) for each in fonts_of_its_own)}


@pytest.mark.parametrize("content", [None, b"", b"no font"], ids=str)
def test_without_it_another_one_stands_in_and_a_word_says_so(
    content: bytes | None, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "Inter.ttf"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(fonts, "FILE", file)
    fonts.family.cache_clear()
    try:
        assert fonts.family()
        assert str(file) in fonts.doubt()
        assert fonts.family() in fonts.doubt()
    finally:
        fonts.family.cache_clear()
