"""Which documents are the same, or nearly the same, as an earlier one.

A document's signature is a MinHash (Broder 1997) of its word 5-grams: the share of equal places in two
signatures estimates the Jaccard similarity of the two sets. Signatures are cut into bands; only documents that
agree in a whole band are compared, so the work grows with the documents and not with their pairs.
"""

from __future__ import annotations

import hashlib
import string
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

PLACES = 128  # the estimate's standard error at 0.9 is then 0.027
SIGNATURE_BYTES = PLACES * 2  # sixteen bits a place: two unequal minima look equal once in 65,536
NEARLY = 0.9
_BAND = 8  # places a band: 16 bands find a pair at 0.9 in 99.99 of 100 cases, at 0.5 in 6
_SHINGLE = 5
# A band shared by hundreds of originals is boilerplate; comparing with the first of them is enough.
_COMPARED = 64
# What stands between words and is often typed one way or the other: ASCII punctuation as bytes, the rest as signs.
_SPACED = bytes.maketrans(string.punctuation.encode(), b" " * len(string.punctuation))
_SIGNS = "„“”‚‘’«»–—…•·\u00a0\u202f\u2009"

_MIX = 0x9E3779B1  # 2^32 over the golden ratio, odd: Knuth's multiplier

Hashes = npt.NDArray[np.uint32]
Signatures = npt.NDArray[np.uint16]


def _coefficients() -> tuple[Hashes, Hashes]:
    # Digests of the places' numbers: odd factors and offsets that are the same everywhere and always.
    digests = b"".join(hashlib.sha256(str(place).encode()).digest()[:8] for place in range(PLACES))
    numbers = np.frombuffer(digests, dtype="<u4").astype(np.uint32).reshape(PLACES, 2)
    return numbers[:, 0] | np.uint32(1), numbers[:, 1].copy()


_FACTORS, _OFFSETS = _coefficients()


def signature(text: str) -> bytes:
    """256 bytes that are alike for texts that are alike; case, spaces and usual punctuation do not count.

    >>> signature("Проект „Мост“, 2010") == signature("ПРОЕКТ Мост 2010")
    True
    """
    minima = np.full(PLACES, np.iinfo(np.uint32).max, dtype=np.uint32)
    hashes = _shingles(text)
    for start in range(0, len(hashes), 256):  # a long text must not need a matrix of its length
        part = hashes[start : start + 256, None] * _FACTORS + _OFFSETS  # wraps round at 2^32, as is meant
        np.minimum(minima, part.min(axis=0), out=minima)
    # Minima are small numbers: their upper bits say little, so they are mixed before they are cut to sixteen.
    return ((minima * np.uint32(_MIX)) >> np.uint32(16)).astype("<u2").tobytes()


def _shingles(text: str) -> Hashes:
    """A hash of every run of five words; of all words where there are fewer."""
    folded = text.casefold()
    for sign in _SIGNS:
        folded = folded.replace(sign, " ")
    words = folded.encode("utf-8", "surrogatepass").translate(_SPACED).split()
    hashed = np.fromiter(map(zlib.crc32, words), dtype=np.uint32, count=len(words))
    length = min(_SHINGLE, len(words))
    count = len(words) - length + 1 if words else 0
    joint = np.full(count, _MIX, dtype=np.uint32)
    for offset in range(length):
        joint = (joint ^ hashed[offset : offset + count]) * np.uint32(_MIX)
        joint ^= joint >> np.uint32(15)
    return joint


def duplicates(signatures: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """(place, place of the original) of each document that is nearly the same as an earlier original.

    `signatures` are in order of source. The original is the first document at least `NEARLY` alike that is not
    itself a duplicate.

    >>> one, other = signature("едно две три четири пет шест"), signature("съвсем друг текст за друг проект тук")
    >>> list(duplicates([one, other, one]))
    [(2, 0)]
    """
    if not signatures:
        return
    matrix = np.frombuffer(b"".join(signatures), dtype="<u2").reshape(len(signatures), PLACES)
    neighbours = _neighbours(matrix)
    copies: set[int] = set()
    for place in sorted(neighbours):
        originals = [earlier for earlier in sorted(neighbours[place]) if earlier not in copies][:_COMPARED]
        if not originals:
            continue
        alike = (matrix[originals] == matrix[place]).mean(axis=1) >= NEARLY
        if alike.any():
            copies.add(place)
            yield place, originals[int(alike.argmax())]


def _neighbours(matrix: Signatures) -> dict[int, set[int]]:
    """For each document the earlier ones that share a band with it, a bounded number a band."""
    found: dict[int, set[int]] = {}
    for start in range(0, PLACES, _BAND):
        band = np.ascontiguousarray(matrix[:, start : start + _BAND]).view(f"V{2 * _BAND}").ravel()
        _, groups = np.unique(band, return_inverse=True)
        order = np.argsort(groups, kind="stable")
        edges = np.flatnonzero(np.diff(groups[order])) + 1
        for members in np.split(order, edges):
            for index in range(1, len(members)):
                found.setdefault(int(members[index]), set()).update(map(int, members[: min(index, _COMPARED)]))
    return found
