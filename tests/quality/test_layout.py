"""The form of the tree: one noun a file, a test beside each module, nothing of the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import checkout
from tests.support.checkout import ROOT

MODULES = sorted(path.relative_to(ROOT) for path in checkout.files(ROOT / "stockdesk") if path.suffix == ".py")
PYTHON = sorted(path.relative_to(ROOT) for path in checkout.files() if path.suffix == ".py")
TEXT_SUFFIXES = {"", ".cfg", ".csv", ".json", ".md", ".py", ".sh", ".sql", ".svg", ".toml", ".txt", ".yaml", ".yml"}

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
LONGEST = 400
"""Lines of a module. A file is split by noun when it passes about 300; this is where patience ends."""

# Written in pieces, so that this file does not name what it looks for.
TRACES = re.compile(
    "|".join(
        [
            # Folders of one machine.
            r"(?<![\w.])/" + r"work(?:/|\b)(?!\w)",
            r"\.\./" + "shared",
            r"\." + r"library\b",
            "/" + "root/",
            "/" + r"home/\w",
            "file:///" + "opt",
            # Registries and mirrors.
            "py" + r"pi\.org",
            "python" + "hosted",
            "deb" + r"\.debian\.org",
            "registry" + r"\.npmjs",
            # Programs that write text.
            r"(?i:\b" + r"(?:chat" + "gpt|clau" + "de|copi" + r"lot|open" + "ai|anthro" + r"pic)\b)",
        ]
    )
)

TESTED_ELSEWHERE: dict[str, str] = {
    # Values and tables: whatever uses them tests them.
    "stockdesk/__main__.py": "tests/test_cli.py",
    "stockdesk/api/exchange.py": "tests/api/test_client.py",
    "stockdesk/api/paths.py": "tests/api/test_demo_service.py",
    "stockdesk/api/transport.py": "tests/api/test_client.py",
    "stockdesk/api/wire.py": "tests/api/test_envelope.py",
    "stockdesk/core/entry.py": "tests/core/test_ledger.py",
    "stockdesk/core/gs1dictionary.py": "tests/core/test_gs1content.py",
    "stockdesk/core/line.py": "tests/core/test_ledger.py",
    "stockdesk/core/movement.py": "tests/api/test_transactions.py",
    "stockdesk/core/number.py": "tests/core/test_barcode.py",
    "stockdesk/core/reading.py": "tests/core/test_barcode.py",
    "stockdesk/core/removal.py": "tests/store/test_removals.py",
    "stockdesk/core/stationprofile.py": "tests/core/test_burst.py",
    "stockdesk/ui/devicesentences.py": "tests/ui/test_sentences.py",
    "stockdesk/ui/labelsentences.py": "tests/ui/test_sentences.py",
    "stockdesk/ui/scannertour.py": "tests/ui/test_tour.py",
    "stockdesk/ui/scansentences.py": "tests/ui/test_sentences.py",
    "stockdesk/store/catalogue.py": "tests/store/test_products.py",
    "stockdesk/store/entries.py": "tests/store/test_documents.py",
    "stockdesk/store/moves.py": "tests/store/test_outbox.py",
    "stockdesk/store/operations.py": "tests/store/test_outbox.py",
    "stockdesk/store/rows.py": "tests/store/test_products.py",
    # Parts of the demo service that only its endpoints reach.
    "stockdesk/demo/__main__.py": "tests/demo/test_server.py",
    "stockdesk/demo/database.py": "tests/demo/test_catalogue.py",
    "stockdesk/demo/lines.py": "tests/demo/test_operations.py",
    "stockdesk/demo/movements.py": "tests/demo/test_transactions.py",
    "stockdesk/demo/options.py": "tests/demo/test_server.py",
    "stockdesk/demo/routes.py": "tests/demo/test_contract_conformance.py",
    "stockdesk/demo/seeding.py": "tests/demo/test_catalogue.py",
    "stockdesk/demo/service.py": "tests/demo/test_server.py",
    "stockdesk/demo/serving.py": "tests/demo/test_faults.py",
    "stockdesk/demo/simulation.py": "tests/demo/test_truth.py",
    "stockdesk/demo/views.py": "tests/demo/test_documents.py",
    "stockdesk/commands/demo_server.py": "tests/demo/test_server.py",
}
"""Modules without a test file of their own, each with the file that tests it. Keep it short."""


def mirrored(module: Path) -> Path:
    """Where the tests of a module stand: `stockdesk/core/document.py` -> `tests/core/test_document.py`."""
    inner = module.relative_to("stockdesk")
    return Path("tests", inner.parent, f"test_{inner.name}")


@pytest.mark.parametrize("module", [m for m in MODULES if m.name != "__init__.py"], ids=str)
def test_module_has_a_test_file_or_a_reason(module: Path) -> None:
    exists = (ROOT / mirrored(module)).exists()
    listed = module.as_posix() in TESTED_ELSEWHERE
    assert exists != listed, f"write {mirrored(module)}, or say in TESTED_ELSEWHERE what tests it (never both)"


def test_every_listed_module_and_its_test_exist() -> None:
    assert set(TESTED_ELSEWHERE) <= {module.as_posix() for module in MODULES}
    assert [path for path in set(TESTED_ELSEWHERE.values()) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("path", PYTHON, ids=str)
def test_file_is_named_for_the_noun_it_holds(path: Path) -> None:
    assert not FORBIDDEN_NAMES.intersection(part.removesuffix(".py").removeprefix("test_") for part in path.parts)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_is_short_enough_to_be_read_at_once(module: Path) -> None:
    assert len(checkout.text(module.as_posix()).splitlines()) <= LONGEST


@pytest.mark.parametrize("module", [m for m in MODULES if m.name == "__init__.py"], ids=str)
def test_package_says_what_it_is_for(module: Path) -> None:
    assert checkout.text(module.as_posix()).startswith('"""')


def test_tests_are_no_packages() -> None:
    assert not [path for path in checkout.files(ROOT / "tests") if path.name == "__init__.py"]


def test_packaging_folder_is_no_package() -> None:
    """With an `__init__.py` it would hide the library of that name that pip and others import."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_file_names_the_machine_it_was_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in checkout.files()
        if path.suffix in TEXT_SUFFIXES
        for match in TRACES.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_traces_are_found_where_they_are() -> None:
    planted = ["see /" + "work/x", "../" + "shared/a.md", "https://py" + "pi.org/simple", "/" + "root/.cache"]
    assert [bool(TRACES.search(line)) for line in planted] == [True] * len(planted)
    assert not TRACES.search("app/workspace.py of a framework/workbench")
