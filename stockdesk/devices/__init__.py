"""Scanners on serial ports, sounds, printers: what hangs on the machine."""
