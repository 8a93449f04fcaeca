"""What the worker does after a stored event: it may run twice safely, and never before the commit."""
