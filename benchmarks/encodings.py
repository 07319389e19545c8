"""How often a text is read right again after it was written in a legacy encoding or read with a wrong one.

usage: python -m benchmarks.encodings [--gold FOLDER]

Texts are the UTF-8 samples under raw/; with --gold also those of annotated files (*.jsonl) below the folder. Each is
cut at 200 and 1,000 characters and whole, and written in every encoding its language was written in. Right is
the same text after normalisation, whatever the encoding is called. Peers: charset-normalizer for encodings, ftfy for
mojibake, both as shipped.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import charset_normalizer
import ftfy

from extractors.decode import normalise
from extractors.decode.encodings import to_text
from extractors.decode.mojibake import repair
from extractors.errors import InputError

RAW = Path(__file__).parent.parent / "raw"
CYRILLIC = ("windows-1251", "koi8-r", "iso-8859-5", "mac-cyrillic")
CENTRAL = ("windows-1250", "iso-8859-2")
ENCODINGS = {
    **dict.fromkeys(("bg", "mk", "uk"), CYRILLIC),
    **dict.fromkeys(("cs", "sk", "pl", "hu", "sl", "hr"), CENTRAL),
    "ro": (*CENTRAL, "iso-8859-16"),
    **dict.fromkeys(("de", "en", "es", "fr", "it", "pt"), ("windows-1252",)),
    "el": ("windows-1253", "iso-8859-7"),
}
MISREAD = ("latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250")
CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")
Text = tuple[str, str]


def main() -> None:
    """Print one line an encoding, and one a kind of mojibake."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path)
    texts = list(_texts(parser.parse_args().gold))
    print(f"{len(texts)} texts\n\nencoding       chars   texts   opis       ms   charset-normalizer       ms")
    for encoding in dict.fromkeys(name for names in ENCODINGS.values() for name in names):
        for size in (200, 1_000, 10**9):
            cases = list(_cases(texts, encoding, size))
            mine, peer = _score(cases, _opis), _score(cases, _peer)
            shown = "all" if size > 10**6 else size
            scores = f"{mine[0]:7.1%} {mine[1]:7.2f} {peer[0]:16.1%} {peer[1]:12.2f}"
            print(f"{encoding:13} {shown:>6} {len(cases):>7} {scores}")
    print("\nUTF-8 read as           texts   opis    ftfy")
    for codec in MISREAD:
        cases = [(text.encode().decode(codec), text) for _, text in texts if not text.isascii()]
        ours, peers = (sum(fix(bad) == text for bad, text in cases) / len(cases) for fix in (repair, _ftfy))
        print(f"{codec:22} {len(cases):>6} {ours:6.1%} {peers:7.1%}")
    touched = sum(repair(text) != text for _, text in texts)
    print(f"sound texts changed: {touched} of {len(texts)}")


def _texts(gold: Path | None) -> Iterator[Text]:
    for path in sorted(RAW.glob("??/*.txt")):
        if path.stem == "ro-020":  # the sample of mojibake
            continue
        try:
            yield path.parent.name, path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
    for path in sorted(gold.rglob("*.jsonl")) if gold else ():
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield record["language"], record["text"]


def _cases(texts: list[Text], encoding: str, size: int) -> Iterator[tuple[bytes, str]]:
    """Bytes and the text they stand for; letters that an encoding lacks are left out of both."""
    for language, text in texts:
        if encoding in ENCODINGS.get(language, ()):
            data = (text.translate(CEDILLAS) if encoding in CENTRAL else text)[:size].encode(encoding, "ignore")
            if not data.isascii():
                yield data, normalise(data.decode(encoding))


def _score(cases: list[tuple[bytes, str]], read: Callable[[bytes], str]) -> tuple[float, float]:
    started = time.process_time()
    outputs = [read(data) for data, _ in cases]
    spent = time.process_time() - started
    right = sum(normalise(output) == text for output, (_, text) in zip(outputs, cases, strict=True))
    return right / max(1, len(cases)), 1000 * spent / max(1, len(cases))


def _opis(data: bytes) -> str:
    try:
        return to_text(data, "a text")[0]
    except InputError:
        return ""


def _peer(data: bytes) -> str:
    return str(charset_normalizer.from_bytes(data).best() or "")


def _ftfy(text: str) -> str:
    return ftfy.fix_encoding(text)


if __name__ == "__main__":
    main()
