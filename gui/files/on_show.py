"""What is on show, as a scene that can be saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.exchange.notations import notation_or_articles
from core.exchange.scenes import Scene, own_title
from core.exchange.standing import Standing
from core.training.notation import ARTICLES
from gui.function_lab.session import FunctionSession
from gui.session.session import Session
from gui.widgets.theme import Look

StartValues = tuple[tuple[int, float], ...]


class OnShow:
    """Reads from both sessions, and from the look, how the scene on show would begin by now."""

    def __init__(self, session: Session, function: FunctionSession, look: Callable[[], Look]) -> None:
        self._session, self._function, self._look = session, function, look

    def as_scene(self, known: Scene) -> Scene:
        """Return what is on show, under the name and words of a ``known`` scene.

        It has the title of that, too, unless data of one's own have taken the place of a scene's.
        """
        session, function = self._session, self._function
        known = replace(known, notation=self._notation(known.notation))
        if known.descent is not None:
            return replace(known, descent=function.descent, bookmarks=function.bookmarks)
        return replace(
            known,
            title=own_title(session.experiment.data, known) or known.title,
            experiment=session.experiment,
            start=self._start(),
            follow=self._followed(),
            bookmarks=session.run.bookmarks if session.ready else known.bookmarks,
        )

    def standing(self, scene: Scene, path: Path | None) -> Standing:
        """Return all that stands there, under a ``scene`` that belongs to a file."""
        standing = self._session.standing(scene, "" if path is None else str(path))
        return replace(standing, walk=self._function.place) if scene.descent is not None else standing

    def _notation(self, known: str) -> str:
        """Return the notation on show; one that only another version knows is kept, though the articles' is shown."""
        now = self._look().notation.name
        return known if now == ARTICLES.name and known and notation_or_articles(known)[1] else now

    @property
    def _as_begun(self) -> Scene | None:
        """The scene on show, if the experiment on show is the one that it begins with."""
        scene = self._session.scene
        return scene if scene is not None and scene.experiment == self._session.experiment else None

    @property
    def start_as_begun(self) -> StartValues:
        """Where the scene on show lets parameters start that do not start where the seed puts them."""
        return self._as_begun.start if self._as_begun is not None else ()

    def _start(self) -> StartValues:
        """Return where parameters start that do not start where the seed puts them."""
        session, asked = self._session, self.start_as_begun
        if not session.ready or session.runs is None:
            return asked
        by_hand = session.run.hand_set_at(0)
        if len(asked) <= len(by_hand):
            return by_hand
        theta, known = session.run.history.keys[0].theta, set(by_hand)  # some may be asked for that the seed gives, too
        return (*by_hand, *(pair for pair in asked if pair not in known and theta[pair[0]] == pair[1]))

    def _followed(self) -> tuple[float, ...]:
        """Return the inputs of the example that is followed; empty for none."""
        frame = self._session.frame
        if frame is None or not self._session.ready:
            return self._as_begun.follow if self._as_begun is not None else ()
        return tuple(frame.inputs_of(frame.row).tolist()) if frame.row is not None else ()

    @property
    def edited_on_the_way(self) -> bool:
        """Whether settings differ along the active run, or there are others."""
        scene, runs = self._session.scene, self._session.runs
        network = scene is not None and scene.descent is None
        return network and runs is not None and (bool(runs.ghosts) or len(runs.active.segments) > 1)


def differ(now: Scene, known: Scene) -> bool:
    """Tell whether what is on show begins otherwise than what is known; where it stands by now does not matter."""
    if known.notation not in ("", now.notation):
        return True
    if (now.experiment, now.descent, len(now.start)) != (known.experiment, known.descent, len(known.start)):
        return True
    if now.bookmarks != known.bookmarks:
        return True
    return now.start != known.start and set(now.start) != set(known.start)  # of all weights of a large network
