"""Runs a sign-in: the view asks, the fetch worker talks to the service, the session remembers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from stockdesk.app.context import Context
from stockdesk.app.session import DEFAULT_SERVER, SignedIn
from stockdesk.app.workspace import Workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Location
from stockdesk.ui.messages import sentence
from stockdesk.ui.signinview import Credentials, SignInView


class SignIn(QObject):
    """``done`` carries the ``SignedIn`` when the station is at a location."""

    done = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.view = SignInView(workspace.options.server or DEFAULT_SERVER, parent)
        self.view.wanted.connect(self._sign_in)
        self.view.location_chosen.connect(self._choose)

    @Slot(object)
    def _sign_in(self, credentials: Credentials) -> None:
        session = self._workspace.session

        def job(context: Context) -> tuple[Location, ...]:
            if credentials.user_token:
                return session.sign_in_with_token(
                    context.shelf,
                    server=credentials.server,
                    partner=credentials.partner,
                    user_token=credentials.user_token,
                )
            return session.sign_in(
                context.shelf,
                server=credentials.server,
                partner=credentials.partner,
                login=credentials.login,
                password=credentials.password,
            )

        self._workspace.fetch(job, self._signed_in, self._failed)

    def _signed_in(self, places: tuple[Location, ...]) -> None:
        if not places:
            self._failed(StockdeskError("session.no-location"))
        elif len(places) == 1:
            self._choose(places[0])
        else:
            self.view.offer(places)

    @Slot(object)
    def _choose(self, place: Location) -> None:
        session = self._workspace.session
        self._workspace.fetch(
            lambda context: session.choose(context.shelf, place.location_id), self._chosen, self._failed
        )

    def _chosen(self, signed_in: SignedIn) -> None:
        self._workspace.signed_in()
        self.done.emit(signed_in)

    def _failed(self, error: StockdeskError) -> None:
        self.view.show_error(sentence(error))
