"""What is used of sshfs, which has no annotations of its own."""

from typing import Any

from fsspec.spec import AbstractFileSystem

class SSHFileSystem(AbstractFileSystem):
    def __init__(self, host: str, *, skip_instance_cache: bool = ..., **options: Any) -> None: ...
