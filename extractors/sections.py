"""The sections of a language pack: which keys there are, what each means, and how its words are checked.

`packs.py` puts them together and loads the files; docs/adding-a-language.md walks through them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from extractors.lexicon import fold

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
    "will": "auxiliaries of the future: will, is going to",
    "was": "auxiliaries of the past and the perfect: was, has been",
    "is": "auxiliaries and possession in the present: is, are, has",
    "statistic": "describes the situation: unemployment, inhabitants, share of",
    "money": "cost, value, grant, budget",
    "lasting": "duration, length of",
    "partner": "together with, in partnership with",
    "lead": "coordinator, lead partner, applicant",
    "funder": "financed by, grant from",
    "implementer": "carried out by, realised by",
    "contractor": "built or supplied by",
    "we": "the author of the page speaks of itself",
    "outside": "an organisation that is only mentioned: visited, thanked, quoted, served",
}
# Words of nothing but Cyrillic, or nothing but Latin: nearly all, so that the letters of few need a look.
_PLAIN = re.compile(r"[\W\d_\u0400-\u04ff]*|[\W\d_a-zA-Z\u00c0-\u024f]*")


def _checked(words: list[str]) -> list[str]:
    """The words of a list, if none mixes scripts and none stands there twice."""
    for word in itertools.filterfalse(_PLAIN.fullmatch, words):
        for token in re.findall(r"[^\W\d_]+", word):
            found = {_alphabet(c) for c in token} & {"LATIN", "CYRILLIC", "GREEK"}
            if len(found) > 1:
                raise ValueError(f"{word!r} mixes {' and '.join(sorted(found))}")
    folded = [" ".join(fold(word).split()) for word in words]
    seen: set[str] = set()
    for word in folded:
        if not word or word in seen:
            raise ValueError(f"{word!r} is empty or stands there twice (case and diacritics do not matter)")
        seen.add(word)
    return words


@cache
def _alphabet(letter: str) -> str:
    """The alphabet of a letter, by its name in Unicode."""
    return unicodedata.name(letter, "?").split()[0]


# What sort of organisation a head noun opens.
ORGANISATION_KINDS: Mapping[str, str] = {
    "payer": "ministries, agencies, funds, embassies: bodies that give money",
    "public": "municipalities, schools, universities, museums and other public institutions",
    "civic": "associations, foundations, chambers, parishes",
    "firm": "companies",
}

Forms = Annotated[list[str], AfterValidator(_checked)]

# What a word before a number makes of the quantity.
TARGET_FRAMES: Mapping[str, str] = {
    "in": "the place or time of something else",
    "of": "the whole of a part, or an origin",
    "for": "whom or what something serves",
    "with": "what goes with something",
    "all": "known already: all, these, the, both, the remaining",
    "each": "a share of each",
}


_Number = Annotated[str, Field(pattern=r"^[1-9]\d?$")]
_Offset = Annotated[str, Field(pattern=r"^-?[0-3]$")]


class Section(BaseModel):
    """Base of all sections: no unknown keys, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PackInfo(Section):
    """`[pack]`: what the pack is for and where its words come from."""

    language: str = Field(pattern=r"^[a-z]{2}$")
    name: str
    script: str = Field(pattern=r"^(Latn|Cyrl|Grek)$")
    country: str = Field(pattern=r"^[A-Z]{2}$")
    sources: list[str] = Field(min_length=1)


