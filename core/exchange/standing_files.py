"""Files with runs: what stands in a window is written completely or not at all, and read with care."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from core.exchange.archive import (
    BEGINS,
    MAX_UNPACKED,
    RECIPE,
    STATE,
    as_text,
    member,
    open_archive,
    read_array,
    write_archive,
)
from core.exchange.files import refuse_in_words, scene_text
from core.exchange.run_tables import Recipes, run_to
from core.exchange.scenes import BrokenScene, read_table, scene_from
from core.exchange.standing import Standing
from core.exchange.standing_tables import of_a_known_version, place_to, standing_from
from core.exchange.toml import toml_lines
from core.exchange.whole_files import BrokenFile, read_whole, write_whole


def save_standing(standing: Standing, path: Path) -> None:
    """Write what stands in a window to a file, which replaces the old one once it is complete.

    Raises
    ------
    NotSaved
        If the file cannot be written, or the experiment's own data are too large for a file.
    """

    def write() -> None:
        texts, arrays = _parts(standing)
        write_whole(Path(os.path.realpath(path)), lambda file: write_archive(file, texts, arrays))

    refuse_in_words(path, write)


def _parts(standing: Standing) -> tuple[dict[str, bytes], dict[str, Any]]:
    recipes, runs, arrays = Recipes(), list[dict[str, Any]](), dict[str, Any]()
    for number, saved in enumerate(standing.runs, 1):
        table, own = run_to(saved, recipes)
        runs.append(table)
        arrays |= {f"run-{number}/{name}.npy": array for name, array in own.items()}
    state = {**place_to(standing), "experiment": recipes.tables(), "run": runs}
    text = "".join(line + "\n" for line in toml_lines({key: each for key, each in state.items() if each != []}))
    return {RECIPE: scene_text(standing.scene), STATE: text.encode(), **recipes.texts()}, arrays


def read_standing(path: Path) -> Standing:
    """Return what stands in a file with runs.

    Raises
    ------
    BrokenScene
        If it cannot be read, is damaged, of a newer version, or its parts do not fit each other.
    """
    try:
        content = read_whole(path, MAX_UNPACKED)
        if not content.startswith(BEGINS):
            raise BrokenFile("is damaged: it does not begin as such a file does.")
        archive = open_archive(content)

        def text_in(name: str) -> str:
            return as_text(member(archive, name))

        def data_of(name: str) -> Mapping[str, Any]:
            return read_table(text_in(name), f"{path}: {name}", lambda table: table)

        where = f"{path}: {STATE}"
        state = read_table(text_in(STATE), where, of_a_known_version)
        scene = scene_from(text_in(RECIPE), str(state.get("name", path.stem)), f"{path}: {RECIPE}")
        make = partial(standing_from, scene, state, data_of, partial(read_array, archive))
        return read_table("", where, lambda _: make())
    except BrokenFile as error:
        raise BrokenScene(f"{path}: {error}") from error
    except OSError as error:
        raise BrokenScene(f"{path}: cannot be read: {error.strerror}.") from error
