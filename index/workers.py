"""Work spread over processes, its results in order, with bounded memory and no process left behind."""

import os
import signal
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing import parent_process
from threading import Thread
from typing import Final
from typing import TypeVar

from index.errors import SearchError
from index.garbage import look_rarely

Item = TypeVar("Item")
Result = TypeVar("Result")

# Of each worker one item is worked on and one waits: nobody idles, and memory stays bounded.
_ITEMS_A_WORKER: Final = 2


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Iterator[tuple[Item, Result]]:
    """Yield each item with `work(item)`, in the order of the items.

    One worker is this process; for more, `work`, items and results must be picklable. Items
    are taken only as they are needed. Raises what `work` raises, and `SearchError` if a
    worker is killed.
    """
    if workers == 1:
        yield from ((item, work(item)) for item in items)
        return
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    with _pool(workers) as pool:
        for item in items:
            waiting.append((item, pool.submit(work, item)))
            if len(waiting) == workers * _ITEMS_A_WORKER:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    # Not forked: a forked copy could inherit a lock that some thread of ours holds.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin_worker)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise SearchError("a worker process was killed; try fewer --workers") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    look_rarely()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave when the parent is gone: a worker of a killed build would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
