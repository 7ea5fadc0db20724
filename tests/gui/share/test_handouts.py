"""A handout of what is on show is made as the dialog makes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.files.paper import HANDOUTS
from tests.gui.share.test_pictures import taken
from tests.gui.shared import MakeWindow


@pytest.mark.parametrize("what", HANDOUTS)
def test_a_handout_of_the_moment(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, what: str) -> None:
    path = tmp_path / "sheet.pdf"
    paths, refusal = taken(make_window("course-pass-fail"), qtbot, path, what, blanks=3)
    assert (paths, refusal) == ([path], "")
    assert path.read_bytes().startswith(b"%PDF")


def test_a_network_too_large_is_refused(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    paths, refusal = taken(make_window("article-circles"), qtbot, path, "handout")
    assert paths == []
    assert "too large for a page" in refusal
    assert not path.exists()
