"""The segmentation model of the installed pyvi package, read without importing pyvi."""

import codecs
import hashlib
import importlib.util
import io
import pickle
from collections.abc import Mapping
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import Final

from index.errors import SearchError
from index.text.segmentation.crfsuite import CrfWeights
from index.text.segmentation.crfsuite import parse_crfsuite

# SHA-256 of the files of pyvi 0.1.1. Other files would mean other words than the index was built of.
_WEIGHTS_FILE: Final = "pyvi3.pkl"
_DICTIONARY_FILE: Final = "words.txt"
_DIGESTS: Final = {
    _WEIGHTS_FILE: "6cdd73aee04b6a4ad7320ca85d27d931a7ef870cfdd41beb148e86bdb8aca134",
    _DICTIONARY_FILE: "517743d27e71d43343e4b8e9e89015cdc68d84ebe1d48106449e501d918ece4a",
}
_FIX: Final = "reinstall it with `pip install --force-reinstall pyvi==0.1.1`"
_BEGIN, _INSIDE = "B_W", "I_W"

Ngram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transitions:
    """The weights of the steps between labels: `begin_inside` is that from B_W to I_W."""

    begin_begin: float
    begin_inside: float
    inside_begin: float
    inside_inside: float


@dataclass(frozen=True, slots=True)
class Model:
    """What pyvi decides by.

    `weights` maps an attribute of a token, as in "-1:word.lower():công", to its weight for I_W
    minus its weight for B_W: only the difference of two labels' scores can matter.
    `bigrams` and `trigrams` hold the dictionary's words of two and three syllables.
    """

    weights: Mapping[str, float]
    transitions: Transitions
    bigrams: Set[Ngram]
    trigrams: Set[Ngram]


def model_folder() -> Path:
    """Return the folder of the installed pyvi package that holds its models.

    Raises `SearchError` if pyvi is not installed.
    """
    spec = importlib.util.find_spec("pyvi")
    if spec is None or not spec.submodule_search_locations:
        raise SearchError(f"Word segmentation needs the package pyvi, which is missing: {_FIX}.")
    return Path(spec.submodule_search_locations[0]) / "models"


def read_model(folder: Path) -> Model:
    """Read pyvi's weights and dictionary from its folder of models.

    Raises `SearchError` if a file is missing or is not that of pyvi 0.1.1.
    """
    crf = parse_crfsuite(_unpickle_weights(_read_verified(folder / _WEIGHTS_FILE)))
    entries = _read_verified(folder / _DICTIONARY_FILE).decode().split("\n")
    words = [tuple(entry.split(" ")) for entry in entries]
    return Model(
        weights=_weight_differences(crf),
        transitions=Transitions(
            begin_begin=crf.transitions[_BEGIN, _BEGIN],
            begin_inside=crf.transitions[_BEGIN, _INSIDE],
            inside_begin=crf.transitions[_INSIDE, _BEGIN],
            inside_inside=crf.transitions[_INSIDE, _INSIDE],
        ),
        bigrams=frozenset(word for word in words if len(word) == 2),
        trigrams=frozenset(word for word in words if len(word) == 3),
    )


def _weight_differences(crf: CrfWeights) -> dict[str, float]:
    attributes = {attribute for attribute, _ in crf.states}
    return {
        attribute: crf.states.get((attribute, _INSIDE), 0.0)
        - crf.states.get((attribute, _BEGIN), 0.0)
        for attribute in attributes
    }


def _read_verified(file: Path) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SearchError(f"pyvi's file {file} cannot be read ({error}): {_FIX}.") from error
    if hashlib.sha256(data).hexdigest() != _DIGESTS[file.name]:
        raise SearchError(f"pyvi's file {file} is not that of pyvi 0.1.1: {_FIX}.")
    return data


def _unpickle_weights(data: bytes) -> bytes:
    """Return the CRFsuite model file inside a pickled `sklearn_crfsuite.CRF`."""
    estimator = _InertUnpickler(io.BytesIO(data)).load()
    content = estimator.state["modelfile"].state["__FILE_RESOURCE_DATA__"]
    assert isinstance(content, bytes)
    return content


class _Inert:
    """Stands for an instance of any class in a pickle; keeps its state and does nothing."""

    state: Mapping[str, Any]

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.state = state


class _InertUnpickler(pickle.Unpickler):
    """Imports nothing and runs no code of the pickle's choosing but the encoding of bytes."""

    def find_class(self, module: str, name: str) -> Any:
        return codecs.encode if (module, name) == ("_codecs", "encode") else _Inert
