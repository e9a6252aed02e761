"""Rows of decisions are added and never changed: the database itself refuses to change or delete one."""

from sqlalchemy import Connection, text

_SENTENCE = "what was decided is never changed"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$"
)


def never_change(connection: Connection, *tables: str) -> None:
    """Prevent all changes to and deletions from some tables."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_FUNCTION))
    for table in tables:
        for action in ("UPDATE", "DELETE"):
            name = f"{table}_no_{action.lower()}"
            if connection.dialect.name == "postgresql":
                done = "FOR EACH ROW EXECUTE FUNCTION never_changed()"
            else:
                done = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
            connection.execute(text(f"CREATE TRIGGER {name} BEFORE {action} ON {table} {done}"))
