"""All keys of the program with what they do: who lets a key act takes it from here, and the sheet under F1 lists them.

A key is written as Qt writes it: ``Shift+PgDown``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from core.values import dataclass

Action = Callable[[], Any]
Key, Modifier = Qt.Key, Qt.KeyboardModifier
Press = tuple[Qt.Key, str]
"""A key, and what is held with it: nothing, or e.g. ``shift`` or ``ctrl+shift``."""
HELD = {
    "ctrl": Modifier.ControlModifier,
    "alt": Modifier.AltModifier,
    "shift": Modifier.ShiftModifier,
    "meta": Modifier.MetaModifier,
}
SIGNS = range(0x21, 0x7F)
"""Codes of the keys that write something."""
DIGITS = (*(Key(Key.Key_1.value + k) for k in range(9)), Key.Key_0)
FIRST_DIGIT = 2 if sys.platform == "win32" else 10
"""The scan code of the key 1; the others follow it."""
READ = {
    "PgDown": "Page Down",
    "PgUp": "Page Up",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Return": "Enter",
    "Ins": "Insert",
    "Del": "Delete",
    "-": "−",
}
"""What stands on a key, where Qt writes it otherwise."""


@dataclass(frozen=True)
class KeyLine:
    """Some keys that do the same.

    Attributes
    ----------
    words
        What they do; empty if they are only kept from doing what they would elsewhere.
    keys
        Separated by spaces.
    row
        Where each key does it to another thing, the first, the second …: how that row of keys is read.
    """

    words: str
    keys: str
    row: str = ""

    @property
    def first(self) -> str:
        """The key that stands beside an entry of a menu."""
        return self.keys.split()[0]

    @property
    def shown(self) -> str:
        """The keys as they are read, e.g. "Ctrl B"."""
        return self.row or ", ".join(dict.fromkeys(read_out(key) for key in self.keys.split()))


@dataclass(frozen=True)
class KeyPlace:
    """Where some keys act, by the name of what each of them does.

    ``over`` are the places whose keys it takes while it is there.
    """

    title: str
    lines: Mapping[str, KeyLine]
    over: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """All of it in words."""
        return ". ".join(f"{line.shown}: {line.words}" for line in self.lines.values() if line.words) + "."

    def does(self, event: QKeyEvent, *names: str) -> bool:
        """Tell whether a press does one of these things."""
        press = pressed(event)
        return any(press == press_of(key) for name in names for key in self.lines[name].keys.split())


def read_out(key: str) -> str:
    """Return a key as it is read, e.g. "Ctrl Shift Z"."""
    *held, last = [*key[:-1].split("+")[:-1], "+"] if key.endswith("+") else key.split("+")
    return " ".join([*held, READ.get(last, last)])


def press_of(key: str) -> Press:
    """Return what is pressed when a key is."""
    combination = QKeySequence(key)[0]  # type: ignore[index]
    return _press(combination.key(), combination.keyboardModifiers())


def pressed(event: QKeyEvent) -> Press:
    """Return what is pressed: of a digit with Shift, the digit, whatever the keyboard writes there."""
    key, modifiers = Key(event.key()), event.modifiers()
    number = event.nativeScanCode() - FIRST_DIGIT
    if modifiers & Modifier.ShiftModifier and 0 <= number < len(DIGITS) and key not in DIGITS:
        key = DIGITS[number]
    return _press(key, modifiers)


def _press(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> Press:
    held = [name for name, modifier in HELD.items() if modifiers & modifier]
    if "shift" in held and key.value in SIGNS and not chr(key.value).isalnum():
        held.remove("shift")  # without it the keyboard would write another sign
    return key, "+".join(held)


def bound(place: KeyPlace, actions: Mapping[str, Callable[..., Any]]) -> Iterator[tuple[str, Action]]:
    """Yield each key of a place with its action; one that is done to each of some things is given which, from 0.

    Raises
    ------
    ValueError
        If a key would do nothing, or an action has no key.
    """
    if actions.keys() != place.lines.keys():
        raise ValueError(f"{place.title}: {', '.join(sorted(actions.keys() ^ place.lines.keys()))}")
    for name, action in actions.items():
        line = place.lines[name]
        for number, key in enumerate(line.keys.split()):
            yield key, partial(action, number) if line.row else action


def presses(place: KeyPlace, actions: Mapping[str, Callable[..., Any]]) -> dict[Press, Action]:
    """Return what each press does there; see `bound`."""
    return {press_of(key): action for key, action in bound(place, actions)}


def _with_shift(keys: str) -> str:
    return " ".join(f"Shift+{key}" for key in keys.split())


VIEWS, ANSWERS = "1 2 3 4 5 6 7 8 9 0 A C E F G H I J K L", "1 2 3 4"
VIEW_KEYS: Sequence[Qt.Key] = tuple(press_of(key)[0] for key in VIEWS.split())
"""The keys of the first, second … view that can be shown: the digits, then letters that do nothing else."""

EVERYWHERE = KeyPlace(
    "Everywhere",
    {
        "sheet": KeyLine("show all keys", "F1"),
        "what": KeyLine("tell what is under the mouse, or has the keyboard", "Shift+F1"),
        "next_region": KeyLine("go on to the next region: scenes, editors, network, plots, closer look, time", "F6"),
        "region_before": KeyLine("go to the region before", "Shift+F6"),
        "menu_bar": KeyLine("show the menu bar", "Alt"),
        "escape": KeyLine("close what is open; give a large card back its size", "Esc"),
        "step": KeyLine("do one iteration, or one step of a walk", "PgDown"),
        "back": KeyLine("take it back, exactly", "PgUp"),
        "phase": KeyLine("do one phase of an iteration", "Shift+PgDown"),
        "phase_back": KeyLine("take a phase back", "Shift+PgUp"),
        "bookmark": KeyLine("bookmark this iteration", "Ctrl+B"),
        "undo": KeyLine("undo an edit; in a field, first what was typed", "Ctrl+Z"),
        "redo": KeyLine("make it again", "Ctrl+Shift+Z Ctrl+Y"),
        "present": KeyLine("present to the class", "F5"),
        "home": KeyLine("go home, or back from there", "Ctrl+H"),
        "lesson": KeyLine("go back to the lesson that is open", "Ctrl+R"),
        "open": KeyLine("open an experiment, a lesson or a table", "Ctrl+O"),
        "save": KeyLine("save", "Ctrl+S"),
        "save_as": KeyLine("save in another file", "Ctrl+Shift+S"),
        "copy": KeyLine("copy the card under the mouse as a picture, or a matrix as cells", "Ctrl+C"),
        "share": KeyLine("take it with you: pictures, numbers, a script", "Ctrl+E"),
        "paste": KeyLine("learn from the cells copied in a spreadsheet", "Ctrl+V"),
        "larger": KeyLine("larger text", "Ctrl++ Ctrl+="),
        "smaller": KeyLine("smaller text", "Ctrl+-"),
        "normal": KeyLine("text of normal size", "Ctrl+0"),
        "theme": KeyLine("chalkboard or whiteboard", "Ctrl+T"),
        "quit": KeyLine("quit", "Ctrl+Q"),
    },
)
WATCHED = KeyPlace(
    "On the network, a plot or a lens",
    {
        "run": KeyLine("run, or pause", "Space"),
        "start": KeyLine("go to the start", "Home"),
        "end": KeyLine("go to the last iteration reached", "End"),
    },
)
NETWORK = KeyPlace(
    "In the network",
    {
        "layer_before": KeyLine("layer before", "Left"),
        "layer_after": KeyLine("next layer", "Right"),
        "neuron_above": KeyLine("neuron above", "Up"),
        "neuron_below": KeyLine("neuron below", "Down"),
        "weight_above": KeyLine("connection above, into this neuron", "Shift+Up"),
        "weight_below": KeyLine("connection below", "Shift+Down"),
        "pick": KeyLine("pick the neuron or connection; of a layer, choose the activation", "Return Enter"),
        "more": KeyLine("add a neuron", "+ ="),
        "fewer": KeyLine("remove a neuron", "-"),
        "units": KeyLine("type the number of neurons", "N"),
        "activation": KeyLine("choose the activation", "A"),
        "insert": KeyLine("insert a layer", "Ins"),
        "remove": KeyLine("remove the layer", "Del"),
        "move_back": KeyLine("move the layer to the left", "Alt+Left"),
        "move_on": KeyLine("move the layer to the right", "Alt+Right"),
    },
)
TIME = KeyPlace(
    "On the strip of time",
    {
        "back": KeyLine("back by an iteration, as far as is known", "Left"),
        "on": KeyLine("on by an iteration", "Right"),
        "phase_back": KeyLine("back by a phase", "Shift+Left"),
        "phase_on": KeyLine("on by a phase", "Shift+Right"),
        "epoch_back": KeyLine("back by an epoch", "Ctrl+Left"),
        "epoch_on": KeyLine("on by an epoch", "Ctrl+Right"),
        "start": KeyLine("to the start", "Home"),
        "end": KeyLine("to the last iteration reached", "End"),
    },
)
FIELDS = KeyPlace(
    "In a field",
    {
        "up": KeyLine("step a number up", "Up"),
        "down": KeyLine("step a number down", "Down"),
        "take": KeyLine("take what is typed", "Return Enter"),
        "give_up": KeyLine("give up what is typed", "Esc"),
    },
    over=("Everywhere",),
)
CELLS = KeyPlace(
    "In a matrix, a table, a row of phases, a wall of pictures",
    {
        "left": KeyLine("to the left", "Left"),
        "right": KeyLine("to the right", "Right"),
        "up": KeyLine("up", "Up"),
        "down": KeyLine("down", "Down"),
        "choose": KeyLine("choose: show where a number comes from, or the examples behind it", "Return Enter"),
    },
)
CARDS = KeyPlace(
    "On a card’s arrow, or its tabs",
    {
        "fold": KeyLine("fold or unfold the card", "Space"),
        "enlarge": KeyLine("enlarge the card, or give it back its size", "Return Enter"),
    },
)
DRAWING = KeyPlace(
    "While drawing points",
    {"stop": KeyLine("stop drawing, and keep the points", "Esc")},
    over=("Everywhere",),
)
HOME = KeyPlace(
    "At home, and among the scenes",
    {
        "left": KeyLine("the card to the left", "Left"),
        "right": KeyLine("the card to the right", "Right"),
        "up": KeyLine("the card above", "Up"),
        "down": KeyLine("the card below", "Down"),
        "choose": KeyLine("begin it", "Return Enter"),
        "further": KeyLine("scroll down", "PgDown"),
        "nearer": KeyLine("scroll up", "PgUp"),
        "leave": KeyLine("back to where you were", "Esc"),
    },
    over=("Everywhere",),
)
LESSON = KeyPlace(
    "In a lesson",
    {
        "next": KeyLine("turn to the next page", "PgDown"),
        "back": KeyLine("turn to the page before", "PgUp"),
        "answer": KeyLine("give an answer", ANSWERS, "1 … 4"),
        "start": KeyLine("go back to where the page begins", "R"),
        "run": KeyLine("run, or pause", "Space"),
        "present": KeyLine("teach with it", "F5"),
        "lab": KeyLine("open it in the free lab", "Ctrl+L"),
    },
    over=("Everywhere",),
)
STAGE = KeyPlace(
    "On the stage",
    {
        "next": KeyLine("go on", "PgDown Right"),
        "back": KeyLine("take that back, exactly", "PgUp Left"),
        "phase": KeyLine("a phase on, whatever “next” is", "Shift+PgDown"),
        "phase_back": KeyLine("a phase back", "Shift+PgUp"),
        "choose_next": KeyLine("choose what “next” is: phase, iteration, epoch, 10 iterations", "N"),
        "run": KeyLine("run, or pause", "Space"),
        "start": KeyLine("go to the start", "Home"),
        "end": KeyLine("go to the last iteration reached", "End"),
        "view": KeyLine("put a view on the stage, or take it off", VIEWS, "1 … 0, A … L"),
        "alone": KeyLine("show a view alone", _with_shift(VIEWS), "Shift 1 … L"),
        "sheet": KeyLine("show all views with their keys", "V"),
        "swap_on": KeyLine("let views swap places", "Shift+Right"),
        "swap_back": KeyLine("let views swap places, the other way", "Shift+Left"),
        "rate_up": KeyLine("raise the learning rate; four presses: ×10", "+ ="),
        "rate_down": KeyLine("lower the learning rate", "-"),
        "delta_down": KeyLine("make Δ ten times smaller", "D"),
        "delta_up": KeyLine("make Δ ten times larger", "Shift+D"),
        "example_before": KeyLine("follow the example before", "Up"),
        "example_after": KeyLine("follow the next example", "Down"),
        "ask": KeyLine("let the class predict", "Q"),
        "black": KeyLine("a black screen; any key brings the picture back", "B ."),
        "white": KeyLine("a white screen", "W"),
        "larger": KeyLine("larger text", "Ctrl++ Ctrl+="),
        "smaller": KeyLine("smaller text", "Ctrl+-"),
        "normal": KeyLine("text of normal size", "Ctrl+0"),
        "leave": KeyLine("close what is open; pressed twice, leave", "Esc"),
        "nothing": KeyLine("", "F5"),
    },
    over=("Everywhere",),
)
QUESTION = KeyPlace(
    "In a question on the stage",
    {
        "hand": KeyLine("count a hand for an answer", VIEWS, "1, 2 …"),
        "fewer": KeyLine("count one hand fewer", _with_shift(VIEWS), "Shift 1, 2 …"),
        "take_back": KeyLine("take the last count back", "Backspace"),
        "reveal": KeyLine("reveal; then close the question", "PgDown Right Return Enter Space"),
        "nothing": KeyLine("", "Up Down"),
        "close": KeyLine("close the question", "Esc"),
    },
    over=("Everywhere", "On the stage"),
)
LED = KeyPlace(
    "In a lesson on the stage",
    {
        "next": KeyLine("the next sentence, the question, the deed, and why", "PgDown Right"),
        "back": KeyLine("take it back", "PgUp Left"),
        "start": KeyLine("go back to where the page begins", "R"),
    },
    over=("Everywhere", "On the stage"),
)
PLACES = (EVERYWHERE, WATCHED, NETWORK, TIME, CARDS, CELLS, FIELDS, DRAWING, HOME, LESSON, STAGE, QUESTION, LED)
WAYS = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
"""By how many rows down and columns to the right one goes."""


def way_of(event: QKeyEvent, place: KeyPlace = CELLS) -> tuple[int, int] | None:
    """Return where an arrow leads: by how many rows and columns; None if it is none."""
    return next((way for name, way in WAYS.items() if place.does(event, name)), None)
