"""Language packs: one TOML file a language, words as data, checked on load.

Finders never see words, only the classes that a pack maps them to, so one finder serves every
language. A fault in a pack stops the load and names file, key and reason.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from extractors.errors import PackError
from extractors.lexicon import PhraseMatcher, fold

# What a label (a heading, a field's name, a table's column) announces.
LABELS: Mapping[str, str] = {
    "period": "when the project runs, as a span",
    "start": "when the project starts",
    "end": "when the project ends",
    "duration": "how long the project lasts",
    "published": "when the page was published or updated",
    "event": "when and where something takes place, or news",
    "programme": "the funding programme, fund, call or priority",
    "identifier": "the number of the project or contract",
    "title": "the project's name",
    "coordinator": "the lead, applicant or beneficiary",
    "partners": "organisations that take part",
    "funder": "who pays: managing authority, donor, contracting authority",
    "implementer": "who carries the project out",
    "contractor": "suppliers and builders",
    "people": "persons: team, manager, contact person",
    "budget": "money of the project",
    "objectives": "what is aimed at",
    "activities": "what is planned or done",
    "results": "what was achieved or is expected",
    "expected": "expected results, indicators with goal values, planned outputs",
    "achieved": "results reached so far",
    "target_group": "whom the project serves",
    "context": "the need, the situation before, statistics",
    "contact": "addresses, telephones",
    "place": "where it takes place",
    "menu": "navigation and other boilerplate",
}

# What a cue in running text tells; finders weigh the classes before and after a mention.
CUES: Mapping[str, str] = {
    "project": "the project itself",
    "start": "the project begins",
    "end": "the project ends",
    "runs": "the project runs, lasts, is carried out",
    "deadline": "a term, a call closes",
    "event": "something happens: meeting, visit, signing, opening",
    "publication": "published, updated, posted",
    "reference": "as of, according to data, founded, law",
    "programme": "programme, operational programme, call",
    "planned": "future or intention: will, is to, aims at, planned",
    "achieved": "past or perfect: were trained, took part, was built",
    "statistic": "describes the situation: unemployment, inhabitants, share of",
    "money": "cost, value, grant, budget",
    "lasting": "duration, length of",
    "partner": "together with, in partnership with",
    "lead": "coordinator, lead partner, applicant",
    "funder": "financed by, grant from",
    "implementer": "carried out by, realised by",
    "contractor": "built or supplied by",
    "we": "the author of the page speaks of itself",
}

_Words = dict[str, list[str]]


def _one_script(words: list[str]) -> list[str]:
    for word in words:
        scripts = {unicodedata.name(c, "?").split()[0] for token in re.findall(r"[^\W\d_]+", word) for c in token}
        for token in re.findall(r"[^\W\d_]+", word):
            found = {unicodedata.name(c, "?").split()[0] for c in token} & {"LATIN", "CYRILLIC", "GREEK"}
            if len(found) > 1:
                raise ValueError(f"{word!r} mixes {' and '.join(sorted(found))}")
        del scripts
    folded = [" ".join(fold(word).split()) for word in words]
    for word in folded:
        if not word or folded.count(word) > 1:
            raise ValueError(f"{word!r} is empty or stands there twice (case and diacritics do not matter)")
    return words


Forms = Annotated[list[str], AfterValidator(_one_script)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackInfo(_Section):
    """`[pack]`: what the pack is for and where its words come from."""

    language: str = Field(pattern=r"^[a-z]{2}$")
    name: str
    script: str = Field(pattern=r"^(Latn|Cyrl|Grek)$")
    country: str = Field(pattern=r"^[A-Z]{2}$")
    sources: list[str] = Field(min_length=1)


class DatesSection(_Section):
    """`[dates]`: words of calendar expressions."""


class NumbersSection(_Section):
    """`[numbers]`: number words and how digits are written."""


class PartnersSection(_Section):
    """`[partners]`: how organisations are named."""


class TargetsSection(_Section):
    """`[targets]`: units, counted nouns, qualifiers."""


class ProjectsSection(_Section):
    """`[projects]`: titles, identifiers, programmes."""


class LayoutSection(_Section):
    """`[layout]`: abbreviations that end in a dot without ending the sentence."""

    abbreviations: Forms = []


class LanguagePack(_Section):
    """All words of one language, by class; the matchers are compiled once, at first use."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    pack: PackInfo
    labels: dict[str, Forms] = {}
    cues: dict[str, Forms] = {}
    layout: LayoutSection = LayoutSection()
    dates: DatesSection = DatesSection()
    numbers: NumbersSection = NumbersSection()
    partners: PartnersSection = PartnersSection()
    targets: TargetsSection = TargetsSection()
    projects: ProjectsSection = ProjectsSection()

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self.pack.language

    @cached_property
    def label_matcher(self) -> PhraseMatcher:
        """Finds label phrases; keys are the classes of `LABELS`."""
        return PhraseMatcher(self.labels)

    @cached_property
    def cue_matcher(self) -> PhraseMatcher:
        """Finds cue phrases; keys are the classes of `CUES`."""
        return PhraseMatcher(self.cues)


@cache
def available() -> tuple[str, ...]:
    """Codes of the languages that have a pack, sorted."""
    folder = resources.files("extractors") / "languages"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def load_pack(language: str) -> LanguagePack:
    """The pack of a language; for a language without one, a pack of no words of its own.

    >>> load_pack("bg").pack.name
    'Bulgarian'
    >>> load_pack("xx").labels
    {}
    """
    if language not in available():
        return LanguagePack(
            pack=PackInfo(
                language=language if re.fullmatch("[a-z]{2}", language) else "zz",
                name="no pack", script="Latn", country="ZZ", sources=["none"],
            )
        )  # fmt: skip
    text = (resources.files("extractors") / "languages" / f"{language}.toml").read_text(encoding="utf-8")
    return parse_pack(text, f"{language}.toml")


def read_pack(path: Path) -> LanguagePack:
    """The pack in one file. Raises PackError naming file, key and reason."""
    return parse_pack(path.read_text(encoding="utf-8"), path.name)


def parse_pack(text: str, name: str) -> LanguagePack:
    """The pack in a TOML text; `name` is the file to name in errors.

    >>> parse_pack("[pack]\\nlanguage = 'x'", "x.toml")
    Traceback (most recent call last):
    extractors.errors.PackError: x.toml: pack.language: String should match pattern '^[a-z]{2}$' (4 more faults)
    """
    try:
        pack = LanguagePack.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: not TOML: {error}") from error
    except ValidationError as error:
        raise PackError(f"{name}: {_first_fault(error)}") from error
    for fault in _faults(pack):
        raise PackError(f"{name}: {fault}")
    return pack


def _first_fault(error: ValidationError) -> str:
    faults = error.errors()
    where = ".".join(str(part) for part in faults[0]["loc"])
    more = f" ({len(faults) - 1} more faults)" if len(faults) > 1 else ""
    return f"{where}: {faults[0]['msg'].removeprefix('Value error, ')}{more}"


def _faults(pack: LanguagePack) -> Iterator[str]:
    for section, known in (("labels", LABELS), ("cues", CUES)):
        for key in getattr(pack, section):
            if key not in known:
                yield f"{section}.{key}: unknown class; known are {', '.join(known)}"


def pack_defaults(section: type[BaseModel]) -> dict[str, Any]:
    """The default of each key of a section, for documentation."""
    return {name: field.get_default(call_default_factory=True) for name, field in section.model_fields.items()}
