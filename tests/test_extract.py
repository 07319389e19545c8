"""The whole way of one document: languages apart, offsets kept, the same answer every time."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.data import Document, Entity, Extraction, Mention
from extractors.extract import extract

BULGARIAN = (
    "Проектът на Община Рила започна на 1 март 2010 г. и продължи 24 месеца. Обучени са 120 безработни, "
    "а в кампанията се включиха над 300 жители на града, които получиха информация за своите права.\n"
)
ROMANIAN = (
    "Proiectul a început la 5 mai 2014 și este implementat de Asociația Alternativa din Brașov. Au fost instruite 45 "
    "de persoane, iar 12 voluntari au lucrat cu copiii din satele aflate în apropierea orașului.\n"
)


def found(text: str, **options: str) -> Extraction:
    return extract(Document("d", "d.txt", text), **options)  # type: ignore[arg-type]


def mentions(extraction: Extraction) -> list[Mention]:
    return [*extraction.dates, *extraction.partners, *extraction.targets]


def test_each_passage_is_read_with_its_own_pack_and_offsets_stay() -> None:
    page = found(BULGARIAN + ROMANIAN)
    assert [passage.language for passage in page.language.passages] == ["bg", "ro"]
    assert {d.first for d in page.dates} == {date(2010, 3, 1), date(2014, 5, 5)}
    assert {(t.value, t.unit) for t in page.targets} >= {(120.0, "person"), (45.0, "person"), (24.0, "month")}
    for mention in mentions(page):
        assert page.document.text[mention.start : mention.end] == mention.text


def test_the_language_can_be_set() -> None:
    assert found(ROMANIAN, language="cs").language.whole.language == "cs"
    assert found(ROMANIAN, language="cs").dates != found(ROMANIAN).dates


def test_a_publication_date_from_metadata_resolves_relative_words() -> None:
    text = "Общината подписа договора през февруари т.г. и ще започне работа по проекта."
    page = extract(Document("d", "d.txt", text, published=date(2014, 1, 24)))
    assert [(d.first, d.last, d.relative) for d in page.dates] == [(date(2014, 2, 1), date(2014, 2, 28), True)]
    assert found(text).dates == []


def test_entities_of_a_recogniser_reach_the_partner_finder() -> None:
    text = "Проектът се изпълнява съвместно с Дунавска Зора и приключва през 2012 г."
    start = text.index("Дунавска")

    def recogniser(seen: str, language: str) -> list[Entity]:
        assert (seen, language) == (text, "bg")
        return [Entity(start, start + len("Дунавска Зора"), "ORG")]

    assert "Дунавска Зора" in {p.name for p in extract(Document("d", "d.txt", text), recogniser).partners}


def test_confidence_is_the_measured_share_of_the_rule() -> None:
    from extractors.confidence import measured, share

    page = found(BULGARIAN)
    for table, rows in (("dates", page.dates), ("targets", page.targets)):
        assert rows
        for row in rows:
            decision = getattr(row, "role", None) or getattr(row, "kind")  # noqa: B009
            assert row.confidence == share(measured(), table, row.rule, decision)


def test_empty_and_undecided_texts_give_an_empty_extraction() -> None:
    for text in ("", " \n ", "…", "\x00"):
        assert mentions(found(text)) == []


_WORDS = st.sampled_from(
    [
        "Проектът",
        "партньори:",
        "1 март 2010 г.",
        "до 20 души",
        "35,1 млн.лв.",
        "„Рила“ ЕООД",
        "-",
        "•",
        "\n",
        "\t",
        "от",
        "до",
        "и",
        "proiect",
        "Parteneri:",
        "Asociația",
        "2010-2013",
        "Kč",
        "příjemce:",
        "o.p.s.",
        "31.02.2011",
        "12/2009",
        "т.г.",
        "a.c.",
        "(",
        ")",
        "№",
        "%",
        "€",
        "финансиран от",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS | st.text(max_size=6), max_size=60).map(" ".join))
def test_no_text_raises_evidence_is_exact_and_answers_repeat(text: str) -> None:
    page = found(text)
    for mention in mentions(page):
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.confidence <= 1
    assert all(d.first <= d.last for d in page.dates)
    assert found(text) == page
