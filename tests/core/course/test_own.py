"""A zip that could do harm is refused in a sentence; one that holds a lesson is unpacked, and nothing is replaced."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from core.course import own
from core.course.listed import is_lesson
from core.course.own import lesson_folder
from core.course.reading import BrokenLesson


def packed(path: Path, files: dict[str, str], link: str = "") -> Path:
    """Write a zip of files, and a link if it has a name."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
    return path


LESSON = {"mine/lesson.toml": "minutes = 8", "mine/en.md": "# Mine"}


def test_a_lesson_is_unpacked_and_one_of_that_name_stays(tmp_path: Path) -> None:
    path, home = packed(tmp_path / "sent.zip", LESSON), tmp_path / "home"
    first, second = lesson_folder(path, home), lesson_folder(path, home)
    assert (first.name, second.name) == ("mine", "mine 2")
    assert (first / "en.md").read_text() == "# Mine"
    assert sorted(each.name for each in home.iterdir()) == ["mine", "mine 2"]


def test_a_lesson_without_a_folder_is_called_as_its_zip(tmp_path: Path) -> None:
    path = packed(tmp_path / "sent.zip", {"lesson.toml": "", "en.md": ""})
    assert lesson_folder(path, tmp_path / "home").name == "sent"


@pytest.mark.parametrize(
    "name", ["../out.txt", "mine/../../out.txt", "/etc/out", "C:\\out", "mine\\..\\..\\out", "\\\\server\\out", "C:out"]
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "sent.zip", {**LESSON, name: "harm"})
    with pytest.raises(BrokenLesson, match="leaves the lesson's folder"):
        lesson_folder(path, tmp_path / "home" / "below")
    assert [each.name for each in tmp_path.iterdir()] == ["sent.zip"]


def test_links_and_far_too_much_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrokenLesson, match="holds a link"):
        lesson_folder(packed(tmp_path / "a.zip", LESSON, link="mine/link"), tmp_path / "home")
    many = packed(tmp_path / "b.zip", LESSON | {f"mine/{k}": "" for k in range(own.MAX_FILES)})
    with pytest.raises(BrokenLesson, match="at most 200"):
        lesson_folder(many, tmp_path / "home")
    monkeypatch.setattr(own, "MAX_UNPACKED", 1_000)
    with pytest.raises(BrokenLesson, match="unpacked; a lesson has at most"):
        lesson_folder(packed(tmp_path / "c.zip", LESSON | {"mine/big": "0" * 2_000}), tmp_path / "home")


def test_what_is_no_lesson_says_so(tmp_path: Path) -> None:
    with pytest.raises(BrokenLesson, match="holds no lesson"):
        lesson_folder(packed(tmp_path / "a.zip", {"x": ""}), tmp_path / "home")
    assert not list((tmp_path / "home").iterdir())
    (tmp_path / "b.zip").write_bytes(b"no zip")
    with pytest.raises(BrokenLesson, match="cannot be unpacked"):
        lesson_folder(tmp_path / "b.zip", tmp_path / "home")
    with pytest.raises(BrokenLesson, match="is no lesson"):
        lesson_folder(tmp_path, tmp_path / "home")
    with pytest.raises(BrokenLesson, match="cannot be unpacked"):
        lesson_folder(tmp_path / "gone.zip", tmp_path / "home")


def test_folders_zips_and_recipes_are_meant_as_lessons(tmp_path: Path) -> None:
    assert not is_lesson(tmp_path)
    (tmp_path / "lesson.toml").touch()
    assert is_lesson(tmp_path)
    assert is_lesson(Path("a.ZIP"))
    assert is_lesson(Path("x/lesson.toml"))
    assert not is_lesson(Path("x/other.toml"))
    assert not is_lesson(Path("x/table.csv"))
