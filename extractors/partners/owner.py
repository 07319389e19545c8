"""Who runs the project when no cue says it: the subject of its verbs, or the organisation whose page it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.partners.anatomy import propose
from extractors.partners.page import Page
from extractors.partners.phrase import Phrase
from extractors.partners.proposal import Proposal

MAX_HEAD_LINES = 3
MAX_WORDS_TO_VERB = 3


def subjects(page: Page, phrases: Sequence[Phrase]) -> Iterator[Proposal]:
    """Organisations that the text makes the subject of what the holder of a project does."""
    for index, phrase in enumerate(phrases):
        after = phrases[index + 1].start if index + 1 < len(phrases) else len(page.text)
        opens = phrase.legal is not None and page.reading.layout.sentence_at(phrase.start)[0] >= phrase.start - 8
        if _may_hold(page, phrase) and (opens or _acts(page, phrase, after) or _has_a_project(page, phrase)):
            yield propose(page, phrase, "holder", "subject", after)


def _may_hold(page: Page, phrase: Phrase) -> bool:
    """Whether a name could be that of the project's holder: no payer, and not only mentioned."""
    mentioned = page.only_mentioned(phrase.start, phrase.end)
    own_name = any(map(str.isupper, page.text[phrase.start + 1 : phrase.name_end])) or phrase.quoted
    return phrase.kind != "payer" and phrase.specific > 0 and phrase.anchor != "run" and own_name and not mentioned


def _acts(page: Page, phrase: Phrase, after: int) -> bool:
    position = phrase.end
    for _ in range(MAX_WORDS_TO_VERB):
        word = page.next_word(position, min(after, phrase.end + 45))
        if word is None:
            return False
        hit = page.words.small.match(page.folded, word[0])
        if hit is not None and "act" in hit.keys:
            return True
        position = word[1]
    return False


def _has_a_project(page: Page, phrase: Phrase) -> bool:
    """ "Projekt Občanské poradny Děčín", "проектът на Община Рила": the word right before, or "of" between."""
    cues = page.reading.cues_between(max(0, phrase.start - 30), phrase.start)
    last = max((cue.end for cue in cues if "project" in cue.keys), default=None)
    gap = page.text[last : phrase.start] if last is not None else "."
    if not re.fullmatch(r"\s+(?:[^\W\d_]{1,4}\s+)?", gap) or last is None:
        return False
    if not gap.strip() and phrase.anchor not in ("head", "legal"):
        return False  # "projekt RAISE – Centre for Responsible AI"
    words = [page.words.small.match(page.folded, last + found.start()) for found in re.finditer(r"\w+", gap)]
    of = [hit is not None and {"connector", "link"}.intersection(hit.keys) and "place" not in hit.keys for hit in words]
    return all(of)


def owners(page: Page, phrases: Sequence[Phrase]) -> Iterator[Proposal]:
    """Organisations in the page's first lines or beside its ©."""
    heads = [line for line in page.reading.layout.lines if line.kind != "blank"][:MAX_HEAD_LINES]
    for phrase in phrases:
        line = page.reading.layout.line_at(phrase.start)
        share = (phrase.end - phrase.start) / max(1, line.end - line.start)
        in_head = (
            any(line is head for head in heads)
            and phrase.start - line.start <= 12
            and (share > 0.5 or _is_menu(page.text[phrase.end : line.end]))
        )
        signed = "©" in page.text[line.start : phrase.start]
        if (in_head or signed) and _may_hold(page, phrase):
            yield propose(page, phrase, "holder", "owner", line.end)


def _is_menu(rest: str) -> bool:
    """Whether a line goes on as a path or a menu: "Община Рила > Проекти"."""
    return any(sign in rest for sign in ("|", ">", "»", "›", "•", "·", "»", "::")) or rest.lstrip()[:1] in (
        "-",
        "–",
        "/",
        ",",
    )
