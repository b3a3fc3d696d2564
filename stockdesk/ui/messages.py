"""Words for what a person is told about faults and refusals, without Qt: the command line speaks them too."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stockdesk.core.document import Problem
from stockdesk.core.errors import StockdeskError
from stockdesk.ui.sentences import SENTENCES

NO_WORDS = "Something happened that stockdesk has no words for: {code}. What was accepted is on disk."
SAID = "It says: “{text}”"


def sentence(error: StockdeskError | Problem, translate: Callable[[str], str] = str) -> str:
    """Return what happened, whether the work is safe, and the next step.

    ``translate`` turns a template of ``SENTENCES`` into another language before its arguments are filled in.
    """
    return words(error.code, error.arguments, translate)


def words(code: str, arguments: Mapping[str, object], translate: Callable[[str], str] = str) -> str:
    """Return the sentence for a code and its arguments, as they stand in an outbox row or an answer to a scan."""
    template = SENTENCES.get(f"{code}.{arguments.get('reason')}") or SENTENCES.get(code)
    if template is None:
        return translate(NO_WORDS).format(code=code)
    told = arguments.get("message") or arguments.get("detail")
    said = translate(SAID).format(text=str(told).strip()) if told else ""
    filled = _Forgiving().vformat(translate(template), (), {**arguments, "said": said})
    return " ".join(filled.replace(" ()", "").split())


class _Forgiving(string.Formatter):
    """Fills a template in; an argument that is missing or None leaves nothing."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> object:
        """Return the argument named ``key``; the templates have no numbered ones."""
        value = args[key] if isinstance(key, int) else kwargs.get(key, "")
        return "" if value is None else value
