"""Words must be those of pyvi itself, the oracle of most tests here."""

import gzip
import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from itertools import chain
from itertools import islice
from itertools import pairwise
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index.errors import SearchError
from index.text.segmentation import Segmenter
from index.text.segmentation import load_segmenter
from index.text.segmentation.chunks import cut
from index.text.segmentation.crfsuite import parse_crfsuite
from index.text.segmentation.model import Transitions
from index.text.segmentation.model import model_folder
from index.text.segmentation.model import read_model
from index.text.segmentation.ngrams import Ngrams
from index.text.segmentation.tokenizer import split_tokens
from index.text.segmentation.viterbi import Steps
from index.text.segmentation.viterbi import decode_many

CORPUS = Path(__file__).parents[3] / "../shared/corpus"

WORDS = {
    "công đoàn cơ sở": ["công_đoàn", "cơ_sở"],
    "Liên đoàn Lao động tỉnh": ["Liên_đoàn", "Lao_động", "tỉnh"],
    "cán bộ, đoàn viên": ["cán_bộ", ",", "đoàn_viên"],
    "tỉnh\nBắc Giang\n": ["tỉnh", "Bắc_Giang"],
    "": [],
    " \t \r ": [],
    "\n\n": [],
}

SENTENCES = (
    "Chiều 14/7/2020, Liên đoàn Lao động tỉnh Bắc Giang tổ chức hội nghị sơ kết 6 tháng đầu năm.",
    "LIÊN ĐOÀN LAO ĐỘNG TỈNH HÒA BÌNH TRAO TẶNG MÁI ẤM CÔNG ĐOÀN",
    "Nghị Định Số 643/QĐ-TLĐ Ngày 01.8.2014 Của Đoàn Chủ Tịch",
    "Uỷ ban nhân dân thành phố Hoà Bình; Ủy ban nhân dân thành phố Hòa Bình",
    "cong doan co so to chuc hoi nghi so ket sau thang dau nam",
    "Số tiền 1.234.567,89 đồng, tăng 12,5% so với 2019_2020 và 4.0, 3.14.15.",
    "Xem https://congdoan.example.vn/tin?id=1&x=(2) hoặc ftp://máy.chủ/tệp, www.congdoan.vn.",
    "Thư gửi ban.bien-tap+1@cong-doan.org.vn, đ@x.vn, a@b, a@b.c@d.e, .@-.-, Tp.a@b.c!",
    "Ông Ng. V. A. và GS.TS. Trần B., Tp. Hồ Chí Minh, Mr. Smith, Mrs. Lan, Dr. Hà, ThS. Minh",
    "A ==> B -> C ... D >> E …… ( xem [1] ) “ngoặc kép” 'ngoặc đơn' – gạch — dài",
    "In-tơ-nét, Ê-đê, Cư M'gar, Đắk Lắk, 5G, COVID-19, H5N1, Wi-Fi",
    "sinh_viên _ đã __ gạch_ _nối công_ đoàn",
    "dòng một\ndòng\n\nhai \n ba\r\nbốn\x0bnăm\x85sáu\u2028bảy\xa0tám\u3000chín\u200bmười",
    "👷‍♀️ công nhân 🇻🇳 lao động 😀😀 ©®™ ½ ² Ⅳ ٣٤ ñandú İstanbul ΟΔΟΣ ǅ ß",
    "học sinh học sinh học học sinh học",
    "trung tâm trung tâm hóa vô tuyến điện vô tuyến truyền hình câu lạc bộ",
    "chủ nghĩa xã hội, Chủ nghĩa Xã hội, chủ Nghĩa, CHỦ nghĩa, Chủ NGHĨA",
    "\x00 công\x00đoàn \x1f lao \ufeffđộng",
)

