"""stockdesk: a scanner-first stock desk for businesses that run on Altegio (YCLIENTS)."""

__version__ = "0.1.0"
