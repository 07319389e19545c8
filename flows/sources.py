"""raw/ -> inputs: what there is to read, its fingerprint, and each input's documents.

`discover` walks a folder, a glob or a single file in sorted order; `read` turns one input into documents and
rejects. Every input found gives at least one of the two. Passed over on purpose: names that start with a dot
(and what lies in such folders), `~$…` (Office locks), `README*`, and `manifest.csv` at the root.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from extractors.data import Document, RejectReason
from extractors.decode import Columns, Fault, Limits, Record, decode
from extractors.errors import InputError
from flows.manifest import MANIFEST, Entry, load_manifest

_GLOB = re.compile(r"[*?\[]")
_RECORD_MARK = re.compile(r"#(\d+)$")
# Never wait on a pipe, never follow a link put in place of the file since it was looked at.
_OPEN = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


class Known(NamedTuple):
    """What an earlier run saw of a file; spares the reading when size and time of change are the same."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read. `fingerprint` changes when its bytes or its line in the manifest change."""

    source: str
    path: str
    size: int
    mtime_ns: int
    sha256: str
    fingerprint: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """One input that gives no document: a row of the rejects table. `sha256`, `bytes` are None if unknown."""

    source: str
    sha256: str | None
    bytes: int | None
    reason: RejectReason
    detail: str


def document_id(source: str) -> str:
    """The stable id of a source: the same when its content changes.

    >>> document_id("bg/bg-005.txt")
    'dba3e99e97f3aefb'
    """
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def discover(
    raw: Path | str, *, known: Mapping[str, Known] | None = None, limits: Limits | None = None
) -> Iterator[Input | Reject]:
    """Inputs under `raw` (a folder, a glob such as `raw/**/*.html`, or one file), sorted by source.

    `source` is the POSIX path below the folder, below the fixed part of the glob, or the file's name. A file
    whose size and mtime stand unchanged in `known` is not read. Files that cannot be inputs come as rejects:
    a link out of the root (`outside`), a socket or device (`unsupported`), `unreadable`, `vanished` (also: named
    in the manifest of a folder and not there), `too_large`.
    Raises InputError if nothing is at `raw`, SettingsError if the manifest beside the inputs is wrong.
    """
    root, found = _listing(raw)
    manifest = load_manifest(root / MANIFEST)
    if Path(raw).is_dir():
        found += [(file, root / file) for file in sorted(manifest.keys() - {source for source, _ in found})]
    for source, path in sorted(found):
        item = _inspect(root, source, path, (known or {}).get(source), limits or Limits())
        entries = manifest.get(source, ())
        if entries and isinstance(item, Input):
            item = replace(item, entries=entries, fingerprint=_joint(item.sha256, entries))
        yield item


def read(item: Input, *, columns: Columns | None = None, limits: Limits | None = None) -> Iterator[Document | Reject]:
    """The documents of one input, records in their order; what fails comes as a Reject. Raises nothing.

    `Document.content_sha256` is that of the bytes read now: a file that changed since `discover` is read as it
    is, and its new fingerprint makes the next run read it again.
    """
    limits = limits or Limits()
    whole = next((entry for entry in item.entries if entry.record is None), Entry(line=0))
    sha, size = item.sha256, item.size
    try:
        data = _bytes(item.path, item.source, limits)
        sha, size = hashlib.sha256(data).hexdigest(), len(data)
        by_record = {entry.record: entry for entry in item.entries}
        for record in decode(data, item.source, declared_encoding=whole.encoding, columns=columns, limits=limits):
            yield _result(item.source, record, sha, by_record)
    except InputError as error:
        yield Reject(item.source, sha, size, error.reason, error.detail)


def _result(source: str, record: Record | Fault, sha: str, entries: Mapping[int | None, Entry]) -> Document | Reject:
    if isinstance(record, Fault):
        place = f"{source}#{record.number}"
        return Reject(place, record.content_sha256, record.size, record.reason, record.detail)
    place = source if record.number is None else f"{source}#{record.number}"
    none = Entry(line=0)
    own = entries.get(record.number, none) if record.number is not None else entries.get(None, none)
    table = entries.get(None, none)  # for a record, what the manifest says of the whole table comes last
    return Document(
        document_id=document_id(place),
        source=place,
        text=record.text,
        content_sha256=record.content_sha256 or sha,
        media_type=record.media_type,
        encoding=record.encoding,
        title=own.title or record.title or table.title,
        published=own.published or record.published or table.published,
        url=own.url or record.url or table.url,
        declared_language=own.language or record.language or table.language,
    )


