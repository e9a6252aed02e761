"""What is used of fsspec, which has no annotations of its own."""

class AbstractFileSystem:
    protocol: str

    def __init__(self) -> None: ...
