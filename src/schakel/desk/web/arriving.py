"""Receiving an upload over a connection: parts are written while the next ones arrive."""

import asyncio
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from schakel.desk.receiving import Receiving


@dataclass
class Arriving:
    """Takes what comes of an upload, and waits for the disk no more than it must."""

    receiving: Receiving
    _writing: "asyncio.Future[None] | None" = None
    _putting_down: "asyncio.Future[None] | None" = None

    async def take(self, content: bytes) -> None:
        """Take what came.

        Raises
        ------
        RequestError
            If more comes than was announced, or somebody else went on with the same upload.
        """
        if self.receiving.take(content):
            await self._written()
            self._writing = asyncio.ensure_future(self._write(self.receiving.block()))

    async def end(self) -> None:
        """Put down what is left; after a connection broke too, so that what came counts.

        Raises
        ------
        RequestError
            As `take` does.
        """
        try:
            await self._written()
            await self._put_down()
        except Exception:
            # What came after what could not be put down is dropped. Not where this is cancelled: a block can be on its
            # way to the disk then, and what is left would overtake it.
            await run_in_threadpool(self.receiving.end)
            raise
        await run_in_threadpool(self.receiving.end)

    async def _write(self, block: list[bytes]) -> None:
        if await run_in_threadpool(self.receiving.write, block):
            await self._put_down()
            part = self.receiving.part()
            self._putting_down = asyncio.ensure_future(run_in_threadpool(self.receiving.put_down, part))

    # Only one at a time: they are written and put down in the order in which they came.

    async def _written(self) -> None:
        if self._writing:
            writing, self._writing = self._writing, None
            await writing

    async def _put_down(self) -> None:
        if self._putting_down:
            putting_down, self._putting_down = self._putting_down, None
            await putting_down
