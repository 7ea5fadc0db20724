"""What the worker does for the table dialog: opening, previewing and reading tables, and making data of them."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

from core.data.csv_reader import Cancelled, Table, first_rows, read
from core.data.csv_text import UnreadableTable, load
from core.data.encodings import decode, doubt, readings
from core.data.guess import guess
from core.data.layout import SPACES, Dialect
from core.data.numbers import Decimal
from core.data.own import OwnData
from core.data.roles import TargetKind, roles
from core.data.split import suited_share
from core.data.tables import from_table
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.training.problem import prepare
from core.training.remarks import remarks_on_table
from core.values import dataclass
from gui.frames.table_words import ListedColumn, TwoReadings, listed, question_of


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


@dataclass(frozen=True)
class Wishes:
    """What has been said of how a table is written; None for what is left to the guess."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal: Decimal | None = None
    header: bool | None = None
    first_row: int | None = None
    day_first: bool | None = None
    minutes: bool | None = None

    def on(self, text: str, encoding: str) -> Dialect:
        """Return how a text is written: as wished, the rest as is likely then."""
        dialect = guess(text, encoding, self.first_row or 0, self.delimiter or "")
        if self.header is not None:
            dialect = replace(dialect, header=self.header)
        if self.decimal is not None:
            dialect = replace(dialect, decimal=self.decimal, ambiguous=False)
        return replace(dialect, day_first=self.day_first, minutes=self.minutes)


@dataclass(frozen=True, eq=False)
class Opened:
    """A table's text, how it is written, the encodings that it may be in, the likeliest first, and a doubt in words."""

    text: str
    dialect: Dialect
    encodings: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, eq=False)
class Preview:
    """Names of the columns and the first rows, as they are written, with their lines."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, eq=False)
class Looked:
    """What a first look into a table finds: its content, how that is written, its first rows; or what is wrong."""

    content: bytes
    opened: Opened | Exception
    preview: Preview | Exception


@dataclass(frozen=True, eq=False)
class Found:
    """A whole table, what is listed of its columns, and what has to be asked.

    Attributes
    ----------
    read, table
        The table as it was read, and with those columns as words that were asked for.
    """

    read: Table
    table: Table
    listed: tuple[ListedColumn, ...]
    question: TwoReadings | None


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
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "The disk is full" if full else f"The system says “{error.strerror or error}”"
        todo = "Free some space" if full else "Check the disk"
        return UnreadableTable(f"The table cannot be read. {what}. {todo}, then open it again.")


def content_of(source: Path | str) -> bytes:
    """Return what is in a file, or in pasted text."""
    return load(source) if isinstance(source, Path) else source.encode("utf-8", "replace")


def open_content(content: bytes, wishes: Wishes) -> Opened:
    """Open a table as it is wished, or as it is most likely written."""
    text, encoding = decode(content, wishes.encoding or "")
    return Opened(
        text, wishes.on(text, encoding), readings(content), "" if wishes.encoding else doubt(content, encoding)
    )


def look_into(source: Path | str | bytes, wishes: Wishes) -> Looked:
    """Open a table and preview it; in one job, for each answer waits for the window."""
    content = source if isinstance(source, bytes) else content_of(source)
    opened = attempt(lambda: open_content(content, wishes))
    wrong = isinstance(opened, Exception)
    return Looked(content, opened, opened if wrong else attempt(lambda: preview(opened.text, opened.dialect)))


def preview(text: str, dialect: Dialect) -> Preview:
    """Return the first rows."""
    return Preview(*first_rows(text, dialect))


def read_all(text: str, dialect: Dialect, progress: ReadingProgress) -> Table:
    """Return the whole table, with all that its columns say of themselves: the window need not look through them."""
    table = read(text, dialect, progress.report)
    _ = roles(table), table.remarks  # they are kept
    return table


def find(text: str, dialect: Dialect, words: Sequence[int], progress: ReadingProgress) -> Found:
    """Read a whole table; columns at the places ``words`` are taken as words where they have odd cells."""
    table = read_all(text, dialect, progress)
    return Found(table, *_with_words(table, words), question_of(table, dialect))


def retake(found: Found, words: Sequence[int]) -> Found:
    """Take other columns as words."""
    table, listed = _with_words(found.read, words)
    return replace(found, table=table, listed=listed)


def _with_words(read: Table, words: Sequence[int]) -> tuple[Table, tuple[ListedColumn, ...]]:
    table = read
    for place in words:
        if place < len(read.columns) and read.columns[place].odd:
            table = table.with_words(place)
    _ = roles(table)
    return table, tuple(listed(*both) for both in zip(read.columns, table.columns, strict=True))


@dataclass(frozen=True)
class Chosen:
    """Columns by their places: the inputs, what is predicted, as what, and what else is predicted.

    Attributes
    ----------
    standardise, standardise_target
        Whether inputs and target are scaled; None: as suits them.
    """

    inputs: tuple[int, ...]
    target: int
    kind: TargetKind
    also: tuple[int, ...] = ()
    standardise: bool | None = None
    standardise_target: bool | None = None


def make(table: Table, label: str, chosen: Chosen, experiment: Experiment) -> Made:
    """Return the data set of a table's columns; the experiment on it is prepared, so that it begins at once."""
    data, remarks = from_table(table, label, chosen.inputs, chosen.target, chosen.kind, chosen.also)
    suited = experiment.suited_to(data, suited_share(data, experiment.test_share))
    if chosen.standardise is not None:
        suited = replace(suited, standardise=chosen.standardise)
    if chosen.standardise_target is not None and not data.classes:
        suited = replace(suited, standardise_target=chosen.standardise_target)
    return Made(data, suited, (*remarks, *remarks_on_table(prepare(suited))))


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
