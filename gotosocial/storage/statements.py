"""Pieces of statements: those that follow from a table's list of columns, and patterns."""

from collections.abc import Sequence


def columns_of(table: str, columns: Sequence[str]) -> str:
    """Return the columns for a SELECT, each under its table's name or alias: ``a.id, a.username``."""
    return ", ".join(f"{table}.{column}" for column in columns)


def insert_into(table: str, columns: Sequence[str]) -> str:
    """Return an INSERT whose parameters have the names of the columns."""
    names = ", ".join(columns)
    values = ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({values})"


def update_of(table: str, columns: Sequence[str], key: str) -> str:
    """Return an UPDATE of one row that sets every column but its key."""
    settings = ", ".join(f"{column} = :{column}" for column in columns if column != key)
    return f"UPDATE {table} SET {settings} WHERE {key} = :{key}"


def literal(text: str) -> str:
    """Return the text as it stands for itself in a pattern of ``LIKE ... ESCAPE '!'``."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
