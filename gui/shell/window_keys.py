"""The keys of the window, whatever has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from gui.widgets.shortcuts import Action
from gui.widgets.whats_this import ask

if TYPE_CHECKING:
    from gui.shell.main_window import MainWindow


def window_keys(window: MainWindow) -> tuple[tuple[Any, Action], ...]:
    """Return the keys of presenter remotes, and those that every program has, with what they do."""
    player, edits = window.player, window.session.edits
    return (
        (Qt.Key.Key_PageDown, player.step),
        (Qt.Key.Key_PageUp, player.back),
        ("Shift+PgDown", player.phase_forward),
        ("Shift+PgUp", player.phase_back),
        (Qt.Key.Key_F5, window.toggle_presenting),
        ("Ctrl++", lambda: window.scale_text(1)),
        ("Ctrl+=", lambda: window.scale_text(1)),
        ("Ctrl+-", lambda: window.scale_text(-1)),
        ("Ctrl+0", lambda: window.scale_text(0)),
        ("Ctrl+T", window.switch_theme),
        ("Shift+F1", ask),
        ("Ctrl+B", window.timeline.set_bookmark),
        ("Ctrl+Z", edits.undo),
        ("Ctrl+Shift+Z", edits.redo),
        ("Ctrl+Y", edits.redo),
        ("Ctrl+Q", lambda: window.close()),
    )
