"""Pure rules: no I/O, no clock, no threads; the standard library and biip only."""
