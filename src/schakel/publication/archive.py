"""All open data of a release as one zip: every table in every format, the lists, the catalogue and the vocabulary.

Equal files give equal bytes: members are in the order of their names and carry the reference date.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from schakel.model.product import Product


def archive_name(product: Product) -> str:
    """Return the name of the archive in the folder of a release."""
    return f"{product.name}.zip"


def zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """Return an archive of files by their path."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path, (day.year, day.month, day.day, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, files[path])
    return made.getvalue()
