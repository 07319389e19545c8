"""Every fault of a language pack stops the load and is named by file, key and reason; shipped packs have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import PackError
from extractors.packs import available, load_pack, parse_pack, read_pack
from extractors.sections import CUES, LABELS, ProjectsSection

HEAD = """
[pack]
language = "xy"
name = "Test"
script = "Latn"
country = "XY"
sources = ["made up"]
"""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[pack]\nname = ]", r"x\.toml: not TOML: .*line 2"),
        ('[pack]\nlanguage = "xy"', r"x\.toml: pack\.name: Field required \(3 more faults\)"),
        ("", r"x\.toml: pack: Field required"),
        (HEAD.replace('"xy"', '"XYZ"'), r"x\.toml: pack\.language: .*pattern"),
        (HEAD.replace("Latn", "Runr"), r"x\.toml: pack\.script: .*pattern"),
        (HEAD.replace('"XY"', '"Xyz"'), r"x\.toml: pack\.country: .*pattern"),
        (HEAD.replace('["made up"]', "[]"), r"x\.toml: pack\.sources: .*at least 1"),
        (HEAD + "extra = 1", r"x\.toml: pack\.extra: Extra inputs"),
        (HEAD + "[unheard]\na = 1", r"x\.toml: unheard: Extra inputs"),
        (HEAD + '[labels]\ntitel = ["název"]', r"x\.toml: labels\.titel: unknown class; known are .*title"),
        (HEAD + '[cues]\nbegin = ["start"]', r"x\.toml: cues\.begin: unknown class; known are .*start"),
        (HEAD + '[labels]\ntitle = "název"', r"x\.toml: labels\.title: .*list"),
        (HEAD + "[labels]\ntitle = [1]", r"x\.toml: labels\.title\.0: .*string"),
        (HEAD + '[labels]\ntitle = ["ok", "мaй"]', r"x\.toml: labels\.title: 'мaй' mixes CYRILLIC and LATIN"),
        (HEAD + '[cues]\nend = ["проект οκ α", "xα"]', r"x\.toml: cues\.end: 'xα' mixes GREEK and LATIN"),
        (
            HEAD + '[labels]\ntitle = ["Název", "nazev"]',
            r"x\.toml: labels\.title: 'nazev' is empty or stands there twice",
        ),
        (HEAD + '[labels]\ntitle = [" "]', r"x\.toml: labels\.title: '' is empty"),
        (HEAD + '[projects]\nnoun = ["projekt"]', r"x\.toml: projects\.noun: Extra inputs"),
        (
            HEAD + '[projects]\nnouns = ["projekt", "PROJEKT"]',
            r"x\.toml: projects\.nouns: 'projekt' is empty or stands",
        ),
        (HEAD + '[targets.nouns]\npeople = ["osoba"]', r"x\.toml: targets\.nouns\.people: unknown; known are person"),
        (
            HEAD + '[partners.heads]\nstate = ["úřad"]',
            r"x\.toml: partners\.heads\.state: unknown kind; known are payer",
        ),
        (HEAD + '[numbers.words]\nseven = ["sedm"]', r"x\.toml: numbers\.words: 'seven' is not a number"),
    ],
)
def test_a_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(PackError, match=fault):
        parse_pack(text, "x.toml")


def test_words_of_two_scripts_side_by_side_are_no_fault() -> None:
    pack = parse_pack(HEAD + '[labels]\nidentifier = ["код ems", "№ на IT-проект"]', "x.toml")
    assert pack.labels["identifier"] == ["код ems", "№ на IT-проект"]


def test_a_pack_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "xy.toml"
    path.write_text(HEAD, encoding="utf-8")
    assert read_pack(path).language == "xy"
    path.write_text(HEAD + "extra = 1", encoding="utf-8")
    with pytest.raises(PackError, match=r"^xy\.toml: pack\.extra"):
        read_pack(path)


def test_matchers_map_words_to_classes() -> None:
    pack = parse_pack(HEAD + '[labels]\ntitle = ["název*"]\n[cues]\nstart = ["začal*"]', "x.toml")
    label = pack.label_matcher.match("nazvem") or pack.label_matcher.match("nazevu")
    assert label is not None
    assert label.keys == ("title",)
    assert [hit.keys for hit in pack.cue_matcher.find("projekt zacala")] == [("start",)]


@pytest.mark.parametrize("language", available())
def test_shipped_packs_load_and_know_the_main_classes(language: str) -> None:
    pack = load_pack(language)
    assert pack.language == language
    assert set(pack.labels) <= set(LABELS)
    assert set(pack.cues) <= set(CUES)
    assert {"title", "identifier", "period", "partners", "budget"} <= set(pack.labels)
    assert all(getattr(pack.projects, key) for key in ProjectsSection.model_fields)


def test_the_first_languages_are_there() -> None:
    assert {"bg", "cs", "ro"} <= set(available())


def test_a_language_without_a_pack_has_one_of_no_words() -> None:
    pack = load_pack("eo")
    assert (pack.language, pack.labels, pack.cues) == ("eo", {}, {})
    assert load_pack("no such language").language == "zz"


def test_packs_are_loaded_once_and_hash_by_identity() -> None:
    assert load_pack("bg") is load_pack("bg")
    assert load_pack("bg") != load_pack("cs")
    assert len({load_pack("bg"), load_pack("bg"), load_pack("cs")}) == 2


def test_a_loaded_pack_cannot_be_changed() -> None:
    with pytest.raises(Exception, match="frozen"):
        load_pack("bg").labels = {}
