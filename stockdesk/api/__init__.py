"""The service over HTTP; nothing else imports httpx or msgspec."""
