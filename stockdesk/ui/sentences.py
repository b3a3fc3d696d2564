"""All that a person is told about faults and refusals, by code: what happened, is the work safe, what to do."""

from __future__ import annotations

from typing import Final

from stockdesk.ui.devicesentences import DEVICE_SENTENCES
from stockdesk.ui.labelsentences import LABEL_SENTENCES
from stockdesk.ui.scansentences import SCAN_SENTENCES

_LOST: Final = (
    "Sent, but the answer got lost. Your document is safe here. stockdesk is asking the service whether it arrived; "
    "it will not be sent twice."
)
_NOT_SENT: Final = "Your document is safe here and goes out by itself as soon as the service can be reached."
_PAUSED: Final = "Your document is safe here, and posting pauses; {next}."

SENTENCES: Final[dict[str, str]] = {
    **SCAN_SENTENCES,
    **DEVICE_SENTENCES,
    **LABEL_SENTENCES,
    # The program itself.
    "bug": (
        "Something went wrong inside stockdesk ({error}{fault}). What was accepted is on disk. "
        "A report without secrets is in {report}."
    ),
    "system.error": "The system refused: {detail} ({path}). What was accepted is on disk; mend that and try again.",
    # Amounts, money, discounts as people write them.
    "amount.missing": "The amount is missing. Write how many.",
    "amount.unreadable": "The amount {text!r} cannot be read. Write it in digits, with a decimal point or comma.",
    "amount.negative": "The amount {text} is negative. Write how many as a positive number.",
    "amount.zero": "The amount is zero. Write how many, or leave the line out.",
    "amount.too-fine": "The amount {text} has more than {decimals} decimals. Round it.",
    "amount.too-large": "The amount {text} is above {largest}; a barcode may stand in the wrong place. Check it.",
    "money.missing": "The cost is missing. Write the cost of one unit.",
    "money.unreadable": "The cost {text!r} cannot be read. Write it in digits, with a decimal point or comma.",
    "money.negative": "The cost {text} is negative. Write the cost of one unit as a positive number.",
    "money.too-fine": "The cost {text} has more than {decimals} decimals. Round it.",
    "money.too-large": "The cost {text} is above {largest}; a barcode may stand in the wrong place. Check it.",
    "discount.missing": "The discount is missing. Write a number of per cent.",
    "discount.unreadable": "The discount {text!r} cannot be read. Write a number of per cent from 0 to 100.",
    "discount.negative": "The discount {text} is negative. Write a number of per cent from 0 to 100.",
    "discount.too-fine": "The discount {text} has more than {decimals} decimals. Round it.",
    "discount.too-large": "The discount {text} is above 100 per cent. Check it.",
    # Units.
    "unit.single": "{title} is counted in {unit} only.",
    "unit.inexact": (
        "{amount} of {title} cannot be counted in the other unit without rounding (1 is {ratio}). "
        "Change the amount first."
    ),
    "unit.unknown": "{title} is not counted in {text!r}, only in {units}. Write sale or service, or one of its units.",
    "unit.pack": "{code} is a pack of {factor} and cannot be counted in write-off units. Use the code of one piece.",
    # Codes.
    "code.missing": "The code is missing. Write the barcode or the article.",
    "code.damaged": (
        "{text!r} is what a spreadsheet makes of a long number: digits are lost. Format the column as text and enter "
        "the code again."
    ),
    "code.too-long": "A code of more than {largest} characters ({text}…) is no code. Check the columns.",
    "code.unknown": "No product has the code {code}. Check it, or add the product first.",
    "code.zeros-lost": (
        "No product has the code {code}. A spreadsheet may have cut the zeros in front: format the column as text and "
        "enter the code again."
    ),
    "code.unknown-offline": (
        "The code {code} is not in the catalogue here, and the service could not be asked ({why}). Try again when it "
        "answers."
    ),
    "file.sheets-unread": "{path} has further sheets that are not read: {sheets}.",
    "code.several": "{count} products have the code {code}: {titles}. Use a code that only one of them has.",
    "match.barcode": "Its barcode is {code}.",
    "match.article": "Its article is {code}.",
    "match.gtin": "Its barcode is the same trade item number as {code}.",
    "match.alias": "{code} was given to it here as a further code.",
    "match.remote": "The service knows it by {code}; it was not in the catalogue here.",
    # Files.
    "file.missing": "There is no file {path}. Check the name.",
    "file.is-folder": "{path} is a folder. Name a file in it.",
    "file.unreadable": "{path} cannot be read: {detail}. Close it elsewhere or change its rights, then try again.",
    "file.empty": "{path} is empty. Save the table again with its headings and rows.",
    "file.too-large": "{path} has more than {megabytes} MB and is no list of goods. Check that it is the right file.",
    "file.too-large-sheet": "{path} unpacks to more than {cells} cells. Copy the list alone into a new sheet.",
    "file.not-a-table": "{path} is no CSV, XLSX or ODS table. Save the table in one of these forms.",
    "file.password": "{path} is protected by a password. Save it without one.",
    "file.broken": "{path} is damaged and cannot be read ({detail}). Save it again or get a fresh copy.",
    "file.encoding": "The letters of {path} cannot be read. Save it as CSV in UTF-8.",
    "file.quotes": "In {path} a quotation mark is not closed or stands wrong near row {row}. Mend it there.",
    "file.cell-too-long": "In {path} a cell near row {row} never ends; is a quotation mark not closed? Mend it there.",
    "file.column-missing": "{path} has no column for {columns}. Its headings are: {headings}. Rename one of them.",
    "file.column-twice": "{path} has the column {heading!r} twice. Remove or rename one of them.",
    "file.no-rows": "{path} has headings but no rows. Nothing was queued.",
    "file.rows": "Rows of {path} that cannot be taken: {count}. Nothing was queued; mend them and try again.",
    # Documents and drafts.
    "document.closed": "This document is {status} and cannot be changed. Begin a new one.",
    "document.unknown": "There is no document {document} here.",
    "line.gone": "That line is no longer there.",
    "line.already-known": "The line is already known: {title}.",
    "undo.nothing": "There is nothing to undo.",
    "redo.nothing": "There is nothing to redo.",
    "post.empty": "There is nothing to post: the document has no lines. Scan something first.",
    "post.no-storage": "No storage is chosen. Choose where the goods are.",
    "post.no-destination": "No destination is chosen. Choose the storage that the goods go to.",
    "post.same-storage": "Source and destination are the same storage. Choose another destination.",
    "post.unknown-code": "The code {code} is still open. Find its product or remove the line.",
    "post.no-amount": "{title} has no amount. Write how many, or remove the line.",
    "post.no-member": "Nobody active works at this location, and the service wants a name. Add a team member there.",
    "post.other-location": "This document belongs to another location than {location}. Choose that one, then post it.",
    "post.signed-out": "Nobody is signed in. Your document is safe here; sign in and post it.",
    # Storages, people.
    "storage.unknown": "There is no storage {storage} at {location}. There are: {storages}.",
    "storage.forbidden": "You may not work with the storage {storage}. Choose another, or ask for the right.",
    "person.unknown": "There is no active team member {person} at {location}. There are: {people}.",
    "person.hidden": (
        "The service does not show you who works at {location}, and it wants a name. Give one with --person ID, or ask "
        "for the right."
    ),
    "destination.missing": "A transfer needs --to-storage: the storage that the goods go to.",
    "destination.unused": "--to-storage is for a transfer only. Leave it out for a {kind}.",
    "supplier.unused": "--supplier is for a receipt only. Leave it out for a {kind}.",
    # Catalogue.
    "sync.stopped": "The sync was stopped. What has come is kept; the next one goes on.",
    "product.incomplete": "The product lacks its {field}. Fill it in.",
    # Outbox.
    "outbox.unknown-marker": "Nothing in the outbox is marked {marker}. Look at the list: stockdesk outbox list.",
    "outbox.not-open": "A person's word is taken only on what is not settled: {states}. Look it up first.",
    "outbox.busy": "Another operation is under way. {marker} is safe here and waits its turn.",
    "outbox.moved": "{marker} was moved on by another stockdesk meanwhile. Look at it again.",
    "outbox.already-sent": "{marker} may have reached the service and cannot be taken back here. Look it up first.",
    "outbox.person-word": "A person moved {marker} from {before} to {after}.",
    "token.missing": (
        "It waits for the sign-in that it was approved with ({person} at {server}). The document is safe: sign in "
        "there, or take it over."
    ),
    "outbox.waits": "It waits its turn in the outbox and goes out by itself, or with `stockdesk outbox run`.",
    "outbox.in-flight": (
        "It was on its way, and what the service said to it is not noted here. Your document is safe here, do not "
        "enter it again: the window or `stockdesk outbox run` asks the service whether it arrived; it will not be sent "
        "twice."
    ),
    "location.unknown": "The service knows no location {location} for this sign-in. Check the number.",
    "outbox.seen": "A person has seen {marker} and leaves it as it is.",
    "outbox.taken-over": "{after} took {marker} over from {before}.",
    "outbox.copied": "What was refused of {marker} was copied to a new draft.",
    "outbox.twins-first": (
        "Documents with the marker {marker} are on the service: {documents}. Remove them there first, or nothing is "
        "proven."
    ),
    "removal.asked": "A person wants document {document} of {marker} removed.",
    "removal.done": "Document {document} of {marker} was removed, and read back as gone.",
    "removal.taken-back": (
        "Taken back: document {document} was removed at the wish of {person}, and read back as gone. Send it again, "
        "or copy it to a new draft."
    ),
    "removal.under-way": "A document of {marker} is being removed. Wait until that is done.",
    "removal.lags": "The service has accepted the removal, but the document is still there. It is looked at again.",
    "removal.not-ours": "That document does not bear this marker; it was left alone. Look at it in the service.",
    "removal.not-spare": "Document {document} is no spare of {marker}. Only what is reported as one can be removed.",
    "removal.only-one": "The other document is no longer there, so this one counts. It was left alone.",
    "removal.no-document": "Which document {marker} became is not known here. Remove it in the service and say so.",
    "removal.hidden": (
        "You may not see documents of this storage, so nobody can tell whether it is gone. Nothing more was removed; "
        "ask for the right."
    ),
    "removal.restored": (
        "A backup was brought back, and what became of this removal since is not known. Look at the service, and ask "
        "for it again."
    ),
    "removal.refused": "The service refused to remove it. {said} Nothing more was removed; ask for the right.",
    "restore.moved": (
        "This data came from another machine, which may have sent it. Your document is safe here; stockdesk asks the "
        "service first, and it will not be sent twice."
    ),
    "restore.restored": (
        "A backup was brought back, and this may have been sent since it was made. Your document is safe here; "
        "stockdesk asks the service first, and it will not be sent twice."
    ),
    "restore.draft": (
        "A backup was brought back, or this data came from another machine, so this may have been posted already. Your "
        "document is safe here; stockdesk asks the service first, and it will not be sent twice."
    ),
    "restore.alike": (
        "Of what stands on the service, this may be the same document: {alike}. Yours is safe here and is not sent. "
        "Compare them, then say whether it is there or not."
    ),
    "restore.late": (
        "It was posted, and later documents with the same goods came to light that may be the same: {alike}. Compare "
        "them on the service, and remove there what is too much."
    ),
    "leg.first-refused": "Not sent: the first half of the transfer was refused, so nothing was moved.",
    "leg.taken-back": "Not sent: the rest of the document was taken back.",
    "posted.different": "It arrived, but not as sent. Missing: {missing}. Too much: {surplus}. Compare both sides.",
    "posted.twins": "It arrived more than once; the others are {documents}. Remove the spare ones.",
    "rejected.twins": (
        "It was refused or taken back, but later it arrived all the same: documents {documents}. Remove them."
    ),
    "readback.gone": (
        "It had arrived as document {document}, which is no longer there; somebody has removed it. Accept that, or say "
        "that it was taken back."
    ),
    "readback.failed": (
        "It arrived, but could not be read back yet ({proof}). Your document is safe here; it will not be sent twice."
    ),
    "lookup.refused": (
        "The service refused it. {said} A part may have arrived all the same, so stockdesk looks for it. Leave it "
        "until that is told."
    ),
    "lookup.undecided": (
        "Sent, but it cannot be told from here whether it arrived: {why}. Your document is safe here and is not sent "
        "again. Look on the service, then say whether it is there (stockdesk outbox resolve)."
    ),
    "lookup.absent": (
        "It was looked for twice and is not on the service, so it goes out again. Your document is safe here; it is "
        "looked for once more right before it goes."
    ),
    "attempt.interrupted": _LOST,
    # What an attempt came to (stockdesk.api.outcome); not sent, so it waits.
    "attempt.refused": f"The service does not answer at its address. {_NOT_SENT}",
    "attempt.dns": f"The name of the service is not found; the network may be down. {_NOT_SENT}",
    "attempt.connect": f"There is no way to the service. {_NOT_SENT}",
    "attempt.connect-timeout": f"The service does not answer. {_NOT_SENT}",
    "attempt.tls": f"No safe connection to the service could be made. {_NOT_SENT}",
    "attempt.certificate": f"The service's certificate is not trusted here; check the clock and the proxy. {_NOT_SENT}",
    "attempt.address": "The address of the service cannot be used. Your document is safe here; check the address.",
    "attempt.proxy": f"The proxy settings cannot be used. {{said}} {_NOT_SENT}",
    "attempt.rate-limit": "Many requests are under way. Your document is safe here and goes out by itself.",
    "attempt.throttled": "The service asks to slow down. Your document is safe here and goes out by itself.",
    "attempt.unauthorized": _PAUSED.replace("{next}", "the sign-in is no longer accepted: sign in again"),
    "attempt.licence": _PAUSED.replace("{next}", "the location's licence has ended: renew it, then sign in again"),
    # Refused, nothing is left to do.
    "attempt.bad-request": "The service refused it. {said} Nothing was posted; mend the document and post it again.",
    "attempt.invalid": "The service refused it. {said} Nothing was posted; mend the document and post it again.",
    "attempt.forbidden": "You may not post this. {said} Nothing was posted; ask for the right.",
    "attempt.not-found": "The service does not know something in it. {said} Nothing was posted; sync, try again.",
    # Lost, so it is looked for.
    **{
        f"attempt.{reason}": _LOST
        for reason in (
            *("timeout", "conflict", "redirect", "server-error", "status", "not-success", "unreadable", "no-document"),
            *("read-timeout", "write-timeout", "reset", "closed", "cut", "too-large", "other"),
        )
    },
    # The service.
    "server.address": (
        "{server} cannot be the address of the service. Write scheme, host and port, such as https://api.alteg.io."
    ),
    "server.address.insecure": (
        "{server} is another machine, and http would show the tokens to everybody on the way. Write https."
    ),
    "server.address.credentials": "The address of the service must not hold a name or password. Leave them out.",
    "server.address.path": "{server} has a path. Write scheme, host and port alone: stockdesk adds the rest.",
    "service.unreachable": "The service at {server} cannot be reached. What is here is safe; check the network.",
    "service.timeout": "The service at {server} did not answer in time. What is here is safe; try again.",
    "service.tls": "No safe connection to {server}: its certificate is not trusted. Check clock, address and proxy.",
    "service.proxy": "The proxy settings cannot be used. {said} Correct them and try again.",
    "service.broken": "The answer of {server} cannot be read. {said} What is here is safe; try again.",
    "service.throttled": "The service asks to slow down. What is here is safe; try again in a minute.",
    "service.unauthorized": "The service does not accept the tokens. {said} Sign in again.",
    "service.licence": "The location's licence has ended. {said} Renew it, then try again.",
    "service.forbidden": "The service does not allow you this. {said} Ask for the right.",
    "service.not-found": "The service does not know it. {said} Check the location, then sync.",
    "service.conflict": "The service is busy with the same thing. {said} Try again.",
    "service.refused": "The service refused. {said} Nothing was changed; mend that and try again.",
    "service.paging": "The service repeats its pages without end. What has come is kept; try again later.",
    "service.too-many-pages": "The service gives more than {pages} pages. What has come is kept; try again later.",
    "service.closed": "stockdesk is closing; the service was not asked.",
    "service.unknown-outcome": "Sent, but the answer got lost: it may have been done. Look before you do it again.",
    "rate-limit.unreadable": "STOCKDESK_RATE_LIMIT holds {text!r}. Write it like 3/s,150/min or unset it.",
    # Sign-in, tokens, keyring.
    "session.signed-out": (
        "Nobody is signed in. Sign in in the window, or set STOCKDESK_PARTNER_TOKEN and STOCKDESK_USER_TOKEN."
    ),
    "session.refused": "The service did not accept the sign-in. {said} Check login, password and partner token.",
    "session.no-token": "The service accepted the sign-in but gave no token. {said} Try again.",
    "session.no-location": "This sign-in has no location. Ask for access to one.",
    "session.several-locations": "This sign-in has several locations: {locations}. Choose one with --location ID.",
    "token.malformed": "The {token} token holds characters that no token has. Copy it again, without blanks.",
    "keyring.missing": (
        "This machine has no keyring that can be used ({backend}). Tokens are kept until stockdesk ends, never as "
        "plain text; unlock or install a keyring."
    ),
    "keyring.locked": "The keyring is locked. Unlock it, or tokens are kept only until stockdesk ends.",
    "keyring.silent": "The keyring did not answer within {seconds} s. Tokens are kept only until stockdesk ends.",
    "keyring.failed": "The keyring failed ({fault}). Tokens are kept only until stockdesk ends.",
    "token.too-long": "The {token} token has {length} characters; the keyring takes {limit}. Copy it again.",
    # The machine: disk, data folder, database, display.
    "disk.full": "The disk is full ({path}). What was accepted is safe; free some space and go on.",
    "disk.failed": "The disk failed at {path}. {said} What was accepted before is safe; look at the disk first.",
    "folder.not-a-folder": "{path} is no folder. Name a folder with --data-dir.",
    "folder.not-writable": "Nothing can be written to {path} ({detail}). Change its rights, or use --data-dir.",
    "folder.read-only": "{path} can only be read. Nothing was lost; change its rights, or use --data-dir.",
    "folder.network": "{path} is on a network disk without reliable locks. Use a folder of this machine.",
    "database.locked": "{path} is held by another program. Nothing was lost; close it there and try again.",
    "database.damaged": (
        "The file {path} is damaged ({detail}). Close stockdesk, then run: stockdesk doctor --restore. It brings the "
        "last copy back, keeps the damaged file, and nothing is sent twice."
    ),
    "database.missing": (
        "The file {path} is gone, but copies of it are here. Bring the last one back: stockdesk doctor --restore."
    ),
    "database.missing.no-copy": (
        "The file {path} with your documents is gone or empty, though this folder was in use, and no copy of it is "
        "here. If you have one elsewhere, put it there. Else run: stockdesk doctor --restore. It begins an empty one."
    ),
    "catalogue.damaged": (
        "The copy of the catalogue ({path}) is damaged. Your work is not in it and is safe. The window makes it anew "
        "within a minute, and so does: stockdesk sync."
    ),
    "restore.in-use": (
        "{path} is open in another stockdesk. Nothing was changed; close it there, then run the command again."
    ),
    "restore.not-needed": "{path} is sound. Nothing was changed, and there is nothing to bring back.",
    "restored.from": "The copy of {time} is in place again.",
    "restored.empty": "No copy was sound, so the database begins anew, with what could be read of the damaged one.",
    "restored.aside": "The damaged files were not removed; they are in {aside}.",
    "restored.read": (
        "Read of the damaged file: {entries} entries, {documents} documents, {operations} operations. Places that "
        "cannot be read: {unreadable}."
    ),
    "restored.lost": (
        "Queued, but no longer readable: {markers}. Look for these markers in the comments on the service before you "
        "enter anything again."
    ),
    "restored.drafts": (
        "Drafts that stand as they stood then: {drafts}. They may have been posted since. Compare them with the "
        "service before you post them."
    ),
    "restored.anew": (
        "There was no database and no copy of one, so an empty one is in place. Drafts, outbox and settings of before "
        "are not known here any more."
    ),
    "restored.cut": "The damaged file was cut off: {missing} of its {pages} pages are missing.",
    "restored.unopened": "Nothing at all could be read of a damaged file.",
    "restored.gaps": (
        "What could not be read is not known here any more, and nobody asks the service about it. Look there for what "
        "was posted before you enter anything again."
    ),
    "restored.gaps-since": (
        "What was entered or posted after {time} and could not be read is not known here any more, and nobody asks the "
        "service about it. Look there for what was posted before you enter anything again."
    ),
    "restored.under-way": (
        "Operations that are not at their end: {count}. Start stockdesk, or run: stockdesk outbox run. It asks the "
        "service what became of them."
    ),
    "backup.failed": "The database could not be copied; what was done is not touched by that.",
    "document.restored": "This draft stands as on {since}, and may have been posted since. Look at the service first.",
    "database.newer": "{path} was written by a newer stockdesk ({version}, known here: {known}). Update this one.",
    "sqlite.too-old": "This Python brings SQLite {version}; stockdesk needs {needed}. Install a newer Python.",
    "option.unreadable": "{name} holds {text!r}, which cannot be read. Write a number of seconds, or unset it.",
    "display.missing": "There is no display to open the window on. Start it in a desktop session, or use a command.",
    "window.elsewhere": "stockdesk is already open on {path}. Go to that window, or use another --data-dir.",
    "tour.stuck": "The tour did not go on after {picture}. What was pictured is kept; look at the last picture.",
    "demo.not-started": "The demo service did not start (status {status}); its reason stands above. Try again.",
    "demo.lever": "The demo service did not take {lever}. {said} Start it again.",
    # What the doctor says.
    "doctor.program": "stockdesk {version}, Python {python}, {system}",
    "doctor.window": "The window opens and paints.",
    "doctor.window-broken": "The window does not open: {detail}. packaging/bootstrap.py names what is missing.",
    "doctor.window-hangs": "The window did not open within {seconds} s. Close other programs and try again.",
    "doctor.keyring": "Tokens are kept by {backend}.",
    "doctor.tokens-from-environment": "The tokens come from the environment and are written nowhere.",
    "doctor.folder": "Data is in {path}, which can be written to.",
    "doctor.database": "The database is sound; a commit takes {milliseconds} ms.",
    "doctor.slow-disk": (
        "The database is sound, but a commit takes {milliseconds} ms and each scan waits for one. Move the data to a "
        "faster disk with --data-dir."
    ),
    "doctor.backups": "Copies of the database: {count}. The last is {hours} h old.",
    "doctor.no-backups": (
        "There is no copy of the database yet. The window makes one every day that it is open, and so does a command "
        "that posts."
    ),
    "doctor.backups-damaged": (
        "Copies of the database that cannot be read: {damaged} of {count}. Look at the disk; new ones are made by "
        "themselves."
    ),
    "doctor.disk": "{megabytes} MB are free.",
    "doctor.disk-small": "Only {megabytes} MB are free at {path}. Free some space before a scan cannot be kept.",
    "doctor.clock": "This machine's clock agrees with the service's to {seconds} s.",
    "doctor.clock-off": (
        "This machine's clock is {seconds} s off the service's. Look-ups allow for it, but documents are dated by it: "
        "set it."
    ),
    "doctor.no-clock": "The service did not tell its time, so the clock was not compared. Sign in, then run it again.",
    "doctor.service": "{server} answers; signed in at {location}.",
    "doctor.no-location": "No location is chosen yet. Sign in first.",
    "doctor.never-synced": "The catalogue was never brought up to date. Run: stockdesk sync.",
    "doctor.catalogue": "{products} products, brought up to date {minutes} min ago.",
    "doctor.outbox": "Nothing waits in the outbox.",
    "doctor.outbox-problems": "need a person: {count}",
    "doctor.outbox-open": "Still open: {states}. Look at them: stockdesk outbox list.",
}
"""The sentences. ``{name}`` is an argument of the error; one that is not there leaves nothing.

Where an error has a ``reason``, the key ``code.reason`` goes before the code alone. ``{said}`` is what the service or
the system said itself (``message`` or ``detail``), as a sentence of its own.
"""
