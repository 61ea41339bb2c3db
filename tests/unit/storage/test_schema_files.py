"""Schema files are split at the semicolons that end a statement, and at no others."""

import pytest

from gotosocial.storage.schema.migrate import known_migrations, statements

TRIGGER = (
    "CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 END; DELETE FROM z; END"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ;; ; -- nothing; here\n", []),
        ("A; B;\n", ["A", "B"]),
        ("A", ["A"]),
        ("A ';' \";\" -- ; it's\n B; C", ["A ';' \";\" \n B", "C"]),
        ("A /* ; ' */ B; C", ["A  B", "C"]),
        ("A $$ x; y $$; B $f$ $$; $f$; C", ["A $$ x; y $$", "B $f$ $$; $f$", "C"]),
        (f"{TRIGGER}; {TRIGGER};\nB; C", [TRIGGER, TRIGGER, "B", "C"]),
        ("SELECT CASE WHEN 1 THEN 2 END; B", ["SELECT CASE WHEN 1 THEN 2 END", "B"]),
    ],
)
def test_statements_are_split(text: str, expected: list[str]) -> None:
    assert statements(text) == expected


def test_both_engines_know_the_same_versions() -> None:
    versions = [[one.version for one in known_migrations(name)] for name in ("sqlite", "postgres")]
    assert versions[0] == versions[1] == list(range(1, len(versions[0]) + 1))
