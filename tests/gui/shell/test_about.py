"""About: versions to copy, all parts with their licences; and what desktops know the program by."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.exchange.licences import parts
from core.version import VERSION, version_line
from gui.app import main
from gui.shell.about import AboutDialog
from gui.shell.front import APP_ID, ICON, introduce
from gui.shell.log import log_file
from gui.shell.main_window import MainWindow
from gui.widgets.theme import Look

DESKTOP, METAINFO = ICON.with_suffix(".desktop"), ICON.with_suffix(".metainfo.xml")


@pytest.fixture
def about(qtbot: QtBot) -> Iterator[AboutDialog]:
    """Return the dialog over an empty window."""
    window = QWidget()
    window.resize(1024, 768)
    qtbot.addWidget(window)
    dialog = AboutDialog(window, Look())
    dialog.show()
    yield dialog
    dialog.close()


def test_it_lists_all_parts_and_shows_the_licence_of_each(about: AboutDialog) -> None:
    assert about.list.count() == len(parts())
    for row, part in enumerate(parts()):
        about.list.setCurrentRow(row)
        assert about.list.item(row).text().startswith(part.name)
        assert part.licence in about.what.text()
        assert about.text.toPlainText() == (part.text.replace("\f", "\n") or f"The licence in full is at {part.home}.")


def test_the_line_of_versions_can_be_copied(qtbot: QtBot, about: AboutDialog) -> None:
    qtbot.mouseClick(about.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied == version_line()
    assert f"Chalkgrad {VERSION}" in copied
    assert copied in about.facts.text()
    assert about.copy.text() == "Copied"


def test_it_says_where_the_log_is(about: AboutDialog) -> None:
    assert f"written into {log_file()}." in about.facts.text()


def test_it_fits_a_small_window_and_cuts_nothing(about: AboutDialog) -> None:
    assert about.width() <= 1024
    assert about.height() <= 768
    for label in about.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())


@pytest.mark.folded
def test_the_menu_opens_it(window: MainWindow, qtbot: QtBot) -> None:
    entry = next(action for action in window.menus.menus["&Help"].actions() if "About" in action.text())
    entry.trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.list, "the arrow keys go through the parts"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_command_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"chalkgrad {VERSION}\n"


# --- what desktops know ---


@pytest.mark.parametrize("side", [16, 32, 256])
def test_the_icon_is_drawn_at_every_size(qapp: QApplication, side: int) -> None:
    image = QIcon(str(ICON)).pixmap(QSize(side, side), 1.0).toImage()
    assert (image.width(), image.height()) == (side, side)
    colours = [QColor(image.pixelColor(x, y)) for x in range(side) for y in range(side)]
    ball = sum(colour.red() > 220 and 160 < colour.green() < 230 and colour.blue() < 130 for colour in colours)
    chalk = sum(min(colour.red(), colour.green(), colour.blue()) > 150 and colour.alpha() == 255 for colour in colours)
    assert 0.05 < ball / side**2 < 0.15
    assert 0.04 < chalk / side**2 < 0.2
    assert image.pixelColor(0, 0).alpha() < 128, "its corners are round"


def test_windows_and_the_menu_entry_have_one_id(qapp: QApplication) -> None:
    before = QGuiApplication.desktopFileName(), QApplication.applicationName(), QApplication.windowIcon()
    introduce()
    assert QGuiApplication.desktopFileName() == QApplication.applicationName() == APP_ID
    assert not QApplication.windowIcon().isNull()
    QGuiApplication.setDesktopFileName(before[0])
    QApplication.setApplicationName(before[1])
    QApplication.setWindowIcon(before[2])
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(DESKTOP, encoding="utf-8")
    fields = dict(entry["Desktop Entry"])
    assert fields["Icon"] == fields["StartupWMClass"] == DESKTOP.stem == APP_ID
    assert fields["Exec"] == f"{APP_ID} %f"
    tree = ElementTree.parse(METAINFO)
    assert tree.findtext("id") == tree.findtext("launchable") == DESKTOP.name
    assert tree.findtext("summary") == fields["Comment"]
    for tag, field in (("category", "Categories"), ("mediatype", "MimeType")):
        assert [each.text for each in tree.iter(tag)] == fields[field].strip(";").split(";")


RDNS = "--override=cid-desktopapp-is-not-rdns=info"
"""Its id is no domain turned round, since the program has none."""
CHECKERS = (["desktop-file-validate", str(DESKTOP)], ["appstreamcli", "validate", "--no-net", RDNS, str(METAINFO)])


@pytest.mark.slow
@pytest.mark.parametrize("command", CHECKERS, ids=lambda command: command[0])
def test_the_checkers_of_desktops_find_nothing_wrong(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
