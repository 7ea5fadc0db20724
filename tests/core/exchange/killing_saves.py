"""Kills a process while it saves, again and again: ``python -m tests.core.exchange.killing_saves 1000``.

The file is the old one or the new one, whole; and the next save sweeps what was left half written.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from core.exchange.files import save_scene
from core.exchange.scenes import Scene, read_scene
from core.exchange.standing import Standing
from core.exchange.standing_files import read_standing, save_standing
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run
from core.training.saved_run import saved_run
from tests.core.samples import SMALL

LONGEST = 0.02
"""Seconds after which it is killed at the latest: some saves."""


def standing_after(iterations: int) -> Standing:
    """Return a run that has been trained so far."""
    run = Run(SMALL)
    run.extend(advance(prepare(SMALL), run.history.keys[0], iterations))
    scene = Scene("mine", f"After {iterations}", "", iterations, replace(SMALL))
    return Standing(scene, runs=(saved_run(run),), iteration=iterations)


def save_for_ever(standings: list[Standing], folder: Path) -> None:
    for standing in cycle(standings):
        save_standing(standing, folder / "mine.chalkgrad")
        save_scene(standing.scene, folder / "mine.toml")


def kill_once(standings: list[Standing], folder: Path, wait: float) -> int:
    """Kill a process that saves; return how many drafts it left."""
    child = os.fork()
    if not child:
        try:
            save_for_ever(standings, folder)
        finally:
            os._exit(1)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended by itself"
    ends = {standing.scene.end for standing in standings}
    standing = read_standing(folder / "mine.chalkgrad")
    assert standing.scene.end in ends
    assert standing.iteration == standing.scene.end == standing.runs[0].end
    assert read_scene(folder / "mine.toml").end in ends
    return len(list(folder.glob(".*.part")))


def main() -> int:
    """Kill as often as is asked for."""
    times, left = int(sys.argv[1]), 0
    chosen = random.Random(18)
    standings = [standing_after(300), standing_after(2_000)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_standing(standings[0], folder / "mine.chalkgrad")
        save_scene(standings[0].scene, folder / "mine.toml")
        for _ in range(times):
            left += kill_once(standings, folder, chosen.uniform(0.0, LONGEST)) > 0
            for draft in folder.glob(".*.part"):
                os.utime(draft, (0, 0))
        save_scene(standings[0].scene, folder / "mine.toml")
        assert not list(folder.glob(".*.part")), "drafts are left"
    print(f"{times} times the old file or the new one, whole; {left} times a draft was left, and swept")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
