"""Whose word counts about what: ids are believed from the server that they belong to (row I-29)."""

from gotosocial.util.domains import host_of, site_of


def same_host(uri: str, other_uri: str) -> bool:
    """Tell whether one and the same server answers for both URIs, and no neighbour of it below one domain.

    Asked before something is done that cannot be checked with the other one's document.
    """
    return host_of(uri) == host_of(other_uri) != ""


def same_site(uri: str, other_uri: str) -> bool:
    """Tell whether one server may speak for both URIs: the same host, or the same registrable domain.

    Two labels in common are no reason: ``a.co.uk`` and ``b.co.uk`` are strangers. What is no http(s) URI lies
    on no site.
    """
    host, other = host_of(uri), host_of(other_uri)
    if not host or not other:
        return False
    return host == other or site_of(host) == site_of(other)
