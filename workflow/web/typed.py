"""Words typed to find something: they come by form, and an address names them without saying them.

They stay in the session of the browser they were typed in, which signing in and out empties. So they
stand in no address, in no log and in no table, and a page that is opened again still has them.
"""

from __future__ import annotations

import secrets

from flask import request, session

from forms.base import plain

FIELD, NAME = "text", "words"
"""How the form calls the words, and the address what stands for them."""
MOST, ROOM = 8, 400
"""How many words of one browser are kept, and how many characters of all: a cookie has four kilobytes."""


def sent(longest: int) -> str | None:
    """Keep the words of the form that was sent; what stands for them in an address, None for none."""
    return put_aside(plain(request.form.get(FIELD, ""))[:longest].strip())


def put_aside(words: str) -> str | None:
    """Keep the words, the newest first; what stands for them in an address, None for none."""
    if not words:
        return None
    known = _kept()
    name = next((one for one, each in known if each == words), secrets.token_urlsafe(6))
    kept, room = [(name, words)], ROOM - len(words)
    for one, each in known:
        room -= len(each)
        if one != name and room >= 0 and len(kept) < MOST:
            kept.append((one, each))
    if kept != known:
        session[NAME] = [list(one) for one in kept]
    return name


def asked_for() -> str:
    """The words that the address of this page names, empty when it names none or they are kept no more."""
    return dict(_kept()).get(request.args.get(NAME, ""), "")


def lost() -> bool:
    """Whether the address names words that this browser does not keep, or keeps no more."""
    return bool(request.args.get(NAME)) and not asked_for()


def _kept() -> list[tuple[str, str]]:
    return [(one, each) for one, each in session.get(NAME, ())]
