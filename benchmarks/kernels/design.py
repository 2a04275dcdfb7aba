"""Which kernels a sweep measures: products, attention in both phases, element-wise ones. Shapes only, no GPU."""

import random
from dataclasses import dataclass, field

BFLOAT16_BYTES = 2
FP8_BYTES = 1
BYTES = {"bfloat16": BFLOAT16_BYTES, "fp8": FP8_BYTES}

# Rows as decode steps and prompts have them, and widths from small to large, square, wide and deep (docs/kernels.md, "Which thirty").
PRODUCT_ROWS = (1, 8, 32, 128, 512, 2048, 8192)
PRODUCT_WIDTHS = ((1024, 1024), (4096, 4096), (28672, 8192), (8192, 28672), (6144, 4096))
# Heads of queries, heads of keys, width of a head: of networks of 8, 70 and 1.5 billion parameters.
HEADS = ((32, 8, 128), (64, 8, 128), (12, 2, 128))
DECODE_REQUESTS = (1, 8, 64)
DECODE_PAST = (128, 2048, 16384)
PREFILL_REQUESTS = (1, 4)
PREFILL_TOKENS = (128, 1024, 4096)
ELEMENTWISE = ("add", "gelu", "silu_mul", "rmsnorm", "softmax")
ELEMENTS = (1 << 20, 1 << 24, 1 << 27)
ELEMENTWISE_ROW = 4096  # Norms and softmax run along rows of this width.
# Tensors that an element-wise kernel reads and writes once.
ELEMENTWISE_TENSORS = {"add": 3, "gelu": 2, "silu_mul": 3, "rmsnorm": 2, "softmax": 2}


@dataclass(frozen=True)
class Kernel:
    """One kernel: its kind, its types, its shape, and whether its operands are to be in the cache."""

    kind: str
    types: str
    cold: bool
    shape: tuple = field(default=())  # Pairs of a column's name and its value.

    def __getitem__(self, column):
        return dict(self.shape)[column]

    @property
    def flops(self):
        """Floating-point operations of one call."""
        if self.kind == "gemm":
            return 2 * self["m"] * self["n"] * self["k"]
        if self.kind == "elementwise":
            return self["elements"]
        new, past = self["isl"], self["step"]
        pairs = new * past + new * (new + 1) // 2
        return 4 * self["batch_size"] * self["num_heads"] * self["head_dim"] * pairs

    @property
    def bytes(self):
        """Bytes that one call must move at least."""
        if self.kind == "gemm":
            m, n, k, size = self["m"], self["n"], self["k"], BYTES[self.types]
            return size * (m * k + n * k) + BFLOAT16_BYTES * m * n
        if self.kind == "elementwise":
            return BFLOAT16_BYTES * ELEMENTWISE_TENSORS[self["op"]] * self["elements"]
        tokens = self["isl"] + self["step"]
        heads = 2 * self["isl"] * self["num_heads"] + 2 * tokens * self["num_key_value_heads"]
        return BFLOAT16_BYTES * self["batch_size"] * heads * self["head_dim"]

    @property
    def weight_bytes(self):
        """Bytes of what a network reads anew in every pass: a product's weights, the keys and values of attention."""
        if self.kind == "gemm":
            return BYTES[self.types] * self["n"] * self["k"]
        if self.kind == "elementwise":
            return self.bytes
        return (2 * BFLOAT16_BYTES * self["batch_size"] * (self["isl"] + self["step"])
                * self["num_key_value_heads"] * self["head_dim"])

    @property
    def file(self):
        """Name of the table that it belongs to: one for each kind, and for cold caches."""
        return f"{self.kind}{'_cold' if self.cold else ''}.csv"


def design(seed, cache_bytes, most_bytes):
    """All kernels of a sweep, in an order drawn by the seed, so that drift of the card hits all kinds alike.

    Products whose weights fit into the cache come twice: with their operands there, as a repeated kernel finds them, and with weights
    that are read from memory, as a network's are. What does not fit into most_bytes of memory is left out.
    """
    kernels = []
    for types in BYTES:
        for n, k in PRODUCT_WIDTHS:
            for m in PRODUCT_ROWS:
                kernels.append(Kernel("gemm", types, False, (("m", m), ("n", n), ("k", k))))
    for heads, key_heads, width in HEADS:
        shape = (("num_heads", heads), ("num_key_value_heads", key_heads), ("head_dim", width))
        for requests in DECODE_REQUESTS:
            for past in DECODE_PAST:
                kernels.append(Kernel("genattn", "bfloat16", False, (("batch_size", requests), ("isl", 1), ("step", past)) + shape))
        for requests in PREFILL_REQUESTS:
            for tokens in PREFILL_TOKENS:
                kernels.append(Kernel("ctxattn", "bfloat16", False, (("batch_size", requests), ("isl", tokens), ("step", 0)) + shape))
    for op in ELEMENTWISE:
        for elements in ELEMENTS:
            kernels.append(Kernel("elementwise", "bfloat16", False, (("op", op), ("elements", elements))))
    kernels += [Kernel(one.kind, one.types, True, one.shape)
                for one in kernels if one.kind == "gemm" and one["m"] <= 128 and one.weight_bytes < cache_bytes]
    kernels = [one for one in kernels if 2 * one.bytes <= most_bytes]
    random.Random(seed).shuffle(kernels)
    return kernels
