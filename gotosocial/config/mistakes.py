"""What is wrong in a configuration, said so that the admin can mend it."""

from collections.abc import Sequence

import attrs

from gotosocial.errors import Misconfigured


@attrs.frozen(kw_only=True)
class Mistake:
    """One mistake: which key, what stands there, why that cannot be, and where it was written."""

    key: str
    value: str
    reason: str
    source: str = ""

    def __str__(self) -> str:
        place = f" (from {self.source})" if self.source else ""
        return f'{self.key}: "{self.value}" {self.reason}{place}'


class Mistakes(Misconfigured):
    """All mistakes of a configuration; its text has one line for each, and one for each key nobody knows.

    The key that is missed is often the one that was misspelt.
    """

    def __init__(self, mistakes: Sequence[Mistake], unknown: Sequence[str] = ()) -> None:
        self.mistakes = tuple(mistakes)
        count = len(self.mistakes)
        head = f"the configuration has {count} mistake{'s' if count > 1 else ''}:"
        super().__init__("\n  ".join([head, *map(str, self.mistakes), *unknown]))
