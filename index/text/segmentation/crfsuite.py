"""The model file of CRFsuite: a linear-chain conditional random field.

Layout (CRFsuite 0.12, `crf1d_model.c` and `cqdb.c`), all integers little-endian and unsigned:

    header      "lCRF", file size, "FOMC", version, counts of features, labels and attributes (the first
                is always 0), offsets of features, labels, attributes and two tables not needed here
    features    "FEAT", size, count, then by feature: type, source, target, weight (float64).
                Type 0: attribute → label; type 1: label → label
    strings     labels and attributes: "CQDB", size, flag, byte order, count, offset of a table that
                holds by number the offset of: number, length with the final NUL, UTF-8 bytes, NUL

CRFsuite's own text dump rounds the weights, so it cannot stand in for this file.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

_HEADER: Final = struct.Struct("<4sI4sIIIIIII")
_FEATURES_HEADER: Final = struct.Struct("<4sII")
_STRINGS_HEADER: Final = struct.Struct("<4sIIIII")
_STRING_HEADER: Final = struct.Struct("<II")
_FEATURE: Final = np.dtype(
    [("type", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")]
)
_STATE, _TRANSITION = 0, 1


@dataclass(frozen=True, slots=True)
class CrfWeights:
    """The weights of a model: `states[attribute, label]` and `transitions[label, next label]`.

    A weight that is not listed is 0.
    """

    states: Mapping[tuple[str, str], float]
    transitions: Mapping[tuple[str, str], float]


def parse_crfsuite(data: bytes) -> CrfWeights:
    """Read the bytes of a CRFsuite model file.

    Raises `ValueError` if they are not one.
    """
    try:
        magic, _, kind, *_, features_at, labels_at, attributes_at = _HEADER.unpack_from(data)
        if (magic, kind) != (b"lCRF", b"FOMC"):
            raise ValueError(f"not a CRFsuite model: begins with {data[:12]!r}")
        labels = _parse_strings(data, labels_at)
        attributes = _parse_strings(data, attributes_at)
        _, _, count = _FEATURES_HEADER.unpack_from(data, features_at)
        features_at += _FEATURES_HEADER.size
        features = np.frombuffer(data, _FEATURE, count, features_at).tolist()
    except struct.error as error:
        raise ValueError(f"the CRFsuite model is cut off: {error}") from error
    return CrfWeights(
        {(attributes[a], labels[b]): weight for kind, a, b, weight in features if kind == _STATE},
        {(labels[a], labels[b]): weight for kind, a, b, weight in features if kind == _TRANSITION},
    )


def _parse_strings(data: bytes, start: int) -> list[str]:
    magic, *_, count, table = _STRINGS_HEADER.unpack_from(data, start)
    if magic != b"CQDB":
        raise ValueError(f"not a CRFsuite table of strings: begins with {magic!r}")
    offsets = np.frombuffer(data, "<u4", count, start + table).tolist()
    return [_parse_string(data, start + offset) for offset in offsets]


def _parse_string(data: bytes, start: int) -> str:
    _, length = _STRING_HEADER.unpack_from(data, start)
    start += _STRING_HEADER.size
    return data[start : start + length - 1].decode()