# Syllables that pyvi's own lists make interesting: parts of words, ambiguous ones, unknown ones.
SYLLABLES = [
    *("công", "đoàn", "cơ", "sở", "lao", "động", "học", "sinh", "viên", "trung", "tâm", "câu"),
    *("lạc", "bộ", "vô", "tuyến", "điện", "âm", "nhạc", "ca", "sĩ", "hội", "nghị", "của", "là"),
    *("bánh", "xe", "đạp", "tổ", "chức", "chủ", "nghĩa", "xã", "hợp", "tác", "hoà", "bình", "hòa"),
    *(
        "Bắc",
        "Giang",
        "HÀ",
        "NỘI",
        "Nội",
        "duong",
        "bo",
        "xyz",
        "q",
        "A",
        "Đ",
        "UBND",
        "Tp.",
        "TS.",
    ),
    *("2020", "7", "1.000", "14/7", "a@b.vn", "http://x.vn/y", "a_b", "_", "-", ",", ".", "..."),
    *("(", ")", '"', "==>", "😀"),
]
SEPARATORS = (" ", " ", " ", " ", "  ", "\n", " \n ", "\t", "\xa0", "", ", ", ".")
MIXTURES = st.lists(
    st.tuples(st.sampled_from(SYLLABLES), st.sampled_from(SEPARATORS)), max_size=40
).map(lambda pairs: "".join(syllable + separator for syllable, separator in pairs))
ADDRESSES = st.text(st.sampled_from("a1Zđ_.+-@:/ \t,Tp"), max_size=40)

LONG = "và công đoàn " * 100

TRANSITIONS = Transitions(
    begin_begin=-1.0, begin_inside=1.75, inside_begin=-3.0, inside_inside=-0.5
)


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return load_segmenter()


@pytest.fixture(scope="module")
def pyvi_words() -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi import ViTokenizer
    return lambda text: ViTokenizer.tokenize(text).split()


