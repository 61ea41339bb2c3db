"""How an option is declared: once, as the field of a section, with all that is said about it.

    @attrs.frozen(kw_only=True)
    class General:
        port: int = option("port", Whole(), 8080, "TCP port to listen on.")

From such a field come the key in the file, the flag ``--port``, the environment name ``GTS_PORT``, the
documentation and the example file. Defaults are written as an admin would write them (``"8MiB"``) and read
by the option's kind.
"""

from typing import Any, TypeVar, cast

import attrs

from gotosocial.config.kinds import Kind, Plain, Raw

T = TypeVar("T")
_DECLARATION = "option"


@attrs.frozen(kw_only=True)
class Option:
    """One option of one section.

    ``default``: as an admin would write it. ``secret``: never printed. ``without_effect``: why the option
    is accepted and does nothing here, or empty.
    """

    key: str
    kind: Kind[Any]
    default: Plain
    help: str
    example: Plain | None = None
    secret: bool = False
    without_effect: str = ""
    section: str = ""
    field: str = ""

    @property
    def env(self) -> str:
        """The name of its environment variable."""
        return "GTS_" + self.key.upper().replace("-", "_")

    @property
    def flag(self) -> str:
        """Its flag on the command line."""
        return "--" + self.key

    def read_default(self) -> Any:
        """Return the default as a value."""
        return self.kind.read(as_raw(self.default))


def option(
    key: str,
    kind: Kind[T],
    default: Plain,
    help: str,
    *,
    example: Plain | None = None,
    secret: bool = False,
    without_effect: str = "",
) -> T:
    """Declare an option; used as the right-hand side of a section's field."""
    declared = Option(
        key=key,
        kind=kind,
        default=default,
        help=help,
        example=example,
        secret=secret,
        without_effect=without_effect,
    )
    return cast(T, attrs.field(default=declared.read_default(), metadata={_DECLARATION: declared}))


def options_of(section: type, name: str) -> list[Option]:
    """Return the options that a section declares, in its order; ``name`` is the section's in ``Config``."""
    return [
        attrs.evolve(field.metadata[_DECLARATION], section=name, field=field.name)
        for field in attrs.fields(section)
        if _DECLARATION in field.metadata
    ]


def as_raw(value: object) -> Raw:
    """Turn a plain value into the text, or texts, that an admin would write."""
    if isinstance(value, list | tuple):
        return [_as_text(one) for one in value]
    return _as_text(value)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
