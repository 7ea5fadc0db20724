"""What is remembered may have any name, and whatever stands in the place of its file does not stop the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.words import as_typed
from gui.shell.front import made_home
from gui.shell.settings import MAX_BYTES, UNWRITABLE, Settings, _own_store
from tests.gui.shell.test_arrangement import settings_in


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "Chalkgrad.conf")


def _pipe_for_a_lock(folder: Path) -> None:
    os.mkfifo(folder / "Chalkgrad.conf.lock")


def _endless(folder: Path) -> None:
    (folder / "Chalkgrad.conf").symlink_to("/dev/zero")


def _huge(folder: Path) -> None:
    (folder / "Chalkgrad.conf").write_bytes(b"[General]\nx=" + b"1" * MAX_BYTES)


@pytest.mark.skipif(sys.platform == "win32", reason="there settings are no file")
@pytest.mark.parametrize("do", [_pipe, _pipe_for_a_lock, _endless, _huge])
def test_a_file_whose_reading_would_not_end_is_not_read(tmp_path: Path, do: Callable[[Path], object]) -> None:
    do(tmp_path)
    settings = Settings(_own_store(tmp_path))
    assert settings.check() == UNWRITABLE.format(file=as_typed(str(tmp_path / "Chalkgrad.conf")))
    settings.notation = "keras"
    assert settings.notation == "keras"


NAMES = ["/tmp/two\nlines.toml", "/tmp/a, b.toml", '/tmp/"c".toml', "/tmp/%s.toml" % ("x" * 300), "/tmp/\udcff.toml"]


def test_files_of_late_may_have_any_name(tmp_path: Path, qtbot: QtBot) -> None:
    for names in (NAMES, NAMES[:1], []):
        settings_in(tmp_path).recent = [Path(name) for name in names]
        settings_in(tmp_path)._store.sync()
        settings = settings_in(tmp_path)
        assert settings.recent == [Path(name) for name in names]
        home = made_home(settings)
        qtbot.addWidget(home)
        assert not [card for card in home.offers if card.is_file]  # none of them is there
    for kept, there in (("/a.toml\n/b.toml", ["/a.toml", "/b.toml"]), ("[", []), ("[" * 100_000, []), ("[1]", [])):
        settings.keep_value("recent", kept)
        assert settings.recent == [Path(name) for name in there]
