"""A name under way, and the small questions that every step of finding its end asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.partners.page import Page

MAX_NAME = 160
TOKEN = re.compile(r"\s*([^\W_]+(?:[-'&/+.\u00ad][^\W_]+)*|[^\w\s])")


@dataclass(slots=True)
class Phrase:
    """A name under way. `end` is the end of the mention, `name_end` that of the name alone."""

    start: int
    end: int
    kind: str
    anchor: str
    name_end: int = 0
    legal: tuple[int, int] | None = None
    acronym: tuple[int, int] | None = None
    specific: int = 0
    small: int = 0
    quoted: bool = False
    dashed: bool = False
    linked: bool = False
    joined: bool = False
    inner: bool = False
    bound: bool = False
    open_to_small: bool = False
    shaped: bool = True
    """Whether anything but a recogniser's entity gives the name away."""

    def accept(self, end: int) -> None:
        """Take everything up to `end` into the name."""
        self.end = self.name_end = end
        self.linked = self.joined = self.inner = self.bound = False


def is_acronym(page: Page, start: int, end: int) -> bool:
    """Whether a stretch reads as an acronym and not as a country, a role or a number of a partner."""
    written = page.text[start:end]
    capitals = sum(character.isupper() for character in written)
    if capitals < 2 or len(written) > 16 or any(not word[0].isupper() for word in written.split()):
        return False
    if page.country_noun(start) or written in ("UK", "EL", "SRN", "LP") or re.fullmatch(r"[A-Z]{1,2}\d*", written):
        return False
    if written.rstrip("0123456789 ") in page.words.part_codes:
        return False
    longest = max(len(word) for word in written.split())
    return longest <= 12 and not page.cue_at(start) and (capitals > 2 or longest <= 8)


def legal_at(page: Page, start: int) -> int | None:
    """End of the legal form that begins at an offset."""
    hit = page.words.anchors.match(page.folded, start)
    if hit is None or "legal" not in hit.keys or any(key.startswith("head") for key in hit.keys):
        return None
    if page.folded[hit.end : hit.end + 1] == "-":
        return None
    written = page.text[hit.start : hit.end]
    if written.islower() and "." not in written and len(written) < 6:
        return None  # "as", "se", "sa" are words
    if "." not in written and page.shouts_at(start):
        small = page.words.small.match(page.folded, start)
        if small is not None and "stop" in small.keys:
            return None  # "DOMOV SE STAVÍ"
    if "." not in written and written not in page.words.as_written and not written.isupper() and len(written) < 6:
        return None
    return hit.end


def opens(page: Page, offset: int) -> bool:
    """Whether another organisation's name begins here: a head with something after it."""
    hit = page.words.anchors.match(page.folded, offset)
    if hit is None or not any(key.startswith(("head", "body", "opening")) for key in hit.keys):
        return False
    if any(key.startswith("body") for key in hit.keys):
        return True
    following = TOKEN.match(page.folded, hit.end)
    if (
        following is None
        or "\n" in following.group()
        or (following.group(1)[0] not in '"' and not following.group(1)[0].isalnum())
    ):
        return False
    small = page.words.small.match(page.folded, following.start(1))
    links = small is not None and {"connector", "link"}.intersection(small.keys)
    return bool(links) or page.text[following.start(1)].isupper() or following.group(1)[0] == '"'


def is_attribute(page: Page, phrase: Phrase, start: int) -> bool:
    """Whether a word only says what the head is for: "Ministerul Dezvoltării și Administrației Publice"."""
    return phrase.kind == "payer" and page.is_genitive(start) and not page.is_genitive(phrase.start)
