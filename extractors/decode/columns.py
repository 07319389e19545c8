"""Which column holds what: by the caller's word, else by its usual name, else a clear error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib import resources

from extractors.decode.model import Columns
from extractors.errors import InputError

_APART = re.compile(r"[\W_]+")
_SHOWN = 12


def resolve(names: Sequence[str], wanted: Columns, source: str) -> Columns:
    """The columns of a file by their names there; optional ones that it lacks are None.

    Raises InputError (`malformed`) if a column the caller names is not there, or if none or several can be the text.

    >>> resolve(["Nr.", "Titlul proiectului", "Descriere"], Columns(), "a.csv")
    Columns(text='Descriere', title='Titlul proiectului', url=None, published=None, language=None, id=None)
    """
    chosen: dict[str, str | None] = {
        role: _named(names, name, role, source) for role, name in asdict(wanted).items() if name is not None
    }
    for role, aliases in _aliases().items():
        if role not in chosen and role != "text":
            fitting = sorted((aliases[key], at) for at, name in enumerate(names) if (key := fold(name)) in aliases)
            chosen[role] = names[fitting[0][1]] if fitting else None
    if "text" not in chosen:
        chosen["text"] = _text_column(names, source)
    return Columns(**chosen)


def fold(name: str) -> str:
    """A column name as it is compared.

    >>> fold("Project_Title:")
    'project title'
    """
    return _APART.sub(" ", name.casefold()).strip()


def may_be_text(name: str) -> bool:
    """Whether a column of this name can hold the text."""
    return fold(name) in _aliases()["text"]


def _named(names: Sequence[str], name: str, role: str, source: str) -> str:
    if name in names:
        return name
    same = [other for other in names if fold(other) == fold(name)]
    if len(same) == 1:
        return same[0]
    raise InputError(source, "malformed", f"no column {name!r} for the {role}; there are {_shown(names)}")


def _text_column(names: Sequence[str], source: str) -> str:
    fitting = [name for name in names if may_be_text(name)]
    if len(fitting) == 1:
        return fitting[0]
    if len(names) == 1:
        return names[0]
    problem = (
        f"any of {_shown(fitting)} may hold the text" if fitting else f"no column for the text among {_shown(names)}"
    )
    raise InputError(source, "malformed", f"{problem}; name it, as in Columns(text={(fitting or names or ['…'])[0]!r})")


def _shown(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _SHOWN else ""
    return (", ".join(repr(name[:60]) for name in names[:_SHOWN]) or "none") + more


@cache
def _aliases() -> Mapping[str, Mapping[str, int]]:
    raw = tomllib.loads(resources.files("extractors.decode").joinpath("columns.toml").read_text(encoding="utf-8"))
    return {role: {fold(name): rank for rank, name in reversed(list(enumerate(names)))} for role, names in raw.items()}
