"""The layout layer: which lines are headings, fields, items, rows, menus, and where sentences end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractors.layout import Layout, parse_layout
from extractors.lexicon import fold
from extractors.packs import load_pack
from extractors.reading import read


def layout(text: str, language: str = "bg") -> Layout:
    return parse_layout(text, fold(text), load_pack(language))


def fields(text: str, language: str = "bg") -> list[tuple[tuple[str, ...], str]]:
    return [(f.classes, text[f.start : f.end]) for f in layout(text, language).fields]


def sentences(text: str, language: str = "bg") -> list[str]:
    return [text[start:end].strip() for start, end in layout(text, language).sentences]


def test_a_known_label_with_a_colon_is_a_field() -> None:
    assert fields("Бенефициент: Община Рила") == [(("coordinator",), "Община Рила")]
    assert fields("Doba realizace:1. 3. 2012 – 28. 2. 2014", "cs") == [(("period",), "1. 3. 2012 – 28. 2. 2014")]


def test_a_label_without_a_sign_needs_a_value_of_digits() -> None:
    assert fields("ZAHÁJENÍ          03/2020", "cs") == [(("start",), "03/2020")]
    assert fields("Zahájení projektu proběhlo v Brně.", "cs") == []


def test_two_fields_on_one_line() -> None:
    text = "Data începerii: 14 iunie 2018 / Data finalizării: 31.03.2020"
    assert fields(text, "ro") == [(("start",), "14 iunie 2018"), (("end",), "31.03.2020")]


def test_a_longer_key_takes_the_class_of_the_label_in_it() -> None:
    assert fields("Celkové způsobilé výdaje projektu podle smlouvy: 5 Kč", "cs") == [(("budget",), "5 Kč")]
    assert fields("Předběžná výše dotace: 5 Kč", "cs") == [(("budget",), "5 Kč")]


def test_a_time_or_an_address_is_no_field() -> None:
    assert fields("https://example.org/a") == []
    assert fields("Срещата е в 14:30 часа") == []


def test_the_value_of_a_lone_label_stands_on_the_next_line() -> None:
    text = "Žadatel\nMěsto Třebovice\nPoskytovatel dotace\nMinisterstvo kultury"
    assert (("coordinator",), "Město Třebovice") in fields(text, "cs")
    assert (("funder",), "Ministerstvo kultury") in fields(text, "cs")


def test_a_section_holds_its_list_and_ends_with_the_next_paragraph() -> None:
    text = "Parteneri:\n- Asociația Alfa\n- Primăria Beta\n\nÎn anul trecut orașul avea 3.000 de locuitori."
    parsed = layout(text, "ro")
    assert [line.section.classes for line in parsed.lines if line.kind != "blank"] == [
        ("partners",), ("partners",), ("partners",), (),
    ]  # fmt: skip
    assert [line.bulleted for line in parsed.lines] == [False, True, True, False, False]


def test_a_section_goes_on_over_blank_lines_between_plain_names() -> None:
    text = "Parteneri:\n\nAsociația CRIES\n\nInstitutul Intercultural\n\nDurata: 12 luni"
    parsed = layout(text, "ro")
    assert parsed.section_at(text.index("Institutul")).classes == ("partners",)
    assert parsed.section_at(text.index("12")).classes == ()
    assert parsed.classes_at(text.index("12")) == ("duration",)


def test_a_heading_is_a_label_and_little_else() -> None:
    assert layout("Klíčové aktivity (KA)", "cs").lines[0].kind == "heading"
    assert layout("Podpora rodinné péče v regionech", "cs").lines[0].kind == "text"
    assert layout("Партньорите се срещнаха в София през май.").lines[0].kind == "text"


def test_capitals_make_a_heading_that_ends_the_section() -> None:
    text = "РЕЗУЛТАТИ\nобучени са двадесет души от селото\nНЕЩО СЪВСЕМ ДРУГО\nи още нещо тук"
    assert [line.section.classes for line in layout(text).lines] == [("results",), ("results",), (), ()]


def test_names_in_capitals_are_a_list_where_a_colon_announces_one_or_the_page_is_in_capitals() -> None:
    text = "Партньори:\nОБЩИНА РИЛА\nФОНДАЦИЯ ЗОРА\nкрай на списъка"
    assert {line.section.classes for line in layout(text).lines} == {("partners",)}
    text = "ПРОЕКТЪТ ЗАПОЧНА\nПАРТНЬОРИ\nОБЩИНА РИЛА\nФОНДАЦИЯ ЗОРА"
    assert [line.section.classes for line in layout(text).lines][1:] == [("partners",)] * 3


def test_a_bullet_belongs_to_its_line() -> None:
    text = "Първи ред\n• Втори ред"
    assert layout(text).line_index(text.index("•")) == 1


def test_menus_are_told_from_table_heads() -> None:
    assert layout("Начало | Проекти | Контакти\n\nТекст").lines[0].kind == "menu"
    assert layout("Показател | План | Отчет\nОбучени | 210 | 243").lines[0].kind == "row"


def test_headers_of_a_table_cell() -> None:
    text = "Indikátor\tcílová hodnota\tdosaženo\nPočet osob\t690\t171"
    row, column = layout(text, "cs").headers_at(text.index("171"))
    assert row is not None
    assert text[slice(*row)] == "Počet osob"
    assert column is not None
    assert text[slice(*column)] == "dosaženo"
    assert layout(text, "cs").headers_at(text.index("cílová"))[1] is None


def test_numbering_is_cut_off_but_dates_and_decimals_are_not() -> None:
    text = "1. Обучение\n1. 3. 2010 – начало\n12.5 км път\na) курс"
    parsed = layout(text)
    assert [text[line.start : line.end] for line in parsed.lines] == [
        "Обучение", "1. 3. 2010 – начало", "12.5 км път", "курс",
    ]  # fmt: skip


def test_the_day_of_a_date_is_no_numbering() -> None:
    text = "24. října 2012 začal kurz"
    assert layout(text, "cs").lines[0].start == 0
    assert layout("2. kurz pro rodiče", "cs").lines[0].start == 3


def test_sentences_end_at_dots_but_not_after_abbreviations_initials_and_ordinals() -> None:
    assert sentences("Проектът е за 2 млн. лв. Срокът е 12 м. Край.") == [
        "Проектът е за 2 млн. лв. Срокът е 12 м. Край."
    ]
    assert sentences("Projekt skončil. Začal dne 1. března 2010 v obci. Dr. J. Novák.", "cs") == [
        "Projekt skončil.", "Začal dne 1. března 2010 v obci.", "Dr. J. Novák.",
    ]  # fmt: skip


def test_a_wrapped_line_does_not_end_the_sentence_but_an_item_does() -> None:
    assert sentences("pastva v 6 významných\nlokalitách\n- nové stezky", "cs") == [
        "pastva v 6 významných\nlokalitách", "- nové stezky",
    ]  # fmt: skip


_PIECES = st.lists(
    st.sampled_from(
        ["Партньори:", "- ", "Срок", ":", "\t", " | ", "\n", "\n\n", "12", ". ", "текст ", "ТЕКСТ", "»", "1.", "  "]
    )
    | st.text(max_size=5),
    max_size=40,
).map("".join)


@given(_PIECES, st.sampled_from(["bg", "ro", "cs", "xx"]))
def test_lines_fields_and_sentences_lie_in_the_text_and_in_order(text: str, language: str) -> None:
    reading = read(text, load_pack(language))
    parsed = reading.layout
    assert all(0 <= a.start <= a.end <= b.start <= len(text) for a, b in pairwise(parsed.lines))
    assert all(0 <= f.label_start <= f.label_end <= f.start <= f.end <= len(text) for f in parsed.fields)
    assert all(a[1] <= b[0] for a, b in pairwise(parsed.sentences))
    for offset in range(len(text)):
        index = parsed.line_index(offset)
        assert text.count("\n", 0, offset) == index
        found = parsed.field_at(offset)
        assert found is None or found.start <= offset < found.end
