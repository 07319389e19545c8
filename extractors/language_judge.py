"""Weighs all evidence about lines of text: small words, letters, stems, py3langid, in doubt langdetect."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.data import LanguageGuess
from extractors.language_evidence import (
    Script,
    count_hits,
    ending_evidence,
    letter_evidence,
    letters_by_script,
    load,
    script_of,
    split_words,
    stem_evidence,
)
from extractors.language_models import langdetect_scores, py3langid_scores

UNDECIDED = "und"
NO_GUESS = LanguageGuess(UNDECIDED, 0.0)

# Weights in units of log-probability, fitted on sentences of 18 languages, checked on others (benchmarks/language.py).
_MODEL_WEIGHT = 1.6  # of py3langid, whose scores are scaled down with length
_WORD_WEIGHT = 2.0  # of a small word
_LETTER_WEIGHT = 0.8  # of a word with telling letters
_STEM_WEIGHT = 1.6  # of a word with a telling stem
_ENDING_WEIGHT = 3.0  # of a word with a telling ending
_RARE_WEIGHT = 1.0  # against a language that short texts are wrongly taken for
_DECLARED_WEIGHT = 2.0  # of the declared language: tips a balance, does not outweigh a text
_LANGDETECT_WEIGHT = 0.2  # where there is doubt it errs more often than the rest: it tips a balance
_SAMPLE = 240  # characters for the models: more costs time and changes no answer
_PROSE = 40  # letters a line of prose has; menus and labels are shorter
_IN_DISPUTE = 6.0  # behind the best score by more than this, a language is out of the dispute
_SURE = 0.9  # below it langdetect is asked as well
_LANGDETECT_FLOOR = 0.05  # langdetect is often sure and wrong
_ABSTAIN = 0.5  # below it, counting close languages together, the answer is `und`
_FOREIGN = 1.5  # lead of a language outside Europe over all inside, from which the answer is `und`


@dataclass
class Line:
    """A line (its end includes the line break) and its words."""

    start: int
    end: int
    words: list[str]

    @cached_property
    def letters(self) -> Mapping[Script, int]:
        """Letters by script."""
        return letters_by_script(self.words)

    @property
    def script(self) -> Script | None:
        """The script most letters are in; None without letters."""
        return _largest(self.letters)


def read_lines(text: str) -> list[Line]:
    r"""The lines of a text, in order and without gaps.

    >>> [(line.start, line.end, line.script) for line in read_lines("Проект\n\n2020")]
    [(0, 7, 'cyrillic'), (7, 8, None), (8, 12, None)]
    """
    lines, start = [], 0
    for raw, words in zip(text.split("\n"), split_words(text), strict=True):
        end = min(start + len(raw) + 1, len(text))
        if end > start:
            lines.append(Line(start, end, words))
        start = end
    return lines


def main_script(lines: Iterable[Line]) -> Script | None:
    """The script most letters of some lines are in; None without letters."""
    total: dict[Script, int] = {}
    for line in lines:
        for script, number in line.letters.items():
            total[script] = total.get(script, 0) + number
    return _largest(total)


def _largest(letters: Mapping[Script, int]) -> Script | None:
    if not letters:
        return None
    scripts: list[Script] = sorted(letters)  # a tie goes to the first by name
    return max(scripts, key=lambda script: letters[script])


def judge(lines: Sequence[Line], script: Script, declared: str | None = None) -> LanguageGuess:
    """The language of the words of `script` in some lines, or `und`.

    >>> judge(read_lines("Proiectul se derulează în parteneriat cu trei școli."), "latin").language
    'ro'
    """
    words = _words(lines, script)
    if not words or script not in load().scripts:
        return NO_GUESS
    sample = _sample(lines, words, script)
    scores = _scores(words, sample, script)
    if not scores:
        return NO_GUESS
    if declared in scores:
        scores[declared] += _DECLARED_WEIGHT
    scores = _disputed(scores)
    best, confidence = _best(scores)
    if confidence < _SURE:
        scores = _with_langdetect(scores, sample, script)
        best, confidence = _best(scores)
    if _with_close(scores, best) < _ABSTAIN:
        return NO_GUESS
    return LanguageGuess(best, round(confidence, 2))


def _words(lines: Iterable[Line], script: Script) -> list[str]:
    words: list[str] = []
    for line in lines:
        if script in line.letters:
            single = len(line.letters) == 1
            words += line.words if single else [word for word in line.words if script_of(word) == script]
    return words


def _sample(lines: Sequence[Line], words: Sequence[str], script: Script) -> str:
    """Up to `_SAMPLE` characters of the lines' prose: from its beginning, middle and end, cut at words."""
    prose = _words([line for line in lines if line.letters.get(script, 0) >= _PROSE], script)
    text = " ".join(prose or words)
    if len(text) <= _SAMPLE:
        return text
    size = _SAMPLE // 3
    middle, last = (len(text) - size) // 2, len(text) - size
    return " ".join(_whole_words(text, start, start + size) for start in (0, middle, last))


