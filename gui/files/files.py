"""Experiments as files: saving what is on show, opening it again, and keeping what nobody has saved."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from core.course.listed import is_lesson
from core.exchange.endings import SUFFIX, WITH_RUNS
from core.exchange.files import NotSaved
from core.exchange.scenes import YOURS, Scene, is_experiment, load_scene
from core.exchange.standing import Standing
from core.training.experiment import Experiment
from core.words import as_typed
from gui.files.dialogs import ask_to_open, ask_to_save, finish_typing, suggested
from gui.files.on_show import OnShow, differ
from gui.files.recent import Recent, Remembered
from gui.files.shelf import Shelf
from gui.frames.file_jobs import (
    ChangedMeanwhile,
    Filed,
    Stamp,
    attempt,
    keep,
    read_file,
    read_last,
    save_file,
    stamp_of,
    write,
)
from gui.function_lab.session import FunctionSession
from gui.panels.file_menu import OPEN, SAVE, SAVE_AS
from gui.panels.transport import TransportPanel
from gui.session.asking import STILL_WORKING
from gui.session.messages import Message
from gui.session.session import Session
from gui.widgets.shortcuts import make_shortcuts
from gui.widgets.theme import Look

FROM_ZERO = "The file starts at iteration 0 with the current settings."
ON_THE_WAY = f"Earlier settings, weights set by hand later, and other runs are only in files that end in {WITH_RUNS}."


class Files(QObject):
    """Opens and saves for the window, and tells it which file is on show and whether that has changed since.

    A file belongs to the scene that was on show when it was saved or opened: who chooses another scene leaves the file,
    who undoes that is back in it.

    Parameters
    ----------
    window
        What dialogs are over, and keys act in.
    function
        The walk down a plain function, which may be on show instead of the session's network.
    transport
        Where files are asked for, and the title stands.
    kept
        None to remember nothing.
    begin
        Begins a scene, also the one that is on show.
    take_table
        Asks about a file that is no experiment.

    Attributes
    ----------
    shown
        What is on show, as it can be saved.
    ask_to_open, ask_to_save
        Ask for a file, from a folder or suggestion on; return None if none was chosen.
    """

    named = Signal(str, bool)
    """What should stand over the window, and whether its file has changed since."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        function: FunctionSession,
        transport: TransportPanel,
        kept: Remembered | None,
        *,
        look: Callable[[], Look],
        begin: Callable[[Scene], None],
        take_table: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._session, self._transport = session, transport
        self.shown = OnShow(session, function, look)
        self._begin_scene, self._take_table, self._function = begin, take_table, function
        self.ask_to_open: Callable[[Path], Path | None] = partial(ask_to_open, window)
        self.ask_to_save: Callable[[Path], Path | None] = partial(ask_to_save, window)
        self._recent, self._shelf = Recent(kept), Shelf()
        self._choices = 0  # of scenes and files; what was read for any but the last one comes too late
        self._patience = QTimer(self, singleShot=True, interval=STILL_WORKING)
        self._patience.timeout.connect(lambda: transport.show_working(True))
        if (scene := session.scene) is not None and Path(scene.name).suffix.lower() == SUFFIX:
            self._shelf.take_in(scene, Path(scene.name), stamp_of(Path(scene.name)), altered=False)
        self._connect(function)
        make_shortcuts(window, ((OPEN, self.open), (SAVE, self.save), (SAVE_AS, self.save_as)))
        self._offer()

    def reset(self) -> None:
        """Know no file."""
        self._shelf.clear()
        self._recent.files = []
        self._offer()

    def _connect(self, function: FunctionSession) -> None:
        button, session = self._transport.file, self._session
        for asked, slot in (
            (button.open_asked, self.open),
            (button.save_asked, self.save),
            (button.save_as_asked, self.save_as),
            (button.last_asked, self.open_last),
            (button.recent_asked, self.open_file),
            (self._transport.scene_chosen, self.choose),
            (session.experiment_changed, self.show_changes),
            (session.frame_changed, self.show_changes),
            (function.descent_changed, self.show_changes),
        ):
            asked.connect(slot)

    # What is on show

    @property
    def path(self) -> Path | None:
        """The file on show; None if it is a scene that has not been saved."""
        return self._shelf.path_of(self._session.scene)

    @property
    def _known(self) -> Scene | None:
        """The scene on show, as its file has it."""
        scene = self._session.scene
        return self._shelf.known(scene) if scene is not None else None

    def on_show(self) -> Scene:
        """Return what is on show as a scene."""
        known = self._known
        assert known is not None
        return self.shown.as_scene(known)

    def show_changes(self) -> None:
        """Say which file is on show, and whether what is on show has changed since; note what is in no file."""
        known, scene = self._known, self._session.scene
        if known is None or scene is None:
            return
        now = self.on_show()
        changed = differ(now, known)
        if changed and type(now.experiment) is Experiment:  # a drill is in no file: its lesson opens it again
            self._shelf.note_unsaved(scene.name, now)
        elif not self.shown.edited_on_the_way:
            self._shelf.unsaved.pop(scene.name, None)
        own = now.title != known.title
        self._transport.show_title(known, now.title if own or not changed else f"{known.title} · changed")
        path = self.path
        name = path.name.replace("[*]", "[*][*]") + "[*] – " if path is not None else ""
        self.named.emit(f"{name}Chalkgrad", changed and path is not None)

    # Saving

    def save(self) -> None:
        """Write what is on show into its file; into one that is asked for, if it has none."""
        finish_typing()
        path = self.path
        if path is None:
            self.save_as()
        else:
            self.save_to(path, None if path in self._shelf.writing else self._shelf.stamps.get(path))

    def save_as(self) -> None:
        """Write what is on show into a file that is asked for."""
        if self._session.scene is None:
            return
        finish_typing()
        path = self.ask_to_save(self.path or suggested(self.on_show().title, self._recent.folder))
        if path is None:
            return
        whole = path if is_experiment(path) else path.with_name(path.name + WITH_RUNS)
        if whole != path and os.path.exists(whole):
            words = f"“{as_typed(whole.name)}” exists already: choose exactly that name to replace it."
            self._session.say(Message("error", words))
        else:
            self.save_to(whole)

    def save_to(self, path: Path, stamp: Stamp = None) -> None:
        """Have what is on show written into a file; it then is the file on show.

        With ``stamp`` the file is left alone if somebody else has written it since it had that.
        """
        scene, known = self._session.scene, self._known
        if scene is None or known is None:
            return
        path = Path(os.path.realpath(path))  # `resolve` fails on links in a circle
        now = replace(self.on_show(), name=str(path), group=YOURS, place=0)
        if path != self.path:
            text = f"Made from “{known.title}”." if differ(now, known) else known.text
            now = replace(now, title=path.stem, text=text)
        standing = self.shown.standing(now, path)
        self._shelf.writing[path] = scene.name, standing
        done = partial(self._accept_saved, scene.name, standing, path)
        self._submit(f"save {path}", partial(save_file, standing, path, stamp), done)

    def _accept_saved(self, origin: str, standing: Standing, path: Path, answer: Any) -> None:
        shelf, now = self._shelf, standing.scene
        if path in shelf.writing and shelf.writing[path][1] is standing:
            del shelf.writing[path]
        if isinstance(answer, Exception):
            if isinstance(answer, ChangedMeanwhile):
                shelf.stamps.pop(path, None)  # now it is known
            self._session.say(Message("error", as_typed(str(answer))))
            return
        shelf.put(origin, now, path, answer)
        self._recent.add(path)
        self._offer()
        self.show_changes()
        words = [f"Saved: “{as_typed(path.name)}” in {as_typed(str(path.parent))}."]
        if now.descent is None and path.suffix.lower() != WITH_RUNS:
            words += [FROM_ZERO, *([ON_THE_WAY] if self.shown.edited_on_the_way else [])]
        self._session.say(Message("info", " ".join(words)))

    # Opening

    def open(self) -> None:
        """Open a file that is asked for."""
        path = self.ask_to_open(self.path.parent if self.path is not None else self._recent.folder)
        if path is not None:
            self.open_file(path)

    def choose(self, name: str) -> None:
        """Begin the scene of that name; of a file, read it again."""
        finish_typing()
        shelf = self._shelf
        if name in shelf.paths:
            self.open_file(shelf.paths[name])
        elif name in shelf.opened:
            self.open_last()
        else:
            self._choices += 1
            shelf.leave_home(name)
            shown = self._session.scene  # a lesson's own is no scene of the program
            known = shelf.known(shown) if shown is not None and shown.name == name else load_scene(name)
            self.begin(Standing(known))

    def open_file(self, path: Path) -> None:
        """Open an experiment, as choosing a scene does; anything else is a lesson, or asked about as a table."""
        finish_typing()  # before it is on show: what stands in a field is not meant for it
        if is_experiment(path) and not is_lesson(path):
            self._read(partial(read_file, path), path, stamp_of(path))
        else:
            self._take_table(path)

    def open_last(self) -> None:
        """Open what was on show the last time, in no file."""
        if self._recent.last is not None:
            self._read(partial(read_last, self._recent.last))

    def open_latest(self) -> None:
        """Open what was on show last: a file, or what was in none, whichever is younger."""
        last, file = self._recent.last_written, next(filter(os.path.isfile, self._recent.files), None)
        if file is not None and (last is None or file.stat().st_mtime >= last):
            self.open_file(file)
        elif last is not None:
            self.open_last()

    def _read(self, job: Callable[[], Standing], path: Path | None = None, stamp: Stamp = None) -> None:
        self._choices += 1
        self._submit("open", job, partial(self._accept_opened, self._choices, path, stamp))

    def _accept_opened(self, choice: int, path: Path | None, stamp: Stamp, answer: Any) -> None:
        if choice != self._choices:
            return
        if isinstance(answer, Exception):
            self.show_changes()  # where a title was chosen that now is not on show
            words = f"{as_typed(str(answer))} It was not opened."  # its keys are the file's
            self._session.say(Message("error", words))
            return
        scene = self._shelf.take_in(answer.scene, path, stamp, self._altered)
        if path is not None:
            self._recent.add(self._shelf.paths[scene.name])
            self._offer()
        self.begin(replace(answer, scene=scene))

    @property
    def touched(self) -> bool:
        """Whether anything has been done to what is on show, or in it."""
        session = self._session
        return self._altered or session.known > 0 or bool(session.breakpoints.listed)

    @property
    def _altered(self) -> bool:
        """Whether what is on show would not begin, and go on, as its scene does."""
        scene = self._session.scene
        return scene is not None and (differ(self.on_show(), scene) or self.shown.edited_on_the_way)

    def begin(self, standing: Standing, filed: Filed | None = None) -> None:
        """Begin a scene, or go on where its file stands; ``filed`` is the file that it belongs to already.

        Undoing that brings back weights that were set by hand at the start of the one on show.
        """
        if filed is not None:
            self._shelf.put(standing.scene.name, *filed)
        before, now = self._session.scene, self.on_show()
        if before is not None and before.descent is None and set(now.start) != set(self.shown.start_as_begun):
            self._shelf.begun.setdefault(before.name, before)
            self._session.amend_scene(replace(before, experiment=now.experiment, start=now.start, follow=now.follow))
        if standing.runs:
            self._session.return_to(standing)
            return
        self._begin_scene(standing.scene)
        if standing.walk is not None:
            self._function.return_to(standing.walk)

    # What lasts

    def _offer(self) -> None:
        self._transport.file.show_offered(self._recent.files, self._recent.has_last)

    def finish(self) -> bool:
        """Write what waits to be saved, and keep what is in no file for the next time: the window closes.

        Returns
        -------
        bool
            Whether all that was to be written has been.
        """
        shelf = self._shelf
        for path, (origin, standing) in shelf.writing.items():
            if _at_once(partial(write, standing, path)) is None:
                shelf.forget(origin, standing.scene)
            else:
                shelf.unsaved[standing.scene.name] = standing.scene
        shelf.writing.clear()
        if self._recent.last is not None:
            on_show = self._session.scene
            for name, scene in reversed(shelf.unsaved.items()):
                shown = on_show is not None and on_show.name == name
                standing = self.shown.standing(scene, None) if shown else Standing(scene)
                if _at_once(partial(keep, standing, self._recent.last)) is None:
                    return True
        return not shelf.unsaved

    # How it is done

    def _submit(self, key: str, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Have the worker do something with a file, and say so if that takes time."""
        self._patience.start()
        self._session.background.submit(key, partial(attempt, job), partial(self._accept, done), None)

    def _accept(self, done: Callable[[Any], None], answer: Any) -> None:
        self._patience.stop()
        self._transport.show_working(self._session.busy)
        done(answer)


def _at_once(job: Callable[[], None]) -> NotSaved | None:
    """Do a job while the window closes; what is wrong can only be said in the terminal."""
    try:
        job()
    except NotSaved as refusal:
        sys.stderr.write(f"chalkgrad: {refusal}\n")
        return refusal
    return None
