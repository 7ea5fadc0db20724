"""The choice that all lenses share: the loss and the derivatives of this example, this batch or the whole set."""

from __future__ import annotations

from collections.abc import Mapping

from core.analysis.scope import Scope, ScopeName
from gui.frames.frame import Frame
from gui.session.session import Session
from gui.widgets.switch import ScopeSwitch


class LensScope(ScopeSwitch):
    """The switch of one lens: it shows the session's choice, and asks the session for another."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._frame: Frame | None = None
        self.name: ScopeName = "batch"
        self.chosen.connect(self._ask)

    def scope_of(self, frame: Frame, why_not: Mapping[ScopeName, str]) -> Scope:
        """Show what is chosen, or the next that can be; return its examples.

        Parameters
        ----------
        why_not
            Why the lens cannot show some of the three.
        """
        self._frame, scope = frame, frame.scope_among(why_not)
        self.name = scope.name
        self.show_scope(scope.name, why_not)
        return scope

    def _ask(self, name: ScopeName) -> None:
        if self._frame is not None:
            self._session.looking.look_at(name)
