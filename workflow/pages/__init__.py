"""Reads: one function and one frozen page object per page; everything a template shows is decided here."""
