"""What may be done with a run, by name: one table from an action and its data to the command that makes it.

Programs at the interface and scenario files speak these names; a page has its forms instead. Whatever
the door, the same command goes to the same bus.
"""

from workflow.actions.table import OWN_COMMAND, command_of, keys_of
from workflow.actions.way import Key, On, Way

__all__ = ["OWN_COMMAND", "Key", "On", "Way", "command_of", "keys_of"]
