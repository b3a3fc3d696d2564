"""SQLite files, the keyring and the posting lock; nothing else touches them."""
