"""Counts multiply-accumulates while PyTorch runs, below its module system: an independent reference for what a file counts."""
import torch
from torch.utils._python_dispatch import TorchDispatchMode

aten = torch.ops.aten


class MacCounter(TorchDispatchMode):
    """Sums the multiply-accumulates of convolutions and matrix products as they are dispatched."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        packet = func.overloadpacket
        if packet in (aten.convolution, aten._convolution):
            x, weight, transposed = args[0], args[1], args[6]
            self.macs += (x if transposed else result).numel() * (weight.numel() // weight.shape[0])
        elif packet is aten.mm:
            self.macs += result.numel() * args[0].shape[-1]
        elif packet is aten.addmm:
            self.macs += result.numel() * args[1].shape[-1]
        elif packet is aten.bmm:
            self.macs += result.numel() * args[0].shape[-1]
        elif packet is aten.baddbmm:
            self.macs += result.numel() * args[1].shape[-1]
        elif packet in (aten.mv, aten.dot):
            self.macs += args[0].numel()
        elif packet is aten.addmv:
            self.macs += args[1].numel()
        return result


def macs_of(model, inputs):
    """Multiply-accumulates of one forward pass."""
    counter = MacCounter()
    with counter:
        model(*inputs)
    return counter.macs
