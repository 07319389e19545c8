"""The extractor's version: it changes whenever anything that shapes the rows changes.

It joins the package's version with a digest of every source, pack and model file of this package and of the
versions of the libraries that read, split or compare text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

__version__ = "0.1.0"

# A new release of one of these may read the same bytes differently, so its rows may not be taken over.
LIBRARIES = (
    "babel", "ftfy", "langdetect", "lxml", "markdown-it-py", "openpyxl", "py3langid", "pypdfium2", "python-docx",
    "rapidfuzz", "selectolax",
)  # fmt: skip


@cache
def extractor_version() -> str:
    """Version of the package, a plus sign and twelve hexadecimal digits.

    >>> extractor_version() == extractor_version()
    True
    >>> extractor_version().startswith(__version__ + "+")
    True
    """
    digest = digest_of_files(Path(__file__).parent)
    libraries = [f"{name}={_installed(name)}" for name in LIBRARIES]
    # Word characters and canonical forms are those of Python's own Unicode tables.
    joint = "\n".join([digest, f"unicode={unicodedata.unidata_version}", *libraries])
    return f"{__version__}+{hashlib.sha256(joint.encode()).hexdigest()[:12]}"


def digest_of_files(folder: Path, names: Iterable[str] | None = None) -> str:
    """SHA-256 in hex over names and contents of the files below `folder`, or of those named.

    Compiled files and what starts with a dot do not count; the order of the file system does not matter.
    """
    paths = [folder / name for name in names] if names is not None else folder.rglob("*")
    found = sorted((path.relative_to(folder).as_posix(), path) for path in paths if _counts(path, folder))
    total = hashlib.sha256()
    for name, path in found:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{name}\0{content}\n".encode())
    return total.hexdigest()


def _counts(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return path.is_file() and path.suffix != ".pyc" and not any(p.startswith((".", "__pycache__")) for p in parts)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"
