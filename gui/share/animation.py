"""Which moments an animation shows, and for how long."""

from __future__ import annotations

from core.hyperparameters import InvalidSetting
from core.training.trace import phases
from core.values import dataclass
from gui.session.strides import Station

PHASES, VIEWS_OF_PHASES = "phases", ("network", "maths")
"""The name of an animation of one step, and what of the stage it shows."""
MOST_PICTURES = 500
LARGEST = 1920, 1080
"""Width and height of the largest pictures."""
BRIEF, LONG, END = 0.15, 1.5, 2.0
"""Seconds for which a picture of a stretch stands, a phase, and the last picture."""
SHORTEST = 0.02
"""Seconds: shorter ones are shown slower, not faster, by most programs."""


@dataclass(frozen=True)
class Animation:
    """Moments with the seconds for which each stands."""

    moments: tuple[Station, ...]
    seconds: tuple[float, ...]

    @property
    def samples(self) -> tuple[Station, ...]:
        """Return pairs of moments that follow each other: at the start, in the middle, at the end."""
        last = len(self.moments) - 1
        starts = (0, max(last // 2, 1), max(last - 1, 1)) if last > 1 else (0,)
        return tuple(self.moments[min(start + on, last)] for start in starts for on in (0, 1))

    def told(self, size: int) -> str:
        """Return in words how large it will be, about ``size`` bytes."""
        amount = f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{max(size / 1e3, 1):.0f} kB"
        return f"about {amount}, {len(self.moments)} pictures, {sum(self.seconds):.3g} s"


def of_stretch(first: int, last: int, pictures: int, each: float = BRIEF) -> Animation:
    """Return an animation of the iterations from ``first`` to ``last``, in equal strides; the last one stays.

    Raises
    ------
    InvalidSetting
        If that is no stretch, or has too few pictures or too many. There are never more pictures than iterations.
    """
    if not 0 <= first < last:
        raise InvalidSetting("to", f"An animation goes forward: from {first:,} to {last:,} is no stretch of training.")
    if not 2 <= pictures <= MOST_PICTURES:
        raise InvalidSetting("frames", f"An animation has 2 to {MOST_PICTURES} pictures, not {pictures:,}.")
    if not SHORTEST <= each <= 10:
        raise InvalidSetting("seconds", f"A picture stands for {SHORTEST} to 10 seconds, not {each:g}.")
    count = min(pictures, last - first + 1)
    moments = tuple(Station(first + round(place * (last - first) / (count - 1))) for place in range(count))
    return Animation(moments, (*[each] * (count - 1), max(END, each)))


def of_phases(iteration: int, depth: int, each: float = LONG) -> Animation:
    """Return an animation of the step that follows an iteration: a picture a phase of a network of ``depth`` layers."""
    moments = tuple(Station(iteration, done) for done in range(1, len(phases(depth)) + 1))
    return Animation(moments, (*[each] * (len(moments) - 1), max(END, each)))


def check_size(width: int, height: int) -> None:
    """Refuse pictures that are too large to be painted while a window answers.

    Raises
    ------
    InvalidSetting
        If they are.
    """
    if width > LARGEST[0] or height > LARGEST[1]:
        most = "x".join(map(str, LARGEST))
        raise InvalidSetting("size", f"The pictures of an animation have at most {most} pixels, not {width}x{height}.")
