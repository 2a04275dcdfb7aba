# Makes torch-1.13-ranges.json: two passes of a small network under PyTorch 1.13.1's profiler, a named range around each module.
import torch
from torch import nn
from torch.profiler import ProfilerActivity, profile, record_function


class Attention(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(size, size), nn.Linear(size, size), nn.Linear(size, size)

    def forward(self, x):
        return torch.softmax(self.query(x) @ self.key(x).transpose(1, 2) / 8, -1) @ self.value(x)


class Block(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.attention, self.norm = Attention(size), nn.LayerNorm(size)

    def forward(self, x):
        return self.norm(x + self.attention(x))


class Net(nn.Module):
    def __init__(self, size=256):
        super().__init__()
        self.embed, self.head = nn.Embedding(100, size), nn.Linear(size, 5)
        self.layer = nn.ModuleList([Block(size), Block(size)])

    def forward(self, ids):
        x = self.embed(ids)
        for layer in self.layer:
            x = layer(x)
        return self.head(x.mean(1))


def wrap(name, module):
    forward = module.forward

    def ranged(*args):
        with record_function(name):
            return forward(*args)

    module.forward = ranged


torch.manual_seed(0)
torch.set_num_threads(1)
net, ids = Net().eval(), torch.randint(0, 100, (2, 64))
for name, module in net.named_modules():
    if not isinstance(module, nn.ModuleList):
        wrap(name or "Net", module)
with torch.no_grad():
    net(ids)
    with profile(activities=[ProfilerActivity.CPU]) as profiler:
        for _ in range(2):
            net(ids)
profiler.export_chrome_trace("torch-1.13-ranges.json")
