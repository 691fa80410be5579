"""Decodes JPEGs in a process of its own: the library is written in C, and the bytes are a device's.

Standard input: each picture, its length before it in four bytes. Standard output: for each one width and
height in two bytes each, then rows of red, green and blue bytes; both are zero where it is no picture. The
process has little memory, no files and little time.
"""

import io
import resource
import struct
import sys
import time

from gbdt_console.core.child_limits import limit_this_process

LENGTH, SIZE = struct.Struct("<I"), struct.Struct("<HH")
NO_LIBRARY = 4
"""Exit status where Pillow is not installed."""
_MEMORY, _CPU_S = 128 << 20, 600
"""The next picture starts a new process: 600 s are 50 000 pictures of usual cameras. The largest picture of
many scans that is decoded took 88 MB in all."""
_PICTURE_CPU_S = 2
"""CPU seconds of one picture, after which the process ends: 10 times those of the costliest one measured."""
_MOST_SIDE = 8_192
_SCAN, _MOST_SCANS = b"\xff\xda", 20
"""Marker that begins a scan. Usual progressive pictures have 10, and one more where they hold a thumbnail."""
_MOST_STAGED = 4_096 * 2_160
"""Pixels of a picture of more than two scans: all of it must be in memory, 6 bytes a pixel."""
_SIZE = (48, 48)
"""What a still is made to fit, pixels."""


def small(data: bytes) -> tuple[int, int, bytes]:
    """Return width, height and rows of a JPEG, made small; Pillow's errors pass."""
    from PIL.Image import Resampling
    from PIL.JpegImagePlugin import JpegImageFile

    with JpegImageFile(io.BytesIO(data)) as picture:
        scans, (width, height) = data.count(_SCAN), picture.size
        is_vast = scans > _MOST_SCANS or (scans > 2 and width * height > _MOST_STAGED)
        if is_vast or not all(0 < side <= _MOST_SIDE for side in picture.size):
            return 0, 0, b""
        picture.draft("RGB", _SIZE)  # decodes an eighth of the sides at least: most of the work is left out
        made = picture.convert("RGB")
        made.thumbnail(_SIZE, Resampling.BOX)
        return made.width, made.height, made.tobytes()


def main() -> int:
    try:
        import PIL.JpegImagePlugin  # noqa: F401  (loads all that it needs, while it may open files)
    except ImportError:
        return NO_LIBRARY
    limit_this_process(memory=_MEMORY, cpu_s=_CPU_S)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    read, write = sys.stdin.buffer, sys.stdout.buffer
    while len(head := read.read(LENGTH.size)) == LENGTH.size:
        used_s = int(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (min(used_s + 1 + _PICTURE_CPU_S, _CPU_S), _CPU_S))
        try:
            width, height, rows = small(read.read(LENGTH.unpack(head)[0]))
        except Exception:  # whatever the library says of it
            width, height, rows = 0, 0, b""
        write.write(SIZE.pack(width, height) + rows)
        write.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
