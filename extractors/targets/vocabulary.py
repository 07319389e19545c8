"""The words around a number that tell what it counts, compiled once a pack.

Currency names and signs come from CLDR through Babel; signs of units are those of the SI and its kin;
all else comes from the pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_territory_currencies

from extractors.lexicon import PhraseMatcher, fold
from extractors.number_words import number_words
from extractors.packs import LanguagePack

# Currencies of Europe, and those that European projects are paid in; old ones stand on old pages.
CURRENCIES = (
    "EUR", "USD", "GBP", "CHF", "BGN", "RON", "CZK", "PLN", "HUF", "HRK", "SEK", "NOK", "DKK", "ISK", "RSD", "MKD",
    "BAM", "MDL", "UAH", "TRY", "RUB", "GEL", "LTL", "LVL", "EEK", "SKK", "SIT", "DEM", "ATS", "XEU", "YUM", "BYN",
    "AMD", "AZN", "KZT", "JPY", "CAD", "AUD", "CNY", "ALL", "ROL", "BGL",
)  # fmt: skip
SIGNS: Mapping[str, str] = {"€": "EUR", "$": "USD", "£": "GBP", "us$": "USD", "¥": "JPY", "₴": "UAH", "₺": "TRY"}
# SI and customary signs of units (the SI Brochure, tables 2 to 8), folded.
SYMBOLS: Mapping[str, tuple[str, ...]] = {
    "length": ("km", "m", "cm", "mm", "dm"),
    "area": ("m2", "m²", "km2", "km²", "cm2", "ha", "sqm", "sq m", "sq. m", "m 2"),
    "mass": ("kg", "t", "kt", "mg", "tco2", "t co2", "tco2e"),
    "energy": ("kw", "kwh", "mw", "mwh", "gwh", "gw", "twh", "kwp", "mwp", "wp", "gj", "tj", "mj", "kva", "mva", "toe"),
    "hour": ("h", "hr", "hrs"),
    "item": ("l", "hl", "gb", "tb", "mb", "kb", "m3", "m³", "mbps", "°c", "db", "ml"),
}

_HOME_YEARS = (date(2010, 1, 1), date(2015, 1, 1))


@dataclass(frozen=True)
class Vocabulary:
    """The compiled words of a pack. Keys of `after`: `unit:…`, `money:…`, `cents:…`, `percent`, `counter`,
    `ignored`."""

    after: PhraseMatcher
    nouns: PhraseMatcher
    before: PhraseMatcher
    follow: PhraseMatcher
    context: PhraseMatcher
    stops: frozenset[str]
    joiners: frozenset[str]
    relatives: frozenset[str]
    links: frozenset[str]
    numerals: frozenset[str]
    adjective: re.Pattern[str] | None
    maybe: re.Pattern[str] | None
    past: re.Pattern[str] | None
    past_endings: tuple[str, ...]
    frames: dict[str, str]
    person: re.Pattern[str] | None
    years: PhraseMatcher
    either: frozenset[str]
    of: frozenset[str]
    months: frozenset[str]
    home: str | None


@cache
def vocabulary(pack: LanguagePack) -> Vocabulary:
    """The vocabulary of a pack.

    >>> from extractors.packs import load_pack
    >>> vocabulary(load_pack("bg")).after.match("лева").keys
    ('money:BGN',)
    """
    targets = pack.targets
    units = {f"unit:{unit}": list(forms) for unit, forms in targets.nouns.items()}
    nouns = PhraseMatcher({**units, "counter": targets.counters})
    for unit, signs in SYMBOLS.items():
        units.setdefault(f"unit:{unit}", []).extend(signs)
    money = _money(pack)
    percent = {"percent": ["%", "‰", *targets.percent]}
    other = {"counter": targets.counters, "ignored": targets.ignored}
    cents = {f"cents:{code}": forms for code, forms in targets.hundredths.items()}
    local = {f"local:{code}": forms for code, forms in targets.local_currencies.items()}
    qualifiers = {f"q:{name}": forms for name, forms in targets.qualifiers.items()}
    return Vocabulary(
        after=PhraseMatcher({**units, **money, **percent, **other, **cents}),
        nouns=nouns,
        before=PhraseMatcher({
            **qualifiers, "total": targets.totals, "reference": targets.references,
            "clock": targets.clock,
        }),
        follow=PhraseMatcher({f"q:{name}": forms for name, forms in targets.qualifiers_after.items()}),
        context=PhraseMatcher({
            "subset": targets.subset, "contact": targets.contact, "age": targets.ages, "funding": targets.funding,
            "rate": targets.rates, "team": targets.team, "instead": targets.instead, **local,
        }),
        stops=frozenset(map(fold, targets.stops)),
        relatives=frozenset(map(fold, pack.partners.relatives)),
        joiners=frozenset(map(fold, pack.numbers.joiners)),
        links=frozenset(map(fold, pack.numbers.links)),
        numerals=frozenset(number_words(pack).parts),
        adjective=_endings(targets.adjective_endings, r"\w*", written=True),
        maybe=_endings(targets.weak_endings, r"\w{2,}", written=True),
        past=_endings(targets.past_endings, r"(?<!\w)\w{3,}"),
        past_endings=tuple(sorted(map(fold, targets.past_endings))),
        frames={fold(form): name for name, forms in targets.frames.items() for form in forms},
        person=_endings(targets.person_endings, r"\w{3,}"),
        years=PhraseMatcher(targets.years),
        either=frozenset(map(fold, (*pack.numbers.joiners, *targets.either))),
        of=frozenset(map(fold, targets.of)),
        months=frozenset(_months(pack.language)),
        home=_home(pack.pack.country),
    )  # fmt: skip


def _home(country: str) -> str | None:
    """The currency of the pack's country in the years that most pages speak of, after CLDR."""
    codes = get_territory_currencies(country, *_HOME_YEARS)
    return str(codes[0]) if codes else None


def _months(language: str) -> list[str]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return []
    names = {fold(name) for context in ("format", "stand-alone") for name in locale.months[context]["wide"].values()}
    return sorted(name for name in names if name.isalpha())


def _endings(endings: list[str], stem: str, written: bool = False) -> re.Pattern[str] | None:
    """Words with one of the endings; `written`: with their accents, which may tell adjectives from nouns."""
    if not endings:
        return None
    forms = {re.escape(ending.lower() if written else fold(ending)) for ending in endings}
    return re.compile(f"{stem}(?:{'|'.join(sorted(forms))})(?!\\w)")


def _money(pack: LanguagePack) -> dict[str, list[str]]:
    """Names, signs and codes of currencies by `money:` and code; the pack's own words win over CLDR's."""
    own = {fold(form) for forms in pack.targets.currencies.values() for form in forms}
    taken = own | {fold(form) for forms in pack.targets.nouns.values() for form in forms}
    table = {f"money:{code}": list(forms) for code, forms in pack.targets.currencies.items()}
    for sign, code in SIGNS.items():
        if sign not in own:
            table.setdefault(f"money:{code}", []).append(sign)
    for code in CURRENCIES:
        for name in (code.lower(), *_cldr_names(code, pack.language)):
            if fold(name) not in taken:
                table.setdefault(f"money:{code}", []).append(name)
    return table


def _cldr_names(code: str, language: str) -> list[str]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return []
    names = {get_currency_name(code, count, locale=locale) for count in (None, 1, 2, 5, 20)}
    return sorted(name for name in names if name != code and fold(name).replace(" ", "").isalpha())
