"""Bytes become the text that was written, in many encodings and languages, and never another exception than refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.data.csv_text import UnreadableTable
from core.data.encodings import ENCODINGS, TOLD_BY_WORDS, decode, likely_encoding, readings
from tests.core.data.encoded_tables import TABLES
from tests.core.data.unseen_tables import UNSEEN

CASES = Path(__file__).parents[2] / "cases" / "windows-1252"
FIRST_LINES = {
    "de.csv": "Größe;Gewicht;Geschlecht",
    "fr.csv": "Année;Température;Saison",
    "es.csv": "año,presión,estación",
    "unit.csv": "temp (°C),power (µW),ok",
    "chinese.csv": "年龄,性别,结果",
}
SAMPLES = {
    "utf-8": "größe,Ελλάδα\n1,2\n",
    "cp1252": "Größe;Länge\n1,5;2\n",
    "cp1250": "wysokość;średnia\n1,5;2\n",
    "cp1251": "рост;вес\n1,5;2\n",
    "cp1254": "şehir;sıcaklık\n1,5;2\n",
    "cp1253": "ύψος;βάρος\n1,5;2\n",
    "koi8_r": "рост;вес\n1,5;2\n",
    "mac_roman": "Größe;Länge\n1,5;2\n",
    "gb18030": "年龄,性别\n20,男\n",
    "big5": "年齡,性別\n20,男\n",
    "cp932": "身長,ノート\n170,3\n",
    "euc_jp": "身長,ノート\n170,3\n",
    "cp949": "나이,점수\n15,90\n",
    "utf-16": "größe,Ελλάδα\n1,2\n",
    "utf-16-le": "größe,Ελλάδα\n1,2\n",
    "utf-16-be": "größe,Ελλάδα\n1,2\n",
}


def is_read_right(table: tuple[str, str]) -> bool:
    """Tell whether a table's text comes back from its bytes."""
    encoding, text = table
    try:
        return decode(text.encode(encoding))[0] == text
    except UnreadableTable:
        return False


@pytest.mark.parametrize("some", [TABLES[::2], TABLES[1::2], UNSEEN], ids=["looked at", "put aside", "unseen"])
@pytest.mark.slow
def test_at_least_95_percent_of_short_tables_are_read_right(some: tuple[tuple[str, str], ...]) -> None:
    wrong = [table for table in some if not is_read_right(table)]
    assert len(wrong) <= 0.05 * len(some), wrong


