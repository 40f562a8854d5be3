#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/learning/published_logits.safetensors: what segmentation_models_pytorch computes with the networks
that Sorby has too, so that the tests can compare without Python.

    python3 -m venv VENV && VENV/bin/pip install -r tests/oracles/requirements.txt
    VENV/bin/python tests/oracles/make_published_logits.py            (writes)
    VENV/bin/python tests/oracles/make_published_logits.py --check    (exits 1 when the file differs)

Weights and images are no random numbers but follow a rule that published_networks_test.cpp has again: number i of the
tensor NAME comes from splitmix64(fnv1a64(NAME) + i), so a wrong name, shape or order gives other logits. The file
has every third row and column of the logits, whose phases meet all those of upsampling by 2, 4 and 8, and as
metadata the number of tensors and a digest of all names and shapes."""

import pathlib
import sys

import numpy
import safetensors
import safetensors.numpy
import segmentation_models_pytorch
import torch

FILE = pathlib.Path(__file__).resolve().parents[1] / "data" / "learning" / "published_logits.safetensors"
HEIGHT, WIDTH, STEP = 64, 96, 3
MASK = (1 << 64) - 1
NETWORKS = {"unet": segmentation_models_pytorch.Unet, "unet++": segmentation_models_pytorch.UnetPlusPlus,
            "fpn": segmentation_models_pytorch.FPN, "deeplabv3+": segmentation_models_pytorch.DeepLabV3Plus}
ENCODERS = {"resnet18": "resnet18", "resnet34": "resnet34", "resnet50": "resnet50",
            "seresnext50": "se_resnext50_32x4d"}


def fnv1a64(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def uniform(name, count):
    """`count` numbers in [0, 1)."""
    state = numpy.uint64(fnv1a64(name)) + numpy.arange(count, dtype=numpy.uint64)
    with numpy.errstate(over="ignore"):
        state = state + numpy.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        state = state ^ (state >> numpy.uint64(31))
    return (state >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53


def weights(name, shape):
    numbers = uniform(name, int(numpy.prod(shape))).reshape(shape)
    if len(shape) == 4:
        # Half the variance of He's rule: what goes through keeps its size where shortcuts add to it.
        return (2 * numbers - 1) * numpy.sqrt(3.0 / (shape[1] * shape[2] * shape[3]))
    if name.endswith((".running_var", ".weight")):
        return 0.5 + numbers
    return 0.4 * (numbers - 0.5)  # biases, running means


def logits(network, encoder, channels, classes):
    """The network's logits, and how many tensors it has and the digest of their names and shapes."""
    model = NETWORKS[network](ENCODERS[encoder], encoder_weights=None, in_channels=channels, classes=classes).eval()
    state = model.state_dict()
    described = []
    for name, tensor in state.items():
        if name.endswith(".num_batches_tracked"):
            continue
        described.append(f"{name} {'x'.join(str(side) for side in tensor.shape)}\n")
        tensor.copy_(torch.from_numpy(weights(name, tuple(tensor.shape)).astype(numpy.float32)))
    image = uniform("image", channels * HEIGHT * WIDTH).astype(numpy.float32).reshape(1, channels, HEIGHT, WIDTH)
    image = torch.from_numpy(image)
    if channels == 3:
        image = (image - torch.tensor([0.485, 0.456, 0.406]).reshape(3, 1, 1)) / torch.tensor(
            [0.229, 0.224, 0.225]).reshape(3, 1, 1)
    else:
        image = (image - 0.5) * 4
    with torch.inference_mode():
        result = model(image)[0].numpy()
    digest = fnv1a64("".join(sorted(described)))
    return numpy.ascontiguousarray(result[:, ::STEP, ::STEP]), f"{len(described)} {digest:016x}"


def main():
    torch.manual_seed(0)
    tensors, metadata = {}, {}
    for number, (network, encoder) in enumerate((n, e) for n in NETWORKS for e in ENCODERS):
        # Both kinds of stem, and one logit as well as several.
        channels = 3 if (number + number // 4) % 2 == 0 else 1
        classes = 1 if number % 4 < 2 else 3
        name = f"{network} on {encoder}"
        tensors[name], metadata[name] = logits(network, encoder, channels, classes)
        print(f"{name}: {metadata[name]}, {channels} channels, logits {tensors[name].min():.3f} to "
              f"{tensors[name].max():.3f}, deviation {tensors[name].std():.3f}")
    if "--check" not in sys.argv[1:]:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        safetensors.numpy.save_file(tensors, FILE, metadata)
        return 0
    with safetensors.safe_open(FILE, "numpy") as known:
        same = dict(known.metadata()) == metadata and all(
            numpy.allclose(known.get_tensor(name), tensors[name], rtol=0, atol=1e-4) for name in tensors)
    print("the same" if same else f"{FILE} differs")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
