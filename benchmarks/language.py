"""How well and how fast the language of a text is told, beside langdetect as shipped and py3langid alone.

    python benchmarks/language.py > benchmarks/language.md

Sentences of named-entity corpora (dev and test parts; the weights were fitted on train parts) are joined and cut
to a length; each text is also tried without diacritics and in capitals. Serbian is tried in both scripts
(the Cyrillic one transliterated). The corpora are not part of the repository.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SHARED = ROOT.parent / "shared"

from extractors import language_judge  # noqa: E402
from extractors.language import guess, identify  # noqa: E402
from extractors.language_evidence import load, plain  # noqa: E402
from extractors.language_models import langdetect_scores  # noqa: E402

LENGTHS = (25, 50, 100, 400)
TEXTS = 40  # of each language, length and variant
# Tweets, newspapers read by machine, and mere titles say more about the corpus than about the language.
LEFT_OUT = {"btc", "europeana", "wikiann"}
TWINS = {"bs": "hr", "sr": "hr"}  # langdetect has no profile of Bosnian and Serbian
DIGRAPHS = {"lj": "љ", "nj": "њ", "dž": "џ"}
CYRILLIC = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")
Teller = Callable[[str], str]


def bare(text: str) -> str:
    """The text typed without diacritics; Cyrillic stays."""
    return "".join(letter if "Ѐ" <= letter <= "ӿ" else plain(letter) for letter in text.lower())


VARIANTS: dict[str, Callable[[str], str]] = {"as written": str, "no diacritics": bare, "ALL CAPS": str.upper}


def corpora() -> dict[str, list[str]]:
    """Sentences by language, and by script where there are two."""
    sentences: dict[str, list[str]] = defaultdict(list)
    for path in sorted((SHARED / "ner").glob("*.jsonl.gz")):
        language, corpus, split = path.name.split(".")[:3]
        if corpus not in LEFT_OUT and split != "train":
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                sentences[language] += [re.sub(r"http\S+", "", json.loads(line)["text"]).strip() for line in lines]
    sentences["sr-Cyrl"] = [to_cyrillic(text) for text in sentences["sr"]]
    return dict(sorted(sentences.items()))


def to_cyrillic(text: str) -> str:
    """Serbian in Cyrillic, in lower case."""
    text = text.lower()
    for latin, letter in DIGRAPHS.items():
        text = text.replace(latin, letter)
    return text.translate(CYRILLIC)


def cut(sentences: list[str], length: int) -> Iterator[str]:
    """Joined sentences of `length` characters, spread over the corpus."""
    step = max(1, len(sentences) // TEXTS)
    for start in range(0, step * TEXTS, step):
        text, index = "", start
        while len(text) < length:
            text = f"{text} {sentences[index % len(sentences)]}".strip()
            index += 1
        yield text[:length]


def langdetect_as_shipped() -> Teller:
    """All its profiles, its own way of calling it, only the seed fixed."""
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def tell(text: str) -> str:
        try:
            return str(detect(text))
        except LangDetectException:
            return "und"

    return tell


def py3langid_alone() -> Teller:
    """Restricted to the languages of Opis."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(load().languages))
    return lambda text: str(identifier.classify(text.lower())[0])


def compare(sentences: dict[str, list[str]], tellers: dict[str, Teller]) -> dict[tuple[str, ...], Counter[str]]:
    """Counts of right, twin (bs, hr, sr for one another), und and wrong, by teller, variant, length, language."""
    results: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name, language in ((name, name.partition("-")[0]) for name in sentences):
        for length in LENGTHS:
            for text in cut(sentences[name], length):
                for variant, change in VARIANTS.items():
                    for teller, tell in tellers.items():
                        results[teller, variant, str(length), name][outcome(tell(change(text)), language)] += 1
    return results


def outcome(found: str, language: str) -> str:
    """The text is told right, as its twin, not, or wrong."""
    if found == language:
        return "right"
    if found == "und":
        return "und"
    return "twin" if TWINS.get(found, found) == TWINS.get(language, language) else "wrong"


def total(results: dict[tuple[str, ...], Counter[str]], *key: str) -> Counter[str]:
    """The counts of all results whose key has these parts."""
    chosen = (counts for full, counts in results.items() if all(part in full for part in key))
    return sum(chosen, Counter())


def percent(counts: Counter[str], *kinds: str) -> str:
    """Share of some outcomes."""
    return f"{100 * sum(counts[kind] for kind in kinds) / max(1, counts.total()):.1f}"


def print_accuracy(results: dict[tuple[str, ...], Counter[str]], tellers: dict[str, Teller]) -> None:
    """Outcomes by length and variant."""
    print("\n## By length\n\nPercent of texts; “twins” are bs, hr and sr taken for one another.\n")
    print("| letters | variant | " + " | ".join(f"{t}: right | twins | und | wrong" for t in tellers) + " |")
    print("|" + "---|" * (2 + 4 * len(tellers)))
    for length in map(str, LENGTHS):
        for variant in VARIANTS:
            cells = [
                percent(total(results, teller, variant, length), kind)
                for teller in tellers
                for kind in ("right", "twin", "und", "wrong")
            ]
            print(f"| {length} | {variant} | " + " | ".join(cells) + " |")