@pytest.mark.parametrize("name", FIRST_LINES)
def test_letters_beyond_ascii_come_out_right(name: str) -> None:
    text, encoding = decode((CASES / name).read_bytes())
    assert text.split("\n")[0] == FIRST_LINES[name]
    assert encoding == ("gb18030" if name == "chinese.csv" else "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_is_read_by_choice_and_by_guess(encoding: str) -> None:
    content = SAMPLES[encoding].encode(encoding)
    assert decode(content, encoding) == decode(content) == (SAMPLES[encoding], encoding)


def test_a_mark_is_no_part_of_the_text() -> None:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        content = "\ufeffa,b\n1,2\n".encode(encoding)
        assert decode(content)[0] == decode(content, encoding)[0] == "a,b\n1,2\n"


@pytest.mark.parametrize("mark", ["°C", "µW", "m²", "m³", "€", "£", "±0,1", "½", "§", "Ø"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_a_single_unit_is_enough(mark: str, encoding: str) -> None:
    text = f"day,value ({mark})\n1,2\n2,3\n"
    if mark not in "m²m³½" or encoding == "cp1252":
        assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    "word",
    ["don’t", "Parkinson’s", "Student’s", "students’", "O’Brien", "yes—no", "male–female", "Lego™", "wait…", "“it’s”"],
)
def test_a_mark_of_a_word_processor_in_an_english_table(word: str) -> None:
    text = f"name,k\n{word},1\nother,2\n"
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize("word", ["país", "anís", "económico", "español", "histórico", "piñata", "contrôle"])
def test_a_letter_of_an_old_mac_is_no_such_mark(word: str) -> None:
    text = f"name,k\n{word},1\nother,2\n"
    assert decode(text.encode("mac_roman")) == (text, "mac_roman")


OF_WINDOWS = (
    *("red—green", "rock—paper", "input—output", "sugar—salt", "go–off", "one–eight", "Tokyo–Osaka", "yes—no", "x–y"),
    *(
        "A—B",
        "A–B",
        "T–cell",
        "vitamin–C",
        "sun–rain",
        "Anna–Maria",
        "boy—girl",
        "metal—wood",
        "stop–go",
        "male—female",
    ),
)
OF_A_MAC = (
    *("señor", "señora", "compañero", "cuñado", "pañal", "niños", "Peñalver", "histórico", "electrónica", "depósito"),
    *(
        "móvil",
        "cóndor",
        "acción",
        "fórmula",
        "limón",
        "viñedo",
        "enseñanza",
        "sólido",
        "bóveda",
        "uña",
        "cajón",
        "Begoña",
    ),
)


@pytest.mark.parametrize(
    ("word", "encoding"),
    [*((word, "cp1252") for word in OF_WINDOWS), *((word, "mac_roman") for word in OF_A_MAC)],
)
def test_one_byte_that_is_a_dash_or_a_letter_of_an_old_mac_is_the_likelier_one(word: str, encoding: str) -> None:
    text = f"name,k\n{word},1\nother,2\n"
    content = text.encode(encoding)
    assert decode(content)[0] == text
    assert {"cp1252", "mac_roman"} <= set(readings(content))  # the other one is offered


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "ﾃﾝｼｭﾂ,ｶｽﾞ\nｱｶ,1\nｱｵ,2\n"),
        ("cp1254", "İL;İLÇE\nİZMİR;KONAK\n"),
        ("cp1253", "ΠΟΛΗ;ΤΙΜΗ\nΑΘΗΝΑ;2\n"),
        ("koi8_r", "ТЕМПЕРАТУРА;ДАВЛЕНИЕ\n12;760\n"),
        ("cp1251", "ТЕМПЕРАТУРА;ДАВЛЕНИЕ\n12;760\n"),
    ],
)
def test_capitals_and_narrow_letters_are_read_right(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


MIXED = {
    "a byte amid UTF-8": (
        "name,Größe\nJürgen,1\n".encode() + "Käthe,2\n".encode("cp1252"),
        r"it is UTF-8, but line 3, character 2 \(byte 25\) is not",
    ),
    "half and half": (
        "name,Größe\nJürgen,1\n".encode() + "Käthe,2\nLöw,3\n".encode("cp1252"),
        r"line 3, character 2 \(byte 25\)",
    ),
    "UTF-8 amid Windows-1252": (
        "name,Größe\nJürgen,1\nKäthe,2\nLöw,3\nGünther,4\n".encode("cp1252") + "Jäger,5\n".encode(),
        r"it is Windows-1252 \(Western\), but line 6, character 1 \(byte 45\) is rather UTF-8",
    ),
    "a byte amid Chinese": (
        "姓名,分数,结果\n王小明,90,好\n李华,85,好\n张".encode("gb18030") + b"\xff,85,0\n",
        r"it is gb18030 \(Chinese\), but line 4, character 2",
    ),
}


@pytest.mark.parametrize("name", MIXED)
def test_two_encodings_in_one_table_are_told_with_the_place(name: str) -> None:
    content, words = MIXED[name]
    with pytest.raises(UnreadableTable, match=words):
        decode(content)
    assert decode(content, "mac_roman") == (content.decode("mac_roman"), "mac_roman")


def test_a_chosen_encoding_that_does_not_fit_names_line_character_and_byte() -> None:
    content = "a,b\r\n1,2\r\n3,größe\r\n".encode("cp1252")
    with pytest.raises(UnreadableTable, match=r"not UTF-8: line 3, character 5 \(byte 15\) is not valid"):
        decode(content, "utf-8")
    assert decode(content, "cp1250")[0].endswith("größe\n")


def test_letters_far_down_in_a_long_table_decide() -> None:
    text = "name,n\n" + "Smith,1\n" * 100_000 + "Größe,2\n" + "Smith,1\n" * 100_000
    assert decode(text.encode("mac_roman")) == (text, "mac_roman")


def test_the_next_likely_encoding_is_taken_where_the_first_does_not_fit_the_whole() -> None:
    text = "name\n" + "".join(f"Größe{k}\n" for k in range(3_000)) + "Plzeňská trať\n"
    assert decode(text.encode("cp1250")) == (text, "cp1250")


@given(st.binary(max_size=60))
@example(b"\xff\xfe\x00")
@example(b"\xfe\xff")
@example(b"a\x00\n\x00")
def test_any_bytes_give_text_or_a_refusal(content: bytes) -> None:
    for encoding in ("", *ENCODINGS):
        try:
            text, used = decode(content, encoding)
        except UnreadableTable:
            continue
        assert used == encoding or (not encoding and used in ENCODINGS)
        assert "\r" not in text


@given(st.sampled_from(TABLES), st.integers(1, 80), st.sampled_from(["", *TOLD_BY_WORDS]))
def test_text_cut_anywhere_gives_text_or_a_refusal(table: tuple[str, str], length: int, chosen: str) -> None:
    content = table[1].encode(table[0])[:length]
    try:
        text, used = decode(content, chosen)
    except UnreadableTable:
        return
    assert text == content.decode(used).removeprefix("\ufeff")


def test_ascii_is_utf_8_at_any_size() -> None:
    assert likely_encoding(b"a,b\n1,2\n" * 100_000) == "utf-8"
