"""Where the positions of a posting begin among those of its field: in blocks, to be kept small."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.arrays import smallest_unsigned
from index.spans import running_total

_SHIFT: Final = 8
_BLOCK: Final = 1 << _SHIFT  # postings; most offsets in so many fit 16 bits
_AT_ONCE: Final = 1024 * _BLOCK


class PositionIndex:
    """The index of one field."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self._blocks = arrays[f"{name}/position_blocks"]
        self._offsets = arrays[f"{name}/position_offsets"]

    def begins(self, postings: Array) -> Array:
        """Return where the positions of these postings begin."""
        begins: Array = self._blocks.take(postings >> _SHIFT) + self._offsets.take(postings)
        return begins


def write_position_index(out: ArrayFileWriter, name: str, freqs: Array) -> None:
    """Write the index of a field with these frequencies, posting by posting."""
    sums = [block.sum(axis=1, dtype=np.int64) for block in _blocks(freqs)]
    of_blocks = np.concatenate([np.empty(0, np.int64), *sums])
    out.add(f"{name}/position_blocks", running_total(of_blocks)[:-1], "<i8")
    dtype = smallest_unsigned(int(of_blocks.max(initial=0)))
    region = out.reserve(f"{name}/position_offsets", dtype, len(freqs))
    left = len(freqs)
    for block in _blocks(freqs):
        offsets = (block.cumsum(axis=1, dtype=np.int64) - block).ravel()
        region.append(offsets[:left])
        left -= len(offsets)


def _blocks(freqs: Array) -> Iterator[Array]:
    """Yield the frequencies a bounded number at a time, a block in a row; zeros fill the last."""
    for first in range(0, len(freqs), _AT_ONCE):
        some = freqs[first : first + _AT_ONCE]
        yield np.pad(some, (0, -len(some) % _BLOCK)).reshape(-1, _BLOCK)
