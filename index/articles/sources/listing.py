"""Sources → the files in them, in a stable order; what cannot be read is listed with the reason."""

import os
import stat
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from index.articles.sources.formats import READABLE
from index.articles.sources.formats import ending_of
from index.articles.sources.records import STDIN
from index.articles.sources.records import SourceFile
from index.errors import SourceError

_LINK_TO_FOLDER: Final = "a link to a folder is not followed; name the folder as a source"


def list_files(sources: Iterable[str]) -> list[SourceFile]:
    """Return the files of the sources, each once, in a stable order.

    Files of a folder with an ending that is not read are left out. Folders that cannot be opened
    and links to folders are listed with their `fault`. Raises `SourceError` for a path that does
    not exist, a file with an ending that is not read, or if nothing is left.
    """
    given = list(sources)
    files: dict[str, SourceFile] = {}
    for source in given:
        for file in _expand(source):
            files.setdefault(str(file.path) if file.fault else os.path.realpath(file.path), file)
    if not files:
        raise SourceError(f"nothing to read in {', '.join(given)}: no {READABLE} files there")
    return list(files.values())


def shown(path: str | Path) -> str:
    """Return a path as one line of valid Unicode: other bytes and control characters are escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _expand(source: str) -> Iterator[SourceFile]:
    path = Path(source)
    if source == STDIN:
        yield SourceFile(path, "<stdin>", 0)
    elif path.is_dir():
        yield from _walk(path)
    elif not os.path.lexists(path):
        raise SourceError(f"{source}: no such file or folder; check the path")
    elif ending_of(path) is None:
        raise SourceError(f"{source}: cannot read this kind of file; give {READABLE} or a folder")
    else:
        yield _source_file(path)


def _walk(folder: Path) -> Iterator[SourceFile]:
    """Yield what a folder and its subfolders hold, in the order of paths."""
    found: dict[Path, str | None] = {}  # each with its fault, if it has one

    def closed(error: OSError) -> None:
        found[Path(error.filename)] = _fault(error)

    # os.walk does not follow links to folders, so a loop of links ends here.
    for parent, folders, names in os.walk(folder, onerror=closed):
        found |= {Path(parent, name): None for name in names if ending_of(Path(name))}
        links = (path for name in folders if (path := Path(parent, name)).is_symlink())
        found |= dict.fromkeys(links, _LINK_TO_FOLDER)
    for path in sorted(found):
        yield _source_file(path, found[path])


def _source_file(path: Path, fault: str | None = None) -> SourceFile:
    size = 0
    try:
        facts = path.stat()
    except OSError as error:
        fault = fault or _fault(error)
    else:
        size = facts.st_size if stat.S_ISREG(facts.st_mode) else 0
        if not stat.S_ISREG(facts.st_mode):  # opening a named pipe would wait for ever
            fault = fault or "neither a file nor a folder"
    # Its folder is resolved, for `page_id`; its own name is not, for it has the ending.
    return SourceFile(Path(os.path.realpath(path.parent), path.name), shown(path), size, fault)


def _fault(error: OSError) -> str:
    return f"cannot be read: {error.strerror}"
