"""Where people keep files of their own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gui.files.folders import documents

NAMES = "user-dirs.dirs"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file")
def test_names_of_folders_are_read_from_a_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "Papers").mkdir()
    (tmp_path / NAMES).write_text('XDG_DOCUMENTS_DIR="$HOME/Papers"\n', encoding="utf-8")
    assert documents() == tmp_path / "Papers"
    (tmp_path / NAMES).unlink()
    os.mkfifo(tmp_path / NAMES)
    assert documents() == tmp_path
