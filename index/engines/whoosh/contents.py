"""What queries are evaluated over: the fields of an index, each opened when it is first asked for."""

from abc import ABC
from abc import abstractmethod
from typing import ClassVar
from typing import Final
from typing import Generic
from typing import TypeVar

from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.schema import DATE_KEY
from index.engines.whoosh.schema import KEYWORD_FIELDS
from index.fields import PAIRS_OF
from index.fields import TOKEN_FIELDS

DATES: Final = f"{DATE_KEY}/column"
FIELD_NAMES: Final = (*KEYWORD_FIELDS, *(field.name for field in TOKEN_FIELDS))

FieldT = TypeVar("FieldT")


class FieldContents(ABC, Generic[FieldT]):
    """Fields, and the arrays of what concerns documents: facets, dates, norms.

    Opening an index must be quick, and a query asks for few of the fields. Threads may share it:
    two that open a field at once each get one that does.
    """

    remembered_terms: ClassVar[int]  # of how many terms the postings may be kept

    def __init__(self, arrays: ArrayFile, documents: int) -> None:
        self.arrays = arrays
        self.documents = documents
        self.dates = arrays[DATES]
        self._fields: dict[str, FieldT] = {}

    def field(self, name: str) -> FieldT:
        """Return a field; raises ValueError if the index has none by this name."""
        if name not in self._fields:
            if name not in FIELD_NAMES:
                raise ValueError(f"no field {name!r}; there are {', '.join(FIELD_NAMES)}")
            self._fields[name] = self._open_field(name)
        return self._fields[name]

    def pairs_of(self, name: str) -> FieldT | None:
        """Return the field of the pairs of a field's terms, or None."""
        return self.field(PAIRS_OF[name]) if name in PAIRS_OF else None

    @abstractmethod
    def _open_field(self, name: str) -> FieldT:
        """Open the field of this name, which is one of an index."""
