"""The kernels as PyTorch runs them. Needs PyTorch 2.5 or newer and an NVIDIA card."""

import torch
import torch.nn.functional as functional

import design

DEVICE = "cuda"


class Calls:
    """A kernel that can be run again and again, in a graph of the card's where it lets itself be captured."""

    def __init__(self, source, operands, call):
        self.source = source
        self._operands = operands  # A cold kernel goes round over copies that are larger than the cache together.
        self._call = call
        self._graph = None
        self._count = 0

    def run(self, count):
        """Runs it a number of times, without waiting for the end."""
        if self._graph is not None and count == self._count:
            self._graph.replay()
            return
        for index in range(count):
            self._call(*self._operands[index % len(self._operands)])

    def capture(self, count):
        """Makes a graph of so many runs, so that no host is waited for; goes on without where that fails."""
        try:
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                self.run(count)
        except RuntimeError:
            torch.cuda.synchronize()
            return
        self._graph, self._count = graph, count


def build(kernel):
    """The kernel on the card, with random operands."""
    copies = 1
    if kernel.cold:
        cache = torch.cuda.get_device_properties(0).L2_cache_size
        copies = 1 + (2 * cache + kernel.weight_bytes - 1) // kernel.weight_bytes
    return {"gemm": _product, "genattn": _attention, "ctxattn": _attention, "elementwise": _elementwise}[kernel.kind](kernel, copies)


def _random(*shape):
    return torch.randn(*shape, device=DEVICE, dtype=torch.bfloat16)


def _product(kernel, copies):
    m, n, k = kernel["m"], kernel["n"], kernel["k"]
    left = _random(m, k)
    weights = [_random(n, k) for _ in range(copies)]
    if kernel.types == "bfloat16":
        return Calls("torch_mm", [(left, weight.t()) for weight in weights], torch.mm)
    one = torch.ones((), device=DEVICE, dtype=torch.float32)
    left8 = left.to(torch.float8_e4m3fn)
    return Calls("torch_scaled_mm", [(left8, weight.to(torch.float8_e4m3fn).t()) for weight in weights],
                 lambda a, b: torch._scaled_mm(a, b, scale_a=one, scale_b=one, out_dtype=torch.bfloat16))


def _attention(kernel, copies):
    requests, new, past = kernel["batch_size"], kernel["isl"], kernel["step"]
    query = _random(requests, kernel["num_heads"], new, kernel["head_dim"])
    keys, values = (_random(requests, kernel["num_key_value_heads"], new + past, kernel["head_dim"]) for _ in range(2))
    causal = new > 1
    return Calls("torch_sdpa", [(query, keys, values)] * copies, lambda q, k, v: functional.scaled_dot_product_attention(
        q, k, v, is_causal=causal, enable_gqa=True))


def _elementwise(kernel, copies):
    shape = (kernel["elements"] // design.ELEMENTWISE_ROW, design.ELEMENTWISE_ROW)
    first, second = _random(*shape), _random(*shape)
    weight = _random(design.ELEMENTWISE_ROW)
    calls = {
        "add": (torch.add, (first, second)),
        "gelu": (functional.gelu, (first,)),
        "silu_mul": (torch.compile(lambda a, b: functional.silu(a) * b, dynamic=False), (first, second)),
        "rmsnorm": (torch.compile(lambda a, w: functional.rms_norm(a, (a.shape[-1],), w), dynamic=False), (first, weight)),
        "softmax": (lambda a: functional.softmax(a, -1), (first,)),
    }
    call, operands = calls[kernel["op"]]
    return Calls("torch", [operands] * copies, call)
