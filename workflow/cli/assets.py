"""Collecting the style sheets and the script that npm brought, and compressing every static file."""

from __future__ import annotations

import shutil
from pathlib import Path

from whitenoise.compress import Compressor

from config import ROOT

STATIC = ROOT / "workflow" / "static"
PACKAGES = ROOT / "node_modules"
TAKEN = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.rtl.min.css",
    "htmx.org/dist/htmx.min.js",
)


def collect(target: Path = STATIC, packages: Path = PACKAGES) -> list[Path]:
    """Copy what npm brought into `target/vendor` and compress all of *target*; gives what it wrote.

    Raises FileNotFoundError when npm has not brought a file.
    """
    vendor = target / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    written = [Path(shutil.copyfile(packages / name, vendor / Path(name).name)) for name in TAKEN]
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in sorted(target.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            written += [Path(one) for one in compressor.compress(str(path))]
    return written
