"""The table of all keys: none collides, and each is read as it stands on the keyboard."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

import gui
from gui.widgets.keys import EVERYWHERE, HOME, PLACES, WATCHED, KeyLine, KeyPlace, presses, read_out

TITLES = [place.title for place in PLACES]


def keys_of(place: KeyPlace) -> list[str]:
    """Return all keys of a place."""
    return [key for line in place.lines.values() for key in line.keys.split()]


@pytest.mark.parametrize("place", PLACES, ids=TITLES)
def test_no_key_does_two_things_in_one_place(place: KeyPlace) -> None:
    pressed = list(presses(place, {name: lambda *_: None for name in place.lines}))
    assert len(pressed) == len(keys_of(place))
    assert not [key for key, times in Counter(pressed).items() if times > 1]


@pytest.mark.parametrize("place", PLACES, ids=TITLES)
def test_no_key_does_another_thing_where_it_acts_everywhere(place: KeyPlace) -> None:
    assert set(place.over) <= set(TITLES)
    if place is not EVERYWHERE and EVERYWHERE.title not in place.over:
        assert not set(keys_of(place)) & set(keys_of(EVERYWHERE))


@pytest.mark.parametrize("place", PLACES, ids=TITLES)
def test_all_keys_are_keys_and_are_read_so(place: KeyPlace) -> None:
    for key in keys_of(place):
        if key != "Alt":  # which is pressed alone
            assert QKeySequence(key)[0].key() != Qt.Key.Key_unknown, key  # type: ignore[index]
        assert read_out(key).strip()


def test_keys_are_read_as_they_stand_on_the_keyboard() -> None:
    read = {"Shift+PgDown": "Shift Page Down", "Ctrl++": "Ctrl +", "Ctrl+-": "Ctrl −", "Left": "←", "Return": "Enter"}
    assert {key: read_out(key) for key in read} == read
    assert KeyLine("take it", "Return Enter").shown == "Enter"


def test_an_action_without_a_key_and_a_key_without_an_action_are_refused() -> None:
    with pytest.raises(ValueError, match="end, more"):
        presses(WATCHED, {"run": print, "start": print, "more": print})


def test_every_key_that_the_program_asks_for_is_in_the_table() -> None:
    """A widget may know a key by its name; then it stands in the table of some place, too."""
    listed = {Qt.Key(QKeySequence(key.split("+")[-1] or "+")[0].key()) for each in PLACES for key in keys_of(each)}  # type: ignore[index]
    held = {"Key_Shift", "Key_Control", "Key_Alt", "Key_AltGr", "Key_Meta", "Key_unknown"}
    for path in Path(gui.__file__).parent.rglob("*.py"):
        asked = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
        for name in asked - held:
            if name.startswith("Key_"):
                assert getattr(Qt.Key, name) in listed, (path.name, name)


def test_home_and_the_desk_share_no_more_than_what_home_says() -> None:
    assert set(keys_of(HOME)) & set(keys_of(EVERYWHERE)) == {"PgDown", "PgUp", "Esc"}
