"""The keys of the window, whatever has the focus, and its menus, which show them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from gui.panels.timeline import TimelinePanel
from gui.panels.transport import TransportPanel
from gui.session.messages import Message
from gui.session.player import Player
from gui.session.session import Session
from gui.shell.appearance import Appearance
from gui.shell.arrangement import Arrangement
from gui.shell.menu_bar import MenuEntry, Menus
from gui.shell.regions import HasRegions, go_round
from gui.widgets.keys import EVERYWHERE, WATCHED, Action, KeyPlace
from gui.widgets.theme import Look
from gui.widgets.whats_this import ask, ask_by_click

if TYPE_CHECKING:
    from gui.shell.at_home import AtHome
    from gui.shell.lessons import Lessons
    from gui.shell.made_late import MadeLate
    from gui.shell.presenting import Presenting

UNFOLDS = "Unfold all cards, give gaps and tabs their first places, and take back what is enlarged."
WHAT = "Tell of what you click next; the key tells of what is under the mouse, or has the keyboard."


class HasKeys(HasRegions, Protocol):
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

    def is_calm(self) -> bool: ...


def _explain(window: HasKeys) -> None:
    ask(window.look.notation)


def _show_about(window: HasKeys) -> None:
    from gui.shell.about import AboutDialog  # here, for it is rarely asked for

    assert isinstance(window, QWidget)
    AboutDialog(window, window.look).open()


def _explain_clicked(window: HasKeys) -> None:
    ask_by_click(window.look.notation)


def _show_keys(window: HasKeys) -> None:
    from gui.shell.key_sheet import show_keys  # here, for it brings a page of text, and few starts ask for it

    show_keys(window.look)


def _copy(window: HasKeys) -> None:
    from gui.share.copying import copy_what_is_meant

    window.session.say(Message("info", copy_what_is_meant()))


def open_share(window: MadeLate) -> None:
    """Open the dialog in which one chooses what to take along."""
    from gui.shell.sharing import share  # here, for few starts ask for it

    share(window)


def key(name: str, place: KeyPlace = EVERYWHERE) -> str:
    """Return the key that stands beside an entry of a menu."""
    return place.lines[name].first


def window_keys(window: HasKeys) -> list[tuple[str, Action]]:
    """Return the keys of presenter remotes, and those that every program has, with what they do."""
    player, edits, appearance = window.player, window.session.edits, window.appearance
    actions: dict[str, Action] = {
        "step": player.step,
        "back": player.back,
        "phase": player.phase_forward,
        "phase_back": player.phase_back,
        "lesson": lambda: window.lessons.come_back(),
        "home": lambda: window.at_home.toggle(),
        "present": lambda: window.presenting.begin(),
        "larger": partial(appearance.scale_text, 1),
        "smaller": partial(appearance.scale_text, -1),
        "normal": partial(appearance.scale_text, 0),
        "theme": appearance.switch_theme,
        "sheet": partial(_show_keys, window),
        "what": partial(_explain, window),
        "next_region": partial(go_round, window, 1),
        "region_before": partial(go_round, window, -1),
        "bookmark": window.timeline.marks.set_bookmark,
        "undo": edits.undo,
        "redo": edits.redo,
        "copy": partial(_copy, window),
        "share": window.transport.file.share_asked.emit,
        "quit": lambda: window.close(),
    }
    return [(key, action) for name, action in actions.items() for key in EVERYWHERE.lines[name].keys.split()]


def window_menus(window: HasKeys) -> Menus:
    """Return the menus besides that of files."""
    bar, line, appearance = window.transport, window.timeline, window.appearance
    edit = (
        MenuEntry("&Undo", bar.undo, key("undo")),
        MenuEntry("&Redo", bar.redo, key("redo")),
        None,
        MenuEntry("&Bookmark here", line.bookmark, key("bookmark")),
        MenuEntry("&Forget what comes after", line.forget),
    )
    view = (
        MenuEntry("&Larger text", bar.larger, key("larger")),
        MenuEntry("&Smaller text", bar.smaller, key("smaller")),
        MenuEntry("&Normal text", lambda: appearance.scale_text(0), key("normal"), "Everything in its normal size."),
        MenuEntry("&Theme", bar.theme, key("theme")),
        MenuEntry("&Present", bar.present, key("present")),
        MenuEntry("&Home", bar.home, key("home")),
        MenuEntry("&Reset the layout", lambda: window.arrangement.reset(), "", UNFOLDS),
        None,
    )
    run = (
        MenuEntry("&Run or pause", bar.run, key("run", WATCHED)),
        MenuEntry("Run &until …", bar.until),
        None,
        MenuEntry("&Step", bar.step, key("step")),
        MenuEntry("&Back", bar.back, key("back")),
        MenuEntry("&Phase", bar.phase, key("phase")),
        MenuEntry("Phase b&ack", bar.phase_back, key("phase_back")),
        MenuEntry("&Epoch", bar.epoch),
        None,
        MenuEntry("To the s&tart", bar.restart, key("start", WATCHED)),
        MenuEntry("To the e&nd", line.to_end, key("end", WATCHED)),
    )
    help = (
        MenuEntry("All &keys", partial(_show_keys, window), key("sheet"), "List all keys with what they do."),
        MenuEntry("&What is this?", partial(_explain_clicked, window), key("what"), WHAT),
        MenuEntry("&About Chalkgrad", partial(_show_about, window), help="Version, what it is made of, and licences."),
    )
    return ("&Edit", edit), ("&View", view), ("&Run", run), ("&Help", help)
