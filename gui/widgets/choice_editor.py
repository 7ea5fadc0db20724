"""Editors generated from a catalogue: which entry, and the hyperparameters of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from core.hyperparameters import Choice, Hyperparameter, InvalidSetting
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.controls import NumberField, SwitchField, make_field
from gui.widgets.field import ROW_GAP, Field, begin_narrow, tooltip
from gui.widgets.fold import Fold, column
from gui.widgets.text_field import TextField
from gui.widgets.theme import Look


class EntryFields(QWidget):
    """The fields of one catalogue entry; hands on a whole new `Choice` whenever one of them changed.

    Parameters
    ----------
    entry
        The class of the catalogue entry.
    foldable
        Whether all but the first field go behind a fold, if they are more than one.
    """

    changed = Signal(object)

    def __init__(self, entry: type[Choice], foldable: bool) -> None:
        super().__init__()
        begin_narrow(self)
        self.entry = entry
        declared = entry.hyperparameters()
        self.fields: dict[str, NumberField | SwitchField | TextField] = {one.name: make_field(one) for one in declared}
        self.fold = self._make_fold(declared[1:]) if foldable and len(declared) > 2 else None
        folded = 1 if self.fold else len(declared)
        shown: list[QWidget] = [*list(self.fields.values())[:folded], *([self.fold] if self.fold else [])]
        self._layout = column(self, shown)
        for field in self.fields.values():
            field.committed.connect(self._commit)

    def _make_fold(self, rest: Sequence[Hyperparameter]) -> Fold:
        fields = [self.fields[declared.name] for declared in rest]
        return Fold(self.entry.title, [declared.symbol or declared.label for declared in rest], fields)

    def values(self) -> dict[str, Any]:
        """Return the value of every field by name."""
        return {name: field.value for name, field in self.fields.items()}

    def set_choice(self, choice: Choice) -> None:
        """Show the values of an entry without telling anybody."""
        for name, field in self.fields.items():
            field.set_value(getattr(choice, name))

    def show_error(self, setting: str, text: str) -> bool:
        """Put a message beside the field named ``setting``; return whether there is one."""
        field = self.fields.get(setting)
        if field is None:
            return False
        if self.fold and setting != next(iter(self.fields)):
            self.fold.set_open(True)
        field.show_error(text)
        return True

    def forget_errors(self) -> None:
        """Take all messages away."""
        for field in self.fields.values():
            field.forget_errors()

    def _commit(self) -> None:
        try:
            choice = self.entry.of(self.values())
        except InvalidSetting as refusal:
            self._refuse(refusal)
            return
        self.changed.emit(choice)

    def _refuse(self, refusal: InvalidSetting) -> None:
        """Say what does not go together, beside the field at fault or else the one just changed."""
        if not self.show_error(refusal.setting, str(refusal)):
            self.show_error(next(name for name, field in self.fields.items() if field is self.sender()), str(refusal))

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._layout.setSpacing(round(look.px(ROW_GAP)))
        for field in self.fields.values():
            field.set_look(look)
        if self.fold:
            self.fold.set_look(look)


class EntryPages(QWidget):
    """The fields of the chosen entry of a catalogue; made when an entry is first chosen, kept from then on."""

    changed = Signal(object)

    def __init__(self, entries: Mapping[str, type[Choice]], foldable: bool) -> None:
        super().__init__()
        self._entries = entries
        self._foldable = foldable
        self._pages: dict[str, EntryFields] = {}
        self._unfolded = False
        self._look = Look()
        self._layout = column(self, ())
        self.page: EntryFields | None = None

    def set_choice(self, choice: Choice) -> None:
        """Show an entry and its values without telling anybody; an entry that is not in the catalogue shows none."""
        self._turn_to(choice.name if choice.name in self._entries else None)
        if self.page:
            self.page.set_choice(choice)

    def show_error(self, setting: str, text: str) -> bool:
        """Put a message beside the field named ``setting``; return whether there is one."""
        return self.page is not None and self.page.show_error(setting, text)

    def forget_errors(self) -> None:
        """Take all messages away."""
        for page in self._pages.values():
            page.forget_errors()

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        for page in self._pages.values():
            page.set_look(look)

    def _turn_to(self, name: str | None) -> None:
        page = self._page(name) if name is not None else None
        if page is self.page:
            return
        if self.page:
            self.page.hide()
        self.page = page
        if page:
            if page.fold:
                page.fold.set_open(self._unfolded)
            page.show()
        self.setVisible(bool(page and page.fields))

    def _page(self, name: str) -> EntryFields:
        if name not in self._pages:
            page = EntryFields(self._entries[name], self._foldable)
            page.changed.connect(self.changed)
            if page.fold:
                page.fold.toggled.connect(self._remember_fold)
            page.set_look(self._look)
            self._layout.addWidget(page)
            self._pages[name] = page
        return self._pages[name]

    def _remember_fold(self, is_open: bool) -> None:
        self._unfolded = is_open


class ChoiceEditor(QWidget):
    """A row to choose a catalogue entry, and below it the fields of the chosen one.

    Parameters
    ----------
    title
        What is chosen, e.g. ``"Optimiser"``.
    entries
        The catalogue, entries by name.
    help
        What the choice is about; shown as tooltip of the row.
    icon
        Of the row.
    """

    changed = Signal(object)
    """The new `Choice`, after another entry was chosen or one of its values changed."""

    def __init__(self, title: str, entries: Mapping[str, type[Choice]], help: str = "", icon: str = "") -> None:
        super().__init__()
        self._entries = entries
        self._help = help
        self.choice: Choice | None = None
        self.box = ChoiceBox()
        for entry in entries.values():
            self.box.addItem(entry.title, entry.name)
            self.box.setItemData(self.box.count() - 1, tooltip(entry.help), Qt.ItemDataRole.ToolTipRole)
        self.row = Field(title, help, self.box, icon)
        self.pages = EntryPages(entries, foldable=True)
        self._layout = column(self, (self.row, self.pages))
        self.box.activated.connect(self._choose)
        self.pages.changed.connect(self._commit)
        self.set_choice(next(iter(entries.values()))())

    @property
    def fields(self) -> Mapping[str, NumberField | SwitchField | TextField]:
        """The fields of the chosen entry by name."""
        return self.pages.page.fields if self.pages.page else {}

    def set_choice(self, choice: Choice) -> None:
        """Show an entry and its values without telling anybody."""
        if choice != self.choice:
            self.row.set_error("")
        self.choice = choice
        self.box.setCurrentIndex(self.box.findData(choice.name))
        self.box.setToolTip(tooltip(self._help, f"{choice.title}: {choice.help}"))
        self.pages.set_choice(choice)

    def show_error(self, setting: str, text: str) -> bool:
        """Put a message beside the field named ``setting``; return whether there is one."""
        return self.pages.show_error(setting, text)

    def forget_errors(self) -> None:
        """Take all messages away."""
        self.row.forget_errors()
        self.pages.forget_errors()

    def show_choice_error(self, text: str) -> None:
        """Say beside the row why the chosen entry was refused."""
        self.row.set_error(text)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._layout.setSpacing(round(look.px(ROW_GAP)))
        self.box.set_look(look)
        self.row.set_look(look)
        self.pages.set_look(look)

    def _choose(self, index: int) -> None:
        name = self.box.itemData(index)
        if self.choice is None or name != self.choice.name:
            self._commit(self._entries[name]())
            self.box.setFocus()

    def _commit(self, choice: Choice) -> None:
        self.set_choice(choice)
        self.changed.emit(choice)
