"""The keys of the window, whatever has the focus."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import Qt

from gui.panels.timeline import TimelinePanel
from gui.session.player import Player
from gui.session.session import Session
from gui.shell.appearance import Appearance
from gui.widgets.shortcuts import Action
from gui.widgets.whats_this import ask


class HasKeys(Protocol):
    """What keys act on: the window as they see it."""

    player: Player
    session: Session
    timeline: TimelinePanel
    appearance: Appearance

    def toggle_presenting(self) -> None: ...

    def close(self) -> bool: ...


def window_keys(window: HasKeys) -> tuple[tuple[Any, Action], ...]:
    """Return the keys of presenter remotes, and those that every program has, with what they do."""
    player, edits, appearance = window.player, window.session.edits, window.appearance
    return (
        (Qt.Key.Key_PageDown, player.step),
        (Qt.Key.Key_PageUp, player.back),
        ("Shift+PgDown", player.phase_forward),
        ("Shift+PgUp", player.phase_back),
        (Qt.Key.Key_F5, window.toggle_presenting),
        ("Ctrl++", lambda: appearance.scale_text(1)),
        ("Ctrl+=", lambda: appearance.scale_text(1)),
        ("Ctrl+-", lambda: appearance.scale_text(-1)),
        ("Ctrl+0", lambda: appearance.scale_text(0)),
        ("Ctrl+T", appearance.switch_theme),
        ("Shift+F1", ask),
        ("Ctrl+B", window.timeline.marks.set_bookmark),
        ("Ctrl+Z", edits.undo),
        ("Ctrl+Shift+Z", edits.redo),
        ("Ctrl+Y", edits.redo),
        ("Ctrl+Q", lambda: window.close()),
    )
