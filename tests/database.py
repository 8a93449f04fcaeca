"""Databases for tests: a migrated template of each kind, copied for every test."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from workflow.store import db, editions

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps a folder in memory
ROOM = 2 * 1024**3
"""Bytes that must be free there for databases to be kept in memory."""
LOADED_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@contextmanager
def quick_folder(prefix: str) -> Iterator[Path]:
    """A folder, in memory where there is room: a database is copied there in a tenth of the time."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if in_memory else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepare(url: str) -> None:
    """Migrate and copy the shipped editions, as an installation does."""
    db.upgrade(url)
    database = db.Database(url)
    with database.writing() as session:
        editions.copy_shipped(session, LOADED_AT)
    database.dispose()


def _as_user(command: list[str]) -> list[str]:
    """initdb refuses root: drop to the packaged account."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *command]


@contextmanager
def cluster() -> Iterator[str]:
    """A PostgreSQL server of our own; gives the URL of its maintenance database."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with quick_folder("pgt-") as folder, _server(folder) as server:
        yield server


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    binaries = BINARIES[-1]
    options = (
        f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off "
        "-c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off"
    )

    def run(*command: str) -> None:
        subprocess.run(_as_user(list(command)), check=True, cwd="/", stdout=subprocess.DEVNULL)

    run(
        f"{binaries}/initdb", "-D", f"{folder}/data", "-A", "trust", "-E", "UTF8",
        "--locale=C.UTF-8", "--no-sync", "-U", "app",
    )  # fmt: skip
    control = (f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w")
    run(*control, "-o", options, "start")
    try:
        yield f"postgresql+psycopg://app@/postgres?host={folder}"
    finally:
        run(*control, "-m", "immediate", "stop")


class Templates:
    """One migrated database of each kind, from which every test gets its own copy."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self._connection: Connection | None = None
        self._left: list[str] = []
        self._ends = ExitStack()
        self.sqlite = folder / "template.sqlite"
        prepare(f"sqlite:///{self.sqlite}")
        if server is not None:
            self._statement("CREATE DATABASE template_of_tests")
            prepare(self._url("template_of_tests"))

    def _url(self, name: str) -> str:
        assert self.server is not None
        return self.server.replace("/postgres?", f"/{name}?")

    def _statement(self, statement: str) -> None:
        if self._connection is None:
            assert self.server is not None
            engine = create_engine(self.server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
            self._connection = engine.connect()
        self._connection.execute(text(statement))

    def close(self) -> None:
        """Leave the server as it was found."""
        self._ends.close()
        self._drop_what_is_left()
        if self._connection is not None:
            self._connection.close()

    @contextmanager
    def copy(self, kind: str) -> Iterator[str]:
        """The URL of a fresh database, as an installation begins."""
        fresh = f"sqlite:///{self.sqlite}" if kind == "sqlite" else self._url("template_of_tests")
        with self.copied(fresh) as url:
            yield url

    @contextmanager
    def copied(self, url: str) -> Iterator[str]:
        """The URL of a copy of that database, which nobody has open."""
        name = f"t{uuid.uuid4().hex[:12]}"
        if url.startswith("sqlite"):
            path = self.folder / f"{name}.sqlite"
            shutil.copy(url.removeprefix("sqlite:///"), path)
            yield f"sqlite:///{path}"
            for left in self.folder.glob(f"{name}.sqlite*"):
                left.unlink()
            return
        held = make_url(url).database
        self._statement(f"CREATE DATABASE {name} TEMPLATE {held} STRATEGY FILE_COPY")
        self._drop_what_is_left()
        try:
            yield self._url(name)
        finally:
            self._left.append(name)

    def kept(self, url: str) -> str:
        """The URL of a copy that stays to the end; nobody has the database open."""
        assert not Path(f"{url.removeprefix('sqlite:///')}-wal").exists(), "somebody has it open"
        return self._ends.enter_context(self.copied(url))

    def replace(self, url: str, other: str) -> None:
        """Put a copy of the *other* database in the place of the one at *url*; nobody has them open."""
        if url.startswith("sqlite"):
            path = Path(url.removeprefix("sqlite:///"))
            for beside in path.parent.glob(f"{path.name}-*"):
                beside.unlink()
            shutil.copy(other.removeprefix("sqlite:///"), path)
            return
        name, held = make_url(url).database, make_url(other).database
        self._statement(f"DROP DATABASE {name} WITH (FORCE)")
        self._statement(f"CREATE DATABASE {name} TEMPLATE {held} STRATEGY FILE_COPY")

    def _drop_what_is_left(self) -> None:
        """Drop earlier copies; straight after a test the server would wait for its connections' end."""
        while self._left:
            self._statement(f"DROP DATABASE {self._left.pop()} WITH (FORCE)")
