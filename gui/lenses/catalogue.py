"""All lenses, in the order of their tabs."""

from __future__ import annotations

from gui.lenses.lens import Lens

LENSES: tuple[type[Lens], ...] = ()
