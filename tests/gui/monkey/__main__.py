"""Let many seeds drive a window each, or find the shortest sequence of one: see the package."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).parent / "seeds.csv"
"""Which seeds were watched with which commit, and what was found."""
HEADER = ("seed", "events", "commit", "findings", "stalls over 100 ms", "longest stall, ms", "MB per 1,000 events")
SECONDS_A_EVENT = 2.0
"""After which a process is taken to hang."""
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Watched:
    """What a watch of one seed has found.

    Attributes
    ----------
    stalls
        How long the main thread was busy, in milliseconds, and with what; the longest first.
    memory
        Of the process, in MB, every 1,000 events.
    """

    found: tuple[str, ...]
    stalls: tuple[tuple[int, str], ...] = ()
    memory: tuple[float, ...] = ()

    @property
    def growth(self) -> float:
        """MB per 1,000 events, from the second thousand on: the first makes what is made once."""
        kept = self.memory[1:]
        return (kept[-1] - kept[0]) / (len(kept) - 1) if len(kept) > 1 else 0.0


def watch(seed: int, events: int, only: Sequence[int] = ()) -> Watched:
    """Return what a process finds that drives a window by ``seed``; only by the events ``only``, if there are any."""
    with tempfile.TemporaryDirectory() as folder:
        home = dict.fromkeys(("HOME", *(f"XDG_{kind}_HOME" for kind in ("CONFIG", "STATE", "DATA", "CACHE"))), folder)
        command = [sys.executable, "-m", "tests.gui.monkey.watch", str(seed), str(events), folder]
        try:
            ended = subprocess.run(
                [*command, ",".join(map(str, only))] if only else command,
                cwd=ROOT,
                env={"QT_QPA_PLATFORM": "offscreen", **os.environ, **home},
                capture_output=True,
                text=True,
                timeout=60 + SECONDS_A_EVENT * events,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Watched((f"hangs after {_last_act(folder)}",))
        if ended.returncode:
            return Watched((f"ended with {ended.returncode} after {_last_act(folder)}: {ended.stderr[-2000:]}",))
        answer = json.loads(ended.stdout.splitlines()[-1])
        stalls = tuple((int(ms), str(what)) for ms, what in answer["stalls"])
        return Watched(tuple(answer["found"]), stalls, tuple(answer["memory"]))


def _last_act(folder: str) -> str:
    return (Path(folder) / "acts.txt").read_text(encoding="utf-8").splitlines()[-1]


def shortest(seed: int, events: int) -> tuple[tuple[int, ...], str]:
    """Return the fewest events of ``seed`` that still lead to a finding of the same words, and it.

    Half of what is left is taken away, then quarters, eighths, …, as long as the finding stays (Zeller and Hildebrandt
    2002).
    """
    found = watch(seed, events).found
    if not found:
        return (), ""
    wanted = _kind(found[0])
    last = int(found[0].split(",")[0].removeprefix("event "))
    kept, part = tuple(range(1, last + 1)), 2
    while len(kept) > 1 and part <= 2 * len(kept):
        size = max(1, len(kept) // part)
        for start in range(0, len(kept), size):
            fewer = kept[:start] + kept[start + size :]
            if fewer and wanted in map(_kind, watch(seed, -(-last // 50) * 50, fewer).found):
                kept, part = fewer, max(2, part - 1)
                break
        else:
            if size == 1:
                break
            part *= 2
    return kept, wanted


def _kind(finding: str) -> str:
    """Return a finding without the event that led to it."""
    return finding.split(": ", 1)[-1].splitlines()[-1]


def commit() -> str:
    """Return the present commit, in short."""
    command = ["git", "rev-parse", "--short=8", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def listed(now: str) -> Collection[int]:
    """Return the seeds that are in the list with this commit, and found nothing."""
    if not LIST.exists():
        return ()
    with LIST.open(encoding="utf-8", newline="") as file:
        return {int(row["seed"]) for row in csv.DictReader(file) if row["commit"] == now and row["findings"] == "0"}


def main() -> int:
    """Watch the seeds that are asked for; return whether anything was found."""
    asked = argparse.ArgumentParser(prog="python -m tests.gui.monkey", description=__doc__)
    asked.add_argument("--seeds", default="1-5", help="e.g. 1-200")
    asked.add_argument("--events", type=int, default=5_000)
    asked.add_argument("--shrink", type=int, metavar="SEED")
    options = asked.parse_args()
    if options.shrink is not None:
        events, finding = shortest(options.shrink, options.events)
        print(finding, *events, sep="\n")  # noqa: T201
        return int(bool(finding))
    first, _, last = options.seeds.partition("-")
    now, found = commit(), 0
    done = listed(now)
    for seed in range(int(first), int(last or first) + 1):
        if seed in done:
            continue
        seen = watch(seed, options.events)
        found += len(seen.found)
        longest = seen.stalls[0][0] if seen.stalls else 0
        new = not LIST.exists()
        with LIST.open("a", encoding="utf-8", newline="") as file:
            row = (seed, options.events, now, len(seen.found), len(seen.stalls), longest, f"{seen.growth:.2f}")
            csv.writer(file, lineterminator="\n").writerows([HEADER, row] if new else [row])
        print(*seen.found, *(f"{ms} ms: {what}" for ms, what in seen.stalls[:5]), sep="\n", flush=True)  # noqa: T201
        print(f"seed {seed}: {len(seen.found)} findings, longest stall {longest} ms", flush=True)  # noqa: T201
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
