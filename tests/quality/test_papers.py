"""What the papers say holds: commands, verbs, links, pages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from stockdesk import cli
from tests.support import checkout
from tests.support.checkout import ROOT

PAPERS = sorted(path.relative_to(ROOT) for path in checkout.files() if path.suffix == ".md")
DECISIONS = sorted(path.relative_to(ROOT) for path in (ROOT / "docs" / "decisions").iterdir())


@pytest.mark.parametrize("command", ["demo", "test"])
def test_readme_prints_the_two_commands_to_be_copied(command: str) -> None:
    assert f"```\npython3 packaging/bootstrap.py {command}\n```" in checkout.text("README.md")


def test_readme_table_has_exactly_the_verbs_of_the_command_line() -> None:
    rows = re.findall(r"^\| `stockdesk ([a-z][a-z-]*)` \|", checkout.text("README.md"), re.MULTILINE)
    assert sorted(rows) == sorted(cli.VERBS)


def test_readme_carries_the_notice_of_the_demo_catalogue() -> None:
    words = " ".join(checkout.text("README.md").split())
    assert "contains information from Open Food Facts and Open Beauty Facts" in words
    assert "Open Database License (ODbL) 1.0" in words


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_links_between_papers_lead_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", checkout.text(paper.as_posix()))
    assert [target for target in targets if not (ROOT / paper.parent / target).exists()] == []


def test_changelog_is_in_keep_a_changelog_form() -> None:
    headings = re.findall(r"^## (.*)$", checkout.text("CHANGELOG.md"), re.MULTILINE)
    kinds = re.findall(r"^### (.*)$", checkout.text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", heading) for heading in headings[1:])
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_decision_has_a_number_and_the_four_headings(decision: Path) -> None:
    text = checkout.text(decision.as_posix())
    assert text.startswith(f"# {decision.name[:4]}: ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Summary", "Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_architecture_stays_two_pages() -> None:
    assert len(checkout.text("ARCHITECTURE.md").splitlines()) <= 140


def test_architecture_names_every_package() -> None:
    packages = {path.parent.name for path in (ROOT / "stockdesk").glob("*/__init__.py")}
    assert {name for name in packages if not re.search(rf"\b{name}\b", checkout.text("ARCHITECTURE.md"))} == set()


def test_layers_in_pyproject_name_every_package_and_module() -> None:
    contracts = tomllib.loads(checkout.text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    inside = {path.parent.name for path in (ROOT / "stockdesk").glob("*/__init__.py")}
    inside |= {path.stem for path in (ROOT / "stockdesk").glob("*.py") if path.name != "__init__.py"}
    assert inside <= named