class DatesSection(Section):
    """`[dates]`: words of calendar expressions, beside the names of months and weekdays that CLDR has.

    Relative words are keyed by their distance: "-1" is the one before, "0" this one, "1" the next.
    """

    months: dict[_Number, Forms] = {}  # 1…12: inflected forms and abbreviations
    weekdays: dict[_Number, Forms] = {}  # 1 (Monday) … 7: inflected forms and abbreviations
    weak: Forms = []  # of all these, the words that are a date only beside a day or a year, as "may" in English
    seasons: dict[Literal["spring", "summer", "autumn", "winter"], Forms] = {}
    ordinals: dict[_Number, Forms] = {}  # first … fourth, for quarters and half-years; first … tenth if months count
    decades: dict[_Number, Forms] = {}  # 10…90: "nineties"
    year: Forms = []  # the noun and its abbreviations, beside a number or a relative word
    month: Forms = []
    week: Forms = []
    quarter: Forms = []
    half_year: Forms = []
    century: Forms = []
    decade: Forms = []  # what follows or comes before the number of a decade
    school: Forms = []  # what makes a year a school year
    since: Forms = []  # opens a span: "from"
    until: Forms = []  # closes a span: "to", "until", "through"
    between: Forms = []  # opens a span that `joined` closes
    joined: Forms = []  # "and"
    of: Forms = []  # joins a part to its whole: "of", "in the"
    at: Forms = []  # prepositions and nouns before a point of time: "in", "on", "during", "date of"
    edges: Forms = []  # "end of", "beginning of", "middle of": they narrow nothing
    every: Forms = []  # what makes a weekday a habit: "every", "on"
    hours: Forms = []  # after a clock time: "h", "o'clock"
    numbering: Forms = []  # before numbers that are no dates: "No.", "law", "article", "page"
    counted: Forms = []  # after a number of four digits that is an amount: currencies, units, "persons"
    relative_days: dict[_Offset, Forms] = {}
    relative_months: dict[_Offset, Forms] = {}  # whole expressions: "inst."
    relative_years: dict[_Offset, Forms] = {}  # whole expressions, also adjectives before a month: "last year's"
    same_year: Forms = []  # "the same year"
    last: Forms = []  # adjectives before their noun: "last", "past"
    this: Forms = []
    next: Forms = []
    last_after: Forms = []  # adjectives after their noun
    this_after: Forms = []
    next_after: Forms = []
    ordinal_endings: Forms = []  # written after a number, with or without a hyphen
    decade_endings: Forms = []  # of them, those that make 80 the eighties


def _numbers_only(table: dict[str, list[str]]) -> dict[str, list[str]]:
    for key in table:
        if re.fullmatch(r"\d+(?:\.\d+)?", key) is None:
            raise ValueError(f"{key!r} is not a number")
    return table


NumberForms = Annotated[dict[str, Forms], AfterValidator(_numbers_only)]


class NumbersSection(Section):
    """`[numbers]`: number words and how digits are written. Tables go from a value to its forms."""

    words: NumberForms = {}
    """Words that stand for a value or add to a number, in all inflections: "7" = ["седем", "седмина"]."""
    about: NumberForms = {}
    """Words that stand for roughly a value: "20" = ["двайсетина"]."""
    multipliers: NumberForms = {}
    """Words and abbreviations that multiply the number before them: "1000" = ["хил.", "хиляди"]."""
    fractions: NumberForms = {}
    """Fractions before a noun: "0.5" = ["половин"]."""
    joiners: Forms = []
    """Words between the parts of a number: "и" in "двайсет и пет"."""
    links: Forms = []
    """Words between a number and a multiplier or a noun: "de" in "40 de mii de elevi"."""
    halves: Forms = []
    """Half, as in "two and a half"."""
    fused: list[str] = []
    """What stands between number words grown into one: "a" in "dvaadvacet"; "" where nothing does."""
    ones: Forms = []
    """Forms of one that are also the article or pronoun."""
    persons: Forms = []
    """Number words that count persons even alone: "двама"."""
    person_suffixes: Forms = []
    """Letters after digits and a hyphen that count persons: "32-ма"."""
    stems: NumberForms = {}
    """First parts of adjectives: "2" = ["дву"] in "двудневен"; number words serve as they are."""
    count_suffixes: Forms = []
    """Letters after digits and a hyphen that keep a number a count: "20-те"."""
    ordinal_suffixes: Forms = []
    """Letters after digits and a hyphen that make an ordinal: "3-ти"."""
    ordinal_dot: bool = False
    """Whether "4. ročník" is an ordinal."""
    range_words: Forms = []
    """Words between the ends of a range: "до", "až"."""
    range_opens: Forms = []
    """Words that may open a range: "от"."""
    between: Forms = []
    """Words that open a range whose ends a joiner parts: "между 50 и 75"."""


