CREATE TABLE alias (
    location_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    product_id INTEGER NOT NULL,
    factor TEXT NOT NULL,
    learned TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (location_id, code, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    attempt_id TEXT NOT NULL PRIMARY KEY,
    marker TEXT NOT NULL REFERENCES outbox (marker),
    what TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    result TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE document (
    document_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    location_id INTEGER NOT NULL,
    storage_id INTEGER,
    status TEXT NOT NULL CHECK (status IN ('draft', 'queued', 'done', 'withdrawn')),
    created TEXT NOT NULL,
    touched TEXT NOT NULL,
    -- The base marker of the operations it was queued as last.
    marker TEXT,
    -- Sums of the fold, kept for the list of drafts only; stale after an entry that came without them.
    lines INTEGER NOT NULL DEFAULT 0,
    pieces TEXT NOT NULL DEFAULT '0',
    money TEXT NOT NULL DEFAULT '0',
    unknown INTEGER NOT NULL DEFAULT 0,
    totals_stale INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES document (document_id),
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    line_id TEXT NOT NULL,
    data TEXT NOT NULL,
    -- JSON: text, text by US key positions, key codes; NULL for what was not scanned.
    raw TEXT,
    undoes TEXT NOT NULL,
    station TEXT NOT NULL,
    person TEXT NOT NULL
) STRICT;

CREATE TABLE outbox (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    marker TEXT NOT NULL UNIQUE,
    base TEXT NOT NULL,
    leg INTEGER NOT NULL,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    type_id INTEGER NOT NULL,
    local_document TEXT NOT NULL REFERENCES document (document_id),
    location_id INTEGER NOT NULL,
    storage_id INTEGER NOT NULL,
    to_storage_id INTEGER,
    products TEXT NOT NULL,
    lines INTEGER NOT NULL,
    -- The exact bytes that were approved, and that are sent.
    body BLOB NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('queued', 'sending', 'posted', 'rejected', 'unknown', 'partial', 'withdrawn')),
    created TEXT NOT NULL,
    operation_date TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    person TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    doubt TEXT NOT NULL,
    sent TEXT,
    seen_before TEXT,
    not_before TEXT,
    absent_since TEXT,
    document_id INTEGER,
    number TEXT,
    ever_unknown INTEGER NOT NULL,
    settled TEXT,
    twins_checked TEXT,
    watched INTEGER NOT NULL,
    restored TEXT,
    reason TEXT NOT NULL,
    reason_arguments TEXT NOT NULL
) STRICT;

CREATE TABLE removal (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    marker TEXT NOT NULL REFERENCES outbox (marker),
    document_id INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('spare', 'take-back')),
    by TEXT NOT NULL,
    asked TEXT NOT NULL,
    why TEXT NOT NULL,
    requested TEXT NOT NULL,
    failures INTEGER NOT NULL,
    not_before TEXT,
    ended TEXT,
    result TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_by_marker ON attempt (marker, started);

CREATE INDEX document_by_status ON document (status, touched);

CREATE INDEX entry_by_document ON entry (document_id, number);

CREATE INDEX outbox_by_base ON outbox (base, leg);

CREATE INDEX outbox_by_document ON outbox (local_document);

CREATE INDEX outbox_in_question ON outbox (base) WHERE state IN ('unknown', 'partial')
    OR json_extract(reason_arguments, '$.documents') IS NOT NULL
    OR json_extract(reason_arguments, '$.alike') IS NOT NULL
    OR (state = 'rejected' AND json_extract(reason_arguments, '$.seen') IS NULL
        AND (leg > 0 OR reason LIKE 'attempt.%'));

CREATE UNIQUE INDEX outbox_one_sending ON outbox (state) WHERE state = 'sending';

CREATE INDEX outbox_waiting ON outbox (place) WHERE state IN ('queued', 'sending', 'unknown', 'partial');

CREATE INDEX outbox_watched ON outbox (place) WHERE ever_unknown = 1 AND watched = 0;

CREATE INDEX removal_by_marker ON removal (marker);

CREATE UNIQUE INDEX removal_under_way ON removal (marker, document_id) WHERE ended IS NULL;

CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;

CREATE TRIGGER outbox_body_stays BEFORE UPDATE OF marker, body, local_document ON outbox
BEGIN
    SELECT RAISE(ABORT, 'an approved operation is never changed');
END;

CREATE TRIGGER outbox_is_kept BEFORE DELETE ON outbox
BEGIN
    SELECT RAISE(ABORT, 'an approved operation is never removed');
END;

