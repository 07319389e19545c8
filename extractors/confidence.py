"""What a confidence means: the share of rows like this one that were right when measured on gold documents.

A row is like another when the same rule gave it the same role or kind. The shares are measured by
`python -m benchmarks.confidence` and kept in confidence.toml, smoothed towards the rule's and the table's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cache
from importlib import resources
from operator import attrgetter
from typing import Any, TypeVar

from extractors.data import DateMention, Mention, PartnerMention, TargetMention

Shares = dict[str, dict[str, dict[str, float]]]
"""table -> rule -> role or kind -> share; `*` stands for any other."""

UNPACKED = "_unpacked"
"""Behind a table's name: the shares of languages without a pack, which are right less often."""

M = TypeVar("M", DateMention, PartnerMention, TargetMention)
_Values = Callable[[Mention], tuple[Any, ...]]


@cache
def measured() -> Shares:
    """The shipped shares."""
    text = (resources.files("extractors") / "confidence.toml").read_text(encoding="utf-8")
    shares: Shares = tomllib.loads(text)["shares"]
    return shares


def share(shares: Shares, table: str, rule: str, decision: str) -> float:
    """The measured share of a rule's rows with that role or kind, else of the rule, else of the table.

    >>> shares = {"dates": {"day": {"event": 0.9, "*": 0.8}, "*": {"*": 0.7}}}
    >>> [share(shares, "dates", rule, role) for rule, role in (("day", "event"), ("day", "other"), ("new", "event"))]
    [0.9, 0.8, 0.7]
    """
    rules = shares[table]
    decisions = rules.get(rule, rules["*"])
    return decisions.get(decision, decisions["*"])


def with_confidence(table: str, mentions: Sequence[M], shares: Shares | None = None) -> list[M]:
    """The mentions with their confidence set to the measured share.

    `table` is dates, partners or targets, with `UNPACKED` behind it for a language without a pack.
    """
    known = measured() if shares is None else shares
    return [_rated(mention, share(known, table, mention.rule, _decision(mention))) for mention in mentions]


def _around_confidence(kind: type[Mention]) -> tuple[_Values, _Values]:
    """What reads the fields of a kind of mention before and after its confidence, in order."""
    names = [item.name for item in fields(kind)]
    place = names.index("confidence")
    return attrgetter(*names[:place]), attrgetter(*names[place + 1 :])


_AROUND: dict[type, tuple[_Values, _Values]] = {
    kind: _around_confidence(kind) for kind in (DateMention, PartnerMention, TargetMention)
}


def _rated(mention: M, confidence: float) -> M:
    """The mention with another confidence: what `dataclasses.replace` does, at a third of its cost."""
    kind: Callable[..., M] = type(mention)
    before, after = _AROUND[type(mention)]
    return kind(*before(mention), confidence, *after(mention))


def _decision(mention: DateMention | PartnerMention | TargetMention) -> str:
    return mention.kind if isinstance(mention, TargetMention) else mention.role