class PartnersSection(Section):
    """`[partners]`: how organisations are named. Tables of kinds have `ORGANISATION_KINDS` as keys."""

    heads: dict[str, Forms] = {}
    """Nouns that open an organisation's name, by kind: public = ["общин*", "училищ*"]."""
    bodies: dict[str, Forms] = {}
    """Names and acronyms of organisations that have no such noun, by kind: payer = ["ПУДООС"]."""
    legal_forms: Forms = []
    """Legal forms beyond those that are known everywhere."""
    descriptors: Forms = []
    """Nouns that introduce a name without being part of it: "фирма", "organizace"."""
    connectors: Forms = []
    """Small words inside names: "за", "на", "de", "pro"."""
    inner: Forms = []
    """Small words inside names, but only before another small word: "в", "от" in "деца в риск"."""
    links: Forms = []
    """Small words inside names, but only before a capital: "a", "al" in "Colegiul Național al Poștei"."""
    conjunctions: Forms = []
    """Words that join two names, or two words of one."""
    stops: Forms = []
    """Words that end a name."""
    verb_endings: Forms = []
    """Endings of verbs, which end a name: "ира", "uje"."""
    adjective_endings: Forms = []
    """Endings of what may stand before a head: "Аграрен университет"."""
    subunits: Forms = []
    """Parts of an organisation that follow its name after a comma: "Fakulta", "Filiala"."""
    acts: Forms = []
    """What the holder of a project does: "започна", "a lansat"; the organisation is the subject."""
    prepositions: Forms = []
    """A cue that ends in one of these speaks of what follows, never of what comes before."""
    places: Forms = []
    """Words before a place: "гр.", "din", "v"."""
    relatives: Forms = []
    """Words that open a clause in the middle of a list: "която"."""
    persons: Forms = []
    """Titles of people: "доц.", "Mgr."."""
    excluded: Forms = []
    """Programmes, funds and others that are no organisations, though they look like one."""
    nouns: dict[str, Forms] = {}
    """Names of countries by ISO 3166-1 code, inflected or short, beyond those of CLDR."""
    adjectives: dict[str, Forms] = {}
    """What comes from a country, by ISO 3166-1 code: "норвежк*"."""
    title_case: bool = False
    """Whether names are written With Capitals, so that a small word ends one."""
    genitive_names: bool = False
    """Whether a small noun may follow the head at once: "Ústav zoologie"."""
    genitive_endings: Forms = []
    """Endings of a case that only a part of a name can have: "Ministerul Culturii și Cultelor"."""


