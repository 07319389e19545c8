"""Bytes -> normalised text: every media type, every legacy encoding, one text whose offsets never move."""

from extractors.decode.clean import normalise
from extractors.decode.media import decode
from extractors.decode.model import Columns, Fault, Limits, Record

__all__ = ["Columns", "Fault", "Limits", "Record", "decode", "normalise"]
