"""Errors, problems and reasons in words: what happened, is the work safe, what to do."""

from __future__ import annotations

from stockdesk.core.document import Problem
from stockdesk.core.errors import StockdeskError
from stockdesk.ui import messages


def test_error_and_problem_are_told_alike() -> None:
    error = StockdeskError("post.unknown-code", code="4006381333931")
    problem = Problem("post.unknown-code", "line", {"code": "4006381333931"})
    assert messages.sentence(error) == messages.sentence(problem)
    assert "4006381333931" in messages.sentence(error)


def test_lost_answer_says_that_the_work_is_safe_and_not_sent_twice() -> None:
    told = messages.words("attempt.read-timeout", {"detail": "ReadTimeout: timed out", "status": ""})
    assert told == (
        "Sent, but the answer got lost. Your document is safe here. "
        "stockdesk is asking the service whether it arrived; it will not be sent twice."
    )


def test_words_of_the_service_are_quoted_and_left_out_where_there_are_none() -> None:
    assert "It says: “No rights.”" in messages.words("attempt.forbidden", {"detail": "No rights."})
    assert "says" not in messages.words("attempt.forbidden", {"detail": ""})


def test_reason_of_an_error_chooses_its_sentence() -> None:
    told = messages.words("server.address", {"server": "http://shop", "reason": "insecure"})
    assert "https" in told
    assert told != messages.words("server.address", {"server": "http://shop", "reason": "other"})


def test_braces_in_a_text_from_outside_stay_as_they_are() -> None:
    assert "{path} {0}" in messages.words("file.missing", {"path": "{path} {0}"})


def test_code_without_words_is_named() -> None:
    assert "nobody.knows-it" in messages.words("nobody.knows-it", {})


def test_translation_takes_the_template_before_it_is_filled_in() -> None:
    told = messages.words(
        "file.missing", {"path": "a.csv"}, lambda template: template.upper().replace("{PATH}", "{path}")
    )
    assert told == "THERE IS NO FILE a.csv. CHECK THE NAME."
