"""All handlers of proposals: drafting, sponsoring and submitting, each in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflow.handlers import drafting, sponsoring, submitting

HANDLERS: dict[type[Any], Callable[..., Any]] = {
    **drafting.HANDLERS,
    **sponsoring.HANDLERS,
    **submitting.HANDLERS,
}
