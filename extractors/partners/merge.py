"""Proposals of one document -> mentions: one row an organisation, roles made consistent, doubtful ones dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz

from extractors.data import PartnerMention, PartnerRole
from extractors.lexicon import fold
from extractors.partners.proposal import CONFIDENCE, GUESSES, Proposal

_SIGNS = re.compile(r"[^\w]+")
NEARBY = 250  # characters between a country and a name that makes the country superfluous
SAME = 85  # similarity of two inflected forms of one name, in percent
STEM = 5  # letters of a word that inflection leaves alone
_ROLES: dict[str, PartnerRole] = {"partner": "partner", "funder": "funder", "contractor": "implementer"}


def mentions_of(text: str, proposals: Sequence[Proposal], together: bool, home: str = "ZZ") -> list[PartnerMention]:
    """One mention an organisation, at its surest place, by start.

    `together` tells that the text speaks of partners, even if it names none: who leads them is a coordinator.
    `home` is the country of the page.
    """
    groups = _groups(sorted(proposals, key=lambda item: (item.start, item.end)))
    chosen = [_best(group) for group in groups]
    kept = _one_holder([item for item in chosen if item is not None])
    kept = _countries_once(_led_from(_payers_pay(_table_led(kept))), home)
    with_partners = any(item.part == "partner" for item in kept)
    mentions = [_mention(text, item, with_partners or (together and item.part == "lead")) for item in kept]
    return sorted(mentions, key=lambda mention: (mention.start, mention.end))


def _groups(proposals: Iterable[Proposal]) -> list[list[Proposal]]:
    groups: list[list[Proposal]] = []
    for item in proposals:
        home = next((group for group in groups if any(same(item, member) for member in group[:6])), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return groups


def same(one: Proposal, two: Proposal) -> bool:
    """Whether two proposals speak of one organisation."""
    if one.start < two.end and two.start < one.end:
        return True
    if one.name is None or two.name is None:
        return one.name is two.name and one.country == two.country
    first, second = _plain(one.name), _plain(two.name)
    if first == second or (fuzz.ratio(first, second) >= SAME and len(first) > 8):
        return True
    if {first, _plain(one.acronym)} & {second, _plain(two.acronym)} - {""}:
        return True
    return (
        _is_short_for(first, second)
        or _is_short_for(second, first)
        or _initials(first, second)
        or _initials(second, first)
    )


@lru_cache(maxsize=4096)
def _plain(name: str | None) -> str:
    return " ".join(_SIGNS.sub(" ", fold(name or "")).split())


def _is_short_for(short: str, whole: str) -> bool:
    """Whether the words of one name open, or end, the other, up to inflection."""
    few, many = [word[:STEM] for word in short.split()], [word[:STEM] for word in whole.split()]
    if not few or len(few) >= len(many) or (len(few) == 1 and len(short) < 5):
        return False
    if len(few) == 1:
        return False
    return many[: len(few)] == few or many[-len(few) :] == few


def _initials(short: str, whole: str) -> bool:
    """Whether one name is the initials of the other: "МОН", "Министерството на образованието и науката"."""
    words = [word for word in whole.split() if len(word) > 2]
    initials = "".join(word[0] for word in words)
    return 3 <= len(short) <= 8 and " " not in short and short == initials


def _best(group: Sequence[Proposal]) -> Proposal | None:
    """The surest proposal of one organisation, unless the text only mentions it."""
    told = [item for item in group if item.part != "outside"]
    if not told:
        return None
    best = max(told, key=lambda item: (CONFIDENCE[item.rule], len(item.name or "") > 6, -item.start))
    leads = best.name is None and any(item.part == "lead" for item in told)  # "Координатор е Италия", said later
    return replace(best, part="lead") if leads else best


def _one_holder(items: list[Proposal]) -> list[Proposal]:
    """Owners and subjects hold the project only where nobody is named as its holder."""
    told = [item for item in items if item.name is not None and item.rule not in GUESSES]
    named = [item for item in told if item.part in ("lead", "holder")]
    weak = [item for item in items if item.part == "holder" and item.rule in GUESSES]
    best = None if named or not weak else max(weak, key=lambda item: (CONFIDENCE[item.rule], -item.start))
    with_partners = any(item.part == "partner" for item in items)
    kept = []
    for item in items:
        if item not in weak or item is best:
            kept.append(item)
        elif item.rule == "sentence" and with_partners:
            kept.append(replace(item, part="partner"))
    return [replace(item, part="partner") if _is_second_holder(item, named) else item for item in kept]


def _is_second_holder(item: Proposal, named: Sequence[Proposal]) -> bool:
    """A holder from abroad beside a holder at home is a partner."""
    others = [other for other in named if other is not item and other.country is None]
    return item.part == "holder" and item.country is not None and bool(others) and item.rule.startswith("cue")


def _payers_pay(items: list[Proposal]) -> list[Proposal]:
    """A ministry or agency that seems to hold the project, beside another holder, is who pays."""
    others = any(item.part in ("lead", "holder") and item.kind != "payer" for item in items)
    paying = ("lead", "holder") if others else ()
    return [replace(item, part="funder") if item.kind == "payer" and item.part in paying else item for item in items]


def _table_led(items: list[Proposal]) -> list[Proposal]:
    """The first row of a table of partners leads them, where nobody else is said to."""
    rows = [item for item in items if item.rule == "table" and item.part == "partner"]
    if len(rows) < 2 or any(item.part in ("lead", "holder") for item in items):
        return items
    first = min(rows, key=lambda item: item.start)
    return [replace(item, part="lead") if item is first else item for item in items]


def _led_from(items: list[Proposal]) -> list[Proposal]:
    """A country that leads is its one organisation, if named; the page's own school or town then only takes part."""
    leading = next((item for item in items if item.name is None and item.part == "lead"), None)
    if leading is None:
        return items
    there = [item for item in items if item.name is not None and item.country == leading.country]
    changed = []
    for item in items:
        if len(there) == 1 and item is there[0]:
            changed.append(replace(item, part="lead"))
        elif item.part == "holder" and item.rule in GUESSES:
            changed.append(replace(item, part="partner"))
        elif not (there and item is leading):
            changed.append(item)
    return changed


def _countries_once(items: list[Proposal], home: str) -> list[Proposal]:
    """A country alone says nothing new where an organisation of that country takes the same part.

    Nor does the page's own country, where its holder is at home: he is who takes part for it.
    """
    named = [item for item in items if item.name is not None and item.country is not None]
    at_home = any(
        item.part in ("lead", "holder") and item.country in (None, home) for item in items if item.name is not None
    )
    return [
        item
        for item in items
        if item.name is not None
        or not (
            any(_tells(other, item) for other in named) or (at_home and item.country == home and item.part == "partner")
        )
    ]


def _tells(named: Proposal, alone: Proposal) -> bool:
    """Whether a name nearby already says that its country takes part so."""
    near = abs(named.start - alone.start) < NEARBY
    return near and named.country == alone.country and named.part == alone.part


def _mention(text: str, item: Proposal, with_partners: bool) -> PartnerMention:
    holder: PartnerRole = "coordinator" if with_partners else "implementer"
    return PartnerMention(
        item.start, item.end, text[item.start : item.end], item.rule, CONFIDENCE[item.rule],
        name=item.name, role=_ROLES.get(item.part, holder), acronym=item.acronym, legal_form=item.legal_form,
        country=item.country,
    )  # fmt: skip
