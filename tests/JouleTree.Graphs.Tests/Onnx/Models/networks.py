"""Small networks of kinds that torchvision lacks: speech, text, and control flow."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class Tagger(nn.Module):
    """Embedding, two bidirectional LSTM layers, a linear layer."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(1000, 64)
        self.lstm = nn.LSTM(64, 48, num_layers=2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(96, 17)

    def forward(self, ids):
        return self.out(self.lstm(self.embed(ids))[0])


class Speech(nn.Module):
    """Convolutions over time, a GRU and a plain recurrent layer."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(40, 64, 3, stride=2, padding=1)
        self.conv2 = nn.Conv1d(64, 64, 3, padding=2, dilation=2, groups=4)
        self.norm = nn.BatchNorm1d(64)
        self.gru = nn.GRU(64, 80, num_layers=2, batch_first=True)
        self.rnn = nn.RNN(80, 32, batch_first=True)
        self.head = nn.Linear(32, 29)

    def forward(self, features):
        x = F.relu(self.norm(self.conv2(F.relu(self.conv1(features)))))
        x = self.gru(x.transpose(1, 2))[0]
        return F.log_softmax(self.head(self.rnn(x)[0]), dim=-1)


class UNet(nn.Module):
    """Transposed convolutions, resizing, group and instance normalisation."""

    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(3, 16, 3, padding=1)
        self.down2 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.norm = nn.GroupNorm(4, 32)
        self.up = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.inorm = nn.InstanceNorm2d(16, affine=True)
        self.out = nn.Conv2d(32, 2, 1)

    def forward(self, x):
        a = F.leaky_relu(self.down1(x), 0.1)
        b = F.silu(self.norm(self.down2(a)))
        c = F.elu(self.inorm(self.up(b)))
        y = self.out(torch.cat([a, c], 1))
        return F.interpolate(y, scale_factor=2.0, mode="bilinear", align_corners=False)


class RmsNorm(nn.Module):
    def __init__(self, size, eps=1e-6):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps))


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin


class LlamaAttention(nn.Module):
    def __init__(self, hidden, heads, kv_heads):
        super().__init__()
        self.heads, self.kv_heads, self.size = heads, kv_heads, hidden // heads
        self.q_proj = nn.Linear(hidden, hidden, bias=False)
        self.k_proj = nn.Linear(hidden, kv_heads * self.size, bias=False)
        self.v_proj = nn.Linear(hidden, kv_heads * self.size, bias=False)
        self.o_proj = nn.Linear(hidden, hidden, bias=False)
        self.register_buffer("inv_freq", 1.0 / (10000.0 ** (torch.arange(0, self.size, 2).float() / self.size)))

    def forward(self, x):
        batch, length, hidden = x.shape
        q = self.q_proj(x).view(batch, length, self.heads, self.size).transpose(1, 2)
        k = self.k_proj(x).view(batch, length, self.kv_heads, self.size).transpose(1, 2)
        v = self.v_proj(x).view(batch, length, self.kv_heads, self.size).transpose(1, 2)
        angle = torch.arange(length).float()[:, None] * self.inv_freq[None, :]
        angle = torch.cat([angle, angle], -1)
        q, k = rotate(q, angle.cos(), angle.sin()), rotate(k, angle.cos(), angle.sin())
        groups = self.heads // self.kv_heads
        k = k[:, :, None].expand(batch, self.kv_heads, groups, length, self.size).reshape(batch, self.heads, length, self.size)
        v = v[:, :, None].expand(batch, self.kv_heads, groups, length, self.size).reshape(batch, self.heads, length, self.size)
        scores = q @ k.transpose(2, 3) / math.sqrt(self.size)
        scores = scores + torch.full((length, length), -1e9).triu(1)
        return self.o_proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, hidden))


class LlamaMlp(nn.Module):
    def __init__(self, hidden, inner):
        super().__init__()
        self.gate_proj = nn.Linear(hidden, inner, bias=False)
        self.up_proj = nn.Linear(hidden, inner, bias=False)
        self.down_proj = nn.Linear(inner, hidden, bias=False)
        self.act_fn = nn.SiLU()

    def forward(self, x):
        return self.down_proj(self.act_fn(self.gate_proj(x)) * self.up_proj(x))


class LlamaLayer(nn.Module):
    def __init__(self, hidden, heads, kv_heads, inner):
        super().__init__()
        self.self_attn = LlamaAttention(hidden, heads, kv_heads)
        self.mlp = LlamaMlp(hidden, inner)
        self.input_layernorm = RmsNorm(hidden)
        self.post_attention_layernorm = RmsNorm(hidden)

    def forward(self, x):
        x = x + self.self_attn(self.input_layernorm(x))
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """A decoder as Llama is: RMSNorm, rotary positions, grouped-query attention, SwiGLU."""

    def __init__(self, layers=3, hidden=128, heads=8, kv_heads=2, inner=352, vocabulary=512):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, hidden)
        self.layers = nn.ModuleList([LlamaLayer(hidden, heads, kv_heads, inner) for _ in range(layers)])
        self.norm = RmsNorm(hidden)
        self.lm_head = nn.Linear(hidden, vocabulary, bias=False)

    def forward(self, input_ids):
        x = self.embed_tokens(input_ids)
        for layer in self.layers:
            x = layer(x)
        return self.lm_head(self.norm(x))


class T5Attention(nn.Module):
    def __init__(self, hidden, heads, size, bias):
        super().__init__()
        self.heads, self.size = heads, size
        self.q, self.k, self.v = (nn.Linear(hidden, heads * size, bias=False) for _ in range(3))
        self.o = nn.Linear(heads * size, hidden, bias=False)
        if bias:
            self.relative_attention_bias = nn.Embedding(32, heads)

    def forward(self, x, memory, bias):
        def split(y):
            return y.view(y.shape[0], -1, self.heads, self.size).transpose(1, 2)

        scores = split(self.q(x)) @ split(self.k(memory)).transpose(3, 2)
        if bias is None and hasattr(self, "relative_attention_bias"):
            near = torch.arange(memory.shape[1])[None, :] - torch.arange(x.shape[1])[:, None]
            bias = self.relative_attention_bias(near.clamp(-16, 15) + 16).permute(2, 0, 1)[None]
        if bias is not None:
            scores = scores + bias
        y = (scores.float().softmax(-1) @ split(self.v(memory))).transpose(1, 2)
        return self.o(y.reshape(x.shape[0], -1, self.heads * self.size)), bias


class T5Block(nn.Module):
    def __init__(self, hidden, heads, size, inner, first, decoder):
        super().__init__()
        self.norm1, self.attention = RmsNorm(hidden), T5Attention(hidden, heads, size, first)
        self.norm2 = RmsNorm(hidden)
        self.cross = T5Attention(hidden, heads, size, False) if decoder else None
        self.norm3 = RmsNorm(hidden) if decoder else None
        self.wi, self.wo = nn.Linear(hidden, inner, bias=False), nn.Linear(inner, hidden, bias=False)

    def forward(self, x, memory, bias):
        normed = self.norm1(x)
        y, bias = self.attention(normed, normed, bias)
        x = x + y
        if self.cross is not None:
            x = x + self.cross(self.norm3(x), memory, None)[0]
        return x + self.wo(F.relu(self.wi(self.norm2(x)))), bias


class T5(nn.Module):
    """An encoder and a decoder as T5 has them: relative positions, no biases, shared embeddings."""

    def __init__(self, layers=2, hidden=64, heads=4, size=16, inner=128, vocabulary=256):
        super().__init__()
        self.shared = nn.Embedding(vocabulary, hidden)
        self.encoder = nn.ModuleList([T5Block(hidden, heads, size, inner, i == 0, False) for i in range(layers)])
        self.decoder = nn.ModuleList([T5Block(hidden, heads, size, inner, i == 0, True) for i in range(layers)])
        self.norm = RmsNorm(hidden)

    def forward(self, input_ids, decoder_input_ids):
        memory, bias = self.shared(input_ids), None
        for block in self.encoder:
            memory, bias = block(memory, None, bias)
        x, bias = self.shared(decoder_input_ids), None
        for block in self.decoder:
            x, bias = block(x, memory, bias)
        return self.norm(x) @ self.shared.weight.t()


class Gelus(nn.Module):
    """The three forms of GELU and other activations that exporters decompose."""

    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(32, 64), nn.Linear(64, 32)
        self.norm = nn.LayerNorm(32)
        self.exact, self.tanh = nn.GELU(), nn.GELU(approximate="tanh")
        self.silu, self.hard, self.mish = nn.SiLU(), nn.Hardswish(), nn.Mish()

    def forward(self, x):
        y = self.exact(self.fc1(x)) + self.tanh(self.fc1(-x))
        y = y * torch.sigmoid(1.702 * y)
        return self.norm(self.mish(self.hard(self.silu(self.fc2(y)))))


class Counted(nn.Module):
    """A scripted loop over a constant number of steps with a condition that only data decide."""

    def __init__(self):
        super().__init__()
        self.cell = nn.Linear(16, 16)
        self.small, self.big = nn.Linear(16, 8), nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 8))

    def forward(self, x):
        for _ in range(5):
            x = torch.tanh(self.cell(x))
        if bool(x.sum() > 0):
            y = self.small(x)
        else:
            y = self.big(x)
        return y


class WhileLoop(nn.Module):
    """A scripted loop whose number of steps is an input."""

    def __init__(self):
        super().__init__()
        self.cell = nn.Linear(16, 16)

    def forward(self, x, steps: torch.Tensor):
        i = 0
        while i < int(steps):
            x = torch.relu(self.cell(x))
            i += 1
        return x


class Crnn(nn.Module):
    """Reads a line of text in an image: convolutions, columns as a sequence, bidirectional LSTM."""

    def __init__(self, classes=97):
        super().__init__()
        sizes = [1, 32, 64, 128, 128]
        self.cnn = nn.Sequential()
        for i in range(4):
            self.cnn.add_module(f"conv{i}", nn.Conv2d(sizes[i], sizes[i + 1], 3, padding=1))
            self.cnn.add_module(f"norm{i}", nn.BatchNorm2d(sizes[i + 1]))
            self.cnn.add_module(f"relu{i}", nn.ReLU())
            self.cnn.add_module(f"pool{i}", nn.MaxPool2d((2, 2) if i < 2 else (2, 1)))
        self.rnn1 = nn.LSTM(256, 96, bidirectional=True)
        self.rnn2 = nn.LSTM(192, 96, bidirectional=True)
        self.out = nn.Linear(192, classes)

    def forward(self, image):
        x = self.cnn(image)
        x = x.permute(3, 0, 1, 2).flatten(2)
        return F.log_softmax(self.out(self.rnn2(self.rnn1(x)[0])[0]), -1)


class ConformerBlock(nn.Module):
    """Half a feed-forward layer, attention, a gated depthwise convolution, half a feed-forward layer."""

    def __init__(self, size, heads, kernel):
        super().__init__()
        self.half1, self.half2 = (nn.Sequential(nn.LayerNorm(size), nn.Linear(size, 4 * size), nn.SiLU(), nn.Linear(4 * size, size)) for _ in range(2))
        self.norm = nn.LayerNorm(size)
        self.qkv, self.heads = nn.Linear(size, 3 * size), heads
        self.project = nn.Linear(size, size)
        self.conv_norm = nn.LayerNorm(size)
        self.point1 = nn.Conv1d(size, 2 * size, 1)
        self.depth = nn.Conv1d(size, size, kernel, padding=kernel // 2, groups=size)
        self.batch_norm = nn.BatchNorm1d(size)
        self.point2 = nn.Conv1d(size, size, 1)
        self.last = nn.LayerNorm(size)

    def attend(self, x, mask):
        batch, length, size = x.shape
        q, k, v = self.qkv(self.norm(x)).reshape(batch, length, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-1, -2)) * (size // self.heads) ** -0.5
        scores = scores.masked_fill(mask, float("-inf"))
        return self.project((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, size))

    def convolve(self, x):
        y = F.glu(self.point1(self.conv_norm(x).transpose(1, 2)), 1)
        return self.point2(F.silu(self.batch_norm(self.depth(y)))).transpose(1, 2)

    def forward(self, x, mask):
        x = x + 0.5 * self.half1(x)
        x = x + self.attend(x, mask)
        x = x + self.convolve(x)
        return self.last(x + 0.5 * self.half2(x))


class Conformer(nn.Module):
    """Speech: convolutions that shorten four times, conformer blocks that look back 16 frames, letters."""

    def __init__(self, size=64, heads=4, blocks=2):
        super().__init__()
        self.shorten = nn.Sequential(nn.Conv2d(1, size, 3, 2), nn.ReLU(), nn.Conv2d(size, size, 3, 2), nn.ReLU())
        self.enter = nn.Linear(size * 19, size)
        self.blocks = nn.ModuleList([ConformerBlock(size, heads, 15) for _ in range(blocks)])
        self.ctc = nn.Linear(size, 30)

    def forward(self, features):
        x = self.shorten(features[:, None])
        x = self.enter(x.permute(0, 2, 1, 3).flatten(2))
        place = torch.arange(x.shape[1])
        mask = (place[None] - place[:, None]).abs() > 16
        for block in self.blocks:
            x = block(x, mask)
        return F.log_softmax(self.ctc(x), -1)


class Wav2Vec(nn.Module):
    """Speech from the wave itself: seven strided convolutions, a position convolution in groups, a transformer encoder."""

    def __init__(self, size=96):
        super().__init__()
        kernels, strides = [10, 3, 3, 3, 3, 2, 2], [5, 2, 2, 2, 2, 2, 2]
        self.convs = nn.ModuleList([nn.Conv1d(1 if i == 0 else 32, 32, k, s, bias=False) for i, (k, s) in enumerate(zip(kernels, strides))])
        self.first_norm = nn.GroupNorm(32, 32)
        self.norm, self.project = nn.LayerNorm(32), nn.Linear(32, size)
        self.position = nn.Conv1d(size, size, 16, padding=8, groups=8)
        self.layers = nn.ModuleList([nn.TransformerEncoderLayer(size, 4, 4 * size, activation="gelu", batch_first=True) for _ in range(2)])
        self.head = nn.Linear(size, 32)

    def forward(self, wave):
        x = wave[:, None]
        for i, conv in enumerate(self.convs):
            x = conv(x)
            x = F.gelu(self.first_norm(x) if i == 0 else x)
        x = self.project(self.norm(x.transpose(1, 2)))
        x = x + F.gelu(self.position(x.transpose(1, 2))[:, :, :-1]).transpose(1, 2)
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


class TransformerPair(nn.Module):
    """PyTorch's own encoder-decoder."""

    def __init__(self):
        super().__init__()
        self.transformer = nn.Transformer(64, 4, 2, 2, 128, batch_first=True)

    def forward(self, source, target):
        return self.transformer(source, target)


class Quantised(nn.Module):
    """As trained for eight bits: every weight and activation is rounded, which exporters write as QuantizeLinear and DequantizeLinear."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 16, 3, stride=2, padding=1)
        self.depthwise = nn.Conv2d(16, 16, 3, padding=1, groups=16)
        self.pointwise = nn.Conv2d(16, 32, 1)
        self.classifier = nn.Linear(32, 10)

    @staticmethod
    def rounded(x, signed):
        low, high = (-128, 127) if signed else (0, 255)
        return torch.fake_quantize_per_tensor_affine(x, 0.05, 0, low, high)

    def forward(self, image):
        x = self.rounded(image, False)
        for layer in (self.first, self.depthwise, self.pointwise):
            x = nn.functional.conv2d(
                x, self.rounded(layer.weight, True), layer.bias, layer.stride, layer.padding, groups=layer.groups)
            x = self.rounded(nn.functional.relu(x), False)
        x = x.mean((2, 3))
        return nn.functional.linear(x, self.rounded(self.classifier.weight, True), self.classifier.bias)
