"""What the views want to see."""

from __future__ import annotations

from core.analysis.sight import Sight
from core.training.snapshot import Snapshot
from core.values import dataclass


@dataclass(frozen=True)
class Wanted:
    """What the views want to see, and how much work it may cost now.

    Attributes
    ----------
    sight
        Where the views look.
    keys
        Snapshots along the whole run, the last one included.
    surface_points
        Points along each side of the surface.
    surface_seconds
        Time for the surface in one job.
    calm
        Whether the picture is still, so that the regions may be as fine as possible.
    opened
        Whether the iteration that begins there should be opened up.
    hurried
        Whether somebody waits for this one picture: what takes long on the surface is left for later.
    running
        Whether several iterations lie between two pictures: then the map of the last hidden layer may rest.
    step
        Whether it is wanted what the last step did: while pictures pass, nobody has the time to read it.
    beside
        Snapshots of the runs that race with this one: a plane covers their paths, too.
    """

    sight: Sight
    keys: tuple[Snapshot, ...]
    surface_points: int
    surface_seconds: float
    calm: bool
    opened: bool
    hurried: bool = False
    running: bool = False
    step: bool = True
    beside: tuple[Snapshot, ...] = ()
