"""Descriptions to measure with: the shipped samples' paragraphs, shuffled into documents of a given length.

    python -m benchmarks.corpus FOLDER --documents 20000 [--characters 2500]

writes FOLDER/00/0000001.txt … in UTF-8. Documents differ from one another (paragraphs, order and digits are
drawn with a fixed seed), so that duplicate detection and caches do not flatter the figures.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from extractors.data import Document
from flows.sources import discover, read

SAMPLES = Path(__file__).parent.parent / "raw"
LANGUAGES = ("bg", "ro", "cs")
SEED = 20100301


@cache
def sample_paragraphs() -> dict[str, tuple[str, ...]]:
    """The lines of the shipped samples, by language."""
    from extractors.language import identify

    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for item in discover(SAMPLES):
        for document in read(item) if hasattr(item, "path") else ():
            if isinstance(document, Document):
                language = identify(document.text).whole.language
                if language in found:
                    found[language] += [line for line in document.text.splitlines() if line.strip()]
    return {language: tuple(lines) for language, lines in found.items()}


def texts(count: int, characters: int = 2500) -> Iterator[tuple[str, str]]:
    """`count` pairs of language and text of about `characters` code points, the languages in turn."""
    draw = random.Random(SEED)
    for number in range(count):
        language = LANGUAGES[number % len(LANGUAGES)]
        lines = sample_paragraphs()[language]
        parts: list[str] = []
        while sum(map(len, parts)) + len(parts) < characters:
            parts.append(draw.choice(lines))
        text = "\n".join(parts)[:characters]
        yield language, re.sub(r"(?<=\d)[1-9](?=\d)", lambda _: str(draw.randint(1, 9)), text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--characters", type=int, default=2500)
    args = parser.parse_args(arguments)
    for number, (_, text) in enumerate(texts(args.documents, args.characters)):
        path = args.folder / f"{number // 1000:02d}" / f"{number:07d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
