"""What an export is: something that can be taken along, what it is made of, and what can be chosen about it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from core.hyperparameters import Choice, InvalidSetting, hyperparameter
from core.values import dataclass
from core.words import as_typed

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from core.exchange.scenes import Scene
    from gui.frames.share_jobs import FileContents
    from gui.function_lab.session import FunctionSession
    from gui.session.player import Player
    from gui.session.session import Session
    from gui.widgets.theme import Look

SliceProgress: TypeAlias = float | str
"""How much is done, from 0 to 1, or something that is worth telling meanwhile."""
Making: TypeAlias = "Generator[SliceProgress, None, FileContents]"
"""Makes files in slices of less than 100 ms, on the main thread.

What needs no widget is left to the worker: see `gui.share.making.on_worker`. Whoever gives up throws `GivenUp` into it.
"""
Previewing: TypeAlias = "Generator[SliceProgress, None, SmallPicture]"
"""Makes a preview in the same way."""


@dataclass(frozen=True)
class ExportSource:
    """What is taken from: a window.

    Attributes
    ----------
    desk
        The window itself.
    scene
        Returns what is on show as a scene.
    is_calm
        Tells whether the window has nothing left to compute or to paint.
    views
        What the stage shows, by name; empty for the usual views.
    """

    desk: QWidget
    session: Session
    function: FunctionSession
    player: Player
    look: Look
    scene: Callable[[], Scene]
    is_calm: Callable[[], bool]
    views: tuple[str, ...] = ()

    @property
    def frame(self) -> Any:
        """What is on show."""
        return self.function.frame if self.of_function else self.session.frame

    @property
    def of_function(self) -> bool:
        """Whether a plain function is on show."""
        scene = self.session.scene
        return scene is not None and scene.descent is not None


@dataclass(frozen=True)
class AskedExport:
    """What is to be made.

    Attributes
    ----------
    path
        The file; others may stand beside it. Its ending says which kind it is.
    what
        One of the export's things.
    choices
        The export's own, of the class that it names.
    """

    path: Path
    what: str
    choices: Choice

    @property
    def ending(self) -> str:
        """How the name ends, e.g. ``".png"``."""
        return self.path.suffix.lower()


class PictureChoices(Choice):
    """How large a picture is."""

    name, title = "picture", "Picture"
    help = "How large it is, and what is behind it. The page of a formula or a matrix is cut to it."

    width: int = hyperparameter(1200, "", "Width in pixels.", low=64, high=8192)
    height: int = hyperparameter(900, "", "Height in pixels.", low=64, high=8192)
    clear: bool = hyperparameter(False, "", "Nothing behind it, so that any paper or slide shows.", title="Transparent")


@dataclass(frozen=True)
class SmallPicture:
    """What a file will show, small, and in words how large it will be."""

    image: QImage
    words: str


class NoChoices(Choice):
    """Nothing to choose."""

    name, title, help = "none", "No choices", ""


@dataclass(frozen=True)
class Export:
    """Something that can be taken along.

    Attributes
    ----------
    name, title, help
        In code; on the screen; and what it is good for, in a sentence or two.
    endings
        How the names of its files can end; the first is the usual one.
    things
        Returns by name what such a file can hold, each with its title; the first is the usual one. Given the ending.
    make
        Makes the files.
    preview
        Shows what the file will show.
    lacks
        Says why there is none of what is on show; empty if there is.
    choices
        What can be chosen about it.
    begin
        Returns what is chosen at first.
    idle
        Returns the choices that change nothing in one of its things, each with the reason.
    moves
        Whether it moves through time while it is made.
    """

    name: str
    title: str
    help: str
    endings: tuple[str, ...]
    things: Callable[[ExportSource, str], Mapping[str, str]]
    make: Callable[[ExportSource, AskedExport], Making]
    preview: Callable[[ExportSource, AskedExport], Previewing]
    lacks: Callable[[ExportSource], str] = lambda source: ""
    choices: type[Choice] = NoChoices
    begin: Callable[[ExportSource], Mapping[str, object]] = lambda source: {}
    idle: Callable[[str], Mapping[str, str]] = lambda what: {}
    moves: bool = False

    def check(self, source: ExportSource, asked: AskedExport) -> None:
        """Refuse a name that does not end as files of this kind do, or that has not what is asked for.

        Raises
        ------
        InvalidSetting
            It says which endings would be right.
        """
        if asked.ending in self.endings and asked.what in self.things(source, asked.ending):
            return
        right = [ending for ending in self.endings if asked.what in self.things(source, ending)]
        name, endings = as_typed(asked.path.name), " or ".join(right)
        raise InvalidSetting("path", f"“{name}” is not written: for this, the name has to end in {endings}.")
