"""Every code that the program can raise or store has a sentence; no sentence leaves a hole."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from stockdesk.ui import messages
from stockdesk.ui.sentences import SENTENCES
from tests.support import checkout

CODE = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z][a-z0-9-]*")
RAISED_IN_PARTS = ["missing", "unreadable", "negative", "too-fine", "too-large"]
# Where nothing but codes is made; elsewhere a text with a dot may be the name of a file or module.
MAKERS = {"StockdeskError", "Problem", "words"}
FILE_ENDINGS = {"py", "db", "lock", "log", "csv", "json", "xml", "txt", "svg", "wav", "png", "ttf", "sql", "ini"}
KEYWORDS = {"reason", "code"}
# The demo service speaks to programs and has codes of its own; the table itself proves nothing.
NOT_OURS = {
    "stockdesk/demo",
    *(f"stockdesk/ui/{table}.py" for table in ("sentences", "scansentences", "devicesentences", "labelsentences")),
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in checkout.files(checkout.ROOT / "stockdesk"):
        name = path.relative_to(checkout.ROOT).as_posix()
        if path.suffix == ".py" and not any(name.startswith(other) for other in NOT_OURS):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def made(tree: ast.Module) -> Iterator[str]:
    """The codes handed to an error or problem, or stored as a reason, written out as one text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MAKERS and node.args:
                yield from texts(node.args[0])
            for keyword in node.keywords:
                if keyword.arg in KEYWORDS:
                    yield from texts(keyword.value)


def codes_in_source() -> dict[str, str]:
    """Every code of the program, with a file that has it.

    What is handed to an error is a code; so is every text anywhere of a family (the part before the dot) seen there.
    """
    trees = dict(sources())
    certain = {code: name for name, tree in trees.items() for code in made(tree) if CODE.fullmatch(code)}
    families = {code.partition(".")[0] for code in certain}
    anywhere = {
        text: name
        for name, tree in trees.items()
        for text in texts(tree)
        if CODE.fullmatch(text) and text.partition(".")[0] in families and Path(text).suffix[1:] not in FILE_ENDINGS
    }
    return anywhere | certain


def test_every_code_in_the_source_has_a_sentence() -> None:
    without = {code: where for code, where in codes_in_source().items() if code not in SENTENCES}
    assert without == {}


def test_codes_are_really_collected() -> None:
    codes = codes_in_source()
    assert {"file.missing", "session.signed-out", "post.empty", "attempt.interrupted", "service.timeout"} <= set(codes)


@pytest.mark.parametrize("family", ["amount", "money", "discount"])
@pytest.mark.parametrize("fault", RAISED_IN_PARTS)
def test_every_way_to_misread_a_number_has_a_sentence(family: str, fault: str) -> None:
    assert f"{family}.{fault}" in SENTENCES


def outcome_reasons() -> set[str]:
    """What stands behind ``attempt.``: the reasons of outcomes, and the codes of faults of the connection."""
    text = (checkout.ROOT / "stockdesk" / "api" / "outcome.py").read_text(encoding="utf-8")
    kinds = re.findall(r'OutcomeKind\.(?:REFUSED|AUTH|AMBIGUOUS|THROTTLED), "([a-z-]+)"', text)
    faults = (checkout.ROOT / "stockdesk" / "api" / "fault.py").read_text(encoding="utf-8")
    lines = [line for line in faults.splitlines() if "Fault(" in line or "return" in line or '", "' in line]
    codes = re.findall(r'(?:Fault\(|return |, )"([a-z][a-z-]+)"', "\n".join(lines))
    return {*kinds, *(code for code in codes if "." not in code)}


def test_every_reason_of_an_attempt_has_a_sentence() -> None:
    assert {f"attempt.{reason}" for reason in outcome_reasons()} - set(SENTENCES) == set()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentence_is_whole_with_and_without_its_arguments(code: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name}
    told = messages.words(code, dict.fromkeys(names, "<x>") | {"message": "<x>"})
    assert "{" not in told
    assert "  " not in told
    assert told[-1] in ".”>0123456789" or code.startswith("doctor.program")
    assert messages.words(code, {}).strip()
