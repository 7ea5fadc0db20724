"""Nothing that is taken along tells of the machine, its user or its folders, however it is packed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.share.catalogue import EXPORTS
from gui.share.export import Export
from gui.shell.sharing import source_of
from tests.gui.share.test_pictures import STREAM, taken
from tests.gui.shared import MakeWindow
from tests.gui.tables import read_through, use

USER, HOST = "zaphod-quux", "heart-of-gold-77"
CODINGS = ("utf-8", "utf-16-be", "utf-16-le")
TABLE = "hours,sleep,passed\n" + "".join(f"{k % 9},{k % 7},{'yes' if k % 9 > 4 else 'no'}\n" for k in range(40))
FEW = {"first": 0, "last": 2, "pictures": 2, "width": 320, "height": 240}
"""Choices of an animation; pictures take the size, and others nothing of it."""


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield a file's bytes, and those of all that is packed in it: members of a zip, streams of a PDF."""
    yield content
    if zipfile.is_zipfile(file := io.BytesIO(content)):
        with zipfile.ZipFile(file) as stored:
            for member in stored.infolist():
                yield from (member.filename.encode(), member.comment, member.extra, stored.read(member))
    for stream in STREAM.findall(content):
        unpacking = zlib.decompressobj()
        try:
            yield unpacking.decompress(stream)
        except zlib.error:
            continue


def told(content: bytes, secrets: list[str]) -> list[str]:
    """Return which of some words stand in a file."""
    parts = [part.lower() for part in unpacked(content)]
    return [
        secret
        for secret in secrets
        if any(secret.lower().encode(coding) in part for coding in CODINGS for part in parts)
    ]


def test_what_is_packed_is_found() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as stored:
        stored.writestr("data", f"of {USER}" * 9)
    stream = b"stream\n" + zlib.compress(USER.encode("utf-16-be")) + b"endstream"
    for content in (file.getvalue(), stream, USER.upper().encode()):
        assert told(content, [HOST, USER]) == [USER]


@pytest.mark.slow
@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_no_file_tells_of_the_machine(
    export: Export, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "machines" / USER
    home.mkdir(parents=True)
    for name, value in {"HOME": str(home), "USER": USER, "LOGNAME": USER, "USERNAME": USER, "HOSTNAME": HOST}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("socket.gethostname", lambda: HOST)
    monkeypatch.setattr("platform.node", lambda: HOST)
    monkeypatch.chdir(home)
    secrets = [USER, HOST, str(tmp_path), str(Path(__file__).parents[3]), tmp_path.parent.name]
    window = make_window(fresh=True)
    (home / "marks.csv").write_text(TABLE, encoding="utf-8")
    window.own_data.take(home / "marks.csv")
    read_through(window, qtbot)
    use(window, qtbot)
    window.player.go_to(3)
    qtbot.waitUntil(window.is_calm, timeout=60_000)
    made = 0
    for ending in export.endings:
        for what in export.things(source_of(window), ending):
            paths, refusal = taken(window, qtbot, home / f"made-{what}{ending}", what, **_few(export))
            assert (refusal == "") == bool(paths)
            assert "too large for a page" in refusal or not refusal, what
            made += len(paths)
            for path in paths:
                assert told(path.read_bytes(), secrets) == [], path.name
    assert made >= len(export.endings)


def _few(export: Export) -> dict[str, object]:
    """Return choices by which it is made soon."""
    return {each.name: FEW[each.name] for each in export.choices.hyperparameters() if each.name in FEW}
