"""Participating organisations: (reading, entities) -> partner mentions.

Names are found by their shape, then given a part: by the label of the field, list or table they stand in,
by the cue next to them in a sentence, by the list they belong to, or as the owner of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.data import Entity, PartnerMention
from extractors.partners.candidates import shaped
from extractors.partners.lists import in_lists
from extractors.partners.merge import mentions_of
from extractors.partners.owner import owners, subjects
from extractors.partners.page import Page, page_of
from extractors.partners.phrase import Phrase
from extractors.partners.proposal import PART_OF, Proposal
from extractors.partners.runs import country_lists, unshaped
from extractors.partners.sentences import in_sentences
from extractors.partners.titles import outside_titles
from extractors.partners.trim import trimmed
from extractors.reading import Reading


def find_partners(reading: Reading, entities: Sequence[Entity] = ()) -> list[PartnerMention]:
    """Every organisation that takes part in the project, one mention each, by start.

    Entities (label ORG) add names that have no shape of their own; offsets are those of the reading's text.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> text = "Бенефициент: Община Рила\\nПартньор: Сдружение „Извор“"
    >>> [(m.name, m.role) for m in find_partners(read(text, load_pack("bg")))]
    [('Община Рила', 'coordinator'), ('Сдружение „Извор“', 'partner')]
    """
    if not reading.text.strip():
        return []
    page = page_of(reading)
    phrases = outside_titles(page, trimmed(page, shaped(page, entities)))
    listed, used = in_lists(page, phrases)
    free = [phrase for phrase in phrases if phrase.start not in used]
    runs = unshaped(page, [*phrases, *_spans(listed)])
    free = sorted([*free, *trimmed(page, runs)], key=lambda phrase: phrase.start)
    told = [*listed, *in_sentences(page, free), *countries_alone(page, phrases)]
    guessed = [*subjects(page, free), *owners(page, phrases)]
    together = any("partner" in cue.keys for cue in page.role_cues)
    # A legal form between quotes and dots has the shape of a firm, but names nobody.
    proposed = [item for item in (*told, *guessed) if item.name is not None or item.country is not None]
    return mentions_of(reading.text, proposed, together, reading.pack.pack.country)


def _spans(proposals: Sequence[Proposal]) -> list[Phrase]:
    """What lists have used up, as phrases."""
    return [Phrase(item.start, item.end, item.kind, "list", name_end=item.end) for item in proposals]


def countries_alone(page: Page, phrases: Sequence[Phrase]) -> Iterator[Proposal]:
    """Partners and funders of which the text gives the country only."""
    for start, end, code, cue in country_lists(page, phrases):
        hit = page.cue_at(cue)
        if hit is not None:
            part = PART_OF[next(key for key in ("funder", "partner", "lead") if key in hit.keys)]
            yield Proposal(start, end, None, part, "country", country=code)
