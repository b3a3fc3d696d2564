from __future__ import annotations

from stockdesk.core.tokens import SignedIn, Tokens


def test_tokens_show_in_no_text_that_could_reach_a_log() -> None:
    for secret in (Tokens("partner-secret", "user-secret"), SignedIn(7, "Anna", "user-secret")):
        for text in (repr(secret), str(secret), f"{secret}"):
            assert "secret" not in text