def _whole_words(text: str, start: int, end: int) -> str:
    first = text.find(" ", start) + 1 if start else 0
    last = text.rfind(" ", first, end + 1) if end < len(text) else end
    return text[first:last] if first < last else text[start:end]


def _scores(words: Sequence[str], sample: str, script: Script) -> dict[str, float]:
    """Log-scores of the languages of a script; none if a language outside Europe fits far better."""
    models, foreign = py3langid_scores(sample, script)
    hits, letters, rare = count_hits(words), letter_evidence(words, script), load().rare
    scores = {
        language: _MODEL_WEIGHT * models[language]
        + _WORD_WEIGHT * hits[language]
        + _LETTER_WEIGHT * letters[language]
        - _RARE_WEIGHT * (language in rare)
        for language in load().scripts[script]
    }
    if _MODEL_WEIGHT * foreign - max(scores.values()) > _FOREIGN:
        return {}
    return _among_close(scores, words)


def _among_close(scores: dict[str, float], words: Sequence[str]) -> dict[str, float]:
    """The scores after stems and endings, where languages that these tell apart are in dispute."""
    disputed, evidence = _disputed(scores), load()
    if len(evidence.stem_languages & disputed.keys()) > 1:
        stems = stem_evidence(words)
        scores = {language: score + _STEM_WEIGHT * stems[language] for language, score in scores.items()}
    if len(evidence.ending_languages & disputed.keys()) > 1:
        endings = ending_evidence(words)
        scores = {language: score + _ENDING_WEIGHT * endings[language] for language, score in scores.items()}
    return scores


def _disputed(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values())
    return {language: score for language, score in scores.items() if top - score < _IN_DISPUTE}


def _best(scores: Mapping[str, float]) -> tuple[str, float]:
    best = max(sorted(scores), key=scores.__getitem__)
    return best, _probabilities(scores)[best]


def _probabilities(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values())
    weights = {language: math.exp(score - top) for language, score in scores.items()}
    total = math.fsum(weights.values())
    return {language: weight / total for language, weight in weights.items()}


def _with_close(scores: Mapping[str, float], best: str) -> float:
    """Probability of a language and those close to it: doubt among these is no reason to abstain."""
    close = load().close
    likely = _probabilities(scores)
    return math.fsum(likely[other] for other in sorted(likely) if other == best or (best, other) in close)


def _with_langdetect(scores: dict[str, float], sample: str, script: Script) -> dict[str, float]:
    """The scores after langdetect has spoken on the languages in dispute that it has a profile of."""
    if sample.isascii() and load().unlike & scores.keys():
        return scores
    opinion = langdetect_scores(sample, script, scores.keys())
    # A language without a profile is neither for nor against: it gets the middle of what is to be had.
    neutral = math.log(_LANGDETECT_FLOOR) / 2 if opinion else 0.0
    shift = {language: math.log(max(value, _LANGDETECT_FLOOR)) for language, value in opinion.items()}
    return {language: score + _LANGDETECT_WEIGHT * shift.get(language, neutral) for language, score in scores.items()}
