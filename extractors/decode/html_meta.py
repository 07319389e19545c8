"""What an HTML page says about itself: title, address, language, publication date, charset."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.decode.clean import one_line
from extractors.decode.html import vocabulary, words
from extractors.decode.values import iso_date, language_code, web_address

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I
)
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{10,40})"')
_ANCESTORS = 3  # how far above a <time> its class is looked for
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class PageMeta:
    """What was found; None where the page does not say."""

    title: str | None
    url: str | None
    language: str | None
    published: date | None


def declared_charset(data: bytes) -> str | None:
    """The charset a page declares in its first 4 KiB, as written there.

    >>> declared_charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">')
    'windows-1251'
    """
    found = _CHARSET.search(data[:_HEAD_BYTES])
    return found[1].decode("ascii") if found else None


def page_meta(tree: LexborHTMLParser) -> PageMeta:
    """Title, address, language and date of a page, each from the best of the places where pages put them."""
    known = vocabulary()
    metas = _metas(tree)
    canonical = tree.css_first('link[rel="canonical"]')
    addresses = [canonical.attributes.get("href")] if canonical else []
    root = tree.css_first("html")
    stated = [root.attributes.get("lang") if root else None, metas.get("content-language"), metas.get("og:locale")]
    return PageMeta(
        title=_title(tree, [metas.get(name) for name in known["titles"]]),
        url=next(filter(None, map(web_address, [*addresses, *(metas.get(name) for name in known["urls"])])), None),
        language=next(filter(None, map(language_code, stated)), None),
        published=_published(tree, [metas.get(name) for name in known["published"]]),
    )


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """The first content of each <meta>, by name, property, itemprop or http-equiv in small letters."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        has = node.attributes
        name = has.get("property") or has.get("name") or has.get("itemprop") or has.get("http-equiv")
        if name and has.get("content"):
            found.setdefault(name.strip().lower(), has["content"] or "")
    return found


def _title(tree: LexborHTMLParser, stated: list[str | None]) -> str | None:
    node = tree.css_first("head title") or tree.css_first("title")
    candidates = [*stated, node.text() if node else None]
    return next(filter(None, (one_line(html.unescape(value)) for value in candidates if value)), None)


def _published(tree: LexborHTMLParser, stated: list[str | None]) -> date | None:
    candidates: list[str | None] = list(stated)
    for script in tree.css('script[type="application/ld+json"]'):
        candidates += _LINKED_DATA.findall(script.text() or "")
    candidates += _times(tree)
    return next(filter(None, map(iso_date, candidates)), None)


def _times(tree: LexborHTMLParser) -> Iterator[str | None]:
    """Dates of <time> elements that a page marks as its own, not of events it tells of."""
    for node in tree.css("time[datetime]"):
        has = node.attributes
        if "pubdate" in has or (has.get("itemprop") or "").lower() == "datepublished" or _is_byline(node):
            yield has.get("datetime")


def _is_byline(node: LexborNode) -> bool:
    above: LexborNode | None = node
    for _ in range(_ANCESTORS + 1):
        if above is None or above.tag in ("body", "main", "article", "li", "td"):
            return False
        has = above.attributes
        if above.tag == "header" or not vocabulary()["published_words"].isdisjoint(
            words(has.get("class"), has.get("id"))
        ):
            return True
        above = above.parent
    return False
