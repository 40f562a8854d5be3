#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sorby's training and prediction beside the same network in eager PyTorch, in one run: both take turns, round by
round, on the same device and number of threads, from the same weights and images. Needs nothing but PyTorch.

    beside_python.py --program build/.../tests/sorby_benchmark_training --device cpu --threads 2 --width 16

Two Pythons: `same` has Sorby's precision and memory order, `defaults` is what published notebooks do (fp32, contiguous).
Prints images a second (best and median of the rounds) and the ratios of the medians; exits 1 when the two networks do
not say the same or a ratio is below --least-same (training and prediction) or --least-defaults (training)."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

# Threads that wait for work must not take it away from the other side's turn.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402
from torch import nn  # noqa: E402


class DoubleConv(nn.Module):
    def __init__(self, channels_in, channels_out, norm):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=not norm)
        self.norm1 = nn.BatchNorm2d(channels_out) if norm else nn.Identity()
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=not norm)
        self.norm2 = nn.BatchNorm2d(channels_out) if norm else nn.Identity()
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.relu(self.norm1(self.conv1(x)))
        return self.relu(self.norm2(self.conv2(x)))


class Decoder(DoubleConv):
    def __init__(self, channels_in, channels_out, norm):
        super().__init__(2 * channels_out, channels_out, norm)
        self.up = nn.ConvTranspose2d(channels_in, channels_out, 2, stride=2)

    def forward(self, x, skip):
        return super().forward(torch.cat((skip, self.up(x)), 1))


class UNet(nn.Module):
    """The classical U-Net with padding; parameters are named as in Sorby's checkpoints."""

    def __init__(self, width, depth, norm):
        super().__init__()
        channels = [width << level for level in range(depth + 1)]
        self.encoder = nn.ModuleList(
            DoubleConv(1 if level == 0 else channels[level - 1], channels[level], norm) for level in range(depth))
        self.bottom = DoubleConv(channels[depth - 1], channels[depth], norm)
        self.decoder = nn.ModuleList(
            Decoder(channels[level + 1], channels[level], norm) for level in range(depth))
        self.head = nn.Conv2d(width, 1, 1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = (x - 0.5) * 4
        skips = []
        for block in self.encoder:
            skips.append(block(x))
            x = self.pool(skips[-1])
        x = self.bottom(x)
        for block in reversed(self.decoder):
            x = block(x, skips.pop())
        return self.head(x)


def read_safetensors(path):
    data = pathlib.Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            flat = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32)
            tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


def read_batch(path, batch, height, width):
    data = bytearray(pathlib.Path(path).read_bytes())
    pixels = batch * height * width
    images = torch.frombuffer(data, dtype=torch.float32, count=pixels).reshape(batch, 1, height, width).clone()
    labels = torch.frombuffer(data, dtype=torch.uint8, count=pixels, offset=4 * pixels)
    return images, labels.reshape(batch, 1, height, width).clone()


class Python:
    """One way to train and predict in eager PyTorch. Images and labels come from memory in every step, as from a loader
    that costs nothing."""

    def __init__(self, args, weights, images, labels, bf16, channels_last):
        self.args = args
        self.device = torch.device(args.device)
        self.bf16 = bf16
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.images = list(images)
        self.labels = list(labels)
        self.trained = self.network(weights)
        self.asked = self.network(weights).eval()
        self.optimizer = torch.optim.Adam(self.trained.parameters(), lr=1e-3)
        self.criterion = nn.BCEWithLogitsLoss()

    def network(self, weights):
        network = UNet(self.args.width, self.args.depth, self.args.norm == "batch")
        missing, unexpected = network.load_state_dict(weights, strict=False)
        missing = [name for name in missing if not name.endswith("num_batches_tracked")]
        if missing or unexpected:
            sys.exit(f"the weights do not fit: missing {missing}, unexpected {unexpected}")
        return network.to(self.device, memory_format=self.format)

    def autocast(self):
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16)

    def train(self):
        start = time.perf_counter()
        for _ in range(self.args.steps):
            x = torch.stack(self.images).to(self.device, memory_format=self.format)
            y = torch.stack(self.labels).to(self.device).float()
            self.optimizer.zero_grad()
            with self.autocast():
                loss = self.criterion(self.trained(x), y)
            loss.backward()
            self.optimizer.step()
        self.loss = loss.item()
        return self.args.steps * self.args.batch / (time.perf_counter() - start)

    def logits(self, image):
        with torch.inference_mode(), self.autocast():
            return self.asked(image[None].to(self.device, memory_format=self.format))[0, 0].float().cpu()

    def predict(self):
        start = time.perf_counter()
        for number in range(self.args.predictions):
            self.logits(self.images[number % len(self.images)])
        return self.args.predictions / (time.perf_counter() - start)


