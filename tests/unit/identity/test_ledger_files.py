"""Of a ledger with millions of entries those of a kind are read that was asked for, with their own numbers."""

from datetime import date

import pyarrow.parquet as pq

from schakel.identity.who_is_who import ledger_files
from schakel.identity.who_is_who.judgements import APART, CREATED, Judgement
from schakel.identity.who_is_who.ledger import Ledger

DAY = date(2026, 1, 1)


def test_parts_without_an_entry_of_the_kind_are_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger_files, "_ROWS_OF_A_PART", 2)
    ledger, read, whole = Ledger(tmp_path), list[list[str]](), pq.ParquetFile.read_row_group
    ledger.append([Judgement(CREATED, DAY, "linkage", "first seen", f"P{one}", record=f"r{one}") for one in range(6)])
    ledger.append([Judgement(APART, DAY, "clerk", "two brothers", "P1", other="P2")])
    monkeypatch.setattr(
        pq.ParquetFile,
        "read_row_group",
        lambda file, part, columns, use_threads: read.append(columns) or whole(file, part, columns, use_threads),
    )
    [entry] = ledger.judged(APART)
    assert (entry.number, entry.judgement.other) == (6, "P2")
    assert read.count(["kind"]) == 4 and len(read) == 5
