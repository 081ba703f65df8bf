"""The whole way of the data, stage after stage; each does only what is not done yet."""

import os
from collections.abc import Iterable
from pathlib import Path

from affidavit.app.analyse import compute_views, extract_new, propagate_names
from affidavit.app.appraise import appraise_case
from affidavit.app.executor import Executor, PoolExecutor
from affidavit.app.ingest import index_new, parse_pending, reset_if_outdated, take_in
from affidavit.app.progress import Progress
from affidavit.custody import NOTHING_SAID, Case, Taking, restore_roots
from affidavit.extract.finder import choose
from affidavit.findings.frame import use_frames
from affidavit.model.errors import UsageError
from affidavit.screening import import_list, snapshots

LIST_IMPORTED = "list.imported"


class Pipeline:
    """The stages over one case, with the executor they use."""

    def __init__(self, case: Case, progress: Progress, executor: Executor | None = None) -> None:
        self.case = case
        self._progress = progress
        self._workers = max(1, os.cpu_count() or 1)
        self._executor = executor or PoolExecutor(self._workers)

    def ingest(self, paths: Iterable[Path], taking: Taking = NOTHING_SAID) -> None:
        """Take in, read and index."""
        reset_if_outdated(self.case)
        take_in(self.case, paths, taking, self._progress)
        parse_pending(self.case, self._workers, self._progress)
        index_new(self.case, self._executor, self._progress)

    def analyse(self) -> None:
        """Everything after the text."""
        choose(str(self.case.settings.get("ner", "")))
        own = self.case.folder / "frames"
        use_frames([own] if own.is_dir() else [])
        with self._executor.kept():
            extract_new(self.case, self._executor, self._progress)
            propagate_names(self.case, self._executor, self._progress)
        appraise_case(self.case, self._progress)
        compute_views(self.case, self._progress)

    def import_lists(self, files: Iterable[Path], day: str = "") -> None:
        """Bring lists into the case; one that is there already is not imported again, only given another
        day. `day` is that of their state where they do not tell."""
        for file in files:
            if not file.is_file():
                raise UsageError(f"the list {file} does not exist; check the path")
            before = snapshots(self.case.folder / "lists")
            snapshot = import_list(file, self.case.folder / "lists", day)
            if snapshots(self.case.folder / "lists") != before:
                outputs = {"sha256": snapshot.sha256, "entries": snapshot.entries, "date": snapshot.date, "skipped": list(snapshot.skipped)[:50]}  # fmt: skip
                self.case.ledger.append(LIST_IMPORTED, {"file": file.name}, outputs)

    def rebuild(self) -> None:
        """Drop everything derived and derive it again from vault, ledger and lists."""
        self.case.drop_derived()
        restore_roots(self.case)
        self.ingest(())
        self.analyse()