class Sorby:
    def __init__(self, args, folder):
        self.weights = folder / "weights.safetensors"
        self.said = folder / "logits"
        command = [args.program, "--turns", "--weights", str(self.weights), "--logits", str(self.said)]
        for name in ("device", "threads", "width", "depth", "norm", "size", "batch", "precision", "steps", "predictions"):
            command += ["--" + name, str(getattr(args, name))]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print(f"Sorby on {self.answer()['name']}, Python {sys.version.split()[0]} with PyTorch {torch.__version__}")

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit("Sorby's benchmark ended early")
        return json.loads(line)

    def take_turn(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        answer = self.answer()
        self.loss = answer["loss"]
        return answer["imagesPerSecond"]

    def train(self):
        return self.take_turn("train")

    def predict(self):
        return self.take_turn("predict")


def agree(args, sorby, python):
    height, width = args.pixels
    theirs = torch.frombuffer(bytearray(sorby.said.read_bytes()), dtype=torch.float32).reshape(height, width)
    ours = python.logits(python.images[0])
    difference = ((ours - theirs).abs().max() / theirs.abs().max()).item()
    most = 0.05 if python.bf16 else 0.001
    print(f"first logits, largest difference / largest logit: {difference:.2g} (at most {most})")
    return difference <= most


def rounds(args, what, sides):
    speeds = {name: [] for name in sides}
    for number in range(args.rounds + 1):
        for name, side in sides.items():
            speed = getattr(side, what)()
            if number > 0:  # the first round is the warm-up
                speeds[name].append(speed)
    return speeds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--norm", default="batch", choices=("batch", "none"))
    parser.add_argument("--size", default="256x256", help="width x height, multiples of 2^depth")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--precision", default="bf16", choices=("fp32", "bf16"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=3, help="training steps of a round")
    parser.add_argument("--predictions", type=int, default=16, help="images of a round")
    parser.add_argument("--least-same", type=float, default=0)
    parser.add_argument("--least-defaults", type=float, default=0)
    args = parser.parse_args()
    width, height = map(int, args.size.split("x"))
    args.pixels = height, width
    if args.threads > 0:
        torch.set_num_threads(args.threads)
    args.threads = torch.get_num_threads()

    good = True
    with tempfile.TemporaryDirectory() as folder:
        sorby = Sorby(args, pathlib.Path(folder))
        weights = read_safetensors(sorby.weights)
        images, labels = read_batch(str(sorby.said) + ".batch", args.batch, height, width)
        print(f"U-Net width {args.width}, depth {args.depth}, norm {args.norm}; {args.batch} images of {args.size}; "
              f"{args.device}, {args.threads} threads, {args.precision}")
        bf16 = args.precision == "bf16"
        for name, (in_bf16, channels_last), checked, least in (
                ("same", (bf16, True), ("train", "predict"), args.least_same),
                ("defaults", (False, False), ("train",), args.least_defaults)):
            python = Python(args, weights, images, labels, in_bf16, channels_last)
            if name == "same":
                good = agree(args, sorby, python) and good
            for what in ("train", "predict"):
                try:
                    speeds = rounds(args, what, {"sorby": sorby, "python": python})
                except torch.OutOfMemoryError as error:
                    print(f"{what:8} Python, {name}: out of memory ({str(error).splitlines()[0][:80]})")
                    continue
                median = {side: statistics.median(values) for side, values in speeds.items()}
                ratio = median["sorby"] / median["python"]
                enough = what not in checked or ratio >= least
                good = good and enough
                print(f"{what:8} Sorby {median['sorby']:8.2f} (best {max(speeds['sorby']):.2f})   Python, {name:8} "
                      f"{median['python']:8.2f} (best {max(speeds['python']):.2f})   ratio {ratio:.2f}"
                      + ("" if enough else f"  FAILED: at least {least}"), flush=True)
            print(f"         losses after that: Sorby {sorby.loss:.4f}, Python {python.loss:.4f}")
            del python
            if args.device.startswith("cuda"):
                torch.cuda.empty_cache()
        sorby.process.stdin.close()
        sorby.process.wait()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
