"""What needs a person is found, told, and taken off the list by a person's word, which the ledger keeps."""

from __future__ import annotations

import pytest

from stockdesk.app.attention import Attention
from stockdesk.core import attention as rules
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.plan import TransferMode
from stockdesk.core.posting import State
from stockdesk.store.attention import AttentionStore
from stockdesk.store.settings import location_scope
from tests.support.bench import Bench, posted
from tests.support.demo import LOCATION, ROOM, DemoService


def attention_of(bench: Bench) -> Attention:
    return Attention(AttentionStore(bench.context.work), bench.context.outbox, bench.author)


def refuse(bench: Bench, demo: DemoService) -> str:
    demo.set_rights({"storages_create_transactions_access": False})
    marker = bench.approve()
    bench.run_until_rest(bench.poster())
    demo.set_rights({"storages_create_transactions_access": True})
    assert bench.row(marker).state is State.REJECTED
    return marker


def test_refused_document_that_somebody_leaves_is_off_the_list_and_the_ledger_says_who(
    bench: Bench, demo: DemoService
) -> None:
    marker = refuse(bench, demo)
    attention = attention_of(bench)
    assert attention.counts() == rules.Attention(problems=1)
    why = bench.row(marker).reason
    attention.leave(marker, "Vera", "not ours")
    assert attention.counts() == rules.Attention()
    assert (bench.row(marker).state, bench.row(marker).reason) == (State.REJECTED, why)
    note = list(bench.documents.open(bench.row(marker).local_document).sheet.entries)[-1]
    assert (note.person, note.data["code"], note.data["reason"]) == ("Vera", "outbox.seen", "not ours")


def test_document_that_was_left_and_is_refused_again_is_on_the_list_again(bench: Bench, demo: DemoService) -> None:
    marker = refuse(bench, demo)
    attention = attention_of(bench)
    attention.leave(marker, "Vera")
    demo.set_rights({"storages_create_transactions_access": False})
    bench.posting.requeue(marker, "Vera")
    assert attention.counts() == rules.Attention()
    bench.run_until_rest(bench.poster())
    assert attention.counts() == rules.Attention(problems=1)


def test_half_done_transfer_is_one_document_and_off_the_list_when_it_is_finished(
    bench: Bench, demo: DemoService
) -> None:
    bench.context.settings.set(location_scope(LOCATION), "transfer-mode", TransferMode.PAIR.value)
    base = bench.approve(Kind.TRANSFER, to_storage=str(ROOM))
    demo.set_rights({"storages_create_transactions_buy_access": False})
    bench.run_until_rest(bench.poster())
    assert [row.state for row in bench.posting.parts(base)] == [State.POSTED, State.REJECTED]
    attention = attention_of(bench)
    assert attention.counts() == rules.Attention(problems=1)
    demo.set_rights({"storages_create_transactions_buy_access": True})
    bench.posting.finish(base, "Anna")
    bench.run_until_rest(bench.poster())
    assert attention.counts() == rules.Attention()
    assert [len(posted(demo, row.marker)) for row in bench.posting.parts(base)] == [1, 1]


def test_only_what_was_refused_can_be_left(bench: Bench) -> None:
    marker = bench.approve()
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        attention_of(bench).leave(marker, "Anna")
    with pytest.raises(StockdeskError, match=r"outbox\.unknown-marker"):
        attention_of(bench).leave("SD-2222222222", "Anna")