class TargetsSection(Section):
    """`[targets]`: units, counted nouns, qualifiers. Tables of units have the units of `data.UNITS` as keys."""

    qualifiers: dict[str, Forms] = {}
    """Words right before a number, by qualifier: at_least = ["поне"]."""
    qualifiers_after: dict[str, Forms] = {}
    """Words right after a number: at_least = ["и повече"]."""
    totals: Forms = []
    """Words before a number that change nothing: "общо", "celkem"."""
    percent: Forms = []
    """Percent in words: "на сто"."""
    currencies: dict[str, Forms] = {}
    """Currency names and signs beyond CLDR's, by ISO 4217 code."""
    hundredths: dict[str, Forms] = {}
    """Names of a hundredth of a currency: BGN = ["стотинк*"]."""
    local_currencies: dict[str, Forms] = {}
    """Words of a page on which a shared currency name ("lei") means this currency: MDL = ["raion*"]."""
    nouns: dict[str, Forms] = {}
    """Counted nouns and abbreviations of measures, by unit."""
    counters: Forms = []
    """Words between a number and what is counted: "бр.", "kusů", "видове"."""
    adjective_endings: list[str] = []
    """Endings of adjectives that may stand before a noun, with their accents; whole short adjectives too."""
    weak_endings: list[str] = []
    """Endings that adjectives share with nouns; such a word is the noun where nothing follows it."""
    person_endings: list[str] = []
    """Endings of nouns for persons who do something, folded: "ници"; for nouns that no list has."""
    compounds: dict[str, Forms] = {}
    """Second parts of adjectives from numbers, by unit: day = ["дневн*"] in "двудневен"."""
    capital_nouns: bool = False
    """Whether common nouns are written with a capital, as in German."""
    of: Forms = []
    """Words between a part and its whole: "12 от 15 деца"."""
    frames: dict[str, Forms] = {}
    """Words right before a number, by `TARGET_FRAMES`: in = ["в"]; "in 12 countries" is seldom what is aimed at."""
    instead: Forms = []
    """Words before a number that is compared with the one before: "вместо 24"."""
    years: NumberForms = {}
    """Nouns of many years, by how many: "10" = ["десетилетия"]."""
    either: Forms = []
    """Words beside the joiners between two numbers that share one noun: "или", "respectiv"."""
    stops: Forms = []
    """Words that no noun phrase goes past: prepositions, conjunctions, verbs."""
    subset: Forms = []
    """Words that make a number a part of the one before: "от които"."""
    references: Forms = []
    """Words after which a number names, not counts: "№", "чл.", "стая"."""
    ignored: Forms = []
    """Counted nouns that say nothing about a project: "преглеждания"."""
    clock: Forms = []
    """Words before a time of day: "в 10 часа"."""
    contact: Forms = []
    """Words that open an address or telephone: "тел."."""
    ages: Forms = []
    """Words near an age: "на възраст"."""
    funding: Forms = []
    """Words near a share of money: "съфинансиране"."""
    rates: Forms = []
    """Words near a unit price or rate: "на месец", "за литър"."""
    past_endings: list[str] = []
    """Endings of verbs in a past tense, folded: "хме"."""
    team: Forms = []
    """Words near the size of a team: "екип"."""


class ProjectsSection(Section):
    """`[projects]`: how a text names a project, its number, its programme, its length and its money.

    Every key is a list of phrases; what each stands for is said beside it.
    """

    nouns: Forms = []  # what a project is called: "project", "initiative"; a name follows in quotes or capitals
    plain_nouns: Forms = []  # those of them after which a name often stands without quotes
    called: Forms = []  # between the noun and the name: "entitled", "with the name", "is called"
    fillers: Forms = []  # words that may stand between the noun and the name: "our", "European", "new"
    not_names: Forms = []  # what opens a clause after the noun, not a name: "financed", "of the", "which"
    numbering: Forms = []  # before the project's number: "No.", "contract", "registration number"
    signs: Forms = []  # "No." alone, which any number may follow
    calls: Forms = []  # before the number of a call, measure or tender, which is not the project's
    registers: Forms = []  # before numbers of other things: company register, telephone, account, law, postcode
    programmes: Forms = []  # programmes and funds by name or abbreviation, inflected
    programme_heads: Forms = []  # nouns that open a programme's name: "operational programme", "fund for"
    institutions: Forms = []  # words that open the name of an organisation: a line with one is no project's title
    boilerplate: Forms = []  # lines that are no title: "press release", "project sheet", "good news"
    extended: Forms = []  # the term was made longer: "extended by", "plus"
    original: Forms = []  # a term that no longer holds: "originally", "initial"
    partial: Forms = []  # a stretch of the time, not all of it: "the first", "since", "stage"
    other_terms: Forms = []  # whose length is not the project's: "sustainability", "works", "training"
    contract: Forms = []  # the day a term counts from: "signing", "contract"
    total: Forms = []  # before the whole of the money: "total", "overall cost"
    grant: Forms = []  # before the part that is given: "grant", "subsidy"
    portion: Forms = []  # before a share of the money: "of which", "own contribution", "for partner"


class LayoutSection(Section):
    """`[layout]`: abbreviations that end in a dot without ending the sentence."""

    abbreviations: Forms = []
