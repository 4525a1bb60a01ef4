"""The model of pyvi, and what is said where it cannot be had."""

import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import SearchError
from index.text.segmentation import load_segmenter
from index.text.segmentation.crfsuite import parse_crfsuite
from index.text.segmentation.model import model_folder
from index.text.segmentation.model import read_model


def test_loading_happens_once():
    assert load_segmenter() is load_segmenter()


def test_loading_imports_neither_pyvi_nor_scikit_learn():
    code = (
        "import sys; from index.text.segmentation import load_segmenter; "
        "words = load_segmenter().words(['công đoàn']); "
        "assert words == [['công_đoàn']], words; "
        "assert not {'pyvi', 'sklearn', 'sklearn_crfsuite'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])


def test_loading_without_pyvi_names_the_fix(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(SearchError, match=r"pip install --force-reinstall pyvi==0\.1\.1"):
        model_folder()


def test_loading_without_the_model_files_names_the_fix(tmp_path):
    with pytest.raises(SearchError, match=r"pyvi3\.pkl.*pip install"):
        read_model(tmp_path)


@pytest.mark.parametrize("altered", ["pyvi3.pkl", "words.txt"])
def test_loading_of_another_version_names_the_fix(tmp_path, altered):
    for name in ("pyvi3.pkl", "words.txt"):
        content = (model_folder() / name).read_bytes()
        (tmp_path / name).write_bytes(content + b"\n" if name == altered else content)

    with pytest.raises(SearchError, match=rf"{altered}.*not that of pyvi 0\.1\.1.*pip install"):
        read_model(tmp_path)


@pytest.mark.parametrize("data", [b"", b"lCRF", b"\x80\x02" * 40, b"lCRF\0\0\0\0FOMC" * 4])
def test_loading_of_something_else_than_a_model_fails(data):
    with pytest.raises(ValueError, match="CRFsuite"):
        parse_crfsuite(data)