def print_languages(results: dict[tuple[str, ...], Counter[str]]) -> None:
    """Outcomes of Opis by language."""
    columns = [(variant, str(length)) for length in LENGTHS for variant in ("as written", "no diacritics")]
    print("\n## Opis by language\n\nPercent right (wrong, twins included), the rest undecided.\n")
    print("| | " + " | ".join(f"{length} {variant}" for variant, length in columns) + " |")
    print("|" + "---|" * (1 + len(columns)))
    for name in sorted({key[3] for key in results}):
        counts = [results["Opis", variant, length, name] for variant, length in columns]
        print(
            f"| {name} | " + " | ".join(f"{percent(c, 'right')} ({percent(c, 'wrong', 'twin')})" for c in counts) + " |"
        )


def print_confidence(sentences: dict[str, list[str]]) -> None:
    """How often Opis is right at a confidence."""
    bins: dict[float, Counter[str]] = defaultdict(Counter)
    for name in sentences:
        for text in (text for length in LENGTHS for text in cut(sentences[name], length)):
            found = guess(text)
            edge = max(e for e in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99) if e <= found.confidence)
            bins[edge][outcome(found.language, name.partition("-")[0])] += 1
    print("\n## Confidence\n\n| from | texts | right % |\n|---|---|---|")
    for edge in sorted(bins):
        print(f"| {edge} | {bins[edge].total()} | {percent(bins[edge], 'right')} |")


def documents() -> list[dict[str, str]]:
    """The annotated descriptions."""
    paths = sorted(path for part in ("dev", "train") for path in (SHARED / "gold" / part).glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def print_documents(gold: list[dict[str, str]], tellers: dict[str, Teller]) -> None:
    """Errors on whole descriptions."""
    print(f"\n## Whole descriptions\n\nWrong of {len(gold)} annotated descriptions of 18 languages.\n")
    print("| variant | " + " | ".join(tellers) + " |\n|" + "---|" * (1 + len(tellers)))
    for variant, change in VARIANTS.items():
        texts = [(change(document["text"]), document["language"]) for document in gold]
        wrong = [sum(tell(text) != language for text, language in texts) for tell in tellers.values()]
        print(f"| {variant} | " + " | ".join(map(str, wrong)) + " |")


def print_speed(gold: list[dict[str, str]], tellers: dict[str, Teller]) -> None:
    """Time a document, and how often langdetect is asked."""
    texts = [("\n".join([document["text"]] * 6))[:2500] for document in gold][::4]
    with patch.object(language_judge, "langdetect_scores", wraps=langdetect_scores) as watched:
        for text in texts:
            identify(text)
    asked = watched.call_count
    print(f"\n## Speed\n\nDocuments of 2,500 characters; langdetect was asked in {asked} of {len(texts)}.\n")
    print("| | ms of processor time a document (median) |\n|---|---|")
    for name, tell in {"Opis (with passages)": tellers["Opis"], **tellers}.items():
        if name == "Opis":
            continue
        print(f"| {name} | {median_ms(tell, texts):.2f} |")
    print(f"| 100,000 steps of a bare Python loop, for scale | {median_ms(lambda _: loop(), texts[:9]):.2f} |")


def loop() -> str:
    """A yardstick of the machine."""
    number = 0
    for step in range(100_000):
        number += step
    return str(number)


def median_ms(tell: Teller, texts: list[str]) -> float:
    """Median over the texts of the best of three processor times: other work on the machine counts little."""
    best = []
    for text in texts:
        times = []
        for _ in range(3):
            start = time.process_time()
            tell(text)
            times.append(time.process_time() - start)
        best.append(min(times))
    return 1000 * sorted(best)[len(best) // 2]


def main() -> None:
    """Measure all and print Markdown."""
    if not (SHARED / "ner").is_dir() or not (SHARED / "gold").is_dir():
        sys.exit("benchmarks/language.py: the corpora ../shared/ner and ../shared/gold are not here; nothing measured")
    tellers = {
        "Opis": lambda text: guess(text).language,
        "langdetect": langdetect_as_shipped(),
        "py3langid": py3langid_alone(),
    }
    for tell in tellers.values():
        tell("проект"), tell("projekt podporuje mladé lidi")  # load before the clock runs
    sentences, gold = corpora(), documents()
    print("# Language identification\n")
    print(f"`python benchmarks/language.py`, {date.today()}, {os.cpu_count()} cores ({platform.machine()}),", end=" ")
    print(
        f"Python {platform.python_version()}, other work on the machine. {len(sentences)} languages and scripts,",
        end=" ",
    )
    print(
        f"{TEXTS} texts each a length. langdetect 1.0.9 as shipped with a fixed seed; py3langid restricted to", end=" "
    )
    print(f"the {len(load().languages)} languages of Opis, on lower case.")
    print_documents(gold, tellers)
    print_speed(gold, tellers)
    results = compare(sentences, tellers)
    print_accuracy(results, tellers)
    print_languages(results)
    print_confidence(sentences)


if __name__ == "__main__":
    main()