@pytest.fixture(scope="module")
def pyvi_tokens(pyvi_words: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    from pyvi.ViTokenizer import ViTokenizer

    return lambda text: ViTokenizer.sylabelize(text)[1]


def words_alone_and_among_others(segmenter: Segmenter, text: str) -> list[str]:
    """Return the words of a text, which must not depend on the texts beside it."""
    [alone] = segmenter.words([text])
    _, among_others, _ = segmenter.words([LONG, text, LONG])

    assert among_others == alone
    return alone


class TestWords:
    @pytest.mark.parametrize(("text", "words"), WORDS.items())
    def test_join_the_syllables_with_underscores(self, segmenter, text, words):
        assert words_alone_and_among_others(segmenter, text) == words

    @pytest.mark.parametrize("text", [*SENTENCES, *WORDS, "\n".join(SENTENCES)])
    def test_are_those_of_pyvi(self, segmenter, pyvi_words, text):
        assert words_alone_and_among_others(segmenter, text) == pyvi_words(text)

    @given(MIXTURES)
    @settings(max_examples=120, deadline=None)
    def test_are_those_of_pyvi_for_any_mixture(self, segmenter, pyvi_words, text):
        assert words_alone_and_among_others(segmenter, text) == pyvi_words(text)

    @given(st.text(max_size=60))
    @settings(max_examples=120, deadline=None)
    def test_are_those_of_pyvi_for_any_characters(self, segmenter, pyvi_words, text):
        assert words_alone_and_among_others(segmenter, text) == pyvi_words(text)

    @pytest.mark.parametrize("syllable", ["âm", "thập", "vậy", "công", "Ba"])
    def test_are_those_of_pyvi_where_each_token_depends_on_the_one_before(
        self, segmenter, pyvi_words, syllable
    ):
        text = f"{syllable} " * 3000

        assert segmenter.words([text]) == [pyvi_words(text)]

    def test_of_many_texts_are_those_of_each_in_order(self, segmenter):
        texts = [*SENTENCES, "", LONG * 30, *WORDS, LONG * 200, *SENTENCES[::-1]]

        assert segmenter.words(texts) == [segmenter.words([text])[0] for text in texts]

    @given(st.lists(MIXTURES.map(lambda text: text.replace("_", "-").replace("\n", " "))))
    @settings(deadline=None)
    def test_of_several_tokens_are_the_compounds(self, segmenter, texts):
        with segmenter.lexicon() as lexicon:
            found = segmenter.compounds(lexicon, lexicon.encode(texts))
            words = [
                "_".join(lexicon.tokens.texts.take(found.tokens[start:end]))
                for start, end in zip(found.starts, found.ends, strict=True)
            ]

        assert [words[start:end] for start, end in pairwise(found.borders)] == [
            [word for word in words if "_" in word] for words in segmenter.words(texts)
        ]

    def test_of_no_text_are_none(self, segmenter):
        assert segmenter.words([]) == []

    def test_take_decomposed_text_as_composed(self, segmenter):
        assert segmenter.words(["co\u0302ng đoa\u0300n"]) == [["công_đoàn"]]

    def test_exist_for_text_that_cannot_be_encoded(self, segmenter):
        assert segmenter.words(["công đoàn \ud800"]) == [["công_đoàn", "\ud800"]]

    def test_take_linear_time_where_an_address_could_begin_anywhere(self, segmenter):
        [words] = segmenter.words(["-" * 200_000 + "@ a@b.vn"])

        assert words[-2:] == ["@", "a@b.vn"]
        assert len(words) == 200_002


class TestMemory:
    def test_is_forgotten_without_effect_on_the_words(self, segmenter):
        forgetful = Segmenter(read_model(model_folder()), lexicon_characters=100)

        assert [forgetful.words([text]) for text in SENTENCES * 2] == [
            segmenter.words([text]) for text in SENTENCES * 2
        ]

    def test_is_sound_after_a_failure(self, monkeypatch):
        segmenter = Segmenter(read_model(model_folder()))
        with monkeypatch.context() as patch:
            patch.setattr("index.text.segmentation.lexicon.bond_of", lambda token: {}[token])
            with pytest.raises(KeyError):
                segmenter.words(["công đoàn cơ sở"])

        assert segmenter.words(["công đoàn cơ sở"]) == [["công_đoàn", "cơ_sở"]]

    def test_is_shared_by_threads(self, segmenter):
        forgetful = Segmenter(read_model(model_folder()), lexicon_characters=100)
        batches = [[text, LONG] if i % 2 else [text] for i, text in enumerate(SENTENCES * 10)]
        with ThreadPoolExecutor(4) as threads:
            results = list(threads.map(forgetful.words, batches))

        assert results == [segmenter.words(batch) for batch in batches]


class TestTokens:
    @given(ADDRESSES)
    @settings(max_examples=300, deadline=None)
    def test_are_those_of_pyvi_around_addresses(self, pyvi_tokens, text):
        chunks = cut([text])
        without_separators = np.arange(1, len(chunks.keys) - 1)
        of_chunks = list(map(split_tokens, chunks.at(without_separators)))

        assert split_tokens(text) == list(chain(*of_chunks)) == pyvi_tokens(text)


class TestLoading:
    def test_happens_once(self):
        assert load_segmenter() is load_segmenter()

    def test_imports_neither_pyvi_nor_scikit_learn(self):
        code = (
            "import sys; from index.text.segmentation import load_segmenter; "
            "words = load_segmenter().words(['công đoàn']); "
            "assert words == [['công_đoàn']], words; "
            "assert not {'pyvi', 'sklearn', 'sklearn_crfsuite'} & set(sys.modules)"
        )
        subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])

    def test_without_pyvi_names_the_fix(self, monkeypatch):
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

        with pytest.raises(SearchError, match=r"pip install --force-reinstall pyvi==0\.1\.1"):
            model_folder()

    def test_without_the_model_files_names_the_fix(self, tmp_path):
        with pytest.raises(SearchError, match=r"pyvi3\.pkl.*pip install"):
            read_model(tmp_path)

    @pytest.mark.parametrize("altered", ["pyvi3.pkl", "words.txt"])
    def test_of_another_version_names_the_fix(self, tmp_path, altered):
        for name in ("pyvi3.pkl", "words.txt"):
            content = (model_folder() / name).read_bytes()
            (tmp_path / name).write_bytes(content + b"\n" if name == altered else content)

        with pytest.raises(SearchError, match=rf"{altered}.*not that of pyvi 0\.1\.1.*pip install"):
            read_model(tmp_path)

    @pytest.mark.parametrize("data", [b"", b"lCRF", b"\x80\x02" * 40, b"lCRF\0\0\0\0FOMC" * 4])
    def test_of_something_else_than_a_model_fails(self, data):
        with pytest.raises(ValueError, match="CRFsuite"):
            parse_crfsuite(data)


