"""`notify test` and `notify list` over a running engine, its journal and a real server."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from tests.support.engine.collecting import SECRETS, Collecting, collecting
from tests.support.notify.servers import web_server

SECTION = """
notify:
  channels: {truc-ca: {url: "env:GBDT_NOTIFY_CA"}}
  rules: [{to: [truc-ca]}]
"""


def run(engine: Collecting, *verb: str) -> Result:
    return CliRunner().invoke(root, engine.arguments("--lang", "vi", *verb), env=SECRETS)


@pytest.mark.outcome("sent")
def test_a_trial_rings_or_says_why_not_and_the_token_stands_nowhere(tmp_path: Path) -> None:
    with web_server() as server, collecting(tmp_path) as engine:
        engine.config.write_text(engine.config.read_text() + SECTION, "utf-8")
        engine.start({"GBDT_NOTIFY_CA": f"json://127.0.0.1:{server.server_port}/zq-token"})
        done = run(engine, "notify", "test")
        assert done.exit_code == 0, done.stderr
        assert "đã chuyển cho máy chủ  Tin thử lúc " in done.stdout
        ((path, body),) = server.posts
        assert path == "/zq-token"
        assert json.loads(body)["message"].endswith("không phải tin báo sự cố.")
        server.status = 503
        failed = run(engine, "notify", "test", "truc-ca")
        assert failed.exit_code == 4
        assert "(máy chủ trả lời 503; đã thử 1 lần)" in failed.stdout
        listed = json.loads(run(engine, "notify", "list", "--json").stdout)
        assert [one["sent"] is not None for one in listed["messages"]] == [False, True]
        assert (listed["messages"][0]["fault"], listed["messages"][0]["status"]) == ("status", 503)
        server.status = None
        doubtful = run(engine, "notify", "test")
        assert doubtful.exit_code == 5
        assert "(gửi dở dang: chưa rõ đã đến chưa; đã thử 1 lần)" in doubtful.stdout
        files = [file.read_bytes() for file in engine.state.iterdir() if file.is_file()]
        said = [done.stdout, done.stderr, failed.stdout, failed.stderr, json.dumps(listed)]
        assert files
        assert not [one for one in files if b"zq-token" in one]
        assert "zq-token" not in "".join(said)


def test_without_an_engine_the_journal_tells_and_a_trial_needs_one(tmp_path: Path) -> None:
    with collecting(tmp_path) as engine:
        assert run(engine, "notify", "test").exit_code == 3
