"""The program's font, and what stands in for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui.widgets import fonts


def test_the_font_of_the_program_is_there(qapp: QApplication) -> None:
    assert fonts.family().startswith("Inter")
    assert fonts.doubt() == ""


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
