"""Which file each scene belongs to, what each file has in it, and what is in no file."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from core.exchange.scenes import Scene
from core.exchange.standing import Standing
from gui.files.on_show import differ
from gui.frames.file_jobs import Stamp


class Shelf:
    """Remembers files and scenes while the window is open.

    Attributes
    ----------
    paths
        Files of the scenes that were read from one, and of those written to one.
    opened
        The scenes that were opened, by their names.
    begun
        Scenes as they were before weights were set by hand.
    stamps
        By which a file is known to be as it was left.
    writing
        What is on its way to a file: the name of the scene that it was, and what it is now.
    unsaved
        What is in no file, by the name of its scene, the newest last.
    """

    def __init__(self) -> None:
        self.paths: dict[str, Path] = {}
        self._home: dict[str, Path] = {}  # of scenes that were written to a file since, instead
        self._contents: dict[Path, Scene] = {}  # what each file has in it
        self.stamps: dict[Path, Stamp] = {}
        self.opened: dict[str, Scene] = {}
        self.begun: dict[str, Scene] = {}
        self.unsaved: dict[str, Scene] = {}
        self.writing: dict[Path, tuple[str, Standing]] = {}

    def clear(self) -> None:
        """Know no file; what is being written still is."""
        for known in (self.paths, self._home, self._contents, self.stamps, self.opened, self.begun, self.unsaved):
            known.clear()

    def path_of(self, scene: Scene | None) -> Path | None:
        """Return the file of a scene; None if it has not been saved."""
        name = scene.name if scene is not None else ""
        return self._home.get(name, self.paths.get(name))

    def known(self, scene: Scene) -> Scene:
        """Return a scene as its file has it, or as it began."""
        path = self.path_of(scene)
        return self._contents[path] if path is not None else self.begun.get(scene.name, scene)

    def take_in(self, scene: Scene, path: Path | None, stamp: Stamp, altered: bool) -> Scene:
        """Return a scene that was read, under a name that no other one of this file has had.

        Another one it is if the file has changed, or what is on show is ``altered``.
        """
        while scene.name in self.opened and (self.opened[scene.name] != scene or altered):
            scene = replace(scene, name=scene.name + "′")
        self.opened[scene.name] = scene
        self.leave_home(scene.name)
        if path is not None:
            whole = Path(os.path.realpath(path))
            self.paths[scene.name], self._contents[whole], self.stamps[whole] = whole, scene, stamp
        return scene

    def leave_home(self, name: str) -> None:
        """Let a scene no longer belong to the file that it was written to."""
        self._home.pop(name, None)

    def put(self, origin: str, saved: Scene, path: Path, stamp: Stamp) -> None:
        """Note that what was on show in the scene ``origin`` has been written to a file."""
        self.stamps[path] = stamp
        self._home = {name: each for name, each in self._home.items() if each != path} | {origin: path}
        self.paths[saved.name], self._contents[path] = path, saved
        self.forget(origin, saved)

    def note_unsaved(self, name: str, now: Scene) -> None:
        """Note what is on show in a scene: it is in no file, and the newest of that."""
        self.unsaved.pop(name, None)
        self.unsaved[name] = now

    def forget(self, name: str, saved: Scene) -> None:
        """Let what was on show in a scene not be kept for the next time, if that is what has been saved."""
        if name in self.unsaved and not differ(self.unsaved[name], saved):
            del self.unsaved[name]
