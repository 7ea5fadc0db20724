"""The keys of the window, whatever has the focus, and its menus, which show them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt

from gui.panels.timeline import TimelinePanel
from gui.panels.transport import TransportPanel
from gui.session.player import Player
from gui.session.session import Session
from gui.shell.appearance import Appearance
from gui.shell.arrangement import Arrangement
from gui.shell.menu_bar import MenuEntry, Menus
from gui.widgets.shortcuts import Action
from gui.widgets.theme import Look
from gui.widgets.whats_this import ask

if TYPE_CHECKING:
    from gui.shell.at_home import AtHome
    from gui.shell.lessons import Lessons
    from gui.shell.presenting import Presenting

UNFOLDS = "Unfold all cards, give gaps and tabs their first places, and take back what is enlarged."


class HasKeys(Protocol):
    """What keys act on: the window as they see it."""

    player: Player
    session: Session
    timeline: TimelinePanel
    transport: TransportPanel
    appearance: Appearance
    look: Look
    arrangement: Arrangement

    @property
    def presenting(self) -> Presenting: ...

    @property
    def at_home(self) -> AtHome: ...

    @property
    def lessons(self) -> Lessons: ...

    def close(self) -> bool: ...


def _explain(window: HasKeys) -> None:
    ask(window.look.notation)


def window_keys(window: HasKeys) -> tuple[tuple[Any, Action], ...]:
    """Return the keys of presenter remotes, and those that every program has, with what they do."""
    player, edits, appearance = window.player, window.session.edits, window.appearance
    return (
        (Qt.Key.Key_PageDown, player.step),
        (Qt.Key.Key_PageUp, player.back),
        ("Shift+PgDown", player.phase_forward),
        ("Shift+PgUp", player.phase_back),
        ("Ctrl+R", lambda: window.lessons.come_back()),
        ("Ctrl+H", lambda: window.at_home.toggle()),
        (Qt.Key.Key_F5, lambda: window.presenting.begin()),
        ("Ctrl++", lambda: appearance.scale_text(1)),
        ("Ctrl+=", lambda: appearance.scale_text(1)),
        ("Ctrl+-", lambda: appearance.scale_text(-1)),
        ("Ctrl+0", lambda: appearance.scale_text(0)),
        ("Ctrl+T", appearance.switch_theme),
        ("Shift+F1", partial(_explain, window)),
        ("Ctrl+B", window.timeline.marks.set_bookmark),
        ("Ctrl+Z", edits.undo),
        ("Ctrl+Shift+Z", edits.redo),
        ("Ctrl+Y", edits.redo),
        ("Ctrl+Q", lambda: window.close()),
    )


def window_menus(window: HasKeys) -> Menus:
    """Return the menus besides that of files."""
    bar, line, appearance = window.transport, window.timeline, window.appearance
    edit = (
        MenuEntry("&Undo", bar.undo, "Ctrl+Z"),
        MenuEntry("&Redo", bar.redo, "Ctrl+Shift+Z"),
        None,
        MenuEntry("&Bookmark here", line.bookmark, "Ctrl+B"),
        MenuEntry("&Forget what comes after", line.forget),
    )
    view = (
        MenuEntry("&Larger text", bar.larger, "Ctrl++"),
        MenuEntry("&Smaller text", bar.smaller, "Ctrl+-"),
        MenuEntry("&Normal text", lambda: appearance.scale_text(0), "Ctrl+0", "Everything in its normal size."),
        MenuEntry("&Theme", bar.theme, "Ctrl+T"),
        MenuEntry("&Present", bar.present, "F5"),
        MenuEntry("&Home", bar.home, "Ctrl+H"),
        MenuEntry("&Reset the layout", lambda: window.arrangement.reset(), "", UNFOLDS),
        None,
    )
    run = (
        MenuEntry("&Run or pause", bar.run, "Space"),
        MenuEntry("Run &until …", bar.until),
        None,
        MenuEntry("&Step", bar.step, "PgDown"),
        MenuEntry("&Back", bar.back, "PgUp"),
        MenuEntry("&Phase", bar.phase, "Shift+PgDown"),
        MenuEntry("Phase b&ack", bar.phase_back, "Shift+PgUp"),
        MenuEntry("&Epoch", bar.epoch),
        None,
        MenuEntry("To the s&tart", bar.restart, "Home"),
        MenuEntry("To the e&nd", line.to_end, "End"),
    )
    help = (
        MenuEntry(
            "&What is this?",
            partial(_explain, window),
            "Shift+F1",
            "Tell what stands under the mouse, or has the keyboard.",
        ),
    )
    return ("&Edit", edit), ("&View", view), ("&Run", run), ("&Help", help)
