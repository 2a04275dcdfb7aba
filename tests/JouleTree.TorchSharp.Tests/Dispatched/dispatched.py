"""Multiply-accumulates that PyTorch dispatches for the networks that the tests write as TorchSharp modules.

    dispatched.py

prints a JSON object of names to numbers: of {macs, parameters}.
"""
import json
import math
import os
import sys

import torch
import torchvision

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "JouleTree.Graphs.Tests", "Onnx", "Models"))
from counting import macs_of  # noqa: E402

HIDDEN, HEADS, LAYERS = 768, 12, 12


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = torch.nn.ModuleList(torch.nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.out = torch.nn.Linear(HIDDEN, HIDDEN)
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(HIDDEN) for _ in range(2))
        self.inner = torch.nn.Linear(HIDDEN, 4 * HIDDEN)
        self.outer = torch.nn.Linear(4 * HIDDEN, HIDDEN)

    def forward(self, x):
        q, k, v = (layer(x).view(*x.shape[:2], HEADS, -1).transpose(1, 2) for layer in self.qkv)
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        x = self.norms[0](x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(x.shape)))
        return self.norms[1](x + self.outer(torch.nn.functional.gelu(self.inner(x))))


class Transformer(torch.nn.Module):
    def __init__(self, tables, pooled):
        super().__init__()
        self.tables = torch.nn.ModuleList(torch.nn.Embedding(size, HIDDEN) for size in tables)
        self.norm = torch.nn.LayerNorm(HIDDEN)
        self.blocks = torch.nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.pooler = torch.nn.Linear(HIDDEN, HIDDEN) if pooled else None

    def forward(self, ids):
        x = self.blocks(self.norm(sum(table(ids) for table in self.tables)))
        return self.pooler(x[:, 0]) if self.pooler else x


class Tagger(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(1000, 64)
        self.lstm = torch.nn.LSTM(64, 128, num_layers=2, bidirectional=True, batch_first=True)
        self.output = torch.nn.Linear(256, 17)

    def forward(self, ids):
        return self.output(self.lstm(self.embedding(ids))[0])


NETWORKS = {
    "bert-base": (lambda: Transformer([30522, 512, 2], True), torch.zeros(2, 16, dtype=torch.long)),
    "gpt2": (lambda: Transformer([50257, 1024], False), torch.zeros(2, 16, dtype=torch.long)),
    "resnet50": (torchvision.models.resnet50, torch.zeros(2, 3, 224, 224)),
    "vit_b_16": (torchvision.models.vit_b_16, torch.zeros(1, 3, 224, 224)),
    "tagger": (Tagger, torch.zeros(2, 7, dtype=torch.long)),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    told = {}
    for name, (build, given) in NETWORKS.items():
        model = build().eval()
        told[name] = {"macs": macs_of(model, (given,)), "parameters": sum(weight.numel() for weight in model.parameters())}
    print(json.dumps(told, indent=2))
