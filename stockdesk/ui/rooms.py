"""The pages and sheets beside the document, each made when it is first wanted: a scan needs none of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from stockdesk.app.scanners import Scanners
from stockdesk.app.workspace import Workspace
from stockdesk.core.product import Product
from stockdesk.ui.overlay import Overlay
from stockdesk.ui.sounds import sound

if TYPE_CHECKING:
    from stockdesk.ui.commandcodes import CommandCodes
    from stockdesk.ui.ledgerview import LedgerView
    from stockdesk.ui.outboxview import OutboxView
    from stockdesk.ui.productfinder import ProductFinder
    from stockdesk.ui.productsview import ProductsView
    from stockdesk.ui.relabelview import RelabelView
    from stockdesk.ui.rowsheet import RowSheet
    from stockdesk.ui.scannersetup import ScannerSetup
    from stockdesk.ui.settingsview import SettingsView
    from stockdesk.ui.sheets import DraftsSheet, HelpSheet, ProblemsSheet
    from stockdesk.ui.signin import SignIn


class Rooms(QObject):
    """Makes pages and sheets and passes on what is done in them."""

    product_chosen = Signal(object)
    code_typed = Signal(str)
    multiplied = Signal(str)
    finder_closed = Signal()
    problem_chosen = Signal(object)
    draft_chosen = Signal(str)
    file_wanted = Signal(object)
    """The ``Path`` of a file to be read again."""
    outbox_changed = Signal()
    failed = Signal(object)
    entered = Signal(object)
    demo_wanted = Signal()

    def __init__(
        self, workspace: Workspace, scanners: Scanners, central: QWidget, pages: QStackedWidget, source: str
    ) -> None:
        super().__init__(central)
        self._workspace = workspace
        self._scanners = scanners
        self._central = central
        self._pages = pages
        self._source = source

    def close_sheets(self) -> None:
        """Close whatever lies over the window."""
        for sheet in self._central.findChildren(Overlay, options=Qt.FindChildOption.FindDirectChildrenOnly):
            sheet.dismiss()

    @cached_property
    def finder(self) -> ProductFinder:
        """The search for a product."""
        from stockdesk.ui.productfinder import ProductFinder

        scanning = self._workspace.scanning
        finder = ProductFinder(scanning.search, scanning.code_of, self._central)
        finder.chosen.connect(self.product_chosen)
        finder.code_typed.connect(self.code_typed)
        finder.multiplied.connect(self.multiplied)
        finder.closed.connect(self.finder_closed)
        return finder

    @cached_property
    def problems(self) -> ProblemsSheet:
        """What stands in the way of posting."""
        from stockdesk.ui.sheets import ProblemsSheet

        sheet = ProblemsSheet(self._central)
        sheet.chosen.connect(self.problem_chosen)
        return sheet

    @cached_property
    def rows(self) -> RowSheet:
        """The rows of a file that cannot be taken."""
        from stockdesk.ui.rowsheet import RowSheet

        sheet = RowSheet(self._central)
        sheet.again.connect(self.file_wanted)
        return sheet

    @cached_property
    def drafts(self) -> DraftsSheet:
        """The drafts."""
        from stockdesk.ui.sheets import DraftsSheet

        sheet = DraftsSheet(self._central)
        sheet.chosen.connect(self.draft_chosen)
        return sheet

    @cached_property
    def help(self) -> HelpSheet:
        """The keys."""
        from stockdesk.ui.sheets import HelpSheet

        sheet = HelpSheet(self._central)
        sheet.set_source(self._source)
        return sheet

    @cached_property
    def outbox(self) -> OutboxView:
        """What waits and what was posted."""
        from stockdesk.ui.outboxview import OutboxView

        workspace = self._workspace
        page = OutboxView(workspace.posting, workspace.attention, self._product, self._central)
        page.changed.connect(self.outbox_changed)
        page.failed.connect(self.failed)
        page.draft_wanted.connect(self.draft_chosen)
        self._pages.addWidget(page)
        return page

    def _product(self, product_id: int) -> Product | None:
        current = self._workspace.session.current
        if current is None:
            return None
        return self._workspace.shelf.catalogue.product(current.location.location_id, product_id)

    @cached_property
    def products(self) -> ProductsView:
        """The catalogue."""
        from stockdesk.ui.productsview import ProductsView

        page = ProductsView(self._workspace.scanning.search, self._workspace.catalogue.count, self._central)
        self._pages.addWidget(page)
        return page

    @cached_property
    def sign_in(self) -> SignIn:
        """The sign-in and its page."""
        from stockdesk.ui.signin import SignIn

        made = SignIn(self._workspace, self._central)
        made.done.connect(self.entered)
        made.view.demo_wanted.connect(self.demo_wanted)
        self._pages.addWidget(made.view)
        return made

    @cached_property
    def settings(self) -> SettingsView:
        """What this station knows of its scanners, sounds and codes."""
        from stockdesk.ui.settingsview import SettingsView

        workspace = self._workspace
        codes, lookup = workspace.context.codes, workspace.catalogue.lookup
        page = SettingsView(workspace.settings, self._scanners, workspace.feedback, codes, lookup, self._central)
        self._pages.addWidget(page)
        return page

    @cached_property
    def scanner_setup(self) -> ScannerSetup:
        """The page on which a scanner is set up by a printed sheet."""
        from stockdesk.ui.scannersetup import ScannerSetup

        page = ScannerSetup(self._workspace.settings, sound, self._central)
        self._pages.addWidget(page)
        return page

    @cached_property
    def relabel(self) -> RelabelView:
        """The labels that scan badly."""
        from stockdesk.app.radar import Radar
        from stockdesk.ui.relabelview import Failed, RelabelView, Rows

        workspace = self._workspace

        def load(done: Rows, failed: Failed) -> None:
            workspace.fetch(lambda context: Radar.of(context).rows(), done, failed)

        page = RelabelView(load, Radar.of(workspace.context), self._central)
        page.failed.connect(self.failed)
        self._pages.addWidget(page)
        return page

    @cached_property
    def ledger(self) -> LedgerView:
        """Every scan of the open document."""
        from stockdesk.ui.ledgerview import LedgerView

        return LedgerView(self._central)

    @cached_property
    def command_codes(self) -> CommandCodes:
        """The command codes on the screen."""
        from stockdesk.ui.commandcodes import CommandCodes

        return CommandCodes(self._central)
