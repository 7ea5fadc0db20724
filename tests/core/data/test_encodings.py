"""Bytes become the text that was written, in many encodings and languages, and never another exception than refusal."""

from __future__ import annotations

import codecs
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.data.csv_reader import read
from core.data.csv_text import LOST, UnreadableTable
from core.data.encodings import ENCODINGS, TOLD_BY_WORDS, decode, doubt, likely_encoding, readings
from core.data.guess import guess
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
    "cp866": "рост;вес\n1,5;2\n",
    "koi8_u": "Вік;Зріст;Місто\n15;170;Київ\n",
    "iso8859_5": "рост;вес\n1,5;2\n",
    "mac_cyrillic": "Рост;Вес;Пол\n180;80;мужской\n",
    "cp852": "Výška;Váha;Třída\n180;80;a\n",
    "iso8859_2": "wysokość;średnia\n1,5;2\n",
    "iso8859_15": "Größe;Preis\n1;2,50 €\n",
    "mac_roman": "Größe;Länge\n1,5;2\n",
    "cp850": "Größe;Länge\n1,5;2\n",
    "cp437": "Größe;R (Ω)\n1,5;2\n",
    "cp1255": "שם,גיל,ציון\nדוד,15,88\n",
    "cp1256": "الاسم,العمر\nمحمد,15\n",
    "cp874": "ชื่อ,อายุ\nสมชาย,15\n",
    "gb18030": "年龄,性别\n20,男\n",
    "big5": "年齡,性別\n20,男\n",
    "cp932": "身長,ノート\n170,3\n",
    "euc_jp": "身長,ノート\n170,3\n",
    "cp949": "나이,점수\n15,90\n",
    "iso2022_jp": "身長,ノート\n170,3\n",
    "utf-32": "größe,Ελλάδα\n1,2\n",
    "utf-16": "größe,Ελλάδα\n1,2\n",
    "utf-16-le": "größe,Ελλάδα\n1,2\n",
    "utf-16-be": "größe,Ελλάδα\n1,2\n",
    "utf-32-le": "größe,Ελλάδα\n1,2\n",
    "utf-32-be": "größe,Ελλάδα\n1,2\n",
    "cp500": "Größe,weight\n1,2\n",
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


@pytest.mark.parametrize("encoding", ["cp855", "mac_greek", "mac_latin2", "cp1257", "johab"])
def test_letters_of_an_encoding_not_known_here_are_doubted(encoding: str) -> None:
    table = {
        "cp855": "Рост;Вес;Пол\n180;80;мужской\n",
        "mac_greek": "Ύψος,Βάρος\n1,2\n3,4\n",
        "mac_latin2": "Výška,Váha,Třída\n180,80,a\n",
        "cp1257": "Ūgis,Svoris,Miestas\n1,2,Šiauliai\n",
        "johab": "키,몸무게\n1,2\n",
    }[encoding]
    content = table.encode(encoding)
    read, guess = decode(content)
    assert read != table
    assert doubt(content, guess) == f"The letters may be wrong: {ENCODINGS[guess]} is a guess."


@pytest.mark.slow
def test_few_right_letters_are_doubted() -> None:
    tables = [(text.encode(encoding), encoding) for encoding, text in (*TABLES, *UNSEEN)]
    doubted = [content for content, _ in tables if doubt(content, decode(content)[1])]
    assert len(doubted) <= 0.05 * len(tables), doubted


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_wide_letters_that_are_cut_are_marked(encoding: str, cut: int) -> None:
    text = "größe,x\n1,2\n3,4\n"
    read, _ = decode(text.encode(encoding)[:-cut])
    assert read.removesuffix(LOST) in (text[:-1], text[:-2])


def test_letters_of_two_characters_are_those_of_one() -> None:
    text = "année,k\né,1\né,2\n"
    assert decode(unicodedata.normalize("NFD", text).encode())[0] == unicodedata.normalize("NFC", text)


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


