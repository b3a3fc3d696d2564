"""The pair of secrets that opens the service, and who is signed in with it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tokens:
    """The partner token and the user token; ``user`` is empty before anybody signed in.

    Their ``repr`` shows neither, so that no log, traceback or report can carry them.
    """

    partner: str = field(repr=False)
    user: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a sign-in gave: the user's id and name, and the token to keep in the keyring."""

    user_id: int
    name: str
    user_token: str = field(repr=False)
