"""What the worker does for the table dialog: opening, previewing and reading tables, and making data of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from core.data.csv_reader import Cancelled, Table, first_rows, read
from core.data.csv_text import UnreadableTable, load
from core.data.encodings import decode
from core.data.guess import guess
from core.data.layout import SPACES, Dialect
from core.data.roles import Task, roles
from core.data.split import suited_share
from core.data.tables import OwnData, from_table
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.training.problem import prepare
from core.training.remarks import remarks_on


class ReadingProgress:
    """How far a job is; the worker tells, the window looks, and may cancel."""

    def __init__(self) -> None:
        self.done = 0.0
        self._cancelled = Event()

    def report(self, done: float) -> bool:
        """Note the share that is done; return whether to go on."""
        self.done = done
        return not self._cancelled.is_set()

    def cancel(self) -> None:
        """Let the job stop at its next report."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether it should stop."""
        return self._cancelled.is_set()


@dataclass(frozen=True, eq=False)
class Opened:
    """A table's text, and how it is written."""

    text: str
    dialect: Dialect


@dataclass(frozen=True, eq=False)
class Preview:
    """Names of the columns and the first rows, as they are written."""

    names: tuple[str, ...]
    rows: list[list[str]]


@dataclass(frozen=True, eq=False)
class Made:
    """A data set, the experiment that suits it, and remarks on what was left out and what cannot be learned."""

    data: OwnData
    experiment: Experiment
    remarks: tuple[str, ...]


def attempt(job: Callable[[], Any]) -> Any:
    """Return what ``job`` returns, or the words of its refusal as an exception: a fault in a table is an answer too."""
    try:
        return job()
    except (UnreadableTable, InvalidSetting, Cancelled) as refusal:
        return refusal
    except MemoryError:
        return UnreadableTable(
            "There is not enough memory for this table. Save fewer of its rows or columns and open that."
        )


def content_of(source: Path | str) -> bytes:
    """Return what is in a file, or in pasted text."""
    return load(source) if isinstance(source, Path) else source.encode("utf-8", "replace")


def open_content(content: bytes, encoding: str = "") -> Opened:
    """Open a table in an encoding, or in the likely one."""
    text, encoding = decode(content, encoding)
    return Opened(text, guess(text, encoding))


def preview(text: str, dialect: Dialect) -> Preview:
    """Return the first rows."""
    return Preview(*first_rows(text, dialect))


def read_all(text: str, dialect: Dialect, progress: ReadingProgress) -> Table:
    """Return the whole table, with all that its columns say of themselves: the window need not look through them."""
    table = read(text, dialect, progress.report)
    _ = roles(table), table.remarks  # they are kept
    return table


@dataclass(frozen=True)
class Chosen:
    """Columns by their places: the inputs, what is predicted, as what, and what else is predicted."""

    inputs: tuple[int, ...]
    target: int
    task: Task
    also: tuple[int, ...] = ()


def make(table: Table, label: str, chosen: Chosen, experiment: Experiment) -> Made:
    """Return the data set of a table's columns; the experiment on it is prepared, so that it begins at once."""
    data, remarks = from_table(table, label, chosen.inputs, chosen.target, chosen.task, chosen.also)
    suited = experiment.suited_to(data, suited_share(data, experiment.test_share))
    return Made(data, suited, (*remarks, *remarks_on(prepare(suited))))


def is_tabular(text: str) -> bool:
    """Tell whether a text looks like cells of a table: two lines at least, and as many cells in the first two."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()]
    if len(lines) < 2:
        return False
    return any(lines[0].count(mark) == lines[1].count(mark) > 0 for mark in "\t;|│,") or _is_aligned(lines)


def _is_aligned(lines: Sequence[str]) -> bool:
    """Tell whether lines are cells with spaces between them, as a terminal prints them."""
    dialect = guess("\n".join(lines), "utf-8")
    return dialect.delimiter in SPACES
