"""JPEGs are decoded by a child process, which hostile ones cannot leave and which ends when it should."""

import asyncio
import io
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image

from gbdt_console.devices.stills import decode_child, reader
from gbdt_console.devices.stills.reader import PhotoReader

COLOUR = (200, 40, 80)


def jpeg(width: int, height: int, mode: str = "RGB", **options: int) -> bytes:
    made = io.BytesIO()
    colour = COLOUR if mode == "RGB" else 128
    Image.new(mode, (width, height), colour).save(made, "JPEG", **options)
    return made.getvalue()


@asynccontextmanager
async def reading() -> AsyncIterator[PhotoReader]:
    one = PhotoReader()
    try:
        yield one
    finally:
        await one.close()


def child_of(one: PhotoReader) -> int:
    assert one._child is not None
    return one._child.pid


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        (jpeg(640, 360), (48, 27)),
        (jpeg(1_920, 1_080, progressive=True), (48, 27)),
        (jpeg(480, 640), (36, 48)),
        (jpeg(704, 576, "L"), (48, 39)),
    ],
)
async def test_a_jpeg_is_made_as_small_as_a_pane_shows_it(picture: bytes, size: tuple[int, int]) -> None:
    async with reading() as one:
        small = await one.read(picture)
        assert small is not None
        assert small.size == size
        if len(set(small.rows[:3])) == 3:
            assert all(abs(part - wanted) < 8 for part, wanted in zip(small.rows[:3], COLOUR, strict=True))


async def test_what_is_no_jpeg_is_none_and_the_next_picture_is_read_by_the_same_child() -> None:
    good = jpeg(640, 360)
    size = good.index(b"\xff\xc0") + 5
    vast = good[:size] + struct.pack(">HH", 65_500, 65_500) + good[size + 4 :]
    gif = io.BytesIO()
    Image.new("P", (10, 10)).save(gif, "GIF")
    async with reading() as one:
        assert await one.read(good) is not None
        child = child_of(one)
        inside = b"\xff\xd8\xff" + gif.getvalue()
        for bad in (b"\xff\xd8\xff", good[:200], vast, inside, b"\xff\xd8\xff" * 300_000):
            assert await one.read(bad) is None
        assert await one.read(gif.getvalue()) is None
        assert await one.read(good) is not None
        assert child_of(one) == child


async def test_a_picture_of_many_scans_is_read_up_to_a_size_and_a_count() -> None:
    good = jpeg(4_096, 2_160, progressive=True, subsampling=0)
    scan = good[good.rindex(b"\xff\xda") : -2]
    many = good[:-2] + 11 * scan + good[-2:]
    async with reading() as one:
        assert await one.read(good) is not None
        child = child_of(one)
        for bad in (jpeg(8_192, 8_192, progressive=True), jpeg(4_160, 2_160, progressive=True), many):
            assert await one.read(bad) is None
        assert await one.read(jpeg(4_160, 2_160)) is not None
        assert child_of(one) == child


async def test_the_child_has_little_memory_no_files_and_none_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GBDT_CODEC_PASSWORD", "zq-secret")
    async with reading() as one:
        await one.read(jpeg(64, 48))
        process = Path(f"/proc/{child_of(one)}")
        limits = process.joinpath("limits").read_text()
        most_of = {"address space": 128 << 20, "open files": 3, "file size": 0, "core file": 0}
        for name, most in most_of.items():
            (line,) = (line for line in limits.splitlines() if f"Max {name}" in line)
            assert f" {most} " in line, line
        assert b"zq-secret" not in process.joinpath("environ").read_bytes()


async def test_a_child_that_dies_or_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LONGEST_S", 2.0)
    good = jpeg(640, 360)
    async with reading() as one:
        assert await one.read(good) is not None
        first = one._child
        assert first is not None
        first.kill()
        await first.wait()
        assert await one.read(good) is not None
        monkeypatch.setattr(reader, "_LONGEST_S", 0.0)
        assert await one.read(good) is None
        monkeypatch.setattr(reader, "_LONGEST_S", 5.0)
        assert await one.read(good) is not None
        assert child_of(one) != first.pid


async def test_closed_it_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reading() as one:
        await one.read(jpeg(64, 48))
        child = child_of(one)
    assert not Path(f"/proc/{child}").exists()


async def test_without_the_library_there_is_no_picture_of_a_jpeg_and_no_second_try(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = 0
    make = asyncio.create_subprocess_exec

    async def without(*command: str, **options: object) -> asyncio.subprocess.Process:
        nonlocal started
        started += 1
        script = f"import sys; sys.exit({decode_child.NO_LIBRARY})"
        return await make(command[0], "-c", script, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", without)
    async with reading() as one:
        assert [await one.read(jpeg(64, 48)) for _ in range(3)] == [None] * 3
        assert started == 1
