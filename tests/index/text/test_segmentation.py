"""Words must be those of pyvi itself, the oracle of most tests here."""

import gzip
import json
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from itertools import islice
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index.text.segmentation import Segmenter
from index.text.segmentation import load_segmenter
from index.text.segmentation.chunks import cut
from index.text.segmentation.model import model_folder
from index.text.segmentation.model import read_model
from index.text.segmentation.tokenizer import split_tokens

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
