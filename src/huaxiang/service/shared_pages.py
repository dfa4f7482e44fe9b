"""Pages of the feed that many readers share: the page after one number is read once, whoever waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property

import msgspec

from huaxiang.project.feed_pages import FeedPage, feed_page
from huaxiang.service.readings import Readings

__all__ = ["SharedPage", "SharedPages"]

_KEPT = 64
_READERS = 2
_PIECE = 16 << 10
_encoder = msgspec.json.Encoder()
_Key = tuple[Hashable, int, int]


class SharedPage:
    """A page with its bytes, made once for all who read it."""

    def __init__(self, page: FeedPage) -> None:
        self.page = page

    @property
    def document(self) -> bytes:
        """The page as JSON, with the lag of this instant."""
        head = self.page.head()
        return _encoder.encode({**head, "changes": self._changes})

    @cached_property
    def _changes(self) -> msgspec.Raw:
        return msgspec.Raw(_encoder.encode(self.page.changes))

    @cached_property
    def events(self) -> bytes:
        """The page as server-sent events: one `change` a change, and `position` at its end."""
        told = [
            b"id: %d\nevent: change\ndata: %s\n\n" % (each["seq"], _encoder.encode(each)) for each in self.page.changes
        ]
        return b"".join(
            [*told, b"id: %d\nevent: position\ndata: %s\n\n" % (self.page.next, _encoder.encode(self.page.head()))]
        )

    def pieces(self) -> Iterator[bytes]:
        """The events in pieces so small that a reader who is slow holds little of them."""
        view = memoryview(self.events)
        for start in range(0, len(view), _PIECE):
            yield bytes(view[start : start + _PIECE])


class SharedPages:
    """The last pages that were read, as long as nothing has moved."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._known: OrderedDict[_Key, Future[SharedPage]] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(_READERS, "feed-pages")
        self.n_read = 0

    def page(self, after: int, *, limit: int, mark: Hashable) -> SharedPage:
        """The page after a number, read now or by whoever asked first.

        Args:
            mark: Changes whenever a page could: pages of another mark are not given.

        Raises:
            BeyondTheFeed: `after` lies beyond the feed's end.
            ProjectMissing: There was no build.
            StorageError: The store cannot be read.
        """
        future, is_mine = self._claim((mark, after, limit))
        if is_mine:
            self._fill(future, (mark, after, limit))
        return future.result()

    async def wait_for(self, after: int, *, limit: int, mark: Hashable) -> SharedPage:
        """As `page`, without holding up the loop or a thread for each who waits."""
        future, is_mine = self._claim((mark, after, limit))
        if is_mine:
            self._pool.submit(self._fill, future, (mark, after, limit))
        return future.result() if future.done() else await asyncio.wrap_future(future)

    def _claim(self, key: _Key) -> tuple[Future[SharedPage], bool]:
        """The future of a page, and whether whoever asks has to fill it; once claimed nobody can cancel it."""
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known, False
            future: Future[SharedPage] = Future()
            future.set_running_or_notify_cancel()
            self._known[key] = future
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return future, True

    def _fill(self, future: Future[SharedPage], key: _Key) -> None:
        _, after, limit = key
        try:
            with self._readings.reading() as reading:
                page = SharedPage(feed_page(reading, after, limit=limit))
            self.n_read += 1
            future.set_result(page)
        except BaseException as error:
            with self._lock:
                self._known.pop(key, None)
            future.set_exception(error)

    def close(self) -> None:
        """Waits for what is being read, and lets go of everything."""
        self._pool.shutdown()
        self._known.clear()
