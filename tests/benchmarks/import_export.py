#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import and export of a data set as large as the Aachen-Heerlen one, beside the same loop in Python with OpenCV, in one run.

    tests/benchmarks/import_export.py PROGRAM FOLDER [IMAGES]

Makes IMAGES (1705) names of 60 synthetic micrographs of 1024x768 in FOLDER, and a polygon CSV of 8,909 rows; then times `import` + `export --format masks` and the Python loop (CSV, ast.literal_eval, cv2.fillPoly, cv2.imwrite), each
three times in turn. Needs Python with OpenCV. Prints seconds, milliseconds an image, and the program's peak memory."""
import ast
import csv
import pathlib
import resource
import shutil
import subprocess
import sys
import time

WIDTH, HEIGHT, ROWS, ROUNDS = 1024, 768, 8909, 3


def make(program, folder, images):
    """So many names for 60 different micrographs, and 8,909 rows shared out to them."""
    sample, data = folder / "sample", folder / "data"
    if not sample.exists():
        subprocess.run([program, "sample", sample, "--images", "60", "--size", f"{WIDTH}x{HEIGHT}", "--quiet"], check=True)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    with open(next(sample.glob("*polygon*.csv")), encoding="utf-8") as file:
        reader = csv.DictReader(file, delimiter=";")
        rows = {}
        for row in reader:
            rows.setdefault(row["image_url"], []).append(row["polygon"])
    originals = sorted(rows)
    table = folder / "annotations_polygon.csv"
    with open(table, "w", encoding="utf-8") as out:
        out.write("image_url;polygon\n")
        for number in range(images):
            original = originals[number % len(originals)]
            name = f"{number:05}_{original}"
            (data / name).hardlink_to(next(sample.rglob(original)))
            share = ROWS * (number + 1) // images - ROWS * number // images
            for i in range(share):
                out.write(f"{name};{rows[original][i % len(rows[original])]}\n")
    return data, table


def run_sorby(program, folder, data, table):
    shutil.rmtree(folder / "project", ignore_errors=True)
    shutil.rmtree(folder / "masks", ignore_errors=True)
    subprocess.run([program, "new", folder / "project", "--quiet"], check=True)
    start = time.perf_counter()
    subprocess.run([program, "import", folder / "project", table, "--format", "aachen", "--images", data, "--quiet"],
                   check=True, stdout=subprocess.DEVNULL)
    half = time.perf_counter()
    subprocess.run([program, "export", folder / "project", "--format", "masks", "--out", folder / "masks", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)
    return half - start, time.perf_counter() - half


def run_python(folder, data, table):
    import cv2
    import numpy as np
    out = folder / "python"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    start = time.perf_counter()
    polygons = {}
    with open(table, encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            polygons.setdefault(row["image_url"], []).append(ast.literal_eval(row["polygon"]))
    for name, outlines in polygons.items():
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        for outline in outlines:
            cv2.fillPoly(mask, [np.round(np.array(outline)).astype(np.int32)], 1)
        cv2.imwrite(str(out / name), mask)
    return time.perf_counter() - start, len(polygons)


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    images = int(sys.argv[3]) if len(sys.argv) > 3 else 1705
    folder.mkdir(parents=True, exist_ok=True)
    data, table = make(program, folder, images)
    for number in range(1, ROUNDS + 1):
        imported, exported = run_sorby(program, folder, data, table)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        python, named = run_python(folder, data, table)
        both = imported + exported
        print(f"round {number}: import {imported:.2f} s + export {exported:.2f} s = {1000 * both / images:.2f} ms an image, peak "
              f"{peak:.0f} MiB; Python with OpenCV {python:.2f} s = {1000 * python / named:.2f} ms an image; "
              f"ratio {python / named * images / both:.1f}", flush=True)


if __name__ == "__main__":
    main()
