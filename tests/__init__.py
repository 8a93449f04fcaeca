"""The tests: what the product does, stated as behaviour, on both databases and in a real browser."""
