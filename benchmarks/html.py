"""What of a page's facts and lines survives its way out of HTML, against the general extractors.

usage: python -m benchmarks.html GOLD.jsonl [GOLD.jsonl …]

Every annotated text is set as three pages: with semantic elements, with nested <div>s, and laid out by a table as
old sites are; menus, a cookie banner and a script around it. Counted: annotated evidence that stands whole on one
line; lines of the text that come out as lines of their own; pages into which the menu or the banner leaks; CPU
time. Peers, if they are installed: resiliparse, trafilatura.
"""

from __future__ import annotations

import html
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extractors.decode import normalise
from extractors.decode.html import page_text, parse

NOISE = "Zugriffszahlen", "Keksdose", "Spurensucher"  # words that no annotated text holds
_ITEM = re.compile(r"\s*[•*·●-]\s+(.*)")
Extract = Callable[[str], str | None]


def main() -> None:
    """Print one line an extractor."""
    gold = [json.loads(line) for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    pages = [(record, page) for record in gold for page in _pages(record["text"])]
    print(f"{len(pages)} pages\n{'extractor':26} evidence   lines   leaks   ms/page")
    for name, extract in _extractors().items():
        started = time.process_time()
        texts = [normalise(extract(page) or "") for _, page in pages]
        spent = 1000 * (time.process_time() - started) / len(pages)
        kept, asked, lines, all_lines, leaks = map(sum, zip(*map(_count, (r for r, _ in pages), texts), strict=True))
        print(f"{name:26} {kept / asked:8.1%} {lines / all_lines:7.1%} {leaks / len(pages):7.1%} {spent:9.2f}")


def _extractors() -> dict[str, Extract]:
    found: dict[str, Extract] = {"opis": lambda page: page_text(parse(page))}
    try:
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse"] = lambda page: str(extract_plain_text(page))
        found["resiliparse, main content"] = lambda page: str(extract_plain_text(page, main_content=True))
    except ImportError:
        print("resiliparse is not installed")
    try:
        import trafilatura

        found["trafilatura, recall"] = lambda page: trafilatura.extract(page, favor_recall=True)
    except ImportError:
        print("trafilatura is not installed")
    return found


def _count(record: dict[str, Any], text: str) -> tuple[int, int, int, int, int]:
    evidence = [normalise(fact["text"]) for kind in ("dates", "partners", "quantities") for fact in record[kind]]
    evidence = [fact for fact in evidence if "\n" not in fact and "\t" not in fact]
    own = [" ".join(line.split()) for line in normalise(record["text"]).split("\n") if line.strip()]
    own = [item[1] if (item := _ITEM.match(line)) else line for line in own]
    out = {" ".join(line.split()) for line in text.split("\n")}
    out |= {item[1] for line in out if (item := _ITEM.match(line))}
    flat = "\n".join(out)
    kept = sum(" ".join(fact.split()) in flat for fact in evidence)
    return kept, len(evidence), sum(line in out for line in own), len(own), any(word in text for word in NOISE)


def _pages(text: str) -> list[str]:
    menu = "".join(f"<li><a href='#'>{word}</a></li>" for word in ("Start", NOISE[0], "Kontakt"))
    banner = f"<div id='cookie-banner' class='cookie-notice'>{NOISE[1]} <button>OK</button></div>"
    script = f"<script>var hits = '{NOISE[2]}';</script>"
    body, title = _body(text), html.escape(text.split("\n")[0])
    head = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{script}</head>"
    return [
        f"{head}<header><nav><ul>{menu}</ul></nav></header>{banner}<main><article>{body}</article></main>",
        f"{head}<div id='main-menu'><ul>{menu}</ul></div><div><div class='content'>{body}</div></div>{banner}",
        f"{head}<body><table><tr><td class='menu'><ul>{menu}</ul></td><td>{body}</td></tr></table>{banner}",
    ]


def _body(text: str) -> str:
    """Lines as paragraphs, list items and table rows, as an editor of a web site would set them."""
    parts: list[str] = []
    for line in text.split("\n"):
        if "\t" in line:
            parts.append(
                "<table><tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in line.split("\t")) + "</tr></table>"
            )
        elif item := _ITEM.match(line):
            parts.append(f"<ul><li>{html.escape(item[1])}</li></ul>")
        elif line.strip():
            parts.append(f"<p>{html.escape(line)}</p>")
    return "\n".join(parts).replace("</ul>\n<ul>", "\n").replace("</table>\n<table>", "\n")


if __name__ == "__main__":
    main()
