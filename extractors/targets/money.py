"""Which currency a shared name means on this page: "lei" in Moldova, the old leu, the old lev."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractors.reading import Reading
from extractors.targets.vocabulary import Vocabulary

# Redenominations: the new leu came on 1 July 2005 (Law 348/2004), the new lev on 5 July 1999 (ISO 4217, list three).
REDENOMINATED: Mapping[str, tuple[str, int]] = {"RON": ("ROL", 2005), "BGN": ("BGL", 1999)}
_YEAR = re.compile(r"(?<![\d/.-])(?:19[89]\d|20[0-4]\d)(?![\d/])|(?<=\d[./])(?:19[89]\d|20[0-4]\d)(?!\d)")
# One word of another country may be a partner's address; two or more are a page of that country.
_ENOUGH = 2


def local_currency(reading: Reading, words: Vocabulary) -> dict[str, str]:
    """The currency code to put for another on this page.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> from extractors.targets.vocabulary import vocabulary
    >>> pack = load_pack("ro")
    >>> local_currency(read("Consiliul raional Orhei, 2019: 5 lei", pack), vocabulary(pack))
    {'RON': 'MDL'}
    """
    home = words.home
    if home is None:
        return {}
    seen: dict[str, int] = {}
    for hit in words.context.find(reading.folded):
        for key in hit.keys:
            if key.startswith("local:"):
                seen[key[6:]] = seen.get(key[6:], 0) + 1
    for code in sorted(seen):
        if seen[code] >= _ENOUGH:
            return {home: code}
    old = REDENOMINATED.get(home)
    years = [int(year.group()) for year in _YEAR.finditer(reading.folded)]
    return {home: old[0]} if old and years and max(years) <= old[1] else {}
