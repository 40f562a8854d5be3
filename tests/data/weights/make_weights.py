#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the weights files beside this script, with PyTorch. The reader's tests know the numbers: element i of a tensor
(in row-major order) is i / 8 - 3, of integers i, of Booleans i % 3 == 0."""

import collections
import pathlib

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent


def counted(*shape, dtype=torch.float32):
    count = torch.Size(shape).numel()
    if dtype is torch.bool:
        return (torch.arange(count) % 3 == 0).reshape(shape)
    if dtype.is_floating_point:
        return (torch.arange(count, dtype=torch.float64) / 8 - 3).to(dtype).reshape(shape)
    return torch.arange(count).to(dtype).reshape(shape)


def state_of(network):
    state = network.state_dict()
    for name, tensor in state.items():
        tensor.copy_(counted(*tensor.shape, dtype=tensor.dtype))
    return state


def network():
    return nn.Sequential(collections.OrderedDict(conv=nn.Conv2d(3, 4, 3), norm=nn.BatchNorm2d(4)))


def save(name, value):
    torch.save(value, FOLDER / f"{name}_zip.pth")
    torch.save(value, FOLDER / f"{name}_legacy.pth", _use_new_zipfile_serialization=False)


def main():
    save("state", state_of(network()))

    wrapped = nn.Module()
    wrapped.module = network()  # the names that DataParallel gives
    optimizer = torch.optim.SGD(wrapped.parameters(), lr=0.1, momentum=0.9)
    save("nested", {
        "epoch": 12, "best": torch.tensor(0.75), "lr": 1e-3, "big": 1 << 70, "done": True, "note": None,
        "names": ["matrix", "MA island"], "size": (3, 4), "model": {"state_dict": state_of(wrapped)},
        "optimizer": optimizer.state_dict()})

    save("types", {
        "float": nn.Parameter(counted(2, 3)), "double": counted(5, dtype=torch.float64),
        "half": counted(4, 2, dtype=torch.float16), "bfloat16": counted(7, dtype=torch.bfloat16),
        "byte": counted(3, dtype=torch.uint8), "char": counted(3, dtype=torch.int8),
        "short": counted(3, dtype=torch.int16), "int": counted(3, dtype=torch.int32),
        "long": counted(3, dtype=torch.int64), "bool": counted(4, dtype=torch.bool)})

    whole = counted(4, 6)
    save("views", {
        "whole": whole, "turned": whole.t(), "part": whole[1:3, 1:6:2], "row": whole[2], "number": whole[3, 5],
        "none": torch.empty(0, 3), "channels_last": counted(1, 2, 2, 3).to(memory_format=torch.channels_last)})

    torch.serialization.set_crc32_options(False)
    torch.save({"w": counted(3)}, FOLDER / "without_checksums_zip.pth")
    torch.serialization.set_crc32_options(True)

    torch.save(torch.nn.Linear(2, 1), FOLDER / "whole_module_zip.pth")
    torch.save([counted(2)], FOLDER / "no_dict_zip.pth")


if __name__ == "__main__":
    main()
