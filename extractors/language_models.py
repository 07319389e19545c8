"""The two statistical identifiers behind `extractors.language`: py3langid and langdetect.

Both load on first use, once a process, and give the same answer each time: langdetect draws n-grams at
random, so it gets a factory of its own with a fixed seed, and profiles of one script in sorted order.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.language_evidence import Script, load

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory
    from py3langid.langid import LanguageIdentifier

_FLOOR = 1e-6  # of a probability: below it the models say no more than "no"
_SAME = {"nn": "no", "nb": "no"}  # both Norwegian spellings have the one code
_NEIGHBOURS_SHARE = 0.75
_SEED = 20  # any fixed number
_TRIALS = 3  # langdetect averages seven random walks; between few languages three do


def py3langid_scores(text: str, script: Script) -> tuple[dict[str, float], float]:
    """Log-probability (scaled by length) of the languages of a script, and of the best language outside them.

    >>> scores, outside = py3langid_scores("projekt podporuje mladé lidi v obcích", "latin")
    >>> max(scores, key=scores.get), max(scores.values()) > outside
    ('cs', True)
    """
    likely: dict[str, float] = {}
    for label, probability in _identifier().rank(text):
        language = _SAME.get(label, label)
        likely[language] = likely.get(language, 0.0) + float(probability)
    if script == "latin":  # it learnt Serbian from Cyrillic, and takes Latin Serbian for its neighbours
        likely["sr"] = max(likely["sr"], _NEIGHBOURS_SHARE * max(likely["hr"], likely["bs"]))
    candidates, known = load().scripts[script], load().languages
    outside = max(probability for language, probability in likely.items() if language not in known)
    scores = {language: math.log(max(likely[language], _FLOOR)) for language in candidates}
    return scores, math.log(max(outside, _FLOOR))


@cache
def _identifier() -> LanguageIdentifier:
    """py3langid cut down to the languages told here and those that foreign texts are in."""
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    wanted = load().languages | load().foreign | _SAME.keys()
    columns = [index for index, label in enumerate(full.nb_classes) if label in wanted]
    return LanguageIdentifier(
        # Single precision and row by row: as stored it would be converted, and gathered by column, at every text.
        np.ascontiguousarray(full.nb_ptc[:, columns], dtype=np.float32),
        full.nb_pc[columns],
        [full.nb_classes[index] for index in columns],
        full.tk_nextmove,
        full.tk_output,
        norm_probs=True,
        tk_row=full.tk_row,
    )


def langdetect_scores(text: str, script: Script, disputed: Collection[str]) -> dict[str, float]:
    """Probability of each language in dispute by langdetect, or nothing where it cannot tell.

    Languages without a profile are left out.

    >>> langdetect_scores("projektet støtter unge mennesker", "latin", ("da", "sv"))["da"] > 0.9
    True
    """
    from langdetect.lang_detect_exception import LangDetectException

    asked = sorted(profiles().intersection(disputed))
    if len(asked) < 2:
        return {}
    factory = _factory(tuple(sorted(profiles().intersection(load().scripts[script]))))
    detector: Any = factory.create()
    detector.n_trial = _TRIALS
    detector.set_prior_map(dict.fromkeys(asked, 1.0))
    detector.append(text)
    try:
        found = {guess.lang: float(guess.prob) for guess in detector.get_probabilities()}
    except LangDetectException:  # no n-gram of the text is in any profile
        return {}
    return {language: found.get(language, 0.0) for language in asked}


@cache
def profiles() -> frozenset[str]:
    """The languages that langdetect has a profile of.

    >>> "cs" in profiles(), "sr" in profiles()
    (True, False)
    """
    return frozenset(path.name for path in _profile_folder().iterdir() if path.is_file())


def _profile_folder() -> Path:
    from langdetect.detector_factory import PROFILES_DIRECTORY

    return Path(PROFILES_DIRECTORY)


@cache
def _factory(languages: tuple[str, ...]) -> DetectorFactory:
    from langdetect.detector_factory import DetectorFactory
    from langdetect.utils.lang_profile import LangProfile

    factory = DetectorFactory()
    factory.set_seed(_SEED)
    for index, language in enumerate(languages):
        profile = json.loads((_profile_folder() / language).read_text(encoding="utf-8"))
        factory.add_profile(LangProfile(**profile), index, len(languages))
    return factory
