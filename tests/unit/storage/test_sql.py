"""One text of SQL becomes what each driver wants, and nothing else changes."""

import pytest

from gotosocial.storage.sql import json_list, postgres_form, sqlite_form


@pytest.mark.parametrize(
    ("sql", "sqlite", "postgres"),
    [
        ("SELECT :a, :b_2", "SELECT :a, :b_2", "SELECT %(a)s, %(b_2)s"),
        ("SELECT ':a' || :a", "SELECT ':a' || :a", "SELECT ':a' || %(a)s"),
        ("SELECT 'it''s :b' || :a", "SELECT 'it''s :b' || :a", "SELECT 'it''s :b' || %(a)s"),
        ('SELECT ":b" WHERE y = :a', 'SELECT ":b" WHERE y = :a', 'SELECT ":b" WHERE y = %(a)s'),
        ("SELECT :a -- :b ' \n, :c", "SELECT :a -- :b ' \n, :c", "SELECT %(a)s -- :b ' \n, %(c)s"),
        ("SELECT :a /* :b ' */", "SELECT :a /* :b ' */", "SELECT %(a)s /* :b ' */"),
        ("SELECT :a::text", "SELECT :a::text", "SELECT %(a)s::text"),
        ("SELECT x::a, :a % 2", "SELECT x::a, :a % 2", "SELECT x::a, %(a)s %% 2"),
        ("SELECT x LIKE 'a%', :a", "SELECT x LIKE 'a%', :a", "SELECT x LIKE 'a%%', %(a)s"),
        ("SELECT x LIKE 'a%'", "SELECT x LIKE 'a%'", "SELECT x LIKE 'a%'"),
        ("SELECT $$ :a % $$, :b", "SELECT $$ :a % $$, :b", "SELECT $$ :a %% $$, %(b)s"),
        (
            "WHERE id IN :ids",
            "WHERE id IN (SELECT value FROM json_each(:ids))",
            "WHERE id = ANY(%(ids)s)",
        ),
        (
            "WHERE id NOT IN :ids",
            "WHERE id NOT IN (SELECT value FROM json_each(:ids))",
            "WHERE id <> ALL(%(ids)s)",
        ),
        ("WHERE id IN (:a, :b)", "WHERE id IN (:a, :b)", "WHERE id IN (%(a)s, %(b)s)"),
        (
            "IN (SELECT id FROM x WHERE y = :y LIMIT 1 FOR UPDATE SKIP LOCKED)",
            "IN (SELECT id FROM x WHERE y = :y LIMIT 1)",
            "IN (SELECT id FROM x WHERE y = %(y)s LIMIT 1 FOR UPDATE SKIP LOCKED)",
        ),
        ("SELECT 1 FOR UPDATE", "SELECT 1", "SELECT 1 FOR UPDATE"),
        ("SELECT 1 FOR NO KEY UPDATE", "SELECT 1", "SELECT 1 FOR NO KEY UPDATE"),
        (
            "CREATE TABLE x (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
            "CREATE TABLE x (id INTEGER PRIMARY KEY AUTOINCREMENT)",
            "CREATE TABLE x (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
        ),
        (
            "CREATE TABLE x (a TEXT NOT NULL DEFAULT 'TEXT %')",
            "CREATE TABLE x (a TEXT NOT NULL DEFAULT 'TEXT %')",
            """CREATE TABLE x (a TEXT COLLATE "C" NOT NULL DEFAULT 'TEXT %')""",
        ),
        (
            "ALTER TABLE x ADD COLUMN a TEXT",
            "ALTER TABLE x ADD COLUMN a TEXT",
            'ALTER TABLE x ADD COLUMN a TEXT COLLATE "C"',
        ),
        ("SELECT a AS TEXT", "SELECT a AS TEXT", "SELECT a AS TEXT"),
    ],
)
def test_each_driver_gets_its_form(sql: str, sqlite: str, postgres: str) -> None:
    assert sqlite_form(sql).text == sqlite
    assert postgres_form(sql).text == postgres


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("SELECT updated_at, 'DELETE' FROM x -- INSERT", False),
        ("\n  WITH a AS (SELECT 1) SELECT 1 FROM a", False),
        ("SELECT 1 FOR UPDATE", False),
        ("VALUES (1)", False),
        ("INSERT INTO x (a) VALUES (1)", True),
        ("UPDATE x SET a = 1", True),
        ("WITH a AS (SELECT 1) DELETE FROM x", True),
        ("CREATE TABLE x (a TEXT)", True),
        ("PRAGMA page_count", True),
    ],
)
def test_writes_are_told_from_reads(sql: str, *, writes: bool) -> None:
    assert sqlite_form(sql).writes is writes
    assert postgres_form(sql).writes is writes


def test_lists_are_packed_and_the_rest_stays() -> None:
    form = sqlite_form("SELECT 1 WHERE a IN :ids AND b IN :numbers AND c = :c")
    assert form.lists == ("ids", "numbers")
    assert form.names == {"ids", "numbers", "c"}
    packed = form.listed({"ids": ("a", 'b"'), "numbers": {1}, "c": 2}, json_list)
    assert packed == {"ids": '["a","b\\""]', "numbers": "[1]", "c": 2}
    assert form.listed({"ids": [], "numbers": [], "c": 2}, json_list)["ids"] == "[]"


def test_a_parameter_is_a_list_or_a_value() -> None:
    with pytest.raises(ValueError, match="a list and a single value"):
        sqlite_form("SELECT :ids WHERE a IN :ids")


def test_the_work_is_done_once_per_text() -> None:
    assert sqlite_form("SELECT :once") is sqlite_form("SELECT :once")
    assert postgres_form("SELECT :once") is postgres_form("SELECT :once")
