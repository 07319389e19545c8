"""The one function that strings the rooms together: Document -> Extraction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from extractors.confidence import UNPACKED, M, with_confidence
from extractors.data import Document, Entity, Extraction, LanguageGuess, LanguageReport, Passage
from extractors.dates import find_dates, find_published
from extractors.packs import available, load_pack
from extractors.partners import find_partners
from extractors.projects import build_project, describes_nothing
from extractors.reading import Reading, read
from extractors.targets import find_targets

Recogniser = Callable[[str, str], Sequence[Entity]]
"""(text, language) -> named entities; offsets are those of the text."""


def extract(document: Document, recogniser: Recogniser | None = None, language: str | None = None) -> Extraction:
    """All that one document yields. `language` (ISO 639-1) overrides the identification.

    >>> from extractors.data import Document
    >>> found = extract(Document("a", "a.txt", "Проектът стартира на 1 март 2010 г."), language="bg")
    >>> [(m.text, m.role) for m in found.dates]
    [('1 март 2010 г.', 'project_start')]
    """
    report = _forced(document.text, language) if language else _identified(document)
    readings = list(_readings(document.text, report))
    published = document.published or next(filter(None, map(find_published, readings)), None)
    entities = recogniser(document.text, report.whole.language) if recogniser else ()
    dates = _in_order(mention for reading in readings for mention in find_dates(reading, published))
    partners = _in_order(mention for reading in readings for mention in find_partners(reading, entities))
    taken = [(mention.start, mention.end) for mention in dates]
    targets = _in_order(mention for reading in readings for mention in find_targets(reading, taken))
    main = max(readings, key=lambda reading: len(reading.text.split()))
    measured = "" if main.pack.language in available() else UNPACKED
    found = (
        with_confidence("dates" + measured, dates),
        with_confidence("partners" + measured, partners),
        with_confidence("targets" + measured, targets),
    )
    # The finders' own confidence tells a certain start from a doubtful one; the measured shares do not.
    project = build_project(main, document, dates, partners, targets)
    return Extraction(document, report, published, *found, None if describes_nothing(project) else project)


def _in_order(mentions: Iterable[M]) -> list[M]:
    return sorted(mentions, key=lambda mention: (mention.start, mention.end))


def _identified(document: Document) -> LanguageReport:
    from extractors.language import identify  # its models take half a second to load; a forced language needs none

    return identify(document.text, document.declared_language)


def _forced(text: str, language: str) -> LanguageReport:
    passages = (Passage(0, len(text), language),) if text else ()
    return LanguageReport(LanguageGuess(language, 1.0), ((language, 1.0),), passages)


def _readings(text: str, report: LanguageReport) -> Iterator[Reading]:
    """One reading a language; what is in another language is blanked, so that offsets stay.

    A passage of undecided language is read with the pack of the whole.
    """
    spoken = [(p, report.whole.language if p.language == "und" else p.language) for p in report.passages]
    languages = sorted({language for _, language in spoken})
    if len(languages) <= 1:
        yield read(text, load_pack(languages[0] if languages else report.whole.language))
        return
    for language in languages:
        parts = [text[p.start : p.end] if own == language else _blank(text[p.start : p.end]) for p, own in spoken]
        yield read("".join(parts), load_pack(language))


def _blank(text: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in text)
