"""HTML, Markdown, PDF and DOCX: the lines in which the facts of a page stand, and what it says about itself."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from extractors.decode import Limits, Record, decode, normalise
from extractors.errors import InputError

RAW = Path(__file__).parent.parent / "raw"


def one(data: bytes | str, name: str, **options: object) -> Record:
    raw = data.encode() if isinstance(data, str) else data
    (record,) = decode(raw, name, **options)  # type: ignore[arg-type]
    assert isinstance(record, Record)
    return record


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<h1>Проект</h1><p>Първи ред<br>втори</p>", "Проект\n\nПърви ред\nвтори"),
        ("<ul><li>Русе</li><li><p>Варна</p></li></ul>", "• Русе\n• Варна"),
        ("<ul><li>Русе<ul><li>Сливо поле</li></ul></li><li>Варна</li></ul>", "• Русе\n• Сливо поле\n• Варна"),
        ('<ol start="3"><li>цел<li>цел<li value="9">цел</ol>', "3. цел\n4. цел\n9. цел"),
        ("<ul><li>- Русе</li><li>• Варна</li></ul>", "- Русе\n• Варна"),  # marked already
        ("<table><tr><th>Лица<th>Дни<tr><td><p>40</p><td>3 <b>дни</b></table>", "Лица\tДни\n40\t3 дни"),
        ('<table><tr><td colspan="2">Общо<td>40<tr><td><td>а<td></table>', "Общо\t\t40\n\tа"),
        ("<table><tr><td>Партньори<td>Русе<br>Варна</table>", "Партньори\tРусе\nВарна"),
        ("<table><tr><td>Партньори<td><ul><li>Русе<li>Варна</ul></table>", "Партньори\n• Русе\n• Варна"),
        ("<table><tr><td><p>а</p><p>б</p><td><p>в</p><p>г</p></table>", "а\n\nб\n\nв\n\nг"),  # layout
        ("<dl><dt>Бенефициент:</dt><dd>Община Русе</dd><dt>Срок</dt><dd>24 месеца</dd></dl>",
         "Бенефициент:\tОбщина Русе\nСрок\t24 месеца"),
        ("<div>Код</div><div>BG05<span>M9</span></div>", "Код\nBG05M9"),
        ("<p>120&nbsp;000&#8239;лв., от 1&nbsp;март</p>", "120 000 лв., от 1 март"),
        ("<p>през 2014<sup>1</sup>, 40 m<sup>2</sup></p>", "през 2014¹, 40 m²"),  # not the number 20141
        ("<pre>ред 1\n  ред 2</pre>", "ред 1\nред 2"),
        ("<p>а\n   б\t в</p>", "а б в"),
        ("<p>бю&shy;джет &amp; срок &lt;2&gt;</p>", "бюджет & срок <2>"),
    ],
)  # fmt: skip
def test_lines_lists_and_tables_stay(body: str, text: str) -> None:
    assert one(page(body), "a.html").text == text


@pytest.mark.parametrize(
    "noise",
    [
        "<nav>шум</nav>", "<script>шум</script>", "<style>шум</style>", "<noscript>шум</noscript>", "<!-- шум -->",
        '<div class="main-menu">шум</div>', '<ul id="breadcrumbs"><li>шум</ul>', '<div role="navigation">шум</div>',
        '<div class="cookie-notice">шум</div>', '<div id="CookieBanner">шум</div>', "<button>шум</button>",
        '<p style="display: none">шум</p>', "<p hidden>шум</p>", '<a class="skip-link" href="#a">шум</a>',
        '<span class="sr-only">шум</span>', "<select><option>шум</select>", "<template><p>шум</p></template>",
        '<div class="social-share">шум</div>', "<iframe>шум</iframe>", "<textarea>шум</textarea>",
    ],
)  # fmt: skip
def test_menus_scripts_and_hidden_nodes_go(noise: str) -> None:
    assert (
        one(page(f"<p>Проект за 40 деца в Русе</p>{noise}<p>край</p>"), "a.html").text
        == "Проект за 40 деца в Русе\n\nкрай"
    )


@pytest.mark.parametrize(
    "body",
    [
        '<div class="content has-menu menu"><h1>Проект</h1></div>',
        '<div class="page-navigation-open navigation"><p>Проект</p></div>',  # holds most of the page
        '<div class="menuetto">Проект</div>', '<div class="field navy">Проект</div>', "<footer>Проект</footer>",
        "<header>Проект</header>", "<aside>Проект</aside>",
        "<form>Проект</form>", '<details class="tab">Проект</details>',
    ],
)  # fmt: skip
def test_what_only_looks_like_a_menu_stays(body: str) -> None:
    assert one(page(body), "a.html").text == "Проект"


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('<meta property="article:published_time" content="2014-03-05T10:00:00+02:00">', "", date(2014, 3, 5)),
        ('<meta name="DC.date.issued" content="2014-03-05">', "", date(2014, 3, 5)),
        ('<meta itemprop="datePublished" content="2014-03-05">', "", date(2014, 3, 5)),
        ('<script type="application/ld+json">{"datePublished": "2014-03-05T08:00:00Z"}</script>', "", date(2014, 3, 5)),
        ("", '<time class="entry-date published" datetime="2014-03-05">', date(2014, 3, 5)),
        ("", '<p class="post-meta"><span><time datetime="2014-03-05T10:00">5 март</time></span></p>', date(2014, 3, 5)),
        ("", '<article><header><time datetime="2014-03-05">5 март</time></header>', date(2014, 3, 5)),
        ("", '<p>Семинар на <time datetime="2014-03-05">5 март</time></p>', None),  # of an event
        ('<meta name="date" content="05.03.2014">', "", None),  # day or month first? nobody can tell
        ('<meta name="date" content="2014-13-05">', "", None),
        ('<meta name="modified" content="2014-03-05">', "", None),
    ],
)  # fmt: skip
def test_publication_date(head: str, body: str, published: date | None) -> None:
    assert one(page(f"<p>Проект</p>{body}", head), "a.html").published == published


def test_title_address_and_language() -> None:
    head = (
        '<title>Мост | Русе</title><meta property="og:title" content="Проект &quot;Мост&quot;">'
        '<link rel="canonical" href="https://ruse.example/most"><meta property="og:url" content="/x">'
    )
    record = one(page("<p>x</p>", head).replace("<html>", '<html lang="bg-BG">'), "a.html")
    assert (record.title, record.url, record.language) == ('Проект "Мост"', "https://ruse.example/most", "bg")
    bare = one(
        page("<p>x</p>", '<title> Мост\n в Русе </title><link rel="canonical" href="javascript:alert(1)">'), "a.html"
    )
    assert (bare.title, bare.url, bare.language) == ("Мост в Русе", None, None)


def test_charset_declared_wrongly_and_rightly() -> None:
    head = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
    for true, said in (("windows-1251", "iso-8859-1"), ("windows-1251", "utf-8"), ("koi8-r", "koi8-r")):
        record = one(page("<p>Община Русе и училището</p>", head.format(said)).encode(true), "a.html")
        assert (record.text, record.encoding) == ("Община Русе и училището", true)


@pytest.mark.parametrize("tag", ["div", "b", "ul", "li", "p", "table><tr><td", "blockquote", "span", "section"])
def test_deep_html_is_read_in_time(tag: str) -> None:
    started = time.process_time()
    assert "Проект" in one(page(f"<{tag}>" * 20_000 + "Проект"), "a.html").text
    assert time.process_time() - started < 10  # quadratic work took minutes


@given(st.text(alphabet=st.sampled_from(list("<>/=\"'& aptdlhurbo!-?\n12ж;#")), max_size=200))
def test_no_markup_raises_anything_else(body: str) -> None:
    text, reason = "", "empty"
    try:
        text = one(page(body), "a.html").text
    except InputError as caught:
        reason = caught.reason
    assert reason == "empty"
    assert normalise(text) == text


def test_markdown() -> None:
    front = "---\ntitle: „Мост“\ndate: 2014-03-05\nlang: bg\n---\n"
    body = "# Цели\n**Бюджет:** 120 лв.\nСрок: [тук](x)\n\n| а | б |\n|---|---|\n| 1 | 2 |\n"
    record = one(front + body, "a.md")
    assert record.text == "Цели\n\nБюджет: 120 лв.\nСрок: тук\n\nа\tб\n1\t2"
    assert (record.title, record.published, record.language) == ("„Мост“", date(2014, 3, 5), "bg")


def test_docx_keeps_the_order_of_paragraphs_lists_and_tables() -> None:
    document = docx.Document()
    document.core_properties.title = "Punți"
    document.add_heading("Proiect", 1)
    document.add_paragraph("Buget:\t1.200 lei")
    document.add_paragraph("Primăria", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Parteneri", "A\nB", "Durata", "24 luni"), strict=True):
        cell.text = text
    last = document.add_paragraph("sfârșit ")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    last._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>2014</w:t></w:r></w:ins>"))
    last._p.append(parse_xml(f"<w:del {space}><w:r><w:delText>2013</w:delText></w:r></w:del>"))
    stream = io.BytesIO()
    document.save(stream)
    record = one(stream.getvalue(), "wrong.txt")  # told by content
    assert record.text == (
        "Proiect\n\nBuget:\t1.200 lei\n• Primăria\n\nParteneri\tA\nB\nDurata\t24 luni\n\nsfârșit 2014"
    )
    assert record.title == "Punți"


def test_pdf_joins_wrapped_lines_and_keeps_the_others() -> None:
    lines = one((RAW / "bg" / "bg-010.pdf").read_bytes(), "a.pdf").text.split("\n")
    source = one((RAW / "cs" / "cs-013.pdf").read_bytes(), "a.pdf")
    assert max(map(len, lines)) > 150  # a paragraph that the page breaks over several lines
    assert min(len(line) for line in lines if line) < 40
    assert source.text.count("\n") > 5


@pytest.mark.parametrize("keep", [0.02, 0.3, 0.6, 0.95])
def test_truncated_pdf(keep: float) -> None:
    data = (RAW / "bg" / "bg-010.pdf").read_bytes()
    with pytest.raises(InputError) as caught:
        one(data[: int(len(data) * keep)], "a.pdf")
    assert caught.value.reason == "malformed"


def test_encrypted_pdf() -> None:
    with pytest.raises(InputError, match="encrypted: the PDF asks for a password"):
        one((RAW / "rejected" / "encrypted.pdf").read_bytes(), "a.pdf")


def test_pdf_without_text_and_with_too_many_pages() -> None:
    import pypdfium2

    blank = pypdfium2.PdfDocument.new()
    for _ in range(3):
        blank.new_page(200, 200)
    stream = io.BytesIO()
    blank.save(stream)
    with pytest.raises(InputError, match="empty: no text in the PDF"):
        one(stream.getvalue(), "a.pdf")
    with pytest.raises(InputError, match="too_large: 3 pages"):
        one(stream.getvalue(), "a.pdf", limits=Limits(pages=2))
