"""Hash and verify passwords with argon2id, and read the bcrypt hashes of an imported database.

All of it blocks for some tens of milliseconds: callers run it in the named pool for passwords.
The parameters are OWASP's smallest (19 MiB, two passes), which a small machine can afford.
"""

import secrets

import argon2
import bcrypt

_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

_BCRYPT_STARTS = ("$2a$", "$2b$", "$2y$")
_BCRYPT_READS_BYTES = 72


def hash_password(password: str) -> str:
    """Return a new argon2id hash in its standard text form, salted at random."""
    return _hasher.hash(_bytes(password))


def verify_password(password: str, hashed: str) -> bool:
    """Tell whether the password belongs to the hash; a hash in an unknown form fits no password."""
    if hashed.startswith(_BCRYPT_STARTS):
        return _verify_bcrypt(password, hashed)
    try:
        return _hasher.verify(hashed, _bytes(password))
    except (argon2.exceptions.VerificationError, ValueError):
        return False


def needs_rehash(hashed: str) -> bool:
    """Tell whether a hash that just fitted should be replaced by a new one."""
    try:
        return _hasher.check_needs_rehash(hashed)
    except ValueError:
        return True


def random_password() -> str:
    """Return a password for somebody who named none: 128 bits as 22 letters, digits, - and _."""
    return secrets.token_urlsafe(16)


def _verify_bcrypt(password: str, hashed: str) -> bool:
    # bcrypt itself reads no more than 72 bytes and no byte after a zero; newer libraries refuse both.
    given = _bytes(password)
    if len(given) > _BCRYPT_READS_BYTES or b"\0" in given:
        return False
    try:
        return bcrypt.checkpw(given, hashed.encode("utf-8", "surrogatepass"))
    except ValueError:
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
