"""Whether a scan came whole: the beginning of a code may have gone to a field as typing, its end may be missing.

What is left of a cut code passes as another code far too often (barcode domain, 1.8: an EAN-13 cut to 8 digits in 11 of
100, to 6 digits always), so it is not taken at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stockdesk.core.command import PREFIX, parse_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from stockdesk.core.barcode import Interpretation
    from stockdesk.core.entry import RawScan
    from stockdesk.core.stationprofile import StationProfile


def cut_reason(
    raw: RawScan, taken: Interpretation, profile: StationProfile, known: Callable[[Interpretation], bool]
) -> str:
    """Return the code of the reason why a scan is not taken, "" for one that came whole.

    ``known`` says whether the catalogue holds this very code. It is asked only about a scan right behind typed
    characters that does not prove its beginning by an AIM identifier, by the station's prefix or by that of a command.
    """
    if 0 < len(taken.text) < profile.minimum and parse_command(taken.text) is None:
        return "scan.short"
    if raw.source:  # a serial port knows its own end mark and has no keys that could be lost to a field
        return "scan.no-end" if raw.ended_by == "missing" else ""
    if profile.suffix in ("enter", "tab") and raw.ended_by == "silence":
        return "scan.no-end"
    if raw.after is None or raw.after >= profile.silence:
        return ""
    is_begun = bool(raw.proven or taken.aim) or taken.text.upper().startswith(PREFIX)
    return "" if is_begun or known(taken) else "scan.cut"
