"""The project's money: the stated total, or the grant where no total is stated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractors.data import TargetMention
from extractors.projects.words import nearby
from extractors.reading import Reading

REACH = 60
# Amounts below this are per person or a fee, whatever the words say.
SMALLEST = Decimal(500)


def find_budget(reading: Reading, targets: Sequence[TargetMention]) -> TargetMention | None:
    """The amount that stands for the whole project; None where the text states none.

    The words nearest before an amount decide: a total before a grant, a grant before a share; among equals the largest.
    """
    money = [t for t in targets if t.unit == "money" and t.kind == "budget" and _amount(t) >= SMALLEST]
    if not money:
        return None
    largest = max(map(_amount, money))
    best, top = None, float("-inf")
    for index, target in enumerate(money):
        weight = _weight(reading, target) + (0.3 if _amount(target) == largest else 0.0) - 0.01 * index
        if weight > top:
            best, top = target, weight
    return best


def _amount(target: TargetMention) -> Decimal:
    return target.amount if target.amount is not None else Decimal(str(target.value))


def _weight(reading: Reading, target: TargetMention) -> float:
    line = reading.layout.line_at(target.start)
    low = max(line.start, target.start - REACH)
    # An amount, a sentence or a bracket between makes the words before it speak of something else.
    breaks = list(re.finditer(r"[.!?;]\s|\d{3}|[()]", reading.folded[low : target.start]))
    low += breaks[-1].end() if breaks else 0
    weight = 0.0
    for hit in nearby(reading.pack).find(reading.folded, low, target.start):
        for key, value in (("total", 0.5), ("grant", 0.2), ("portion", -0.4)):
            if key in hit.keys:
                weight = value if key == "portion" or weight <= 0 or value > weight else weight
    field = reading.layout.field_at(target.start)
    if field is not None and "budget" in field.classes:
        weight += 0.1
    if "menu" in line.section.classes:
        weight -= 0.5
    return weight
