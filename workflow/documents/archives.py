"""Opening a Word file that somebody sent: bounded, without programs, without anything from outside."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_

FIELD = "document"
"""The field of the form at which a refusal is shown."""
MOST_PARTS = 2_000
LARGEST_PART = 20 * 1024 * 1024
"""How many bytes a part may have unpacked; a text of a hundred pages has a tenth of it."""
LARGEST_WHOLE = 200 * 1024 * 1024
OLD_WORD = b"\xd0\xcf\x11\xe0"
"""How the old binary format begins, and a file behind a password."""
WORD = "word/document.xml"
NUMBERING = "word/numbering.xml"
BESIDE = re.compile(r"word/(footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
"""The parts that hold words which do not stand in the text."""
TOO_LARGE = N_("Unpacked, this file is larger than a text can be.")
MACROS = (b"macroEnabled", b"vbaProject")


class Parts(NamedTuple):
    """The file's text, its numbering, and by name the parts that hold words beside the text."""

    text: etree._Element
    numbering: etree._Element | None
    beside: Mapping[str, etree._Element]


def open_word(name: str, content: bytes) -> Parts:
    """The file's parts. Raises InvalidInputError that says why it is not read."""
    if not content:
        raise InvalidInputError(FIELD, N_("The file is empty."))
    if content.startswith(OLD_WORD):
        raise InvalidInputError(
            FIELD,
            N_("This is a Word file of the old kind or behind a password. Save it as .docx."),
        )
    if not name.lower().endswith((".docx", ".docm", ".dotx", ".dotm")):
        raise InvalidInputError(FIELD, N_("This is not a Word file (.docx)."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _parts(name, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError):
        raise InvalidInputError(FIELD, N_("This is not a Word file (.docx).")) from None
    except RuntimeError:  # a part behind a password
        raise InvalidInputError(
            FIELD,
            N_("This is a Word file of the old kind or behind a password. Save it as .docx."),
        ) from None


def _parts(name: str, archive: zipfile.ZipFile) -> Parts:
    infos = archive.infolist()
    names = {one.filename for one in infos}
    if WORD not in names or "[Content_Types].xml" not in names:
        raise InvalidInputError(FIELD, N_("This is not a Word file (.docx)."))
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > LARGEST_WHOLE:
        raise InvalidInputError(FIELD, TOO_LARGE)
    types = _bytes(archive, "[Content_Types].xml")
    programs = any(one.lower().endswith("vbaproject.bin") for one in names)
    if programs or name.lower().endswith("m") or any(one in types for one in MACROS):
        raise InvalidInputError(
            FIELD,
            N_("This file holds macros, which are not opened here. Save it as .docx without them."),
        )
    numbering = _tree(_bytes(archive, NUMBERING)) if NUMBERING in names else None
    beside = [one for one in infos if BESIDE.fullmatch(one.filename)]
    if sum(one.file_size for one in beside) > LARGEST_PART:
        raise InvalidInputError(FIELD, TOO_LARGE)
    return Parts(
        text=_tree(_bytes(archive, WORD)),
        numbering=numbering,
        beside={one.filename: _tree(_bytes(archive, one.filename)) for one in beside},
    )


def _bytes(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part's bytes, whatever size its directory claims."""
    with archive.open(part) as packed:
        read = packed.read(LARGEST_PART + 1)
    if len(read) > LARGEST_PART:
        raise InvalidInputError(FIELD, TOO_LARGE)
    return read


def _tree(xml: bytes) -> etree._Element:
    """The part as a tree. A part that declares anything of its own is not from Word."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InvalidInputError(FIELD, N_("The text of this file is damaged.")) from None
    if root.getroottree().docinfo.doctype:
        raise InvalidInputError(
            FIELD, N_("This file refers to something outside itself and is not read.")
        )
    return root