class TestLabels:
    SCORES = st.lists(st.floats(-4, 4).map(lambda score: round(score, 3)), max_size=8)

    @given(SCORES)
    def test_have_the_best_score_of_all_labelings(self, scores):
        stream = np.array([0.0, *scores, 0.0])
        is_token = np.array([False, *(True for _ in scores), False])
        labels = decode_many(Steps.of(TRANSITIONS), stream, is_token)[is_token].tolist()

        best = max(total(scores, other) for other in product((False, True), repeat=len(scores)))
        assert total(scores, labels) == pytest.approx(best)

    @given(st.lists(SCORES, max_size=8))
    def test_of_many_texts_are_those_of_each(self, texts):
        stream = np.array([x for scores in texts for x in (np.nan, *scores)] + [np.nan])
        is_token = ~np.isnan(stream)
        labels = decode_many(Steps.of(TRANSITIONS), np.nan_to_num(stream, nan=-9.0), is_token)

        expected = [label for scores in texts for label in labels_of(scores)]
        assert labels[is_token].tolist() == expected

    def test_of_a_chain_of_any_length_are_right(self):
        steps = Steps.of(TRANSITIONS)
        undecided = (steps.above + steps.below - steps.low - steps.high) / 2
        scores = [undecided + 0.01] + [undecided] * 999
        stream = np.array([0.0, *scores, 0.0])
        is_token = np.array([False] + [True] * 1000 + [False])

        assert decode_many(steps, stream, is_token)[1:-1].tolist() == labels_of(scores)

    def test_need_transitions_that_favor_a_change(self):
        keeping = Transitions(
            begin_begin=1.0, begin_inside=-1.0, inside_begin=-1.0, inside_inside=1.0
        )
        with pytest.raises(ValueError, match="favor changing"):
            Steps.of(keeping)


def labels_of(scores) -> list[bool]:
    """Return the labels of one text, token by token."""
    steps = Steps.of(TRANSITIONS)
    deltas = list(accumulate(scores, lambda delta, score: score + steps.after(delta)))
    labels: list[bool] = []
    threshold = 0.0
    for delta in reversed(deltas):
        labels.append(delta > threshold)
        threshold = steps.above if labels[-1] else steps.below
    return labels[::-1]


def total(scores, labels) -> float:
    """Return the score of a labeling, up to what no label changes."""
    steps = {
        (False, False): TRANSITIONS.begin_begin,
        (False, True): TRANSITIONS.begin_inside,
        (True, False): TRANSITIONS.inside_begin,
        (True, True): TRANSITIONS.inside_inside,
    }
    own = sum(score for score, label in zip(scores, labels, strict=True) if label)
    return own + sum(steps[pair] for pair in pairwise(labels))


class TestNgrams:
    BIGRAMS = frozenset({("a", "b"), ("b", "a"), ("c", "c")})
    TRIGRAMS = frozenset({("a", "b", "c"), ("c", "c", "c"), ("b", "b", "a")})

    @given(st.lists(st.sampled_from("abcx"), max_size=12))
    def test_are_found_where_they_stand(self, syllables):
        ngrams = Ngrams(self.BIGRAMS, self.TRIGRAMS)
        numbers = [ngrams.numbers.get(syllable, 0) for syllable in syllables]
        expected = tuple(
            [i for i in range(len(syllables)) if tuple(syllables[i : i + n]) in members]
            for n, members in ((2, self.BIGRAMS), (3, self.TRIGRAMS))
        )

        many = ngrams.find_many(np.array([0, *numbers, 0], np.int64))
        assert tuple((found - 1).tolist() for found in many) == expected


@pytest.mark.corpus
class TestCorpora:
    @pytest.mark.parametrize("name", ["phapdien", "viwiki"])
    def test_have_the_words_of_pyvi(self, segmenter, pyvi_words, name):
        file = CORPUS / f"{name}.jsonl.gz"
        if not file.exists():
            pytest.skip(f"needs the corpus {file}")
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"][:1500] for line in islice(lines, 0, 3000, 20)]

        assert segmenter.words(texts) == [pyvi_words(text) for text in texts]

    def test_with_gold_words_have_the_words_of_pyvi(self, segmenter, pyvi_words):
        files = sorted((CORPUS / "wordseg").glob("*.jsonl"))
        if not files:
            pytest.skip(f"needs the gold segmentation in {CORPUS / 'wordseg'}")
        lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
        texts = [json.loads(line)["text"] for line in lines]

        assert segmenter.words(texts) == [pyvi_words(text) for text in texts]
