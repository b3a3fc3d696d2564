"""The verbs of the command line, one file each; each imports its parts only when it runs.

A verb's module offers:

- ``declare(parser: argparse.ArgumentParser) -> None``: add the verb's own options and arguments. The global ones
  (``data_dir``, ``server``, ``location``, ``json``) are there already. Cheap, imports nothing that is slow;
- ``run(args: argparse.Namespace) -> int``: do it and return the exit status (0 done, 1 refused or failed with a reason,
  2 wrong usage, 3 left in the outbox). It may raise ``StockdeskError``; ``stockdesk.cli`` says it in words;
- optionally ``failed(args, reason: str) -> tuple[dict[str, object], int]``: the JSON form and the exit status of a run
  that ended with an error whose sentence is ``reason``. Without it the form is ``{"reason": …}`` and the status 1.

The names of the verbs stand in ``stockdesk.cli.VERBS``.
"""
