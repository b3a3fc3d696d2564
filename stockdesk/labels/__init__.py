"""Symbols as whole dots, and the proof that they scan: each is read back by an independent decoder."""
