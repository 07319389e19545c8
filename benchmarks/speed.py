"""Documents a second and core, end to end in one process and by stage, with peers in the same run.

    python -m benchmarks.speed [--documents 600] [--characters 2500]

Times are processor seconds of this process, best of three passes; peers are langdetect as shipped,
dateparser.search and a blank spaCy tokenizer over the same texts.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from benchmarks.corpus import texts
from benchmarks.machine import machine
from extractors.data import Document
from extractors.dates import find_dates, find_published
from extractors.decode import decode
from extractors.extract import extract
from extractors.language import identify
from extractors.packs import load_pack
from extractors.partners import find_partners
from extractors.projects import build_project
from extractors.reading import Reading, read
from extractors.targets import find_targets

PASSES = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--characters", type=int, default=2500)
    args = parser.parse_args(arguments)
    corpus = list(texts(args.documents, args.characters))
    whole = end_to_end(corpus)
    print(f"{len(corpus)} documents of {args.characters} characters, {machine()}\n")
    print("| stage | ms a document | documents a second and core | share of end to end |")
    print("|---|---|---|---|")
    for name, seconds in (("end to end", whole), *stages(corpus), *peers(corpus)):
        each = seconds / len(corpus)
        print(f"| {name} | {each * 1000:.2f} | {1 / each:,.0f} | {seconds / whole:.2f} |")
    print(f"\nPeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return 0


def best(work: Callable[[Any], object], items: Iterable[Any]) -> float:
    """Processor seconds of calling `work` on every item, the best of the passes."""
    kept = list(items)
    seconds = []
    for _ in range(PASSES):
        start = time.process_time()
        for item in kept:
            work(item)
        seconds.append(time.process_time() - start)
    return min(seconds)


def _document(text: str) -> Document:
    return Document("d", "d.txt", text)


def _decoded_and_extracted(data: bytes) -> None:
    for record in decode(data, "d.txt"):
        extract(_document(getattr(record, "text", "")))


def _dated(pair: tuple[Reading, date | None]) -> None:
    find_published(pair[0])
    find_dates(*pair)


def end_to_end(corpus: Sequence[tuple[str, str]]) -> float:
    """Bytes in, extraction out."""
    return best(_decoded_and_extracted, [text.encode() for _, text in corpus])


def stages(corpus: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    """Each stage on its own, fed with what the stages before it give."""
    readings = [read(text, load_pack(language)) for language, text in corpus]
    published = [find_published(reading) for reading in readings]
    dates = [find_dates(*pair) for pair in zip(readings, published, strict=True)]
    partners = [find_partners(reading) for reading in readings]
    spans = [[(mention.start, mention.end) for mention in found] for found in dates]
    targets = [find_targets(*pair) for pair in zip(readings, spans, strict=True)]
    given = (readings, [_document(text) for _, text in corpus], dates, partners, targets)
    return [
        ("decode", best(lambda data: list(decode(data, "d.txt")), [text.encode() for _, text in corpus])),
        ("language", best(identify, [text for _, text in corpus])),
        ("layout", best(lambda pair: read(pair[1], load_pack(pair[0])), corpus)),
        ("dates", best(_dated, zip(readings, published, strict=True))),
        ("partners", best(find_partners, readings)),
        ("targets", best(lambda pair: find_targets(*pair), zip(readings, spans, strict=True))),
        ("project", best(lambda row: build_project(*row), zip(*given, strict=True))),
    ]  # fmt: skip


def peers(corpus: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    """Libraries of the field on the same texts; the slow ones on fewer, scaled up."""
    import spacy
    from dateparser.search import search_dates
    from langdetect import DetectorFactory, detect

    DetectorFactory.seed = 0
    few = corpus[:30]
    tokenizers = {language: spacy.blank(language) for language, _ in corpus[:3]}
    scale = len(corpus) / len(few)
    return [
        ("peer: langdetect as shipped", scale * best(detect, [text for _, text in few])),
        ("peer: dateparser.search", scale * best(lambda p: search_dates(p[1], languages=[p[0]]), few[:6]) * 5),
        ("peer: blank spaCy tokenizer", best(lambda p: tokenizers[p[0]].make_doc(p[1]), corpus)),
    ]


if __name__ == "__main__":
    sys.exit(main())
