"""Promises of gotosocial/crypto/http_dates.py."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotosocial.crypto.http_dates import read_http_date, write_http_date

MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_what_is_written_is_read(moment: datetime) -> None:
    text = write_http_date(moment)
    assert read_http_date(text) == moment.replace(microsecond=0)
    assert text == format_datetime(moment, usegmt=True)


def test_the_example_of_the_standard() -> None:
    moment = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
    assert write_http_date(moment) == "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "1994-11-06T08:49:37Z"),
        *("Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT"),
        *("Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:60 GMT", "Sun, 06 Nov 0000 08:49:37 GMT"),
        *("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, ०६ Nov 1994 08:49:37 GMT"),
    ],
)
def test_other_forms_are_not_read(text: str) -> None:
    assert read_http_date(text) is None
