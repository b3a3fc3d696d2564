"""The command line against the demo service, as real processes: the main job for every kind, and every bad input."""

from __future__ import annotations

import csv
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.resources import resource_path
from tests.support.commandline import Desk, Ended
from tests.support.demo import FIRED_MASTER, FIRST_GOOD, MASTER, ROOM, SHOP, SUPPLIER, DemoService, running_demo
from tests.support.workbooks import ods, xlsx

ROWS = 200
REAL = "8901012111024"
"""The barcode of one of the products."""
FORM = {"state", "marker", "document_id", "number", "lines", "reason"}


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoService]:
    with running_demo() as service:
        yield service


@pytest.fixture(scope="module")
def synced(demo: DemoService, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that has the catalogue; tests that only refuse things share it."""
    desk = Desk.at(demo, tmp_path_factory.mktemp("desk"))
    assert desk.run("sync").status == 0
    return desk


def barcodes(count: int = ROWS) -> list[str]:
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        return [row["barcode"] for row, _ in zip(csv.DictReader(file), range(count), strict=False)]


def table(count: int = ROWS) -> list[list[str]]:
    """Every third row a broken amount and an odd cost, so that totals have something to round."""
    return [["code", "amount", "cost"]] + [
        [code, "1.5" if place % 3 == 0 else "2", f"{place % 7}.35"] for place, code in enumerate(barcodes(count))
    ]


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def moved(demo: DemoService, before: dict[tuple[int, int], Decimal], storage: int) -> dict[int, Decimal]:
    """What a storage gained since then, by product; only what changed."""
    after = demo.stock()
    keys = {key for key in before.keys() | after.keys() if key[1] == storage}
    gained = {key[0]: after.get(key, Decimal(0)) - before.get(key, Decimal(0)) for key in keys}
    return {product: amount for product, amount in gained.items() if amount}


def expected(sign: int) -> dict[int, Decimal]:
    return {FIRST_GOOD + place: sign * Decimal(row[1]) for place, row in enumerate(table()[1:])}


@pytest.mark.parametrize(
    ("kind", "type_id", "gained", "write"),
    [
        ("receipt", 3, {SHOP: 1, ROOM: 0}, lambda path: written(path, table())),
        ("usage", 2, {SHOP: -1, ROOM: 0}, lambda path: path.write_bytes(xlsx(table())) and path),
        ("writeoff", 4, {SHOP: -1, ROOM: 0}, lambda path: path.write_bytes(ods(table())) and path),
    ],
)
def test_200_real_barcodes_become_one_document_and_the_stock_moves(
    demo: DemoService, tmp_path: Path, kind: str, type_id: int, gained: dict[int, int], write: Callable[[Path], Path]
) -> None:
    known, before = {row["id"] for row in demo.documents()}, demo.stock()
    ended = Desk.at(demo, tmp_path / "data").run(
        "post", str(write(tmp_path / "list")), "--kind", kind, "--storage", str(SHOP), "--json"
    )
    assert ended.status == 0, ended.said
    (document,) = [row for row in demo.documents() if row["id"] not in known]
    assert ended.form == {
        "state": "posted",
        "marker": ended.form["marker"],
        "document_id": document["id"],
        "number": str(document["number"]),
        "lines": ROWS,
        "reason": None,
    }
    assert (document["type_id"], document["storage_id"], len(document["lines"])) == (type_id, SHOP, ROWS)
    assert ended.form["marker"] in document["comment"]
    for storage, sign in gained.items():
        assert moved(demo, before, storage) == (expected(sign) if sign else {})


def test_transfer_of_200_real_barcodes_moves_stock_from_one_storage_to_the_other(
    demo: DemoService, tmp_path: Path
) -> None:
    before = demo.stock()
    ended = Desk.at(demo, tmp_path / "data").run(
        *("post", str(written(tmp_path / "list.csv", table())), "--kind", "transfer"),
        *("--storage", str(SHOP), "--to-storage", str(ROOM), "--json"),
    )
    assert ended.status == 0, ended.said
    assert (ended.form["state"], ended.form["lines"]) == ("posted", ROWS)
    posted = {row["id"] for row in demo.documents(marker=ended.form["marker"])}
    named = [form["document_id"] for form in ended.form.get("operations", [ended.form])]
    assert posted == set(named)
    assert moved(demo, before, SHOP) == expected(-1)
    assert moved(demo, before, ROOM) == expected(1)


def test_document_carries_what_the_options_and_columns_say(demo: DemoService, synced: Desk, tmp_path: Path) -> None:
    code = barcodes(1)[0]
    rows = [
        ["Штрихкод", "Кол-во", "Цена", "Скидка", "Комментарий", "Итого"],
        [code, "2,5", "10,10", "10%", "dented", "9"],
    ]
    ended = synced.run(
        *("post", str(written(tmp_path / "list.csv", rows)), "--kind", "receipt", "--storage", str(SHOP), "--json"),
        *("--supplier", str(SUPPLIER), "--person", str(MASTER), "--comment", "delivery of Monday"),
    )
    assert ended.status == 0, ended.said
    (document,) = demo.documents(marker=ended.form["marker"])
    (line,) = document["lines"]
    assert document["comment"] == f"[{ended.form['marker']}] delivery of Monday"
    assert (line["supplier_id"], line["master_id"]) == (SUPPLIER, MASTER)
    assert line["comment"] == f"[{ended.form['marker']}] dented"
    numbers = [Decimal(line[name]) for name in ("amount", "cost_per_unit", "discount", "cost")]
    assert numbers == [Decimal("2.5"), Decimal("10.1"), Decimal(10), Decimal("22.73")]


def test_equal_rows_are_added_up_and_rows_of_another_cost_stay_apart(
    demo: DemoService, synced: Desk, tmp_path: Path
) -> None:
    code = barcodes(1)[0]
    rows = [["code", "amount", "cost"], [code, "1", "5"], [code, "2", "5.00"], [code, "4", "6"]]
    ended = synced.run(
        *("post", str(written(tmp_path / "list.csv", rows)), "--kind", "receipt", "--storage", str(SHOP), "--json")
    )
    (document,) = demo.documents(marker=ended.form["marker"])
    assert sorted(Decimal(line["amount"]) for line in document["lines"]) == [Decimal(3), Decimal(4)]


def test_more_than_500_lines_are_split_and_told_as_operations(demo: DemoService, synced: Desk, tmp_path: Path) -> None:
    ended = synced.run(
        *(
            "post",
            str(written(tmp_path / "list.csv", table(501))),
            "--kind",
            "receipt",
            "--storage",
            str(SHOP),
            "--json",
        )
    )
    assert (ended.status, ended.form["state"], ended.form["lines"]) == (0, "posted", 501)
    assert [part["lines"] for part in ended.form["operations"]] == [500, 1]
    assert all(set(part) == FORM for part in ended.form["operations"])
    assert len(demo.documents(marker=ended.form["marker"])) == 2


def test_product_that_is_new_at_the_service_is_found_there(tmp_path: Path) -> None:
    new = "4006381333931"
    product = {"good_id": FIRST_GOOD + 90_000, "fields": {"title": "New pencil", "barcode": new}}
    path = written(tmp_path / "list.csv", [["code", "amount"], [new, "3"], [REAL, "1"]])
    with running_demo() as demo:
        desk = Desk.at(demo, tmp_path / "data")
        assert desk.run("sync").status == 0
        demo.post("goods", **product)
        ended = desk.run("post", str(path), "--kind", "receipt", "--storage", str(SHOP), "--json")
        assert ended.status == 0, ended.said
        (document,) = demo.documents()
    assert {line["good_id"]: line["amount"] for line in document["lines"]}[product["good_id"]] == "3"


# -- bad input --------------------------------------------------------------------------------------------------------


def nothing_queued(desk: Desk, demo: DemoService, ended: Ended, documents: int) -> None:
    """A refusal: a sentence, no traceback, nothing on the service, nothing in the outbox."""
    assert ended.status == 1, ended.said
    assert "Traceback" not in ended.said + ended.out
    assert set(ended.form) == FORM
    assert (ended.form["state"], ended.form["marker"], ended.form["document_id"]) == ("rejected", None, None)
    assert ended.form["reason"]
    assert len(demo.documents()) == documents
    outbox = desk.run("outbox", "list", "--json").form["operations"]
    assert all(operation["state"] == "posted" for operation in outbox)


BAD_FILES: dict[str, tuple[bytes, list[str]]] = {
    "empty": (b"", ["is empty"]),
    "blank": (b"\n\n \n", ["is empty"]),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", ["no CSV, XLSX or ODS"]),
    "cut workbook": (xlsx([["code", "amount"]])[:300], ["damaged"]),
    "missing column": (f"code,name\n{REAL},x\n".encode(), ["amount", "code | name"]),
    "headings alone": (b"code,amount\n", ["no rows"]),
    "open quote": (b'code,amount\n"1,2\n', ["quotation mark", "row 2"]),
    "negative": (f"code,amount\n{REAL},-3\n".encode(), [f"row 2 ({REAL} | -3)", "negative"]),
    "zero": (f"code,amount\n{REAL},0\n".encode(), [f"row 2 ({REAL} | 0)", "zero"]),
    "unreadable": (f"code,amount\n{REAL},many\n".encode(), [f"row 2 ({REAL} | many)", "'many'"]),
    "four decimals": (f"code,amount\n{REAL},1.2345\n".encode(), [f"row 2 ({REAL} | 1.2345)", "3 decimals"]),
    "negative cost": (f"code,amount,cost\n{REAL},1,-2\n".encode(), ["row 2", "cost -2 is negative"]),
    "nobody knows it": (b"code,amount\nNOSUCH-1,1\n", ["row 2 (NOSUCH-1 | 1)", "No product has the code NOSUCH-1"]),
    "damaged code": (b"code;amount\n4,00638E+12;1\n", ["row 2 (4,00638E+12 | 1)", "spreadsheet"]),
    "cut zeros": (b"code,amount\n36800054417,1\n", ["row 2 (36800054417 | 1)", "zeros"]),
    "no such unit": (f"code,amount,unit\n{REAL},1,barrel\n".encode(), ["row 2", "'barrel'"]),
}


@pytest.mark.parametrize("name", list(BAD_FILES))
def test_bad_file_is_refused_whole_with_what_is_wrong(
    demo: DemoService, synced: Desk, tmp_path: Path, name: str
) -> None:
    content, told = BAD_FILES[name]
    path = tmp_path / "list"
    path.write_bytes(content)
    documents = len(demo.documents())
    ended = synced.run("post", str(path), "--kind", "receipt", "--storage", str(SHOP), "--json")
    nothing_queued(synced, demo, ended, documents)
    for words in told:
        assert words in ended.form["reason"]
        assert words in ended.said


def test_every_bad_row_is_named_and_the_good_ones_are_not_posted(
    demo: DemoService, synced: Desk, tmp_path: Path
) -> None:
    rows = [["code", "amount"], [REAL, "1"], ["NOSUCH", "1"], [REAL, "-1"], [REAL, "2"], ["", "3"]]
    documents = len(demo.documents())
    ended = synced.run(
        *("post", str(written(tmp_path / "list.csv", rows)), "--kind", "receipt", "--storage", str(SHOP), "--json")
    )
    nothing_queued(synced, demo, ended, documents)
    assert [line.split(" ")[1] for line in ended.said.splitlines() if line.startswith("row ")] == ["3", "4", "6"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.csv", "--kind", "receipt", "--storage", str(SHOP)], "There is no file none.csv"),
        ([".", "--kind", "receipt", "--storage", str(SHOP)], "is a folder"),
        (["GOOD", "--kind", "receipt", "--storage", "999"], "There is no storage 999"),
        (["GOOD", "--kind", "transfer", "--storage", str(SHOP), "--to-storage", "999"], "There is no storage 999"),
        (["GOOD", "--kind", "transfer", "--storage", str(SHOP), "--to-storage", str(SHOP)], "the same storage"),
        (["GOOD", "--kind", "receipt", "--storage", str(SHOP), "--person", str(FIRED_MASTER)], "no active team member"),
    ],
)
def test_wrong_name_in_the_command_is_a_sentence(
    demo: DemoService, synced: Desk, tmp_path: Path, arguments: list[str], told: str
) -> None:
    good = written(tmp_path / "good.csv", [["code", "amount"], [REAL, "1"]])
    documents = len(demo.documents())
    ended = synced.run("post", *(str(good) if word == "GOOD" else word for word in arguments), "--json")
    nothing_queued(synced, demo, ended, documents)
    assert told in ended.form["reason"]


def test_storage_that_does_not_exist_is_told_with_those_there_are(synced: Desk, tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", [["code", "amount"], [REAL, "1"]])
    ended = synced.run("post", str(good), "--kind", "receipt", "--storage", "999", "--json")
    assert str(SHOP) in ended.form["reason"]
    assert str(ROOM) in ended.form["reason"]


@pytest.mark.parametrize("verb", [["sync"], ["post", "GOOD", "--kind", "receipt", "--storage", str(SHOP)]])
@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"STOCKDESK_USER_TOKEN": "wrong"}, "does not accept the tokens"),
        ({"STOCKDESK_PARTNER_TOKEN": "wrong"}, "does not accept the tokens"),
        ({"STOCKDESK_USER_TOKEN": ""}, "Nobody is signed in"),
        ({"STOCKDESK_SETTLE_SECONDS": "soon"}, "STOCKDESK_SETTLE_SECONDS"),
        ({"STOCKDESK_RATE_LIMIT": "fast"}, "STOCKDESK_RATE_LIMIT"),
    ],
)
def test_wrong_environment_is_a_sentence(
    demo: DemoService, tmp_path: Path, verb: list[str], environ: dict[str, str], told: str
) -> None:
    good = written(tmp_path / "good.csv", [["code", "amount"], [REAL, "1"]])
    arguments = [str(good) if word == "GOOD" else word for word in verb]
    ended = Desk.at(demo, tmp_path / "data").run(*arguments, "--json", **environ)
    assert ended.status == 1
    assert "Traceback" not in ended.said
    assert told in ended.form["reason"]


def test_wrong_token_is_shown_nowhere(demo: DemoService, tmp_path: Path) -> None:
    secret = "tok-7c41d9"
    ended = Desk.at(demo, tmp_path).run("sync", STOCKDESK_USER_TOKEN=secret)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert ended.status == 1
    assert secret not in ended.said + ended.out
    assert secret.encode() not in kept


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_service_that_is_not_there_is_named_on_a_fresh_desk(tmp_path: Path) -> None:
    server = closed_port()
    good = written(tmp_path / "good.csv", [["code", "amount"], [REAL, "1"]])
    ended = Desk(tmp_path / "data", server).run(
        "post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json"
    )
    assert (ended.status, ended.form["state"]) == (1, "rejected")
    assert server in ended.form["reason"]


def test_document_waits_in_the_outbox_while_the_service_is_away_and_goes_out_once(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", table(20))
    with running_demo() as first:
        desk, port = Desk.at(first, tmp_path / "data"), first.port
        assert desk.run("sync").status == 0
    ended = desk.run("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json")
    assert (ended.status, ended.form["state"], ended.form["lines"]) == (3, "queued", 20)
    assert "safe here" in ended.form["reason"]
    listed = desk.run("outbox", "list", "--json").form["operations"]
    assert [(row["state"], row["marker"]) for row in listed] == [("queued", ended.form["marker"])]
    with running_demo(port=port) as second:
        done = desk.run("outbox", "run", "--json")
        assert (done.status, [row["state"] for row in done.form["operations"]]) == (0, ["posted"])
        assert desk.run("outbox", "run", "--json").form == {"operations": []}
        assert [len(row["lines"]) for row in second.documents()] == [20]


def test_document_for_a_service_that_is_away_holds_nothing_back_at_another(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", table(5))
    post = ("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json")
    with running_demo() as demo:
        desk = Desk.at(demo, tmp_path / "data")
        assert desk.run("sync").status == 0
        away = closed_port()
        assert Desk(desk.folder, away).run(*post).form["state"] == "queued"
        ended = desk.run(*post)
        assert (ended.status, ended.form["state"]) == (0, "posted"), ended.said
        waiting = desk.run("outbox", "run", "--json")
        assert waiting.status == 3
        assert [row["state"] for row in waiting.form["operations"]] == ["queued"]
        # The tokens of this run go to this run's service only, and the document says which one it waits for.
        assert away in waiting.form["operations"][0]["reason"]
        assert len(demo.documents()) == 1


def test_lost_answer_is_looked_up_and_not_sent_twice(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", table(20))
    with running_demo() as demo:
        desk = Desk.at(demo, tmp_path / "data")
        assert desk.run("sync").status == 0
        demo.set_faults({"reset_after": 1.0}, count=1)
        ended = desk.run("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json")
        assert (ended.status, ended.form["state"]) == (0, "posted"), ended.said
        assert len(demo.documents()) == 1


def test_refused_document_ends_with_1_and_what_the_service_said(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", table(5))
    with running_demo() as demo:
        desk = Desk.at(demo, tmp_path / "data")
        assert desk.run("sync").status == 0
        demo.set_faults({"half_then_4xx": 1.0}, count=1)
        ended = desk.run("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json")
        assert (ended.status, ended.form["state"]) == (3, "partial")
        assert ended.form["reason"]


def test_persons_word_settles_what_could_not_be_looked_up(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", table(5))
    with running_demo() as demo:
        desk = Desk.at(demo, tmp_path / "data")
        assert desk.run("sync").status == 0
        demo.set_faults({"reset_before": 1.0}, count=1)
        ended = desk.run("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json")
        assert (ended.status, ended.form["state"]) == (3, "unknown"), ended.said
        marker = ended.form["marker"]
        looked = desk.run("outbox", "resolve", marker, "--json")
        assert (looked.status, looked.form["operations"][0]["state"]) == (3, "unknown")
        assert demo.documents() == []
        said = desk.run("outbox", "resolve", f"[{marker.lower()}]", "--as", "not-posted", "--by", "Anna", "--json")
        assert (said.status, said.form["operations"][0]["state"]) == (0, "queued"), said.said
        assert desk.run("outbox", "run").status == 0
        assert len(demo.documents()) == 1


def test_persons_word_on_a_base_marker_settles_all_its_unknown_parts(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", table(501))
    with running_demo() as demo:
        desk = Desk.at(demo, tmp_path / "data")
        assert desk.run("sync").status == 0
        demo.set_faults({"reset_before": 1.0}, count=2)
        ended = desk.run("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json")
        assert (ended.status, ended.form["state"]) == (3, "unknown"), ended.said
        marker = ended.form["marker"]
        said = desk.run("outbox", "resolve", marker, "--as", "not-posted", "--by", "Anna", "--json")
        told = [(row["marker"], row["state"]) for row in said.form["operations"]]
        assert told == [(f"{marker}-1", "queued"), (f"{marker}-2", "queued")], said.said
        again = desk.run("outbox", "resolve", marker, "--as", "not-posted", "--by", "Anna", "--json")
        assert again.status == 1
        assert f"{marker}-1 is queued" in again.form["reason"]
        assert desk.run("outbox", "run").status == 0
        assert sorted(len(document["lines"]) for document in demo.documents()) == [1, 500]


def test_partial_document_is_accepted_or_called_removed_by_a_persons_word(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", table(5))
    with running_demo() as demo:
        desk = Desk.at(demo, tmp_path / "data")
        assert desk.run("sync").status == 0
        for word, state in (("posted", "posted"), ("not-posted", "rejected")):
            demo.set_faults({"partial": 1.0}, count=1)
            marker = desk.run("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json").form["marker"]
            said = desk.run("outbox", "resolve", marker, "--as", word, "--by", "Anna", "--reason", "seen", "--json")
            assert [row["state"] for row in said.form["operations"]] == [state], said.said


def test_data_folder_that_is_a_file_is_named(demo: DemoService, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    ended = Desk.at(demo, blocked).run("outbox", "list", "--json")
    assert (ended.status, "Traceback" in ended.said) == (1, False)
    assert str(blocked) in ended.form["reason"]


def test_locked_data_folder_is_named_and_nothing_is_lost(demo: DemoService, tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", [["code", "amount"], [REAL, "1"]])
    desk = Desk.at(demo, tmp_path / "data")
    assert desk.run("sync").status == 0
    documents = len(demo.documents())
    holder = sqlite3.connect(desk.folder / "work.db", isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        ended = desk.run("post", str(good), "--kind", "receipt", "--storage", str(SHOP), "--json")
    finally:
        holder.close()
    assert (ended.status, ended.form["state"]) == (1, "rejected"), ended.said
    assert "held by another program" in ended.form["reason"]
    assert "Traceback" not in ended.said
    assert len(demo.documents()) == documents


# -- the other verbs --------------------------------------------------------------------------------------------------


def test_lookup_names_the_product_and_why(synced: Desk) -> None:
    ended = synced.run("lookup", REAL)
    (product,) = ended.form["products"]
    assert set(product) == {"product_id", "title", "barcode", "article", "factor", "matched"}
    assert (ended.status, ended.form["code"], product["barcode"], product["matched"]) == (0, REAL, REAL, "barcode")
    assert product["factor"] == "1"
    assert REAL in ended.form["reason"]


def test_lookup_takes_equal_numbers_and_articles(synced: Desk) -> None:
    product = synced.run("lookup", REAL).form["products"][0]
    padded = synced.run("lookup", f"0{REAL}").form["products"][0]
    by_article = synced.run("lookup", product["article"]).form["products"][0]
    assert (padded["product_id"], padded["matched"]) == (product["product_id"], "gtin")
    assert (by_article["product_id"], by_article["matched"]) == (product["product_id"], "article")


def test_lookup_on_a_fresh_desk_asks_the_service(demo: DemoService, tmp_path: Path) -> None:
    (product,) = Desk.at(demo, tmp_path).run("lookup", REAL).form["products"]
    assert (product["barcode"], product["matched"]) == (REAL, "remote")


def test_lookup_of_what_nobody_knows_ends_with_1(synced: Desk) -> None:
    ended = synced.run("lookup", "NOSUCH-1")
    assert (ended.status, ended.form["products"], ended.form["code"]) == (1, [], "NOSUCH-1")
    assert "NOSUCH-1" in ended.form["reason"]


def test_lookup_of_what_is_here_asks_the_service_nothing(demo: DemoService, synced: Desk) -> None:
    before = max(request["n"] for request in demo.requests())
    assert synced.run("lookup", REAL).form["products"][0]["barcode"] == REAL
    assert demo.requests(before) == []


def test_sync_tells_what_it_did(demo: DemoService, tmp_path: Path) -> None:
    desk = Desk.at(demo, tmp_path)
    first, second = desk.run("sync", "--json"), desk.run("sync", "--full", "--json")
    assert set(first.form) == {"products", "changed", "removed", "requests", "seconds"}
    assert (first.form["products"], first.form["changed"], first.form["removed"]) == (4092, 4092, 0)
    assert (second.status, second.form["products"], second.form["removed"]) == (0, 4092, 0)
    assert "4092 products" in desk.run("sync").out


def test_doctor_looks_at_everything(synced: Desk) -> None:
    ended = synced.run("doctor", "--json")
    checks = {check["check"]: check for check in ended.form["checks"]}
    assert list(checks) == [
        *("program", "window", "sound", "keyring", "folder", "disk", "backups", "database", "scanners", "service"),
        *("clock", "catalogue", "outbox"),
    ]
    for name in ("program", "keyring", "folder", "disk", "service", "clock", "catalogue"):
        assert checks[name]["state"] == "ok", checks[name]
    assert (ended.status == 0) == ended.form["works"]
    assert abs(checks["clock"]["seconds_behind"]) <= 2
    assert float(checks["database"]["commit_milliseconds"]) > 0
    assert checks["disk"]["free_bytes"] > 0
    copies = checks["backups"]["backups"]
    assert (checks["backups"]["state"] == "ok") == bool(copies)  # whatever posts at this desk makes the first one
    assert all(copy["sound"] for copy in copies)


def test_outbox_of_a_fresh_desk_is_empty(demo: DemoService, tmp_path: Path) -> None:
    desk = Desk.at(demo, tmp_path)
    assert desk.run("outbox", "--json").form == {"operations": []}
    assert desk.run("outbox").out == "Nothing in the outbox.\n"


def test_outbox_list_has_the_promised_form(demo: DemoService, synced: Desk, tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", [["code", "amount"], [REAL, "1"]])
    marker = synced.run("post", str(good), "--kind", "usage", "--storage", str(SHOP), "--json").form["marker"]
    (row,) = [row for row in synced.run("outbox", "list", "--json").form["operations"] if row["marker"] == marker]
    assert list(row) == [
        *("marker", "state", "kind", "storage_id", "lines", "created", "sent", "document_id", "number", "reason")
    ]
    assert (row["state"], row["kind"], row["storage_id"], row["lines"]) == ("posted", "usage", SHOP, 1)
    assert row["created"].endswith("+00:00")


def test_two_processes_that_post_at_once_post_each_document_once(demo: DemoService, tmp_path: Path) -> None:
    desk = Desk.at(demo, tmp_path / "data")
    assert desk.run("sync").status == 0
    files = [written(tmp_path / f"{number}.csv", table(10)) for number in range(3)]
    ended: list[Ended] = []

    def post(path: Path) -> None:
        ended.append(desk.run("post", str(path), "--kind", "receipt", "--storage", str(SHOP), "--json"))

    threads = [threading.Thread(target=post, args=(path,)) for path in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(run.status, run.form["state"]) for run in ended] == [(0, "posted")] * 3, [run.said for run in ended]
    assert [len(demo.documents(marker=run.form["marker"])) for run in ended] == [1, 1, 1]
