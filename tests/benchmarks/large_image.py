#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prediction, evaluation, scoring and export of an image that is not held in memory: seconds and peak memory of each verb.

    tests/benchmarks/large_image.py PROGRAM FOLDER [SIDE] [MEMORY-LIMIT]

Writes a grey TIFF of SIDE x SIDE pixels (20000) in strips of 64 rows, and a mask of it; trains a small network on a synthetic sample; then
runs the verbs with that network. Needs Python alone."""
import pathlib
import random
import struct
import subprocess
import sys
import time
import zlib

ROWS = 64


def write_tiff(path, side):
    """Bright discs on a dark ground with noise, the same few rows again and again."""
    noise = random.Random(1)
    rows = []
    for y in range(ROWS * 4):
        row = bytearray(noise.randbytes(side))
        for x in range(side):
            row[x] = 40 + row[x] // 8
        for centre in range(60, side, 200):
            half = max(0, 40 * 40 - (y - ROWS * 2) ** 2) ** 0.5
            left, right = max(0, int(centre - half)), min(side, int(centre + half))
            row[left:right] = bytes(150 + value // 2 for value in row[left:right])
        rows.append(bytes(row))
    strips = (side + ROWS - 1) // ROWS
    head = 8 + 2 + 9 * 12 + 4
    offsets, counts, data = head, head + 4 * strips, head + 8 * strips
    with open(path, "wb") as file:
        file.write(struct.pack("<2sHI", b"II", 42, 8))
        file.write(struct.pack("<H", 9))
        for tag, kind, count, value in ((256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
                                        (273, 4, strips, offsets), (277, 3, 1, 1), (278, 4, 1, ROWS), (279, 4, strips, counts)):
            file.write(struct.pack("<HHII", tag, kind, count, value))
        file.write(struct.pack("<I", 0))
        sizes = [side * min(ROWS, side - ROWS * i) for i in range(strips)]
        file.write(struct.pack(f"<{strips}I", *(data + sum(sizes[:i]) for i in range(strips))))
        file.write(struct.pack(f"<{strips}I", *sizes))
        for y in range(side):
            file.write(rows[y % len(rows)])


def write_mask(path, side):
    """The upper half class 1, as a grey PNG."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    packer = zlib.compressobj(1)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0)))
        for y in range(side):
            if packed := packer.compress(b"\0" + bytes([1 if y < side // 2 else 0]) * side):
                file.write(chunk(b"IDAT", packed))
        file.write(chunk(b"IDAT", packer.flush()) + chunk(b"IEND", b""))


def run(what, *command):
    start = time.perf_counter()
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    peak = 0
    while child.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8")
            peak = max([peak] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
        except OSError:
            pass
        time.sleep(0.05)
    if child.returncode != 0:
        sys.exit(f"{what} failed with {child.returncode}")
    print(f"{what}: {time.perf_counter() - start:.1f} s, peak {peak / 1024:.0f} MiB", flush=True)


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    side = int(sys.argv[3]) if len(sys.argv) > 3 else 20000
    limit = ["--memory-limit", sys.argv[4]] if len(sys.argv) > 4 else []
    images, masks = folder / "large/images", folder / "large/masks"
    for made in (images, masks):
        made.mkdir(parents=True)
    write_tiff(images / "large.tif", side)
    write_mask(masks / "large.png", side)
    sample, project = folder / "sample", folder / "project"
    quiet = ["--quiet"]
    run("sample", program, "sample", sample, "--images", 6, "--size", "256x256", *quiet)
    run("new", program, "new", project, *quiet)
    run("import of the sample", program, "import", project, sample, "--format", "aachen", *quiet)
    run("split", program, "split", project, "--test", 0, "--validation", 0.2, "--group-by", "none", *quiet)
    run("training on the sample", program, "train", project, "--name", "r", "--epochs", 1, "--width", 4, "--depth", 3, "--patch", "64x64",
        *quiet)
    run("import of the large image", program, "import", project, folder / "large", "--format", "masks", *quiet)
    (folder / "splits.json").write_text('{"train": [], "validation": [], "test": ["large.tif"]}', encoding="utf-8")
    run("predict", program, "predict", images, "--project", project, "--run", "r", "--out", folder / "predicted", *limit, *quiet)
    run("split", program, "split", project, "--from", folder / "splits.json", *quiet)
    run("evaluate", program, "evaluate", project, "--run", "r", "--out", folder / "evaluated", *limit, *quiet)
    run("score", program, "score", "--reference", masks, "--prediction", folder / "predicted", "--out", folder / "scored", *quiet)
    run("export masks", program, "export", project, "--format", "masks", "--out", folder / "exported", *quiet)
    (folder / "splits.json").write_text('{"train": ["large.tif"], "validation": [], "test": []}', encoding="utf-8")
    run("split", program, "split", project, "--from", folder / "splits.json", *quiet)
    run("training on the large image", program, "train", project, "--name", "l", "--epochs", 1, "--width", 4, "--depth", 3, "--patch",
        "512x512", "--time-limit", "60s", *limit, *quiet)


if __name__ == "__main__":
    main()
