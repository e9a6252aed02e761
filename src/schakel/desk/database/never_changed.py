"""Rows of decisions are added and never changed: the database itself refuses to change or delete one."""

from sqlalchemy import Connection, Table, event, text

_SENTENCE = "what was decided is never changed"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$"
)


def never_change(*tables: Table) -> None:
    """Prevent all changes to and deletions from some tables, from the moment that they are made."""
    for table in tables:
        event.listen(table, "after_create", _refuse_changes)


def _refuse_changes(table: Table, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(_FUNCTION))
    for action in ("UPDATE", "DELETE"):
        if connection.dialect.name == "postgresql":
            done = "FOR EACH ROW EXECUTE FUNCTION never_changed()"
        else:
            done = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        name = f"{table.name}_no_{action.lower()}"
        connection.execute(text(f"CREATE TRIGGER {name} BEFORE {action} ON {table.name} {done}"))
