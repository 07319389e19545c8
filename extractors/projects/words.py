"""The pack's words on projects, compiled once a pack into two matchers: one for the whole text, one for near looks."""

from __future__ import annotations

from functools import cache

from extractors.lexicon import PhraseMatcher
from extractors.packs import LanguagePack

_EVERYWHERE = ("nouns", "called", "programmes", "programme_heads", "numbering", "signs")
_NEARBY = (
    "fillers", "not_names", "numbering", "signs", "calls", "registers", "institutions", "boilerplate", "extended",
    "original", "partial", "other_terms", "contract", "total", "grant", "portion", "plain_nouns",
)  # fmt: skip


@cache
def anchors(pack: LanguagePack) -> PhraseMatcher:
    """Finds what the whole text is searched for: nouns, calling words, programmes, announcers of numbers."""
    return PhraseMatcher({key: getattr(pack.projects, key) for key in _EVERYWHERE})


@cache
def nearby(pack: LanguagePack) -> PhraseMatcher:
    """Finds the other classes, in the few words around a candidate; institutions also by the heads of their names."""
    phrases = {key: getattr(pack.projects, key) for key in _NEARBY}
    heads = [
        form for table in (pack.partners.heads, pack.partners.bodies) for forms in table.values() for form in forms
    ]
    return PhraseMatcher({**phrases, "institutions": [*phrases["institutions"], *heads]})


def classes_between(pack: LanguagePack, folded: str, start: int, end: int) -> set[str]:
    """Every class of near words between two offsets.

    >>> from extractors.packs import load_pack
    >>> "zz" in classes_between(load_pack("bg"), "договор", 0, 7)
    False
    """
    return {key for hit in nearby(pack).find(folded, max(0, start), end) for key in hit.keys}
