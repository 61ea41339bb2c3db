"""Where a piece of HTML leads: the addresses of its links."""

from gotosocial.text.html_tokens import Open, read_tokens


def links_in_html(html: str) -> list[str]:
    """Return the web addresses of all links, in their order; html that is broken has fewer."""
    return [
        token.attributes["href"]
        for token in read_tokens(html)
        if isinstance(token, Open)
        and token.name == "a"
        and token.attributes.get("href", "").startswith(("http://", "https://"))
    ]
