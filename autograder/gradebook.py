"""What has to be seen to before nbgrader opens a gradebook."""

from __future__ import annotations

from nbgrader.api import Base
from sqlalchemy import Connection, MetaData, create_engine, inspect, text


def undo_half_made(db_url: str) -> None:
    """Remove the tables of a gradebook whose making was cut off, so that nbgrader makes it anew.

    nbgrader makes its tables first and notes their version afterwards, but only if it found no tables; without that
    note `nbgrader db upgrade` fails for ever. A gradebook that knows of an assignment is never touched.
    """
    engine = create_engine(db_url)
    try:
        with engine.begin() as connection:
            tables = set(inspect(connection).get_table_names())
            if tables and not any(_rows(connection, name) for name in {"alembic_version", "assignment"} & tables):
                ours = MetaData()
                ours.reflect(connection, only=sorted(tables & {*Base.metadata.tables, "alembic_version"}))
                ours.drop_all(connection)
    finally:
        engine.dispose()


def _rows(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
