"""A process to be killed: saves, submits and receives proposals until it is ended from outside.

Run as `python -m tests.killed_writer URL`. In the middle of each transaction, when all is written
and nothing committed, it says "half", after the commit "committed", and waits each time for a line.
"""

from __future__ import annotations

import sys

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.world import World


def say(word: str, session: Session) -> None:
    """Tell the test, and wait for its word; what a savepoint does is no commit."""
    if session.in_nested_transaction():
        return
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main(url: str) -> None:
    """Write until killed."""
    world = World(url)
    event.listen(Session, "before_commit", lambda session: say("half", session))
    event.listen(Session, "after_commit", lambda session: say("committed", session))
    while True:
        number = world.submitted()
        world.move("officer", number, "receive")


if __name__ == "__main__":
    main(sys.argv[1])
