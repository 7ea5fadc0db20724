"""Faults that are put in while the monkey is at it: of the worker, the memory and the disk."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from core.exchange import whole_files
from tests.gui.monkey.acts import Act, Monkey

SHARE = 0.2
"""Of all events, those that are such a fault."""


class PutIn(Exception):
    """A fault that was put in: it is no finding."""


def _in_next_job(monkey: Monkey, instead: Callable[[Callable[[], Any]], Any]) -> None:
    """Have ``instead`` answer for the next job, which it is given."""
    background = monkey.window.session.background

    def answer(job: Callable[[], Any], *rest: Any) -> Any:
        del background._answer  # type: ignore[method-assign]
        return background._answer(partial(instead, job), *rest)

    background._answer = answer  # type: ignore[method-assign]


def a_job_raises(monkey: Monkey) -> None:
    def fail(_: Callable[[], Any]) -> None:
        raise PutIn

    _in_next_job(monkey, fail)


def memory_runs_out(monkey: Monkey) -> None:
    def fail(_: Callable[[], Any]) -> None:
        raise MemoryError(PutIn())

    _in_next_job(monkey, fail)


def a_job_takes_long(monkey: Monkey) -> None:
    def sleep(job: Callable[[], Any]) -> Any:
        time.sleep(0.4)
        return job()

    _in_next_job(monkey, sleep)


def a_job_answers_nothing(monkey: Monkey) -> None:
    _in_next_job(monkey, lambda _: None)


def _fails_once(module: Any, name: str, error: OSError) -> None:
    """Have a function of a module raise ``error`` at its next call."""
    whole = getattr(module, name)
    if getattr(whole, "of_trouble", False):
        return

    def fail(*_: Any, **__: Any) -> Any:
        setattr(module, name, whole)
        raise error

    fail.of_trouble = True  # type: ignore[attr-defined]
    setattr(module, name, fail)


def the_disk_is_full(_: Monkey) -> None:
    _fails_once(whole_files.os, "fsync", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def the_folder_is_gone(_: Monkey) -> None:
    _fails_once(whole_files.os, "replace", FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))


TROUBLE: tuple[Act, ...] = (
    a_job_raises,
    memory_runs_out,
    a_job_takes_long,
    a_job_answers_nothing,
    the_disk_is_full,
    the_folder_is_gone,
)


def of_trouble(error: BaseException) -> bool:
    """Tell whether an error was put in."""
    return isinstance(error, PutIn) or any(isinstance(each, PutIn) for each in error.args)
