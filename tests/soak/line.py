"""The simulated line: the program's own client, but its requests end at a model of the service instead of a socket."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from stockdesk.api import paths
from stockdesk.api.client import Query, ServiceClient
from stockdesk.api.exchange import Answer, Fault, ReadFailed, Request
from stockdesk.core.tokens import Tokens
from tests.soak.clock import Clock
from tests.soak.place import LOCATION
from tests.soak.service import Late, ModelService
from tests.soak.spelling import enveloped
from tests.soak.stored import StoredDocument
from tests.soak.trouble import CALM, FAILED, READS, WRITES, Trouble, Weather
from tests.soak.watch import Watch

T = TypeVar("T")

SERVER = "http://127.0.0.1:9"
READ_ATTEMPTS = 3


class SimulatedClient(ServiceClient):
    """A client whose exchanges go over the simulated line; decoding, classifying and errors are the real ones."""

    def __init__(self, line: ModelLine, account: str, watch: Watch) -> None:
        super().__init__(SERVER, Tokens("partner", "user"))
        self._line = line
        self._account = account
        self._watch = watch
        self._date: datetime | None = None
        self._difference: timedelta | None = None

    @property
    def server_date(self) -> datetime | None:
        """The last ``Date`` that the model sent."""
        return self._date

    @property
    def clock_difference(self) -> timedelta | None:
        """The model's clock less the station's, at the last answer."""
        return self._difference

    def send(self, request: Request) -> Answer | Fault:
        """Send an operation over the simulated line, or a deletion."""
        if request.method == "DELETE":
            self._watch.deleting(self._account, request.path)
            result = self._line.remove(self._account, request.path)
        else:
            self._watch.sending(self._account, request.body)
            result = self._line.write(self._account, request.body)
        self._seen(result)
        self._watch.answered()
        return result

    def _get(self, path: str, query: Query, whole: float | None, read: Callable[[bytes], T]) -> T:
        del whole
        asked = {name: str(value) for name, value in query}
        for _ in range(READ_ATTEMPTS - 1):
            try:
                return self._ask(path, asked, read)
            except ReadFailed as failed:
                if not failed.again or (failed.wait or 0.0) > 60:
                    raise failed.error from None
                self._line.clock.turn(failed.wait or 0.5)
        try:
            return self._ask(path, asked, read)
        except ReadFailed as failed:
            raise failed.error from None

    def _ask(self, path: str, query: Mapping[str, str], read: Callable[[bytes], T]) -> T:
        self._watch.asked(path)
        result = self._line.read(self._account, path, query)
        self._seen(result)
        self._watch.answered()
        return self._read_result(path, result, read)

    def _seen(self, result: Answer | Fault) -> None:
        if isinstance(result, Answer) or result.status is not None:
            shown = self._line.clock.server() + timedelta(seconds=self._line.service.dialect.ahead)
            self._date = shown.replace(microsecond=0)
            self._difference = shown - self._line.clock.station()


@dataclass(slots=True)
class ModelLine:
    """The way to the model service. Time goes by with each request; what is due at the server happens meanwhile."""

    service: ModelService
    weather: Weather = CALM
    dice: random.Random = field(default_factory=random.Random)
    latest: float = 1000.0
    searched: datetime | None = None
    log: list[str] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """The clock of this history."""
        return self.service.clock

    def client(self, account: str, watch: Watch) -> ServiceClient:
        """Make the client of one account in one process."""
        return SimulatedClient(self, account, watch)

    def worsen(self, weather: Weather, seed: int) -> None:
        """Change the weather."""
        self.weather = weather
        self.dice.seed(seed)

    def _trouble(self, account: str) -> tuple[str, Trouble]:
        """Draw what befalls a write, by name."""
        self._pass(self.dice.uniform(0.05, 0.5))
        name = next((name for name, chance in self.weather.writes if self.dice.random() < chance), "")
        if account in self.service.revoked:
            name = "unauthorized"
        return name or "ok", WRITES.get(name, Trouble("now", None))

    def remove(self, account: str, path: str) -> Answer | Fault:
        """Carry a deletion over the line, or lose it; it is done whole or not at all, perhaps late."""
        name, trouble = self._trouble(account)
        commit = trouble.commit
        if commit == "coin":
            commit = "now" if self.dice.random() < 0.5 else "no"
        if commit == "late":
            self.service.late.append(
                Late(self.clock.true + timedelta(seconds=self.dice.uniform(0.5, self.latest)), removed=path)
            )
        there = commit == "now" and self.service.remove(path)
        self.log.append(f"    delete {name}{' -> gone' if there else ''}")
        self._pass(trouble.seconds)
        if trouble.result is not None:
            return trouble.result
        return Answer(202) if there else Answer(404, FAILED)

    def holder(self, path: str) -> int | None:
        """Return the document that a path names, or a line of which it names."""
        document = self.service.holder(path)
        return None if document is None else document.document_id

    def write(self, account: str, body: bytes) -> Answer | Fault:
        """Carry an operation over the line, or lose it."""
        name, trouble = self._trouble(account)
        document = self._commit(trouble, body)
        self.log.append(f"    write {name}{'' if document is None else f' -> {document.document_id}'}")
        self._pass(trouble.seconds)
        if trouble.result is not None:
            return trouble.result
        named = (self.service.another(body) or document) if trouble.another else document
        # Where nothing else could be named, a request that was not carried out has no answer.
        return READS["http500"] if named is None else Answer(200, enveloped(self._created(named)))

    def _commit(self, trouble: Trouble, body: bytes) -> StoredDocument | None:
        lag = self.dice.uniform(1.0, self.latest) if self.dice.random() < self.weather.lag else 0.0
        commit = trouble.commit
        if commit == "coin":
            commit = "now" if self.dice.random() < 0.5 else "no"
        # Without marker and with other goods nothing could be known again: the two do not meet here.
        bend = "" if trouble.bend == "alter" and not self.service.dialect.keeps_markers else trouble.bend
        if commit == "late":
            self.service.commit_later(self.dice.uniform(0.5, self.latest), body, bend, lag)
        return self.service.commit(body, bend, lag) if commit == "now" else None

    def _created(self, document: StoredDocument) -> dict[str, object]:
        spelling = self.service.spelling
        head, rows = spelling.head(document), spelling.rows(document)
        if self.service.dialect.flat:
            return {"document_id": document.document_id, "number": head["number"], "goods_transactions": rows}
        return {"document": head, "transactions": rows}

    def read(self, account: str, path: str, query: Mapping[str, str]) -> Answer | Fault:
        """Answer a read, or lose it."""
        self._pass(self.dice.uniform(0.02, 0.2))
        if account in self.service.revoked:
            return READS["unauthorized"]
        if self.dice.random() < self.weather.reads:
            name = self.dice.choice(list(READS))
            self.log.append(f"    read {path}: {name}")
            if name == "timeout":
                self._pass(20.0)
            return READS[name]
        answer = self._answered(path, query)
        self.log.append(f"    read {path}: {answer.status}")
        return answer

    def _answered(self, path: str, query: Mapping[str, str]) -> Answer:
        if path == paths.movements(LOCATION):
            if not self.service.access.movements:
                return Answer(403, FAILED)
            if query["page"] == "1" and "changed_after" in query:
                self.searched = self.clock.true
            return Answer(200, enveloped(self.service.search(query)))
        if path == paths.permissions(LOCATION):
            return Answer(200, enveloped({"storages": self._rights()}))
        document = self.service.document(int(path.rpartition("/")[2]))
        if document is None:
            return Answer(404, FAILED)
        whole = path == paths.document_lines(document.document_id)
        spelling = self.service.spelling
        return Answer(200, enveloped(spelling.rows(document) if whole else spelling.head(document)))

    def _rights(self) -> dict[str, object]:
        access = self.service.access
        return {
            "storages_access": True,
            "storages_limited_access": access.storages is not None,
            "storages_ids": sorted(access.storages or ()),
            "storages_transactions_access": access.movements,
            "storages_last_days_count": -1 if access.days is None else access.days,
        }

    def _pass(self, seconds: float) -> None:
        self.clock.turn(seconds)
        self.service.catch_up()

    # -- the truth, and other people -----------------------------------------------------------------------------

    def documents(self) -> Sequence[StoredDocument]:
        """Return what stands at the server with any line."""
        return [one for one in self.service.documents if one.lines and not one.deleted]

    def pass_time(self, seconds: float) -> None:
        """Let time go by."""
        self._pass(seconds)

    def pending(self) -> bool:
        """Whether anything sent may still be carried out, or stands there unseen."""
        return bool(self.service.late) or any(one.visible > self.clock.true for one in self.service.documents)

    def edit(self, document_id: int, comment: str) -> None:
        """A person changes the comments of a document and of its lines."""
        for document in self.service.documents:
            if document.document_id == document_id:
                document.comment = comment
                document.lines = [replace(line, comment=comment) for line in document.lines]

    def delete(self, document_id: int) -> None:
        """A person deletes a document with its lines."""
        for document in self.service.documents:
            if document.document_id == document_id:
                document.deleted = True

    def foreign(self, data: Mapping[str, object]) -> None:
        """Another person posts an operation."""
        self.service.add_foreign(data)

    def revoke(self, account: str) -> None:
        """The tokens of an account are of no use any more."""
        self.service.revoked.add(account)

    def renew(self) -> None:
        """All tokens are good again."""
        self.service.revoked.clear()
