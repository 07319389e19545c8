"""The words of a pack and of all Europe that the partner finder looks for, compiled once a pack."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError

from extractors.lexicon import PhraseMatcher, fold
from extractors.packs import LanguagePack

ROLE_CUES = ("partner", "lead", "funder", "implementer", "contractor")
# Codes that pages write for countries, where they differ from ISO 3166-1 alpha-2.
_WRITTEN_CODES = {
    "UK": "GB",
    "EL": "GR",
    "A": "AT",
    "D": "DE",
    "F": "FR",
    "I": "IT",
    "E": "ES",
    "H": "HU",
    "N": "NO",
    "S": "SE",
}
_SPACED = re.compile(r"\.(?=\w)")


@dataclass(frozen=True, eq=False)
class Words:
    """Matchers over a folded text; the keys tell the class of a hit, after a colon its kind or country."""

    pack: LanguagePack
    anchors: PhraseMatcher
    """Where a name may be: "head:public", "opening:civic", "closing:public", "body:payer", "legal"."""
    small: PhraseMatcher
    """Words in and around names: "stop", "connector", "inner", "conjunction", "descriptor", "place" …"""
    others: PhraseMatcher
    """What is no organisation, or none of its own: countries ("noun:DE", "adjective:DE"), "excluded" programmes and
    funds, the European "union", and "part" for faculties and branches."""
    as_written: frozenset[str]
    leading: frozenset[str]
    codes: Mapping[str, str]
    foreign_links: frozenset[str]
    foreign_excluded: frozenset[str]
    part_codes: Mapping[str, str]
    """Codes for the part a partner plays: "LP" is "lead"."""
    compound_forms: tuple[str, ...]
    verb_endings: tuple[str, ...]
    adjective_endings: tuple[str, ...]
    genitive_endings: tuple[str, ...]


@cache
def words_of(pack: LanguagePack) -> Words:
    """The words of a pack; compiled at first use.

    >>> from extractors.packs import load_pack
    >>> words = words_of(load_pack("bg"))
    >>> words.anchors.first("проект на община русе").keys, words.others.first("от германия").keys
    (('head:public',), ('noun:DE',))
    """
    section, shared = pack.partners, _shared()
    forms = shared["legal_forms"]
    legal = [*forms["any_case"], *forms["as_written"], *section.legal_forms]
    small = {
        "stop": section.stops, "connector": section.connectors, "inner": section.inner, "link": section.links,
        "conjunction": section.conjunctions, "descriptor": section.descriptors, "place": section.places,
        "relative": section.relatives, "person": section.persons, "subunit": section.subunits,
        "preposition": section.prepositions, "act": section.acts,
    }  # fmt: skip
    return Words(
        pack,
        PhraseMatcher(_anchors(pack, shared, legal)),
        PhraseMatcher(small),
        PhraseMatcher(_others(pack, shared)),
        frozenset(forms["as_written"]),
        frozenset(forms["leading"]),
        _codes(),
        frozenset(map(fold, shared["links"]["words"])),
        frozenset(map(fold, shared["excluded"]["words"])),
        {code: part for part, codes in shared["codes"].items() for code in codes},
        tuple(shared["compounds"]["endings"]),
        tuple(map(fold, section.verb_endings)),
        tuple(map(fold, section.adjective_endings)),
        tuple(map(fold, section.genitive_endings)),
    )


@cache
def _shared() -> dict[str, Any]:
    text = (resources.files("extractors") / "organisations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _anchors(pack: LanguagePack, shared: dict[str, Any], legal: Iterable[str]) -> dict[str, set[str]]:
    """Phrases by key. A word of the pack itself is not also a word of all Europe."""
    own = {" ".join(fold(form).split()) for forms in pack.partners.heads.values() for form in forms}
    phrases: dict[str, set[str]] = {"legal": {variant for form in legal for variant in spellings(form)}}
    for table, values in (("head", pack.partners.heads), ("body", pack.partners.bodies)):
        for kind, forms in values.items():
            phrases.setdefault(f"{table}:{kind}", set()).update(forms)
    for kind, forms in shared["bodies"].items():
        phrases.setdefault(f"body:{kind}", set()).update(forms)
    for table in ("opening", "closing"):
        for kind, forms in shared[table].items():
            kept = {form for form in forms if not _is_own(fold(form), own)}
            phrases.setdefault(f"{table}:{kind}", set()).update(kept)
    return phrases


def _is_own(form: str, own: set[str]) -> bool:
    """Whether the pack has a form itself, or a stem of it: "община*" covers "община"."""
    return form in own or any(form[:length] + "*" in own for length in range(3, len(form) + 1))


def spellings(form: str) -> set[str]:
    """A legal form as it may be written: with and without spaces and its last full stop.

    >>> sorted(spellings("o.p.s."))
    ['o. p. s', 'o. p. s.', 'o.p.s', 'o.p.s.']
    """
    variants = {form, _SPACED.sub(". ", form)}
    return variants | {variant.rstrip(".") for variant in variants if "." in variant[:-1]}


def _others(pack: LanguagePack, shared: dict[str, Any]) -> dict[str, set[str]]:
    phrases: dict[str, set[str]] = {
        "excluded": set(pack.partners.excluded),
        "union": set(shared["unions"]["words"]),
        "part": {*shared["parts"]["words"], *pack.partners.subunits},
    }
    for code, name in _territories(pack.language).items():
        phrases.setdefault(f"noun:{code}", set()).add(name)
    for code, name in _territories("en").items():
        phrases.setdefault(f"noun:{code}", set()).add(name)
    for table, values in (("noun", pack.partners.nouns), ("adjective", pack.partners.adjectives)):
        for code, forms in values.items():
            phrases.setdefault(f"{table}:{code}", set()).update(forms)
    return phrases


def _territories(language: str) -> dict[str, str]:
    """Names of countries by ISO 3166-1 code, from CLDR."""
    try:
        names = Locale(language).territories
    except UnknownLocaleError:
        return {}
    left_out = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    return {code: str(name) for code, name in names.items() if re.fullmatch("[A-Z]{2}", code) and code not in left_out}


@cache
def _codes() -> dict[str, str]:
    codes = {code: code for code in _territories("en")}
    return codes | _WRITTEN_CODES
