"""Scenario files: read, run on a throw-away database through the bus, and compared with what they expect."""
