"""Pages for people: sheets of codes, later documents and counts, as PDF."""
