"""What people and the clock may ask for, one frozen class each; the same verb names its handler."""

from workflow.rules.commands.base import Command

__all__ = ["Command"]
