"""The stated lengths that may be the project's, extensions added, each with how much speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.data import DateMention, TargetMention
from extractors.projects.words import anchors, classes_between
from extractors.reading import Reading

# A length is looked at with this much text before it, and with this much of its sentence.
NEAR, SENTENCE = 40, 110
MAX_MONTHS = 360
# More lengths than this come from a list of courses.
MAX_LENGTHS = 40
# Below this a length is more likely a course's or a stage's.
DOUBT = 0.5


@dataclass(frozen=True, slots=True)
class Length:
    """A length in months, what speaks for it, by how many months it may exceed a span that it names, whether no length
    of the text is longer, and its place."""

    months: float
    weight: float
    slack: float
    longest: bool
    place: tuple[int, int]


def find_lengths(reading: Reading, dates: Sequence[DateMention], targets: Sequence[TargetMention]) -> Iterator[Length]:
    """Every number of months or years that may be the project's length; one told to be its duration counts more."""
    found = [t for t in targets if t.unit in ("month", "year") and t.value_high is None and t.value > 0]
    found = found[:MAX_LENGTHS]
    longest = max((in_months(length) for length in found if length.kind == "duration"), default=0.0)
    for index, length in enumerate(found):
        weight = _length_weight(reading, dates, length) - DOUBT - index / 1000
        weight -= 0.0 if length.kind == "duration" else 0.25
        slack = 2.6 if length.unit == "year" else 0.6  # a school year is a year
        is_longest = length.kind == "duration" and in_months(length) >= max(10.0, longest)
        for months, bonus in _readings_of(reading, found, index):
            if months <= MAX_MONTHS:
                yield Length(months, weight + bonus, slack, is_longest, (length.start, length.end))


def in_months(target: TargetMention) -> float:
    """A number of years or months, in months."""
    return target.value * 12 if target.unit == "year" else target.value


def _readings_of(reading: Reading, lengths: Sequence[TargetMention], index: int) -> Iterator[tuple[float, float]]:
    """A length alone, and with the extension that follows it ("24 months, extended by 12")."""
    base = in_months(lengths[index])
    extension = 0.0
    for following in lengths[index + 1 : index + 4]:
        between = reading.text[lengths[index].end : following.start]
        if len(between) > 160 or "\n\n" in between:
            break
        before = classes_between(
            reading.pack, reading.folded, max(lengths[index].end, following.start - 45), following.start
        )
        after = classes_between(reading.pack, reading.folded, following.end, following.end + 12)
        if re.search(r"[.,;)]", reading.text[following.end : following.end + 4]):
            after = set()
        if ("extended" in before or "extended" in after) and "original" not in before:
            extension += in_months(following)
    if extension:
        yield base + extension, 0.2
    yield base, 0.0


def _length_weight(reading: Reading, dates: Sequence[DateMention], length: TargetMention) -> float:
    """What speaks for a length being the project's: label, dates and cues beside it; stages, trainings against."""
    folded, pack, layout = reading.folded, reading.pack, reading.layout
    low, high = layout.sentence_at(length.start)
    low, high = max(low, length.start - SENTENCE), min(high, length.end + SENTENCE)
    field = layout.field_at(length.start)
    weight = 0.3
    if field is not None and set(field.classes) & {"duration", "period", "start", "end"}:
        weight += 0.4
    elif layout.section_at(length.start).classes and set(layout.section_at(length.start).classes) & {
        "duration",
        "period",
    }:
        weight += 0.3
    roles = {"project_start", "project_end", "project_period"}
    if any(mention.role in roles and mention.start < high and low < mention.end for mention in dates):
        weight += 0.35
    cues = {
        key for cue in reading.cues_between(max(low, length.start - 60), min(high, length.end + 40)) for key in cue.keys
    }
    window = max(low, length.start - 60), min(high, length.end + 40)
    named = "project" in cues or any("nouns" in hit.keys for hit in anchors(pack).find(folded, *window))
    weight += 0.25 * named + 0.15 * bool(cues & {"lasting", "runs"})
    label = field.label_start if field is not None else length.start - NEAR
    near = max(low if field is None else label, length.start - NEAR)
    before = classes_between(pack, folded, near, length.start)
    after = classes_between(pack, folded, length.end, min(high, length.end + 30))
    weight -= 0.6 * ("extended" in classes_between(pack, folded, max(near, length.start - 25), length.start))
    weight -= 0.5 * ("original" in before)
    weight -= 0.45 * ("partial" in classes_between(pack, folded, max(near, length.start - 22), length.start))
    weight += 0.3 * ("original" in classes_between(pack, folded, length.end, length.end + 12))
    weight -= 0.45 * ("other_terms" in before) + 0.3 * ("other_terms" in after)
    return weight
