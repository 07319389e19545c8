"""Language packs: one TOML file a language, words as data, checked on load.

Finders never see words, only the classes that a pack maps them to, so one finder serves every
language. A fault in a pack stops the load and names file, key and reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from pydantic import ConfigDict, Field, ValidationError

from extractors.data import QUALIFIERS, UNITS
from extractors.errors import PackError
from extractors.lexicon import PhraseMatcher, fold
from extractors.sections import (
    CUES,
    LABELS,
    ORGANISATION_KINDS,
    TARGET_FRAMES,
    DatesSection,
    Forms,
    LayoutSection,
    NumbersSection,
    PackInfo,
    PartnersSection,
    ProjectsSection,
    Section,
    TargetsSection,
)


class LanguagePack(Section):
    """All words of one language, by class; the matchers are compiled once, at first use."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    pack: PackInfo
    labels: dict[str, Forms] = Field(default={})
    cues: dict[str, Forms] = Field(default={})
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
    def abbreviations(self) -> frozenset[str]:
        """Folded words whose dot does not end a sentence, without that dot."""
        return frozenset(fold(form).rstrip(".") for form in self.layout.abbreviations)

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


_TARGET_TABLES: Mapping[str, tuple[str, ...]] = {
    "nouns": UNITS,
    "compounds": UNITS,
    "qualifiers": QUALIFIERS,
    "qualifiers_after": QUALIFIERS,
    "frames": tuple(TARGET_FRAMES),
}


def _faults(pack: LanguagePack) -> Iterator[str]:
    for table, allowed in _TARGET_TABLES.items():
        for key in getattr(pack.targets, table):
            if key not in allowed:
                yield f"targets.{table}.{key}: unknown; known are {', '.join(allowed)}"
    for table_name in ("heads", "bodies"):
        for key in getattr(pack.partners, table_name):
            if key not in ORGANISATION_KINDS:
                yield f"partners.{table_name}.{key}: unknown kind; known are {', '.join(ORGANISATION_KINDS)}"
    for section, known in (("labels", LABELS), ("cues", CUES)):
        for key in getattr(pack, section):
            if key not in known:
                yield f"{section}.{key}: unknown class; known are {', '.join(known)}"
