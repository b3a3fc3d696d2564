"""The real window on a real demo service; the catalogue is fetched once and copied for each test."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.log import stop_logging
from stockdesk.app.workspace import Options, Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.core.product import Product
from stockdesk.ui.application import Desktop, make_application
from tests.support.demo import LOCATION, PARTNER_TOKEN, USER_TOKEN, DemoService, running_demo
from tests.support.keys import scan
from tests.support.window import lines, some_products

ENVIRON = {"STOCKDESK_PARTNER_TOKEN": PARTNER_TOKEN, "STOCKDESK_USER_TOKEN": USER_TOKEN}
PRODUCTS = 130


@pytest.fixture(autouse=True)
def _no_qt_garbage(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect here, on the GUI thread: a later test's worker thread must not destroy this test's widgets."""
    yield
    if "dressed" in request.fixturenames:
        gc.collect()


@pytest.fixture(scope="session")
def running() -> Iterator[DemoService]:
    """A running service; its state is whatever the last test left."""
    with running_demo("--products", str(PRODUCTS)) as service:
        yield service


@pytest.fixture
def demo(running: DemoService) -> DemoService:
    """The service as at its start."""
    running.reset()
    return running


def options(folder: Path, demo: DemoService) -> Options:
    """Options of a station that is signed in by its environment."""
    return Options(folder, demo.base_url, LOCATION, ENVIRON)


@pytest.fixture(scope="session")
def synced_folder(running: DemoService, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the catalogue of the demo in it."""
    folder = tmp_path_factory.mktemp("synced")
    workspace = Workspace.open(options(folder, running))
    try:
        workspace.sign_in_now()
        workspace.catalogue.sync(workspace.context.desk())
    finally:
        workspace.close()
        stop_logging()
    return folder


@pytest.fixture
def folder(synced_folder: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own, with a catalogue."""
    return Path(shutil.copytree(synced_folder, tmp_path / "station"))


@pytest.fixture
def workspace(folder: Path, demo: DemoService, dressed: QApplication) -> Iterator[Workspace]:
    """A workspace that is signed in; its workers are not started."""
    opened = Workspace.open(options(folder, demo), gui=True)
    yield opened
    opened.close()
    stop_logging()


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in its font, colours and style."""
    return make_application(offscreen=True)


def report(error: Exception) -> StockdeskError:
    """What a bug becomes in these tests."""
    return StockdeskError("bug", error=type(error).__name__, report="-")


@pytest.fixture
def desktop(folder: Path, demo: DemoService, dressed: QApplication, qtbot: QtBot) -> Iterator[Desktop]:
    """The window as a person sees it, signed in, an empty receipt open, the workers running."""
    opened = Desktop(dressed, Workspace.open(options(folder, demo), gui=True), report)
    opened.start()
    opened.window.resize(1366, 768)
    qtbot.waitExposed(opened.window)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield opened
    opened.close()
    opened.window.deleteLater()
    stop_logging()


@pytest.fixture
def soap(desktop: Desktop) -> Product:
    """A product, scanned once."""
    product = some_products(desktop, 1)[0]
    scan(desktop, product.barcode)
    assert len(lines(desktop)) == 1
    return product
