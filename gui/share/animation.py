"""Which moments an animation shows, and for how long."""

from __future__ import annotations

from collections.abc import Mapping

from core.hyperparameters import Choice, InvalidSetting, hyperparameter
from core.training.trace import phases
from core.values import dataclass
from gui.session.strides import Station

PHASES, VIEWS_OF_PHASES = "phases", ("network", "maths")
"""The name of an animation of one step, and what of the stage it shows."""
SLOWER, END = 10, 2.0
"""How much longer a phase stands than a picture of a stretch, and seconds that the last picture stands at least."""
OF_PHASES = "A step has one picture for each of its phases."


class AnimationChoices(Choice):
    """Which stretch of training is shown, in how many pictures, and how large."""

    name, title = "animation", "Animation"
    help = "Which stretch of training is shown, in how many pictures, how large and how fast."

    first: int = hyperparameter(0, "", "The first iteration.", low=0, high=10_000_000, title="From")
    last: int = hyperparameter(100, "", "The last iteration.", low=1, high=10_000_000, title="To")
    pictures: int = hyperparameter(40, "", "How many; they are in equal strides.", low=2, high=500, title="Pictures")
    seconds: float = hyperparameter(
        0.15,
        "",
        f"How long a picture stands; a phase {SLOWER} times as long, and the last one {END:g} s at least.",
        low=0.02,  # shorter ones are shown slower, not faster, by most programs
        high=10.0,
        unit="s",
        title="Each for",
    )
    width: int = hyperparameter(800, "", "Width in pixels.", low=64, high=1920)
    height: int = hyperparameter(600, "", "Height in pixels.", low=64, high=1080)


def idle(what: str) -> Mapping[str, str]:
    """Return the choices that change nothing in an animation, each with the reason."""
    return dict.fromkeys(("first", "last", "pictures"), OF_PHASES) if what == PHASES else {}


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
        return f"about {told_size(size)}, {len(self.moments)} pictures, {sum(self.seconds):.3g} s"


def told_size(size: int) -> str:
    """Return a number of bytes in words."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{max(size / 1e3, 1):.0f} kB"


def of_stretch(first: int, last: int, pictures: int, each: float) -> Animation:
    """Return an animation of the iterations from ``first`` to ``last``, in equal strides; the last one stays.

    Raises
    ------
    InvalidSetting
        If that is no stretch. There are never more pictures than iterations.
    """
    if first >= last:
        raise InvalidSetting(
            "last", f"An animation goes forward: from {first:,} to {last:,} is no stretch of training."
        )
    count = min(pictures, last - first + 1)
    moments = tuple(Station(first + round(place * (last - first) / (count - 1))) for place in range(count))
    return Animation(moments, (*[each] * (count - 1), max(END, each)))


def of_phases(iteration: int, depth: int, each: float) -> Animation:
    """Return an animation of the step that follows an iteration: a picture a phase of a network of ``depth`` layers."""
    moments = tuple(Station(iteration, done) for done in range(1, len(phases(depth)) + 1))
    return Animation(moments, (*[SLOWER * each] * (len(moments) - 1), max(END, SLOWER * each)))