def _listing(raw: Path | str) -> tuple[Path, list[tuple[str, Path]]]:
    """The root and (source, path) of every candidate below it, folders that cannot be listed among them."""
    path = Path(raw)
    if path.is_dir():
        return path, [(_source(path, found), found) for found in _walk(path)]
    if path.exists() or not _GLOB.search(str(raw)):
        if not path.exists():
            raise InputError(str(raw), "vanished", "nothing is there; name a folder, a file or a glob")
        # A file named outright may be a link anywhere: who names it means it.
        return path.parent, [(_source(path.parent, path), Path(os.path.realpath(path)))]
    root = _fixed_part(path)
    wanted = set(root.glob(str(path.relative_to(root))))
    chosen = [p for p in _walk(root) if p in wanted or not wanted.isdisjoint(p.parents)]
    if not chosen:
        raise InputError(str(raw), "vanished", "no file fits the pattern; list it in a shell to see what does")
    return root, [(_source(root, p), p) for p in chosen]


def _fixed_part(pattern: Path) -> Path:
    """The folder above the first wildcard: `raw/*/x.txt` -> `raw`."""
    parts: list[str] = []
    for part in pattern.parts[:-1]:
        if _GLOB.search(part):
            break
        parts.append(part)
    return Path(*parts)


def _source(root: Path, path: Path) -> str:
    """The POSIX path below the root as valid Unicode: bytes that are not UTF-8 are written as `\\xff`.

    A name that ends like the mark of a record (`a.csv#3`) has its `#` written as `%23`.
    """
    plain = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")
    return _RECORD_MARK.sub(r"%23\1", plain)


def _passed_over(name: str, at_root: bool) -> bool:
    return name.startswith((".", "~$")) or name.upper().startswith("README") or (at_root and name == MANIFEST)


def _walk(root: Path) -> Iterator[Path]:
    """All that may be an input, in no order. Links to folders inside the root are not followed: it has them already."""
    folders = [root]
    inside = os.path.realpath(root)
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                listed = [entry for entry in entries if not _passed_over(entry.name, folder == root)]
        except OSError:
            yield folder  # its inspection tells why
            continue
        for entry in listed:
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif not (entry.is_symlink() and os.path.isdir(entry.path) and _is_inside(entry.path, inside)):
                yield Path(entry.path)


def _is_inside(path: str, real_root: str) -> bool:
    real = os.path.realpath(path)
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)


def _inspect(root: Path, source: str, path: Path, known: Known | None, limits: Limits) -> Input | Reject:
    """One candidate, looked at: an input with its fingerprint, or why it is none."""
    size: int | None = None
    try:
        real = os.path.abspath(path)
        if path.is_symlink():
            real = os.path.realpath(path)
            if not _is_inside(real, os.path.realpath(root)):
                detail = f"a link to {os.readlink(path)!r}, out of the input folder; copy the file in"
                return Reject(source, None, None, "outside", detail)
        status = os.stat(real)
        size = status.st_size
        if known and (known.size, known.mtime_ns) == (size, status.st_mtime_ns):
            sha = known.sha256
        else:
            sha = hashlib.sha256(_bytes(real, source, limits)).hexdigest()
        return Input(source, real, size, status.st_mtime_ns, sha, fingerprint=sha)
    except InputError as error:
        return Reject(source, None, size, error.reason, error.detail)
    except OSError as error:
        problem = _problem(source, error)
        return Reject(source, None, size, problem.reason, problem.detail)


def _joint(sha256: str, entries: tuple[Entry, ...]) -> str:
    """A fingerprint of bytes and manifest lines together; where a line stands in the manifest does not matter."""
    keys = sorted(entry.key() for entry in entries)
    return hashlib.sha256("\n".join([sha256, *keys]).encode()).hexdigest()


def _bytes(path: str, source: str, limits: Limits) -> bytes:
    """All bytes of a regular file. Raises InputError with the reason of the rejects table."""
    try:
        with open(path, "rb", opener=_open_regular) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(size + 1) if size <= limits.file_bytes else b""
            if len(data) > size:  # it grew meanwhile, or is one of those that tell no size
                data += file.read(limits.file_bytes)
    except _NotAFileError as error:
        raise InputError(source, "unsupported", f"{error}, not a file; take it out of the folder") from error
    except OSError as error:
        raise _problem(source, error) from error
    if size > limits.file_bytes or len(data) > limits.file_bytes:
        detail = f"{max(size, len(data)):,} bytes; at most {limits.file_bytes:,} are read; split the file"
        raise InputError(source, "too_large", detail)
    return data


class _NotAFileError(Exception):
    """A folder, pipe, socket or device where a file should be."""


def _open_regular(path: str, flags: int) -> int:
    seen = os.lstat(path).st_mode  # before it is opened: a socket cannot be, a device may do things
    if not (stat.S_ISREG(seen) or stat.S_ISDIR(seen) or stat.S_ISLNK(seen)):
        raise _NotAFileError(_kind(seen))
    handle = os.open(path, flags | _OPEN)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise _NotAFileError(_kind(mode))
    return handle


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"))
    return next((name for test, name in kinds if test(mode)), "a device")


def _problem(source: str, error: OSError) -> InputError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputError(source, "vanished", "not there any more (or a link that leads nowhere); run again")
    return InputError(source, "unreadable", f"{error.strerror or error}; check its permissions and the disk")
