"""A release: site and open data; accepts nothing but protected tables."""

from schakel.publication.content import DeliveredFile, Release, ReleaseContent, ReleasedFile
from schakel.publication.release import publish

__all__ = ["DeliveredFile", "Release", "ReleaseContent", "ReleasedFile", "publish"]
