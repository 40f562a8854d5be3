#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""install_onnxruntime.py FOLDER: puts the packages of requirements_onnx.txt into a folder, from pip's index or from wheels
in ~/.cache/sorby/wheels. What is there already stays. Exits 1 and says what to do when it cannot be had."""

import os
import pathlib
import shutil
import subprocess
import sys

REQUIREMENTS = pathlib.Path(__file__).resolve().with_name("requirements_onnx.txt")


def main():
    folder = pathlib.Path(sys.argv[1])
    # Without what these packages need only for tools that are not used here: 60 MB less.
    installed = f"{sys.version}\n{REQUIREMENTS.read_text()}"
    complete = folder / "complete.txt"
    if complete.is_file() and complete.read_text() == installed:
        return 0
    shutil.rmtree(folder, ignore_errors=True)
    wheels = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "sorby" / "wheels"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
               "--only-binary=:all:", "--target", str(folder), "-r", str(REQUIREMENTS)]
    command += ["--find-links", str(wheels)] if wheels.is_dir() else []
    if subprocess.run(command).returncode != 0:
        print(f"onnxruntime could not be installed, so that no exported network can be checked. pip has to reach its index, or "
              f"the wheels that {REQUIREMENTS} names have to lie in {wheels}.", file=sys.stderr)
        return 1
    complete.write_text(installed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
