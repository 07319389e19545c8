"""Participating organisations: (reading, entities) -> partner mentions.

Names are found by their shape, then given a part: by the label of the field, list or table they stand in,
by the cue next to them in a sentence, by the list they belong to, or as the owner of the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.data import Entity, PartnerMention
from extractors.partners.candidates import shaped
from extractors.partners.lists import in_lists
from extractors.partners.merge import mentions_of
from extractors.partners.owner import owners, subjects
from extractors.partners.page import page_of
from extractors.partners.sentences import in_sentences
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
    phrases = shaped(page, entities)
    listed, used = in_lists(page, phrases)
    free = [phrase for phrase in phrases if phrase.start not in used]
    told = [*listed, *in_sentences(page, free)]
    guessed = [*subjects(page, free), *owners(page, phrases)]
    return mentions_of(reading.text, [*told, *guessed])