SMALL = {
    "one name": ("cp1252", "Alumno;Nota\nÓscar;7,5\nAna;8\nLuis;5\nEva;9\n"),
    "one fruit": ("cp1252", "fruit;prix\npêche;1,5\npomme;2\npoire;3\nkiwi;4\n"),
    "one sweet": ("cp1252", "name;value\nbrûlée;1,5\nb;2\n"),
    "one of an old Mac": ("mac_roman", "name;value\nbrûlée;1,5\nb;2\n"),
    "Latin-2 amid letters": ("iso8859_2", "name;value\nśliwka;1,5\nb;2\n"),
    "Latin-2": ("iso8859_2", "Nazwa;Cena\nśliwka;5,5\nmąka;6\nsól;7\nżyto;8\n"),
    "prices": ("iso8859_15", "Preis €;y\n1,5 €;2\n2,5 €;3\n"),
    "two rare letters": ("cp1250", "name;value\nmodrýň;1,5\nb;2\n"),
    "bread": ("cp1251", "Товар;Цена\nхлеб;45,5\n"),
    "bread alone": ("cp1251", "name;value\nхлеб;45,5\n"),
    "DOS": ("cp866", "Имя;Возраст;Оценка\nИван;15;4,5\nМария;16;5\nПётр;15;3,5\n"),
    "DOS in a header": ("cp866", "возраст,вес\n1,2\n"),
    "Western DOS": ("cp850", "Größe;Zahl\ngroß;1\nklein;2\nmäßig;3\nKöln;4\n"),
    "American DOS": ("cp437", "Größe;Zahl\ngroß;1\nklein;2\nmäßig;3\nKöln;4\n"),
    "French DOS": ("cp850", "élève;âge\nNoël;12\nFrançois;13\n"),
    **{
        f"Korean {word}": ("cp949", f"name;value\n{word};1\nb;2\n")
        for word in ["사과", "배", "빨강", "남", "여", "서울", "부산", "예", "합격"]
    },
    **{f"Japanese {word}": ("cp932", f"name;value\n{word};1\nb;2\n") for word in ["東京", "男", "はい", "リンゴ"]},
    **{f"Japanese of Unix, {word}": ("euc_jp", f"name;value\n{word};1\nb;2\n") for word in ["東京", "大阪", "はい"]},
}


@pytest.mark.parametrize("name", SMALL)
def test_a_few_letters_of_a_small_table_are_read_right(name: str) -> None:
    encoding, text = SMALL[name]
    assert decode(text.encode(encoding))[0] == text


def test_utf_32_of_either_order_is_read_by_its_mark() -> None:
    for order in ("utf-32-le", "utf-32-be"):
        assert decode("\ufeffgröße,y\n1,2\n".encode(order)) == ("größe,y\n1,2\n", "utf-32")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "euc_jp"])
def test_a_last_letter_that_is_cut_is_marked_and_told(encoding: str) -> None:
    text = "x,城市\n1,東京\n2,東京\n3,東京\n4,東"
    got = decode(f"{text}京".encode(encoding)[:-1])
    assert got == (f"{text}{LOST}", encoding)
    column = read(got[0], guess(*got)).columns[1]
    assert f"holds “東{LOST}”, of which a letter is lost: is the file cut there?" in column.remark


def test_one_letter_of_another_encoding_at_the_end_is_no_cut() -> None:
    assert decode("name,n\nLuc,1\n2,Café".encode("cp1252")) == ("name,n\nLuc,1\n2,Café", "cp1252")


@pytest.mark.parametrize("seed", range(30))
def test_a_table_of_one_encoding_is_never_said_to_mix_two(seed: int) -> None:
    encoding = ("cp852", "iso8859_5", "cp855", "iso8859_7", "cp857", "mac_latin2")[seed % 6]
    words = ("Příliš žluťoučký", "Возраст", "Возраст", "Ηλικία", "Şehir Ağrı", "Łódź wysokość")[seed % 6]
    with suppress(UnreadableTable):
        text = f"{words[seed // 6 :]};n\n{words};1\nb;2\n{words[: 3 + seed // 6]};3\n"
        decode(text.encode(encoding))
        return
    with pytest.raises(UnreadableTable, match="makes no words in another encoding"):
        decode(text.encode(encoding))


MIXED = {
    "a byte amid UTF-8": (
        "name,Größe\nJürgen,1\n".encode() + "Käthe,2\n".encode("cp1252"),
        r"it is UTF-8, but line 3, character 2 \(byte 25\) is not",
    ),
    "half and half": (
        "name,Größe\nJürgen,1\n".encode() + "Käthe,2\nLöw,3\n".encode("cp1252"),
        r"line 3, character 2 \(byte 25\)",
    ),
    "one word many times, and another once": (
        b"x;ort\n" + "1;Köln\n".encode() * 300 + "2;Götterö\n".encode("cp1252"),
        r"it is UTF-8, but line 302, character 4",
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
    cut = text.endswith(LOST)
    assert text == codecs.getincrementaldecoder(used)().decode(content, not cut).removeprefix("\ufeff") + LOST * cut


def test_ascii_is_utf_8_at_any_size() -> None:
    assert likely_encoding(b"a,b\n1,2\n" * 100_000) == "utf-8"
