"""What arrives of an upload over a connection: a block is written while the next one comes."""

import asyncio
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from schakel.desk.receiving import Receiving


@dataclass
class Arriving:
    """Takes what comes of an upload, and waits for the disk no more than it must."""

    receiving: Receiving
    _writing: "asyncio.Future[None] | None" = None

    async def take(self, content: bytes) -> None:
        """Take what came.

        Raises
        ------
        RequestError
            If more comes than was announced, or somebody else went on with the same upload.
        """
        if self.receiving.take(content):
            await self._written()
            self._writing = asyncio.ensure_future(run_in_threadpool(self.receiving.write, self.receiving.block()))

    async def end(self) -> None:
        """Put down what is left; after a connection broke too, so that what came counts.

        Raises
        ------
        RequestError
            As `take` does.
        """
        await self._written()
        await run_in_threadpool(self.receiving.end)

    async def _written(self) -> None:
        # Only one at a time: they are written in the order in which they came.
        if self._writing:
            writing, self._writing = self._writing, None
            await writing
