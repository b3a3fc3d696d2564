-- What the service knows. Everything here can be fetched again. Decimals are text, times UTC as ISO text.

CREATE TABLE location (
    location_id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL
) STRICT;

CREATE TABLE storage (
    location_id INTEGER NOT NULL,
    storage_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    for_sale INTEGER NOT NULL,
    for_service INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (location_id, storage_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE team_member (
    location_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    user_id INTEGER,
    fired INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (location_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE supplier (
    location_id INTEGER NOT NULL,
    supplier_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (location_id, supplier_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    location_id INTEGER NOT NULL,
    category_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    parent_id INTEGER,
    place INTEGER NOT NULL,
    PRIMARY KEY (location_id, category_id)
) STRICT, WITHOUT ROWID;

-- What the signed-in user may do at a location, as JSON.
CREATE TABLE rights (
    location_id INTEGER PRIMARY KEY,
    rights TEXT NOT NULL
) STRICT;

CREATE TABLE sync (
    location_id INTEGER PRIMARY KEY,
    next_page INTEGER NOT NULL,
    started TEXT,
    finished TEXT,
    server_date TEXT
) STRICT;

-- The key holds location and product in one number, so that each index here, the search too, finds one location's
-- products as one range: location_id * 2^36 + product_id.
CREATE TABLE product (
    key INTEGER PRIMARY KEY,
    location_id INTEGER NOT NULL GENERATED ALWAYS AS (key >> 36) VIRTUAL,
    product_id INTEGER NOT NULL GENERATED ALWAYS AS (key & 68719476735) VIRTUAL,
    title TEXT NOT NULL,
    barcode TEXT NOT NULL,
    article TEXT NOT NULL,
    category_id INTEGER,
    sale_unit_id INTEGER,
    sale_unit TEXT NOT NULL,
    service_unit_id INTEGER,
    service_unit TEXT NOT NULL,
    unit_equals TEXT NOT NULL,
    price TEXT,
    cost TEXT,
    critical_amount TEXT,
    desired_amount TEXT,
    comment TEXT NOT NULL,
    is_chain INTEGER NOT NULL,
    changed TEXT,
    -- Stock in sale units by storage, 'storage=amount' pairs set apart by blanks; a storage that is missing holds 0. It
    -- is read with the product by every scan and replaced whole by a sync, so it stands in the product's own row.
    stock TEXT NOT NULL,
    -- The barcode as a 14-digit GTIN, where it is one.
    gtin14 TEXT,
    -- What is searched: title, article, barcode, category and comment, folded, with two blanks before each word.
    folded TEXT NOT NULL
) STRICT;

CREATE INDEX product_by_barcode ON product (barcode) WHERE barcode <> '';
CREATE INDEX product_by_article ON product (article) WHERE article <> '';
CREATE INDEX product_by_gtin ON product (gtin14) WHERE gtin14 IS NOT NULL;

CREATE VIRTUAL TABLE product_text USING fts5(
    folded, content = 'product', content_rowid = 'key', tokenize = 'trigram'
);

-- Its own merges come in one piece and hold the write lock for 0.2 s at 100,000 products; the store merges in steps,
-- late (16 pieces), which costs half of the writing that merging early does.
INSERT INTO product_text (product_text, rank) VALUES ('automerge', 0);
INSERT INTO product_text (product_text, rank) VALUES ('crisismerge', 1000);
INSERT INTO product_text (product_text, rank) VALUES ('usermerge', 16);

CREATE TRIGGER product_added AFTER INSERT ON product
BEGIN
    INSERT INTO product_text (rowid, folded) VALUES (new.key, new.folded);
END;

CREATE TRIGGER product_removed AFTER DELETE ON product
BEGIN
    INSERT INTO product_text (product_text, rowid, folded) VALUES ('delete', old.key, old.folded);
END;

CREATE TRIGGER product_renamed AFTER UPDATE OF folded ON product WHEN old.folded IS NOT new.folded
BEGIN
    INSERT INTO product_text (product_text, rowid, folded) VALUES ('delete', old.key, old.folded);
    INSERT INTO product_text (rowid, folded) VALUES (new.key, new.folded);
END;
