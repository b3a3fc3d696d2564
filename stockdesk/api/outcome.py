"""What an attempt to change something came to: the table of design section 4, and nothing beside it.

"Not sent" is a white-list (``fault.fault_of``), "refused" is four statuses, "accepted" needs a readable yes that
names a document. Everything else is ambiguous. Neither a message nor a label is ever looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stockdesk.api import envelope, wire
from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Answer, Fault, Request
from stockdesk.api.fault import error_code, status_code
from stockdesk.api.scalars import identity, text
from stockdesk.core.errors import StockdeskError
from stockdesk.core.posting import Outcome, OutcomeKind

_KINDS: dict[int, tuple[OutcomeKind, str]] = {
    400: (OutcomeKind.REFUSED, "bad-request"),
    401: (OutcomeKind.AUTH, "unauthorized"),
    402: (OutcomeKind.AUTH, "licence"),
    403: (OutcomeKind.REFUSED, "forbidden"),
    404: (OutcomeKind.REFUSED, "not-found"),
    408: (OutcomeKind.AMBIGUOUS, "timeout"),
    409: (OutcomeKind.AMBIGUOUS, "conflict"),
    422: (OutcomeKind.REFUSED, "invalid"),
    429: (OutcomeKind.THROTTLED, "throttled"),
}


@dataclass(frozen=True, slots=True)
class _Created:
    """What an answer says about a new document; ``document_id`` is None where it names none."""

    document_id: int | None = None
    number: str | None = None


def classify(result: Answer | Fault) -> Outcome:
    """Classify the result of sending an inventory operation.

    Reasons: of a fault its code (``refused``, ``dns``, ``read-timeout``, …); of a status ``bad-request``,
    ``unauthorized``, ``licence``, ``forbidden``, ``not-found``, ``invalid``, ``throttled``, ``timeout``, ``conflict``,
    ``redirect``, ``server-error``, ``status``; of a 2xx ``accepted``, ``not-success``, ``unreadable``, ``no-document``.
    """
    if isinstance(result, Fault):
        return _of_fault(result)
    if 200 <= result.status < 300:
        return _of_success(result)
    kind, reason = _KINDS.get(result.status, (OutcomeKind.AMBIGUOUS, _other_reason(result.status)))
    return _outcome(kind, reason, result)


def classify_removal(result: Answer | Fault) -> Outcome:
    """Classify the result of deleting a line or a document: 2xx says accepted, whatever the body; 404 says gone.

    202 means that the deletion may lag: only a read-back proves it.
    """
    if isinstance(result, Answer) and 200 <= result.status < 300 and envelope.succeeded(result.body) is not False:
        return _outcome(OutcomeKind.ACCEPTED, "accepted", result)
    if isinstance(result, Answer) and result.status == 404:
        return _outcome(OutcomeKind.ACCEPTED, "gone", result)
    return classify(result)


def _of_fault(fault: Fault) -> Outcome:
    kind = OutcomeKind.AMBIGUOUS if fault.sent else OutcomeKind.NOT_SENT
    return Outcome(kind, fault.code, fault.detail, status=fault.status, server_date=fault.server_date)


def _of_success(answer: Answer) -> Outcome:
    done = envelope.succeeded(answer.body)
    if done is None:
        return _outcome(OutcomeKind.AMBIGUOUS, "unreadable", answer)
    if not done:
        return _outcome(OutcomeKind.AMBIGUOUS, "not-success", answer)
    created = _created(answer.body)
    if created is None:
        return _outcome(OutcomeKind.AMBIGUOUS, "unreadable", answer)
    if created.document_id is None:
        return _outcome(OutcomeKind.AMBIGUOUS, "no-document", answer)
    return _outcome(OutcomeKind.ACCEPTED, "accepted", answer, created)


def _created(body: bytes) -> _Created | None:
    """Read the document's id and number in either shape of the answer; None where the body cannot be read."""
    try:
        row = envelope.read_one(body, wire.CreatedRow)
    except (envelope.UnreadableError, envelope.NotDoneError):
        return None
    document = row.document if isinstance(row.document, wire.CreatedDocument) else wire.CreatedDocument()
    document_id = identity(row.document_id) or identity(document.id)
    return _Created(document_id, text(document.number) or text(row.number) or None)


def _other_reason(status: int) -> str:
    if 300 <= status < 400:
        return "redirect"
    return "server-error" if status >= 500 else "status"


def _outcome(kind: OutcomeKind, reason: str, answer: Answer, created: _Created | None = None) -> Outcome:
    made = created or _Created()
    return Outcome(
        kind,
        reason,
        envelope.message(answer.body),
        status=answer.status,
        retry_after=answer.retry_after,
        document_id=made.document_id,
        number=made.number,
        server_date=answer.server_date,
    )


def write(client: ServiceClient, request: Request) -> Answer:
    """Send a write that is no operation (a product, a sign-in), once; errors as in ``written``."""
    result = client.send(request)
    return written(result, server=client.server, path=request.path, clean=client.without_secrets)


def written(result: Answer | Fault, *, server: str, path: str, clean: Callable[[str], str] = str) -> Answer:
    """Return the answer of such a write, or raise what a person is told.

    Raises ``StockdeskError`` with ``server``, ``path``, ``status`` and ``message`` (passed through ``clean``): the
    codes of a read where surely nothing was done, ``service.unknown-outcome`` where it may have been.
    """

    def error(code: str, message: str, **extra: object) -> StockdeskError:
        return StockdeskError(code, server=server, path=path, status=result.status, message=clean(message), **extra)

    if isinstance(result, Fault):
        raise error("service.unknown-outcome" if result.sent else _unsent_code(result), result.detail)
    message = envelope.message(result.body)
    if 200 <= result.status < 300:
        if envelope.succeeded(result.body):
            return result
        raise error("service.unknown-outcome", message)
    code = status_code(result.status)
    if code in ("service.broken", "service.timeout"):
        raise error("service.unknown-outcome", message)
    if result.status == 429:
        raise error(code, message, retry_after=result.retry_after)
    raise error(code, message)


def _unsent_code(fault: Fault) -> str:
    return "service.proxy" if fault.code == "proxy" else error_code(fault)
