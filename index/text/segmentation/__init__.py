"""Word segmentation: text → words whose syllables are joined by "_", exactly as pyvi 0.1.1 joins them.

    text ──chunks──▶ keys ──lexicon (by tokenizer)──▶ numbers of tokens ──scoring──▶ scores ──viterbi──▶ labels ──▶ words

pyvi labels each token B_W (begins a word) or I_W (inside a word) with a conditional random field.
Here the same labels are computed from the same weights, but for many texts at once and with
NumPy, which is more than thirty times as fast. `crfsuite` and `model` read the weights out of the
installed pyvi package without importing it: pyvi imports scikit-learn, and that takes seconds.
"""

from index.text.segmentation.segmenter import Segmenter
from index.text.segmentation.segmenter import load_segmenter

__all__ = ["Segmenter", "load_segmenter"]
