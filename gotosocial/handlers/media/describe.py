"""What a description of a picture may be: its length (rows D-05 and Q-01), counted in code points."""

import attrs

from gotosocial.errors import Invalid
from gotosocial.text.letters import tidy


@attrs.frozen(kw_only=True)
class DescriptionLimits:
    """The fewest and the most code points of an alt text; an empty one is always allowed here."""

    fewest: int = 0
    most: int = 5000

    def checked(self, description: str) -> str:
        """Return the text without control letters and without blanks around it; raise Invalid."""
        text = tidy(description).strip()
        if text and not self.fewest <= len(text) <= self.most:
            allowed = f"{self.fewest} to {self.most}"
            raise Invalid(f"description must have {allowed} characters, it has {len(text)}")
        return text
