"""Passwords: stored as argon2 hashes only, and what a new one must be like."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_

SHORTEST, LONGEST = 12, 200
_hashers: dict[tuple[int, int], PasswordHasher] = {}


def hasher(memory_kib: int = 65536, time_cost: int = 3) -> PasswordHasher:
    """The hasher of an installation; tests choose cheap costs."""
    costs = (memory_kib, time_cost)
    if costs not in _hashers:
        _hashers[costs] = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
    return _hashers[costs]


def hashed(password: str, by: PasswordHasher) -> str:
    """The hash of a new password. Raises InvalidInputError when it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInputError(
            "password",
            N_("A password has between %(shortest)s and %(longest)s characters."),
            shortest=SHORTEST,
            longest=LONGEST,
        )
    return by.hash(password)


def matches(password: str, stored: str, by: PasswordHasher) -> bool:
    """Whether *password* is the one stored; takes as long for an account that does not exist."""
    try:
        return by.verify(stored or _dummy(by), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


_dummies: dict[int, str] = {}


def _dummy(by: PasswordHasher) -> str:
    if id(by) not in _dummies:
        _dummies[id(by)] = by.hash("no account has this password")
    return _dummies[id(by)]
