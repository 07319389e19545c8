"""Text that was once decoded with the wrong encoding, and stored so: bytes read back, letters put right.

Two classes, told by telltale characters so that sound text costs nothing: UTF-8 read as a single-byte encoding
("ProiectÄƒ", "РџСЂРѕРµРєС‚"), which ftfy repairs, and one single-byte encoding read as another ("Ïðîåêò", "educaþie"),
which the letter model of `letters` repairs.
"""

from __future__ import annotations

import re
from itertools import chain

from ftfy import fix_encoding
from ftfy.bad_codecs import ok as _register_sloppy_codecs

from extractors.decode.letters import CYRILLIC, GREEK, readings

_register_sloppy_codecs()

# "sloppy" codecs map the few undefined bytes to themselves, as browsers do.
_CODECS = ("sloppy-windows-1252", "latin-1", "sloppy-windows-1251", "sloppy-windows-1250")
_LATIN_1252 = "sloppy-windows-1252"
_CONTINUATIONS = bytes(range(0x80, 0xC0))
_LEADS = bytes(range(0xC3, 0xD2)) + b"\xe2"


def _shown(data: bytes, *codecs: str) -> str:
    """The character class of what the codecs make of the bytes."""
    return "[" + re.escape("".join(sorted(set(chain.from_iterable(data.decode(codec) for codec in codecs))))) + "]"


_LATIN = ("sloppy-windows-1252", "latin-1")
_PAIR_1251 = f"[РС]{_shown(_CONTINUATIONS, 'sloppy-windows-1251')}"
# Every place where a lead byte of UTF-8 stands before a continuation byte, as some codec shows them: a cheap first
# look. Then the tale itself: in Cyrillic both are common letters and signs, so three pairs on end, the start of a
# quotation mark or a Latin letter before them.
_MAYBE = re.compile(_shown(b"\xc2" + _LEADS, *_CODECS) + _shown(_CONTINUATIONS, *_CODECS))
_AS_UTF8 = re.compile(
    f"{_shown(_LEADS, *_LATIN)}{_shown(_CONTINUATIONS, *_LATIN)}|Â[\xa0-\xbf]"
    f"|{_shown(_LEADS, 'sloppy-windows-1250')}{_shown(_CONTINUATIONS, 'sloppy-windows-1250')}"
    f"|вЂ|(?:{_PAIR_1251}){{3}}|[A-Za-z][ГДЕ]{_shown(_CONTINUATIONS, 'sloppy-windows-1251')}"
)
_PROOF = 3  # UTF-8 sequences in lines that decode whole: by accident one in ten thousand words holds one
# Windows-1252 as bytes. Signs between letters, and letters that no language has together: each stands for a common
# letter of windows-1250 or ISO-8859-2 (Romanian ţ ş, Polish ł ą, Czech ř ě, Croatian č ć đ, Hungarian ő ű).
_SIGN_FOR_LETTER = re.compile(rb"[a-z\xe0-\xff][\xfe\xde\xba\xaa\xb3\xb9\xbf\xa9\xae\xbe\xbb][a-z\xe0-\xff]")
_ODD_PAIRS = tuple(
    (a.encode("cp1252"), b.encode("cp1252")) for a, b in ("øì", "èæ", "èð", "èš", "èž", "èò", "õû", "õö", "ãþ", "ãº")
)
_NOT_HIGH = bytes(range(0xC0))
_NOT_PLAIN = bytes(byte for byte in range(256) if not (chr(byte).isascii() and chr(byte).isalpha()))
_SURE = 20.0  # natural logarithm, of the likelihoods of two readings
_SAMPLE = 1_500


def repair(text: str) -> str:
    """Sound text comes back as it is; line by line, what was read with a wrong encoding is read anew.

    >>> repair("ProiectÄƒm o È™coalÄƒ"), repair("Ïðîåêò â Ðóñå"), repair("Für 3 m³ façade")
    ('Proiectăm o școală', 'Проект в Русе', 'Für 3 m³ façade')
    """
    if text.isascii():
        return text
    if _MAYBE.search(text) and _AS_UTF8.search(text):
        text = _unread_utf8(text)
    return _unread_single_byte(text)


def _unread_utf8(text: str) -> str:
    lines = text.split("\n")
    proofs = {codec: sum(_sequences(line, codec) for line in lines) for codec in _CODECS}
    codec = max(_CODECS, key=proofs.__getitem__)
    if proofs[codec] < _PROOF:
        return "\n".join(fix_encoding(line) if _AS_UTF8.search(line) else line for line in lines)
    return "\n".join(_redecoded(line, codec) for line in lines)


def _sequences(line: str, codec: str) -> int:
    fixed = _strictly(line, codec)
    return 0 if fixed is None else len(line) - len(fixed)


def _strictly(line: str, codec: str) -> str | None:
    if line.isascii():
        return None
    try:
        return line.encode(codec).decode("utf-8")
    except UnicodeError:
        return None


def _redecoded(line: str, codec: str) -> str:
    """A line of a text that is proven to hold UTF-8 read with `codec`; sound parts of it are left alone."""
    if line.isascii():
        return line
    whole = _strictly(line, codec)
    if whole is not None:
        return whole
    runs = re.compile(f"(?:{_shown(bytes(range(0xC2, 0xF5)), codec)}{_shown(_CONTINUATIONS, codec)}+)+")
    return fix_encoding(runs.sub(lambda run: _strictly(run[0], codec) or run[0], line))


def _unread_single_byte(text: str) -> str:
    try:
        data = text.encode(_LATIN_1252)
    except UnicodeEncodeError:  # letters that windows-1252 has not: it was not read as that
        return text
    high, plain = len(data.translate(None, _NOT_HIGH)), len(data.translate(None, _NOT_PLAIN))
    # A third of the letters with accents is more than any language of the Latin script has.
    if high >= 6 and high > plain / 2:
        return _reread(text, data, (*CYRILLIC, *GREEK))
    if _SIGN_FOR_LETTER.search(data) or any(a in data and b in data for a, b in _ODD_PAIRS):
        return _reread(text, data, ("windows-1250", "iso-8859-2", "windows-1254"))
    return text


def _reread(text: str, data: bytes, encodings: tuple[str, ...]) -> str:
    found = {reading.encoding: reading.score for reading in readings(data[:_SAMPLE], ("windows-1252", *encodings))}
    best = max(encodings, key=lambda encoding: found[encoding])
    return data.decode(best, "replace") if found[best] - found["windows-1252"] > _SURE else text
