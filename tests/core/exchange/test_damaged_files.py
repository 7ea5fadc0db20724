"""Thousands of damaged experiments, weights and lessons: a clear word or a whole answer, and nothing else is touched.

Run: ``python -m tests.core.exchange.test_damaged_files COUNT`` for as many of them as you like.
"""

from __future__ import annotations

import io
import random
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import pytest

from core.course.course import FOLDER as LESSONS
from core.course.own import lesson_folder
from core.course.reading import BrokenLesson, read_lesson
from core.exchange.scenes import FOLDER as SCENES
from core.exchange.scenes import BrokenScene, load_scene, read_own
from core.exchange.standing import Standing
from core.exchange.standing_files import read_standing, save_standing
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run
from core.training.saved_run import saved_run
from tests.core.data.test_mutated_tables import DAMAGES

SECONDS, ROUNDS, OF_EACH = 2.0, 10, 40
VALUES = [
    *(b"1e400", b"-1", b"0", b"nan", b"inf", b'""', b"[]", b"{}", b"true", b"99999999999999999999", b"2024-02-30"),
    *(b'"../../etc/passwd"', b'"/etc/passwd"', b'"\\u0000"', b"'''", b"[[[[", b'"__import__(\\"os\\")"', b"{=theta}"),
    *("−3".encode(), '"Ω"'.encode(), b"\xff", b"[-1, 1e308]", b'"{do} open /etc/passwd"', b'"x**x**x**x"'),
]
FORBIDDEN = (
    "os.system",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "pickle.find_class",
    "socket.connect",
    "exec",
)
EVENTS: list[tuple[str, str]] = []
watched = False


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if watched and (event in FORBIDDEN or event == "open"):
        EVENTS.append((event, str(arguments[0])))


sys.addaudithook(_note)


@contextmanager
def touching_only(*folders: Path) -> Iterator[None]:
    """Fail if anything is executed, or a file opened that is neither in ``folders`` nor one of the program's."""
    global watched
    EVENTS.clear()
    watched = True
    try:
        yield
    finally:
        watched = False
    own = (*map(str, folders), str(Path(__file__).parents[3]), sys.prefix, sys.base_prefix)
    modules = tuple(f'file "{each}' for each in own)  # what is imported late is executed, too
    assert not [
        (event, what)
        for event, what in EVENTS
        if not (what.startswith(own) if event == "open" else event == "exec" and any(each in what for each in modules))
    ]


def with_other_values(content: bytes, draw: random.Random) -> bytes:
    """Give some keys of a text in TOML other values."""
    keys = list(re.finditer(rb"(?m)= *(.+)$", content))
    for found in sorted(draw.sample(keys, min(len(keys), draw.randrange(1, 4))), key=lambda each: -each.start()):
        content = content[: found.start(1)] + draw.choice(VALUES) + content[found.end(1) :]
    return content


def with_other_bytes(content: bytes, draw: random.Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for _ in range(draw.randrange(1, 9) if changed else 0):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def damaged_text(content: bytes, draw: random.Random) -> bytes:
    """Return a text that has been damaged in one to three ways, most often in its values."""
    for _ in range(draw.randrange(1, 4)):
        content = draw.choice([with_other_values, with_other_values, with_other_bytes, *DAMAGES])(content, draw)
    return content


def damaged_zip(content: bytes, draw: random.Random) -> bytes:
    """Return an archive with one member damaged, renamed or doubled, or with its own bytes changed."""
    if draw.random() < 0.25:
        return with_other_bytes(content, draw)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        parts = {each: old.read(each) for each in old.namelist()}
        chosen = draw.choice(list(parts))
        for name, part in parts.items():
            if name != chosen:
                new.writestr(name, part)
                continue
            kind = draw.randrange(4)
            if kind == 0:
                new.writestr(draw.choice(["../" + name, "/tmp/" + name, "..\\" + name, "C:\\" + name, name * 40]), part)
            elif kind == 1 and name.endswith(".npy"):
                new.writestr(name, with_other_bytes(part[:160], draw) + part[160:])
            else:
                new.writestr(name, damaged_text(part, draw))
    return made.getvalue()


def _with_runs(folder: Path) -> bytes:
    scene = load_scene("xor-tanh")
    run = Run(scene.experiment)
    run.extend(advance(prepare(scene.experiment), run.history.keys[0], 40))
    save_standing(Standing(scene, runs=(saved_run(run),)), folder / "whole.chalkgrad")
    return (folder / "whole.chalkgrad").read_bytes()


def experiment(draw: random.Random, folder: Path) -> None:
    """Damage a shipped scene, read it, and learn from it."""
    file = folder / "mine.toml"
    file.write_bytes(damaged_text(draw.choice(sorted(SCENES.glob("*.toml"))).read_bytes(), draw))
    with touching_only(folder):
        scene = read_own(file)
        if scene.descent is None:
            advance(prepare(scene.experiment), prepare(scene.experiment).start(), 1)


def weights(draw: random.Random, folder: Path) -> None:
    """Damage a file with runs and their weights, and read it."""
    file = folder / "mine.chalkgrad"
    file.write_bytes(damaged_zip(_with_runs(folder), draw))
    with touching_only(folder):
        read_standing(file)


def lesson(draw: random.Random, folder: Path) -> None:
    """Damage a file of a shipped lesson, and read it."""
    copy = folder / "lesson"
    copy.mkdir(exist_ok=True)
    whole = draw.choice(sorted(LESSONS.glob("*/")))
    read_lesson(whole)  # what it needs is imported now, which is not the damage's doing
    files = [each for each in whole.iterdir() if each.suffix in (".toml", ".md")]
    chosen = draw.choice(files)
    for each in files:
        content = each.read_bytes()
        (copy / each.name).write_bytes(damaged_text(content, draw) if each == chosen else content)
    with touching_only(folder):
        read_lesson(copy)


def zipped_lesson(draw: random.Random, folder: Path) -> None:
    """Damage a zip of a lesson, and unpack and read it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each in sorted((LESSONS / "01-pigs").iterdir()):
            if each.is_file():
                archive.writestr(f"pigs/{each.name}", each.read_bytes())
    (folder / "pigs.zip").write_bytes(damaged_zip(made.getvalue(), draw))
    with touching_only(folder):
        read_lesson(lesson_folder(folder / "pigs.zip", folder / "home"))


KINDS: list[Callable[[random.Random, Path], None]] = [experiment, weights, lesson, zipped_lesson]


def refused(kind: Callable[[random.Random, Path], None], seed: int) -> str | None:
    """Read a damaged file; return the words in which it was refused, or None if it was read."""
    began, words = process_time(), None
    with TemporaryDirectory() as folder:
        try:
            kind(random.Random(seed), Path(folder).resolve())
        except (BrokenScene, BrokenLesson) as refusal:
            words = str(refusal)
    assert process_time() - began < SECONDS
    return words


@pytest.mark.slow
@pytest.mark.parametrize("part", range(ROUNDS))
@pytest.mark.parametrize("kind", KINDS, ids=[each.__name__ for each in KINDS])
def test_a_damaged_file_is_refused_in_words_or_whole(kind: Callable[[random.Random, Path], None], part: int) -> None:
    words = [refused(kind, seed) for seed in range(part * OF_EACH, (part + 1) * OF_EACH)]
    assert any(words)
    assert all(said is None or len(said.split()) > 2 for said in words)


if __name__ == "__main__":
    for seed in range(int(sys.argv[1])):
        for kind in KINDS:
            try:
                refused(kind, seed)
            except BaseException as error:
                print(kind.__name__, seed, type(error).__name__, str(error)[:300])  # noqa: T201
