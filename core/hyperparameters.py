"""Declared settings: one declaration gives the check, the control, the tooltip and the file entry.

Every catalogue entry (an optimiser, an activation, a data set, …) derives from `Choice`, which makes it a frozen
dataclass. Its fields are made with `hyperparameter(...)`, which stores symbol, bounds and help beside the default.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

from core.values import dataclass


class InvalidSetting(ValueError):
    """A setting that is not allowed.

    Attributes
    ----------
    setting : str
        Name of the field at fault, e.g. ``"batch_size"``; the window puts the message beside that control.
    """

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting

    @property
    def words(self) -> str:
        """The message for the window: what the user typed is marked, where it quotes that."""
        return str(self)


@dataclass(frozen=True)
class Hyperparameter:
    """What is known about one setting: its symbol, bounds, unit and help.

    A text has no bounds: ``allowed`` says what may be written, and ``read`` raises `InvalidSetting` for what may not.
    ``latex`` returns the formula that a text was understood as; ``variable`` is what a book may write otherwise in it.
    """

    name: str
    kind: type
    default: Any
    symbol: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf
    below: float = math.inf
    log: bool = False
    unit: str = ""
    title: str = ""
    allowed: str = ""
    read: Callable[[str], Any] | None = None
    latex: Callable[[str], str] | None = None
    variable: str = ""

    @property
    def bounds(self) -> str:
        """The allowed values in words, e.g. ``"above 0, at most 1"``."""
        if self.kind is str:
            return self.allowed or "any text"
        limits = (
            (f"above {self.above:g}", self.above > -math.inf),
            (f"at least {self.low:g}", self.low > -math.inf),
            (f"below {self.below:g}", self.below < math.inf),
            (f"at most {self.high:,.12g}", self.high < math.inf),
        )
        return ", ".join(text for text, holds in limits if holds).replace("-", "−") or "any number"

    def check(self, value: Any) -> Any:
        """Return ``value`` in the field's own type.

        Raises
        ------
        InvalidSetting
            If it is not a number, not whole where it must be, not finite or out of bounds. For text: if it cannot be
            read.
        """
        if self.kind is bool:
            if isinstance(value, bool):
                return value
            raise InvalidSetting(self.name, f"{self.label} must be true or false, not {value!r}.")
        if self.kind is str:
            return self._check_text(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InvalidSetting(self.name, f"{self.label} must be a number, not {value!r}.")
        if abs(value) > sys.float_info.max or value != value:
            raise InvalidSetting(self.name, f"{self.label} must be a finite number, at most {sys.float_info.max:.3g}.")
        if self.kind is int and value != int(value):
            raise InvalidSetting(self.name, f"{self.label} must be a whole number, not {value:g}.")
        if not (self.low <= value <= self.high and self.above < value < self.below):
            given = f"{value:.12g}".replace("-", "−")
            raise InvalidSetting(self.name, f"{self.label} must be {self.bounds}; {given} is not.")
        return self.kind(value) + 0  # −0 is 0

    def _check_text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise InvalidSetting(self.name, f"{self.label} must be text, not {value!r}.")
        if self.read is not None:
            self.read(value)
        return value.strip()

    @property
    def label(self) -> str:
        """Name and symbol as shown on screen, e.g. ``"Learning rate α"``."""
        words = self.title or self.name.replace("_", " ").capitalize()
        return words if self.symbol in ("", words) else f"{words} {self.symbol}"


def hyperparameter(default: Any, symbol: str, help: str, **limits: Any) -> Any:
    """Declare a field of a `Choice`: its default with everything a control needs to know.

    Parameters
    ----------
    default
        A float, int, bool or str; its type is the field's type.
    symbol
        The letter the field's formula uses, e.g. ``"α"``.
    help
        One or two plain sentences.
    **limits
        ``low``, ``high`` (inclusive), ``above``, ``below`` (exclusive), ``log``, ``unit``, and ``title``, the name on
        screen if it differs from the field's own name; for text ``allowed``, ``read``, ``latex`` and
        ``variable``.
    """
    metadata = {"symbol": symbol, "help": help, "kind": type(default), **limits}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
@dataclass(frozen=True)
class Choice:
    """One entry of a catalogue, with its hyperparameters set; checked when it is made.

    Two entries are equal if they have the same class and the same settings.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    help: ClassVar[str]
    formula: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__doc__ = cls.__doc__ or getattr(cls, "help", "")
        if inspect.get_annotations(cls):
            dataclass(frozen=True)(cls)

    def __post_init__(self) -> None:
        for declared in self.hyperparameters():
            object.__setattr__(self, declared.name, declared.check(getattr(self, declared.name)))

    @classmethod
    def hyperparameters(cls) -> tuple[Hyperparameter, ...]:
        """Return the declarations of all settings of this entry, in order."""
        return tuple(
            Hyperparameter(name=field.name, default=field.default, **field.metadata)
            for field in dataclasses.fields(cls)
            if "symbol" in field.metadata
        )

    def to_dict(self) -> dict[str, Any]:
        """Return ``{"name": …, setting: value, …}``, as scene files have it."""
        return {"name": self.name, **{p.name: getattr(self, p.name) for p in self.hyperparameters()}}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return this entry with ``values`` set; the rest keeps its defaults.

        Raises
        ------
        InvalidSetting
            If a key is no setting of this entry (the message lists those that are), or a value is refused.
        """
        known = [declared.name for declared in cls.hyperparameters()]
        for key in values:
            if key not in known:
                allowed = ", ".join(known) or "none"
                raise InvalidSetting(key, f"{cls.title} has no setting “{key}”; its settings are: {allowed}.")
        return cls(**values)


C = TypeVar("C", bound="Choice")


def catalogue(*entries: type[C]) -> dict[str, type[C]]:
    """Return the entries by name, in the order given."""
    return {entry.name: entry for entry in entries}


def refuse_other_keys(content: Mapping[str, Any], what: str, known: Sequence[str]) -> None:
    """Refuse keys of a table that nobody reads, with the first of them as the setting."""
    for key in content:
        if key not in known:
            raise InvalidSetting(key, f"is not a key of {what}; the keys are: {', '.join(known)}.")


def choose(entries: Mapping[str, type[C]], description: Any, setting: str) -> C:
    """Make a catalogue entry from a name or from ``{"name": …, setting: value}``.

    Raises
    ------
    InvalidSetting
        If there is no such entry; the message lists the names that exist.
    """
    values = {"name": description} if isinstance(description, str) else description
    if not isinstance(values, Mapping) or "name" not in values:
        raise InvalidSetting(setting, f"“{setting}” must be a name or a table with a name, not {description!r}.")
    settings = {key: value for key, value in values.items() if key != "name"}
    if not isinstance(values["name"], str) or values["name"] not in entries:
        names = ", ".join(entries)
        raise InvalidSetting(setting, f"There is no {setting} “{values['name']}”; choose from: {names}.")
    return entries[values["name"]].of(settings)
