"""Ctrl+C in the terminal, the end of a session and a display that is gone end the program in order."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.gui.shell.faulty import OPENED, begin, log_of

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and what stands in the terminal."""
    _, said = process.communicate(timeout=60)
    return process.returncode, said


@pytest.mark.slow
@pytest.mark.parametrize("number", CODES)
def test_a_signal_closes_the_window(tmp_path: Path, number: signal.Signals) -> None:
    process = begin(tmp_path, "--scene", "xor-tanh", before=OPENED)
    assert process.stdout is not None
    assert process.stdout.readline() == "still\n"
    process.send_signal(number)
    assert ended(process) == (CODES[number], "")
    assert "geometry" in (tmp_path / ".config" / "Chalkgrad" / "Chalkgrad.conf").read_text()  # as a click on ✕ keeps it


@pytest.mark.slow
@pytest.mark.parametrize(("number", "left"), [(signal.SIGINT, []), (signal.SIGTERM, [".chalkgrad"])])
def test_what_was_done_is_offered_unless_it_was_ended_by_hand(
    tmp_path: Path, number: signal.Signals, left: list[str]
) -> None:
    process = begin(tmp_path, "--scene", "xor-tanh", "--steps", "30")
    folder, begun = tmp_path / ".config" / "Chalkgrad", time.monotonic()
    while not list(folder.rglob("windows/*.chalkgrad")):
        assert process.poll() is None
        assert time.monotonic() - begun < 60.0
    process.send_signal(number)
    assert ended(process) == (CODES[number], "")
    assert [each.suffix for each in folder.rglob("windows/*")] == left


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seed", range(4))
def test_a_signal_at_any_moment(tmp_path: Path, number: signal.Signals, seed: int) -> None:
    process = begin(tmp_path, before="print('begun', flush=True)\n")
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.0, 3.0))  # the moment is what is tried
    process.send_signal(number)
    code, said = ended(process)
    assert code in (CODES[number], -number)  # before the program hears of signals the system ends it
    assert said == ""


@pytest.mark.slow
def test_a_display_that_is_not_there_is_said(tmp_path: Path) -> None:
    process = begin(tmp_path, QT_QPA_PLATFORM="xcb", DISPLAY=":4711")
    code, said = ended(process)
    assert code == 2
    assert said.startswith("chalkgrad: The display :4711 cannot be opened.")
    assert said.count("\n") == 1
    assert "could not connect to display" in log_of(tmp_path)


@pytest.mark.slow
def test_what_is_ignored_stays_ignored(tmp_path: Path) -> None:
    before = "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    process = begin(tmp_path, "--scene", "xor-tanh", before=OPENED + before)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert ended(process) == (CODES[signal.SIGTERM], "")


@pytest.mark.slow
def test_without_any_font_that_is_said_and_the_window_works(tmp_path: Path) -> None:
    rules = tmp_path / "fonts.conf"
    rules.write_text('<?xml version="1.0"?><fontconfig><cachedir>cache</cachedir></fontconfig>')
    before = "import gui.widgets.fonts\ngui.widgets.fonts.FILE = 'nowhere.ttf'\n" + OPENED
    process = begin(tmp_path, "--scene", "xor-tanh", before=before, FONTCONFIG_FILE=str(rules))
    assert process.stdout is not None
    assert process.stdout.readline() == "still\n"
    process.send_signal(signal.SIGTERM)
    code, said = ended(process)
    assert code == CODES[signal.SIGTERM]
    assert "There is no font to write with" in said
    assert "There is no font to write with" in log_of(tmp_path)


SEEN = """
import gui.widgets.fonts
gui.widgets.fonts.FILE = 'nowhere.ttf'
def open_and_look(*given):
    window = open_and_tell(*given)
    presenting = window.presenting
    window.player.still.connect(lambda: print(presenting.fault.isVisible(), presenting.fault.text, flush=True))
    return window
opening.open_window = open_and_look
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_presented", [False, True])
def test_that_another_font_stands_in_is_said_on_the_stage_where_that_is_seen(
    tmp_path: Path, is_presented: bool
) -> None:
    process = begin(tmp_path, "--scene", "xor-tanh", *["--present"] * is_presented, before=OPENED + SEEN)
    assert process.stdout is not None
    assert process.stdout.readline() == "still\n"
    is_seen, _, said = process.stdout.readline().strip().partition(" ")
    assert is_seen == str(is_presented)
    assert said.startswith("The font nowhere.ttf is missing or damaged, so ") == is_presented
    process.send_signal(signal.SIGTERM)
    assert ended(process) == (CODES[signal.SIGTERM], "")
    assert "The font nowhere.ttf is missing" in log_of(tmp_path)


@pytest.mark.slow
def test_where_home_is_no_folder_the_window_works(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    process = begin(tmp_path / "home", "--scene", "xor-tanh", before=OPENED)
    assert process.stdout is not None
    assert process.stdout.readline() == "still\n"
    process.send_signal(signal.SIGTERM)
    assert ended(process)[0] == CODES[signal.SIGTERM]
