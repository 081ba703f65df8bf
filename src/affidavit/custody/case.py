"""A case: one folder that holds the evidence and everything derived from it."""

import fcntl
import json
import os
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from affidavit import __version__
from affidavit.custody.ledger import OPENED, Ledger
from affidavit.custody.vault import Vault
from affidavit.model import text_hash
from affidavit.model.errors import CaseError, CaseLocked
from affidavit.store import Rows, SearchIndex, SqliteRows, TantivyIndex


def _ours(name: str) -> bool:
    """Whether a name in a folder is one that a case begins with (a start may have been cut off)."""
    return name in ("vault", "lists", "out", ".lock") or name.startswith("ledger.")


class Case:
    """The parts of a case folder, opened when first used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Case":
        """Open a case; with `create`, make it where the folder is new or empty."""
        settings = folder / "case.toml"
        if not settings.exists():
            if not create:
                raise CaseError(
                    f"{folder} is not a case (no case.toml); `affidavit ingest PATH -C {folder}` "
                    "starts one"
                )
            if folder.exists() and any(not _ours(entry.name) for entry in folder.iterdir()):
                raise CaseError(f"{folder} holds other files; choose an empty or new folder")
            folder.mkdir(parents=True, exist_ok=True)
            for part in ("vault", "lists", "out"):
                (folder / part).mkdir(exist_ok=True)
            cls(folder).ledger.append(OPENED, {}, {})
            settings.write_text(
                f'# Settings of this case.\ncreated = "{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"\n'
                f'created_by = "affidavit {__version__}"\n',
                "utf-8",
            )
        return cls(folder)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What `case.toml` says."""
        try:
            return tomllib.loads((self.folder / "case.toml").read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise CaseError(f"{self.folder / 'case.toml'}: {error}; mend that line") from error

    def set(self, name: str, value: str | bool) -> None:
        """Write a setting into `case.toml`, for this run and all later ones."""
        written = json.dumps(value)
        path = self.folder / "case.toml"
        lines = [
            line
            for line in path.read_text("utf-8").splitlines()
            if line.partition("=")[0].strip() != name
        ]
        path.write_text("\n".join([*lines, f"{name} = {written}"]) + "\n", "utf-8")
        self.__dict__.pop("settings", None)

    def passwords(self) -> tuple[str, ...]:
        """What has been given to open locked files with, in the order given."""
        path = self.folder / "passwords"
        if not path.exists():
            return ()
        return tuple(dict.fromkeys(filter(None, path.read_text("utf-8").splitlines())))

    def add_passwords(self, words: Iterable[str]) -> int:
        """Keep passwords, one a line, readable by the owner only; returns how many are new."""
        known = self.passwords()
        new = [word for word in dict.fromkeys(words) if word and word not in known]
        if new:
            handle = os.open(
                self.folder / "passwords", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
            )
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write("\n".join([*known, *new]) + "\n")
        return len(new)

    def keys(self) -> tuple[str, ...]:
        """Private keys given to open encrypted messages with, as PEM texts."""
        folder = self.folder / "keys"
        return (
            tuple(file.read_text("utf-8") for file in sorted(folder.glob("*.pem")))
            if folder.is_dir()
            else ()
        )

    def add_key(self, text: str) -> bool:
        """Keep a private key (PEM), readable by the owner only; returns whether it is new."""
        folder = self.folder / "keys"
        folder.mkdir(mode=0o700, exist_ok=True)
        file = folder / f"{text_hash(text)[:24]}.pem"
        if file.exists():
            return False
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        return True

    @cached_property
    def ledger(self) -> Ledger:
        """The acts on the evidence."""
        return Ledger(self.folder / "ledger.jsonl")

    @cached_property
    def vault(self) -> Vault:
        """The originals."""
        return Vault(self.folder / "vault")

    @property
    def database(self) -> Path:
        """The file that holds the rows."""
        return self.folder / "case.db"

    @cached_property
    def rows(self) -> Rows:
        """Everything derived."""
        return SqliteRows(self.database)

    def derived(self) -> "Case":
        """The case, for reading what was derived; raises `CaseError` where that is missing."""
        whole = self.database.exists() and (self.folder / "index").is_dir()
        if not whole and any(e.kind.startswith("evidence.") for e in self.ledger.events()):
            raise CaseError(
                f"what was derived from the evidence in {self.folder} is missing; "
                f"`affidavit rebuild -C {self.folder}` derives it again"
            )
        return self

    @cached_property
    def index(self) -> SearchIndex:
        """The search index."""
        return TantivyIndex(self.folder / "index")

    def drop_derived(self) -> None:
        """Delete everything that can be derived again; originals, ledger and lists stay."""
        self.close()
        for name in ("case.db", "case.db-wal", "case.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        TantivyIndex.drop(self.folder / "index")

    def close(self) -> None:
        """Close what was opened."""
        for name in ("rows", "index"):
            part = self.__dict__.pop(name, None)
            if part is not None:
                part.close()

    @contextmanager
    def writing(self) -> Iterator["Case"]:
        """Hold the case's lock: one process writes at a time."""
        with (self.folder / ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CaseLocked(
                    f"another affidavit is working on {self.folder}; wait for it to end"
                ) from error
            try:
                yield self
            finally:
                with suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_UN)
