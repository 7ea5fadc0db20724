"""Ends the program at random moments, and looks at what is left: ``python -m tests.gui.files.killing 100``.

A second number is the first seed. Seconds in which the machine stood still, as when a lid is closed, do not count.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from core.exchange.standing_files import read_standing
from core.training.run import replay
from tests.core.samples import same
from tests.gui.files.killed import DEEDS, RETURN, digest

LOST = 10.0
"""Seconds before the end that may be lost."""
SHORTEST, LONGEST = 0.5, 14.0
"""Seconds after the first change at which a program is killed."""
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, signal.SIGABRT)
"""How programs end: most often without warning, and one of them in order."""
PATIENCE = 60.0
TICK, LONGEST_TICK = 0.02, 0.2
"""Seconds between two looks at the clock; what lies between two of them beyond the longest was a standstill."""


class WakingClock:
    """Tells seconds, without those in which neither this process nor those that it started could run."""

    def __init__(self) -> None:
        self.now = 0.0
        self._ended = Event()
        self._ticking = Thread(target=self._tick)

    def __enter__(self) -> WakingClock:
        self._ticking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._ticking.join()

    def _tick(self) -> None:
        before = time.monotonic()
        while not self._ended.wait(TICK):
            after = time.monotonic()
            self.now += min(after - before, LONGEST_TICK)
            before = after

    def wait_until(self, moment: float) -> None:
        """Return at a moment."""
        while self.now < moment:
            time.sleep(TICK)  # of this process, which has nothing else to do


@dataclass(frozen=True)
class FoundAfter:
    """What was found after a kill."""

    deed: str
    by: str
    lived: float
    lost: float
    runs: int
    iteration: int


class Killed:
    """A program that does a deed until it is killed; notes when it told what."""

    def __init__(self, deed: str, seed: int, folder: Path, clock: WakingClock) -> None:
        self._clock = clock
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "HOME": str(folder),
            "KILLED_FOLDER": str(folder),
        }
        command = [sys.executable, "-m", "tests.gui.files.killed", deed, str(seed)]
        self._errors = folder / "errors"
        with self._errors.open("w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.told: list[tuple[float, str]] = []
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.told.append((self._clock.now, line.strip()))

    def wait_for_a_change(self) -> float:
        """Return when the first change was told."""
        begun = self._clock.now
        while not self.told:
            assert self.process.poll() is None, self.errors()
            if self._clock.now - begun > PATIENCE:
                self.end(signal.SIGKILL)
                raise AssertionError(f"nothing has happened: {self.errors()}")
            self._clock.wait_until(self._clock.now + TICK)
        return self.told[0][0]

    def end(self, by: signal.Signals) -> float:
        """End it by a signal; return when."""
        assert self.process.poll() is None, self.errors()
        self.process.send_signal(by)
        killed = self._clock.now
        self.join()
        return killed

    def join(self) -> None:
        """Wait until it is gone."""
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"it does not end: {self.errors()}") from None
        self._reader.join()

    def errors(self) -> str:
        """Return what it has said is wrong."""
        return self._errors.read_text(encoding="utf-8")


def kill_once(deed: str, seed: int, folder: Path) -> FoundAfter:
    """Kill a program that does a deed, and check that all but the last seconds is found again."""
    with WakingClock() as clock:
        return _kill_once(deed, seed, folder, clock)


def _kill_once(deed: str, seed: int, folder: Path, clock: WakingClock) -> FoundAfter:
    chance = random.Random(seed)
    wait, by = chance.uniform(SHORTEST, LONGEST), chance.choice(SIGNALS)
    program = Killed(deed, seed, folder, clock)
    first = program.wait_for_a_change()
    clock.wait_until(first + wait)
    killed = program.end(by)
    mine = folder / "mine.chalkgrad"
    if mine.exists():
        read_standing(mine)  # whole, however it was interrupted
    kept = sorted((folder / "config").rglob("windows/*.chalkgrad"))
    if not kept:
        assert killed - first < LOST, f"nothing was kept of {killed - first:.1f} s"
        return FoundAfter(deed, by.name, killed - first, killed - first, 0, 0)
    (path,) = kept
    standing = read_standing(path)
    line = digest(standing)
    ends = [
        later
        for (_, told), (later, _) in zip(program.told, [*program.told[1:], (killed, "")], strict=True)
        if told == line
    ]
    assert ends, "what was kept never stood in the window"
    lost = killed - max(ends)
    assert lost < LOST, f"the last {lost:.1f} s are lost"
    for saved in standing.runs:
        run = saved.run()
        if saved.here is not None:
            assert same(replay(run.segments, run.history.keys[0], saved.here.iteration), saved.here)
    again = Killed(RETURN, seed, folder, clock)
    again.join()
    assert again.process.returncode == 0, again.errors()
    assert len(again.told) == 1, again.errors()
    stands = again.told[0][1]
    assert as_far_as(stands, line) == line, f"it does not stand as it stood, but {stands}, not {line}"
    left = [each for each in (folder / "config").rglob("windows/*") if each.suffix != ".part"]  # swept a minute later
    assert not left, f"left behind: {left}"
    return FoundAfter(deed, by.name, killed - first, lost, len(standing.runs), standing.iteration)


def as_far_as(stands: str, line: str) -> str:
    """Return what stands in a window without what follows from the page of a lesson alone.

    Settings know of pages that were done after what ``line`` says; and a drill, which no file holds, begins again.
    """
    told, kept = json.loads(stands), json.loads(line)
    if told[-1] is not None and kept[-1] is not None:
        told[-1][2] = [each for each in told[-1][2] if each in kept[-1][2]]
        if not (kept[4] or kept[5]):
            told[:-1] = kept[:-1]
    return json.dumps(told)


def main() -> int:
    """Kill as many programs as are asked for, and tell what was found."""
    times, seed = ([int(each) for each in sys.argv[1:]] + [100, 0][len(sys.argv) - 1 :])[:2]
    failed = 0
    for number in range(seed, seed + times):
        deed = DEEDS[number % len(DEEDS)]
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(number, kill_once(deed, number, Path(folder)), flush=True)  # noqa: T201
            except AssertionError as error:
                failed += 1
                print(number, deed, "FAILED:", error, flush=True)  # noqa: T201
    print(f"{times - failed} of {times} were found again")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
