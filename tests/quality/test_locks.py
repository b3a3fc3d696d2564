"""The requirements files: complete, with hashes, for every system, and without the addresses of any host."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import checkout

RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def project() -> dict[str, Any]:
    return tomllib.loads(checkout.text("pyproject.toml"))


def group(name: str) -> list[Requirement]:
    """The requirements of a dependency group, with those that it includes."""
    found: list[Requirement] = []
    for entry in project()["dependency-groups"][name]:
        found += group(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
    return found


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks of a lock."""
    runtime = [Requirement(line) for line in project()["project"]["dependencies"]]
    return runtime + group("build" if lock == RUNTIME else "dev")


def entries(lock: str) -> dict[str, tuple[Requirement, str]]:
    """Each locked requirement with its whole entry, by canonical name."""
    joined = checkout.text(lock).replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]
    pairs = [(Requirement(line.split(" --hash")[0].strip()), line) for line in lines]
    return {canonicalize_name(requirement.name): (requirement, line) for requirement, line in pairs}


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_every_entry_is_one_version_with_hashes(lock: str) -> None:
    for requirement, line in entries(lock).values():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_lock_names_no_host(lock: str) -> None:
    text = checkout.text(lock)
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", text, re.MULTILINE)


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_lock_satisfies_what_the_project_asks_for(lock: str) -> None:
    locked = entries(lock)
    for requirement in wanted(lock):
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{requirement} is not in {lock}: python3 packaging/bootstrap.py lock"
        version = next(iter(locked[name][0].specifier)).version
        assert requirement.specifier.contains(version), f"{requirement} is locked to {version}"


def test_development_lock_holds_the_runtime_lock_with_the_same_versions() -> None:
    runtime, development = entries(RUNTIME), entries(DEVELOPMENT)
    assert {name: str(development[name][0].specifier) for name in runtime} == {
        name: str(requirement.specifier) for name, (requirement, _) in runtime.items()
    }


def test_there_is_no_second_lock() -> None:
    assert "uv.lock" in checkout.text(".gitignore").splitlines()
