from fsspec.spec import AbstractFileSystem

class ArrowFSWrapper(AbstractFileSystem):
    def __init__(self, fs: object) -> None: ...
