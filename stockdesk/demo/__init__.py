"""A simulated Altegio service: a real HTTP server over a SQLite store, with the service's oddities and faults."""
