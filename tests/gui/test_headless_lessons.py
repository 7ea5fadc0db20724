"""Lessons checked from the command line: several at once, and a zip."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from gui.headless_lessons import checked
from tests.gui.course.lesson_window import RECIPE, WORDS, write_lesson

FALSE = RECIPE.replace("go_on = 3 }]\n\n[page.runs]", "go_on = 4 }]\n\n[page.runs]")


def test_lessons_of_a_folder_are_told_in_order(tmp_path: Path) -> None:
    for name in ("a", "c"):
        write_lesson(tmp_path, name=name)
    write_lesson(tmp_path, FALSE, name="b")
    command = [sys.executable, "-m", "gui", "--check-lessons", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["a", "b", "c"]
    assert "b/lesson.toml, line 15, page 1, key “holds”: answer 2 is marked right" in done.stderr
    assert "iteration is 6" in done.stderr
    assert done.returncode == 1


def test_a_zip_is_checked_or_refused(tmp_path: Path) -> None:
    for name, path in (("good.zip", "mine"), ("bad.zip", "../mine")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(f"{path}/lesson.toml", FALSE)
            archive.writestr(f"{path}/en.md", WORDS)
    ((told, faults),) = checked(tmp_path / "good.zip")
    assert told.startswith("mine: 2 pages")
    assert any("iteration is 6" in fault for fault in faults)
    assert [told for told, _ in checked(tmp_path / "bad.zip")] == ["bad.zip: cannot be read"]
