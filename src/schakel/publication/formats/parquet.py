"""Parquet: the columns of the CSV with types; what describes them is under the key `schakel` in the file itself."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.disclosure.protected import ProtectedTable
from schakel.publication.content import ReleaseContent
from schakel.publication.formats.columns import columns, rows
from schakel.publication.formats.metadata import metadata

_TYPES = {"string": pa.string(), "integer": pa.int64(), "double": pa.float64(), "boolean": pa.bool_()}


def parquet_files(table: ProtectedTable, content: ReleaseContent) -> dict[str, bytes]:
    """Return the cells of a table as Parquet."""
    described = json.dumps(metadata(table, content), ensure_ascii=False)
    fields = [pa.field(one.name, _TYPES[one.datatype], metadata=one.title) for one in columns(table, content)]
    schema = pa.schema(fields, metadata={"schakel": described})
    values = list(zip(*rows(table, content), strict=True)) or [()] * len(fields)
    arrays = [pa.array(column, field.type) for column, field in zip(values, fields, strict=True)]
    file = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), file, compression="zstd")
    return {f"{table.indicator.name}.parquet": file.getvalue()}
