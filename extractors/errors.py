"""Every error that Opis raises on purpose. Each names the place, the value and the remedy.

OpisError
├── InputError        an input cannot become a document; carries a `reason` of the rejects table
├── PackError         a language pack is wrong: file, key, reason
├── SettingsError     a setting is wrong: name, value, what is allowed
├── SchemaError       a table breaks its contract: table, column, row, reason
└── SnapshotError     a published snapshot is missing, damaged or locked
"""

from __future__ import annotations

from extractors.data import RejectReason


class OpisError(Exception):
    """Base of all errors a user can mend; the command line prints it without a traceback."""


class InputError(OpisError):
    """An input that gives no document.

    >>> raise InputError("raw/a.pdf", "encrypted", "the PDF asks for a password; supply an open copy")
    Traceback (most recent call last):
    extractors.errors.InputError: raw/a.pdf: encrypted: the PDF asks for a password; supply an open copy
    """

    def __init__(self, source: str, reason: RejectReason, detail: str) -> None:
        super().__init__(f"{source}: {reason}: {detail}")
        self.source, self.reason, self.detail = source, reason, detail

    def __reduce__(self) -> tuple[type[InputError], tuple[str, RejectReason, str]]:
        return (InputError, (self.source, self.reason, self.detail))  # survives the way between processes


class PackError(OpisError):
    """A language pack that does not load: file, key, reason."""


class SettingsError(OpisError):
    """A setting with a value that is not allowed."""


class SchemaError(OpisError):
    """A table that breaks its contract."""


class SnapshotError(OpisError):
    """A snapshot that is missing, damaged or locked."""
