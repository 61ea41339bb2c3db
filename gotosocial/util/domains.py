"""Host names as they are compared: lower case, punycode, with a port only where one was written."""


def normal(domain: str) -> str:
    """Return the domain in lower-case ASCII (punycode); raise ValueError when it is none."""
    host, colon, port = domain.strip().rstrip(".").lower().partition(":")
    if not host or (colon and not port.isdigit()):
        raise ValueError(f"not a domain: {domain!r}")
    ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    if any(not (letter.isalnum() or letter in "-._") for letter in ascii_host):
        raise ValueError(f"not a domain: {domain!r}")
    return ascii_host + colon + port


def readable(domain: str) -> str:
    """Return the domain for people: punycode labels in their own script."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def is_within(domain: str, parent: str) -> bool:
    """Tell whether the domain is the parent or lies below it."""
    return domain == parent or domain.endswith("." + parent)
