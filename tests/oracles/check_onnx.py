#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_onnx.py PROGRAM PACKAGES FOLDER: does every network that Sorby exports as ONNX say in onnxruntime what it says in
Sorby? PROGRAM is sorby_onnx_samples, PACKAGES the folder that install_onnxruntime.py filled; FOLDER is emptied."""

import json
import pathlib
import shutil
import subprocess
import sys

ACCURACY = 1e-4


def read_safetensors(path):
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            tensors[name] = numpy.frombuffer(content[begin:end], numpy.float32).reshape(entry["shape"])
    return tensors


def breaches(folder):
    """What is wrong with the network in the folder, and its largest difference."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "network.onnx", options, providers=["CPUExecutionProvider"])
    found, largest = [], 0.0
    (image,), (logits,) = session.get_inputs(), session.get_outputs()
    samples = read_safetensors(folder / "samples.safetensors")
    channels = samples["logits0"].shape[1]
    if (image.name, image.shape) != ("image", ["N", 1, "H", "W"]):
        found.append(f"the input is {image.name} {image.shape}")
    if (logits.name, logits.shape) != ("logits", ["N", channels, "H", "W"]):
        found.append(f"the output is {logits.name} {logits.shape}")
    metadata = session.get_modelmeta().custom_metadata_map
    if set(metadata) != {"sorby_version", "network", "classes", "input", "output"}:
        found.append(f"the metadata are {sorted(metadata)}")
    if max(int(metadata["classes"]), 2) != max(channels, 2) or "kind" not in json.loads(metadata["network"]):
        found.append("the metadata say something else")
    for number in range(len(samples) // 2):
        shown, expected = samples[f"image{number}"], samples[f"logits{number}"]
        (said,) = session.run(None, {"image": shown})
        if said.shape != expected.shape:
            found.append(f"the logits of {shown.shape} are {said.shape}")
            continue
        difference = float(numpy.abs(said - expected).max() / max(numpy.abs(expected).max(), 1))
        largest = max(largest, difference)
        if not difference <= ACCURACY:
            found.append(f"the logits of {shown.shape} differ by {difference:.2g}")
        if max(shown.shape[2:]) > 1 and expected.std() < 0.02:
            found.append("the logits are so even that they prove nothing")
    return found, largest


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[3])
    names = subprocess.run([program], check=True, capture_output=True, text=True).stdout.split()
    wrong = 0
    for name in names:
        shutil.rmtree(folder, ignore_errors=True)  # one at a time: together they are 2 GB
        subprocess.run([program, name, str(folder)], check=True)
        found, largest = breaches(folder)
        wrong += len(found)
        print(f"{name}: {'; '.join(found) or 'the same'} (largest difference {largest:.1e})", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    if len(names) < 20:
        print(f"only {len(names)} networks", file=sys.stderr)
    return 1 if wrong or len(names) < 20 else 0


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[2])
    import numpy
    import onnxruntime
    sys.exit(main())
