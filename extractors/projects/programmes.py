"""The funding programme, as written: from its field, or by its name with the quotes and years that follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.projects.scene import Scene, Title, anchors_between

MAX_PROGRAMME = 140

_YEARS = re.compile(r"[\s,]*\(?\s*(?:19|20)\d\d(?:\s?г\.)?\s?[-–—/]\s?(?:19|20)?\d\d(?:\s?г\.)?\s?\)?")
# "Operační program Životní prostředí 2014–2020": words up to the years belong to the name.
_TO_YEARS = re.compile(r"(?:[ \t]+[^\W\d_]+){1,6}(?=[ \t]*\(?(?:19|20)\d\d\s?[-–—]\s?(?:19|20)?\d\d)")
_COMMA = re.compile(r",\s+")
_LATER_NAME = re.compile(r"(?:[ \t]+(?:[–—-][ \t]+)?|[-–+])(?:[A-ZА-ЯÀ-ŽĂÂÎȘȚ][\w+/-]*|[IVX]+-?[A-C]?|\d{4}(?!\d))")
_VALUE_END = re.compile(r",\s(?=[^\W\d_a-z]?[^\W\d_]*\s?\d)|[;|\n]|\.\s|$")


def find_programme(scene: Scene) -> Title | None:
    """The best candidate, or None."""
    found = [*_from_fields(scene), *_from_names(scene)]
    best = max(found, key=lambda item: (item.weight, -item.start), default=None)
    return best if best is not None and best.weight > 0 else None


def _from_fields(scene: Scene) -> Iterator[Title]:
    text = scene.reading.text
    for field in scene.reading.layout.fields:
        if "programme" not in field.classes or field.end <= field.start:
            continue
        stop = _VALUE_END.search(text, field.start, min(field.end, field.start + MAX_PROGRAMME))
        end = stop.start() if stop else min(field.end, field.start + MAX_PROGRAMME)
        end = _first_part(scene, field.start, end)
        named = any(field.start <= hit.start < end and _is_programme(hit.keys) for hit in scene.anchors)
        if sum(c.isalpha() for c in text[field.start : end]) >= 3:
            yield Title(field.start, end, 0.9 if named else 0.7, "field")


def _first_part(scene: Scene, start: int, end: int) -> int:
    """Where a programme with a known name ends: at the comma before its axis, call or measure."""
    comma = _COMMA.search(scene.reading.text, start, end)
    if comma is None or not any("programmes" in hit.keys for hit in anchors_between(scene, start, comma.start())):
        return end
    goes_on = any(_is_programme(hit.keys) for hit in anchors_between(scene, comma.end(), comma.end() + 1))
    return end if goes_on else comma.start()


def _is_programme(keys: Sequence[str]) -> bool:
    return "programmes" in keys or "programme_heads" in keys


def _from_names(scene: Scene) -> Iterator[Title]:
    """Names the pack knows, and "operational programme" with the name behind it."""
    text = scene.reading.text
    quotes = {quoted.outer_start: quoted for quoted in scene.quoted}
    for hit in scene.anchors:
        if not _is_programme(hit.keys):
            continue
        end = hit.end
        quoted = next((quotes[p] for p in (end, end + 1, end + 2) if p in quotes and not text[end:p].strip()), None)
        if quoted is not None:
            end = quoted.outer_end
        else:
            to_years = _TO_YEARS.match(text, end) if "programme_heads" in hit.keys else None
            end = to_years.end() if to_years else _run(text, end)
        years = _YEARS.match(text, end)
        end = years.end() if years else end
        grown = end > hit.end
        if ("programmes" not in hit.keys and not grown) or (
            text[hit.start].islower() and "programmes" in hit.keys and end - hit.start < 6
        ):
            continue
        weight = (0.6 if "programmes" in hit.keys else 0.45) + (0.05 if grown else 0.0) - hit.start / 1e5
        in_menu = "menu" in scene.reading.layout.section_at(hit.start).classes
        yield Title(hit.start, end, weight - (0.3 if in_menu else 0.0), "name")


def _run(text: str, end: int) -> int:
    """Capitalised words, numerals and numbers that go on after a programme's name."""
    for _ in range(6):
        found = _LATER_NAME.match(text, end)
        if found is None or found.end() - end > 40:
            break
        end = found.end()
    return end
