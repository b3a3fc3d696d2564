"""Use cases: no Qt, no SQL, no HTTP."""
