"""Files of an index are damaged: it is said which, and nothing wrong is ever answered."""

import json
import pickle
import random
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from shutil import copytree

import pytest

from tests.faults.corpora import answer_of
from tests.faults.corpora import corpus
from tests.faults.processes import ask
from tests.faults.processes import searchsvc
from tests.faults.processes import server
from tests.faults.state import answers
from tests.faults.state import assert_sound
from tests.faults.state import live
from tests.faults.writes import NEW
from tests.faults.writes import OLD

SEED = 20200714
CHECKED_ON_OPENING = 1 << 20  # bytes: of larger files, opening compares nothing but the size
HOLE = 5_000
FIX = ("rollback", "rebuild")

Damage = Callable[[bytes, random.Random], bytes]


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :]


def zero(content: bytes, place: int) -> bytes:
    length = min(HOLE, len(content) - place)
    return content[:place] + bytes(length) + content[place + length :]


CUTS: dict[str, Damage] = {
    "emptied": lambda content, dice: b"",
    "cut in half": lambda content, dice: content[: len(content) // 2],
    "without its last byte": lambda content, dice: content[:-1],
    "with a byte more": lambda content, dice: content + b"\0",
}
CHANGES: dict[str, Damage] = {
    "first byte flipped": lambda content, dice: flip(content, 0),
    "last byte flipped": lambda content, dice: flip(content, -1 % len(content)),
    "a byte flipped": lambda content, dice: flip(content, dice.randrange(len(content))),
    "a hole of zeroes": lambda content, dice: zero(content, dice.randrange(len(content))),
}


@pytest.fixture(scope="module")
def pair(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the new corpus; the generation before it holds the old one."""
    index = tmp_path_factory.mktemp("pair") / "index"
    for name in ("old.jsonl", "new.jsonl"):
        assert searchsvc("index", "rebuild", sources / name, "--index", index).exit_code == 0
    return index


@pytest.fixture
def index(pair: Path, tmp_path: Path) -> Path:
    return copytree(pair, tmp_path / "index")


def files(index: Path) -> list[Path]:
    """Return the files of the live generation."""
    return sorted(path for path in live(index).rglob("*") if path.is_file())


def vouched_for(paths: list[Path]) -> list[Path]:
    """Return the files whose checksums the manifest holds."""
    return [path for path in paths if path.name != "MANIFEST.json"]


def damaged(
    paths: list[Path], damages: dict[str, Damage], times: int = 1
) -> Iterator[tuple[str, Path]]:
    """Do each damage to each file, so many times, and undo it; yields what was done, for messages."""
    dice = random.Random(SEED)
    for path in paths:
        content = path.read_bytes()
        for how, damage in damages.items():
            for _ in range(times):
                changed = damage(content, dice) if content or damages is CUTS else content
                if changed != content:
                    path.write_bytes(changed)
                    yield f"{path.name} {how}", path
        path.write_bytes(content)


def assert_refused(index: Path, command: tuple[object, ...], what: str) -> str:
    """Fail unless a command ends with exit code 3 and one line that says what to do."""
    result = searchsvc(*command, "--index", index)
    assert result.exit_code == 3, f"{what}: {result.output}"
    assert result.stderr.count("\n") == 1, f"{what}: {result.stderr}"
    assert all(word in result.stderr for word in FIX), f"{what}: {result.stderr}"
    assert result.stdout == ""
    return result.stderr


@pytest.mark.parametrize("times", [1, pytest.param(50, marks=pytest.mark.faults)])
def test_any_damage_to_any_file_is_named_and_refused(index: Path, times: int) -> None:
    """All files of this index are small enough to be compared when it is opened."""
    paths = files(index)
    assert max(path.stat().st_size for path in paths) < CHECKED_ON_OPENING

    for what, path in chain(damaged(paths, CUTS), damaged(vouched_for(paths), CHANGES, times)):
        assert path.name in assert_refused(index, ("index", "verify"), what), what
        assert path.name in assert_refused(index, ("search", "xoài"), what), what


@pytest.mark.parametrize("times", [10, pytest.param(500, marks=pytest.mark.faults)])
def test_a_changed_manifest_is_named_and_refused(index: Path, times: int) -> None:
    """It vouches for every file, and for itself."""
    manifest = live(index) / "MANIFEST.json"
    for what, path in damaged([manifest], CHANGES, times):
        assert path.name in assert_refused(index, ("index", "verify"), what), what


def test_a_missing_file_is_named_and_refused(index: Path) -> None:
    for path in files(index):
        content = path.read_bytes()
        path.unlink()
        assert path.name in assert_refused(index, ("index", "verify"), path.name)
        assert path.name in assert_refused(index, ("search", "xoài"), path.name)
        path.write_bytes(content)


def test_rollback_restores_the_generation_before_a_damaged_one(pair: Path, tmp_path: Path) -> None:
    for number, name in enumerate(path.name for path in files(pair)):
        index = copytree(pair, tmp_path / str(number))
        (live(index) / name).write_bytes(b"damaged")

        assert searchsvc("index", "rollback", "--index", index).exit_code == 0
        assert_sound(index, OLD)


def test_rollback_from_an_update_restores_what_it_does_not_share_and_refuses_the_rest(
    index: Path, sources: Path, tmp_path: Path
) -> None:
    """The generations share files: damage to one of those is damage to both."""
    for command in (("rebuild", "old"), ("update", "next")):
        source = sources / f"{command[1]}.jsonl"
        assert searchsvc("index", command[0], source, "--index", index).exit_code == 0
    shared = {path.name: path.stat().st_nlink > 1 for path in files(index)}
    assert set(shared.values()) == {True, False}

    for number, (name, is_shared) in enumerate(shared.items()):
        copy = tmp_path / str(number)
        subprocess.run(["cp", "-a", index, copy], check=True)  # what is shared stays shared
        (live(copy) / name).write_bytes(b"damaged")

        if is_shared:
            assert name in assert_refused(copy, ("index", "rollback"), name)
            assert_refused(copy, ("search", "xoài"), name)
        else:
            assert searchsvc("index", "rollback", "--index", copy).exit_code == 0
            assert_sound(copy, OLD)


@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.faults)])
def test_verify_names_a_large_file_whose_content_changed(tmp_path: Path, times: int) -> None:
    """Opening compares the size of such a file alone."""
    source = corpus(range(900)).write(tmp_path / "large.jsonl")
    index = tmp_path / "index"
    searchsvc("index", "rebuild", source, "--index", index)
    large = [path for path in files(index) if path.stat().st_size > CHECKED_ON_OPENING]
    assert large

    for what, path in damaged(large, CHANGES, times):
        assert path.name in assert_refused(index, ("index", "verify"), what)
    for what, path in damaged(large, CUTS):
        assert path.name in assert_refused(index, ("search", "xoài"), what)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"../../etc\n", b"/etc\n", b"\xff\xfe\0", b"20200714T000000Z-beef\n"]
)
def test_a_damaged_pointer_is_refused_and_mended_by_going_back_or_a_rebuild(
    index: Path, sources: Path, content: bytes
) -> None:
    (index / "CURRENT").write_bytes(content)

    for command in (("search", "xoài"), ("index", "verify"), ("index", "status")):
        assert_refused(index, command, str(content))
    assert searchsvc("index", "rollback", "--index", index).exit_code == 0
    assert_sound(index, NEW)

    (index / "CURRENT").write_bytes(content)
    assert searchsvc("index", "rebuild", sources / "old.jsonl", "--index", index).exit_code == 0
    assert_sound(index, OLD)


def test_a_flipped_byte_of_the_pointer_never_gives_another_answer(index: Path) -> None:
    pointer = index / "CURRENT"
    content = pointer.read_bytes()
    for place in range(len(content)):
        pointer.write_bytes(flip(content, place))
        result = searchsvc("search", "xoài", "--size", 100, "--index", index, "--json")
        if result.exit_code == 0:
            assert answer_of(json.loads(result.stdout)) == NEW.answers["xoài"]
        else:
            assert result.exit_code == 3, result.output


@pytest.mark.parametrize("content", [b"", b"PID 1 since 2020-07-14T00:00:00Z", b"\xff\0" * 5000])
def test_what_the_lock_holds_stops_nobody(index: Path, sources: Path, content: bytes) -> None:
    (index / "LOCK").write_bytes(content)

    assert_sound(index, NEW)
    assert searchsvc("index", "rebuild", sources / "old.jsonl", "--index", index).exit_code == 0
    assert_sound(index, OLD)


class Bomb:
    """Unpickling it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.write_text, (self.path, "went off")


@pytest.mark.parametrize("name", ["_MAIN_1.toc", "_MAIN_2.toc", "MAIN_1._stored.col"])
def test_no_pickle_that_the_manifest_does_not_vouch_for_is_opened(
    index: Path, tmp_path: Path, name: str
) -> None:
    path, crater = live(index) / name, tmp_path / "crater"
    size = path.stat().st_size if path.exists() else 0
    path.write_bytes(pickle.dumps(Bomb(crater)).ljust(size, b"\0"))

    assert name in assert_refused(index, ("search", "xoài"), name)
    assert name in assert_refused(index, ("index", "verify"), name)
    assert not crater.exists()


def test_a_service_over_a_damaged_index_says_so_until_it_is_rolled_back(index: Path) -> None:
    largest = max(files(index), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])

    with server(index, workers=2) as (url, _):
        for _ in range(6):
            status, problem = ask(url, "xoài")
            assert status == 503
            assert "searchsvc index rollback" in problem["detail"]
        assert searchsvc("index", "rollback", "--index", index).exit_code == 0
        for _ in range(6):
            status, answer = ask(url, "xoài")
            assert (status, answer_of(answer)) == (200, OLD.answers["xoài"])
    assert answers(index) == OLD.answers
