"""A real SMTP server for tests: keeps what it takes, and refuses what it is told to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

TAKEN, LATER, NEVER = "250 OK", "451 Try again later", "550 No such mailbox"


class PostOffice:
    """What arrived, and what the server answers to each address."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.answers: dict[str, str] = {}

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails that were taken, as a reader's program opens them."""
        return [BytesParser(policy=default).parsebytes(one) for one in self.raw]  # type: ignore[misc]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Answer to a recipient."""
        answer = self.answers.get(address, TAKEN)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail."""
        self.raw.append(envelope.content)
        return TAKEN


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def opened(port: int) -> Iterator[PostOffice]:
    """A post office on that port."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
