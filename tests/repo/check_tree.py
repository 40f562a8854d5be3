#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the tree that a compiler does not check: the arrows between folders, which library may be included
where, sizes of files, licence lines. Prints each breach as file:line and exits 1 when there is one."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# A folder of core/ and the folders whose headers it may include besides its own (ARCHITECTURE.md, "Arrows").
ARROWS = {
    "base": set(),
    "annotation": {"base"},
    "imaging": {"base", "annotation"},
    "formats": {"base", "annotation", "imaging"},
    "learning": {"base"},
    "dataset": {"base", "annotation", "imaging", "formats", "learning"},
    "evaluation": {"base", "annotation", "imaging"},
    "project": {"base", "annotation"},
    "workflow": {"base", "annotation", "imaging", "formats", "learning", "dataset", "evaluation", "project"},
}
# Beyond its own interface, dataset/ may see only the interface that it implements.
ONLY_HEADERS = {("dataset", "learning"): {"core/learning/training_data.h"}}

# Third-party headers and where they may stand: (pattern, folders, may stand in public headers).
LIBRARIES = [
    (r"<Q[A-Z]|<qcustomplot", ("widgets/", "app/", "tests/gui/", "tests/benchmarks/"), True),
    (r"<qcustomplot", ("widgets/plots/",), False),
    (r"<(torch|ATen|c10)/", ("core/learning/", "tests/unit/learning/", "tests/benchmarks/", "tests/gpu/", "tests/oracles/", "tests/support/learning/"), True),
    (r"<opencv2/", ("core/", "tests/"), False),
    (r"<boost/", ("core/", "tests/"), False),
    (r"<pugixml", ("core/", "tests/"), False),
    (r"<yaml-cpp/", ("core/formats/", "tests/"), False),
    (r"<zip\.h", ("core/formats/", "tests/"), False),
    (r"<(SQLiteCpp/|sqlite3)", ("core/project/", "tests/", "app/command_line/"), True),
]

LINES = {".h": 200, ".cpp": 500}
LINES_TESTS = 700  # a test file may tell a longer story
# Headers that only name a version, for `sorby --version`.
VERSION_HEADERS = {"boost/version.hpp", "opencv2/core/version.hpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def tracked(*patterns):
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


def breaches_of_includes(name, number, bracket, header):
    parts = name.split("/")
    if header in VERSION_HEADERS or header.endswith(".moc"):
        return
    if bracket == '"':
        if not (ROOT / header).is_file() and not header.startswith("core/base/version.h"):
            yield f"{name}:{number}: \"{header}\" is not a path from the root"
            return
        target = header.split("/")
        if parts[0] == "core":
            if target[0] != "core":
                yield f"{name}:{number}: core includes {header}"
            elif target[1] != parts[1]:
                if target[1] not in ARROWS[parts[1]]:
                    yield f"{name}:{number}: core/{parts[1]} may not include {header}"
                elif header not in ONLY_HEADERS.get((parts[1], target[1]), {header}):
                    yield f"{name}:{number}: core/{parts[1]} may include of {target[1]} only its interface, not {header}"
        elif parts[0] == "widgets" and target[0] not in ("core", "widgets"):
            yield f"{name}:{number}: widgets includes {header}"
        elif parts[0] == "app" and target[0] == "tests":
            yield f"{name}:{number}: app includes {header}"
        return
    for pattern, folders, in_headers in LIBRARIES:
        if re.match(pattern, "<" + header):
            if not name.startswith(folders):
                yield f"{name}:{number}: <{header}> belongs into {', '.join(folders)}"
            elif not in_headers and name.endswith(".h") and name.startswith("core/") and "private" not in name:
                yield f"{name}:{number}: <{header}> in a header"


def main():
    breaches = []
    for name in tracked("*.h", "*.cpp"):
        lines = (ROOT / name).read_text(encoding="utf-8").split("\n")
        if not lines[0].startswith("// SPDX-License-Identifier: GPL-3.0-or-later"):
            breaches.append(f"{name}:1: the licence line is missing")
        limit = LINES_TESTS if name.startswith("tests/") else LINES[pathlib.Path(name).suffix]
        if len(lines) - 1 > limit:
            breaches.append(f"{name}: {len(lines) - 1} lines, at most {limit}")
        for number, line in enumerate(lines, 1):
            if match := INCLUDE.match(line):
                breaches.extend(breaches_of_includes(name, number, *match.groups()))
            if name.split("/")[0] in ("core", "widgets", "app") and re.search(r"\b(TODO|FIXME|XXX)\b", line):
                breaches.append(f"{name}:{number}: an open end in the code: {line.strip()}")
    for name in tracked("core/**", "widgets/**", "app/**", "tests/**"):
        if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*|CMakeLists\.txt|[a-z0-9_-]+\.(csv|json|md|in|txt|png)", name.rsplit("/", 1)[1]):
            breaches.append(f"{name}: file names are snake_case")
    for breach in breaches:
        print(breach, file=sys.stderr)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
