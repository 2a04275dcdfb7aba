using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Building;

/// <content>Layers with weights, named and shaped as in a PyTorch state dictionary.</content>
internal sealed partial class GraphBuilder
{
    /// <summary>A linear layer over the last dimension.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [..., k].</param>
    /// <param name="features">Size of the output's last dimension.</param>
    /// <param name="bias">Whether it adds a bias.</param>
    public Tensor Linear(string name, Tensor x, long features, bool bias = true)
    {
        ArgumentNullException.ThrowIfNull(x);
        return LinearOf(name, x, DenseWeight(_owner.Child(name), "weight", new TensorShape(features, x.Shape![^1])), bias);
    }

    /// <summary>A linear layer whose weight belongs to another module, as output layers share the word embeddings'.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [..., k].</param>
    /// <param name="weight">The weight [m, k].</param>
    /// <param name="bias">Whether it adds a bias of its own.</param>
    public Tensor LinearOf(string name, Tensor x, Tensor weight, bool bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        Tensor given = Given(x, weight);
        return Leaf("Linear", name, bias
            ? [given, weight, Stored(_owner.Child(name), "bias", new TensorShape(weight.Shape![0]))]
            : [given, weight]);
    }

    /// <summary>The linear layer of the GPT models, with its weight stored as [k, m].</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [..., k].</param>
    /// <param name="features">Size of the output's last dimension.</param>
    public Tensor Conv1D(string name, Tensor x, long features)
    {
        ArgumentNullException.ThrowIfNull(x);
        Scope leaf = _owner.Child(name);
        Tensor weight = DenseWeight(leaf, "weight", new TensorShape(x.Shape![^1], features), isSummedByRows: true);
        return Leaf("Conv1D", name, [Given(x, weight), weight, Stored(leaf, "bias", new TensorShape(features))]);
    }

    /// <summary>A table of rows, one for each id.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="ids">Ids [...].</param>
    /// <param name="rows">Number of rows: the vocabulary or the number of positions.</param>
    /// <param name="size">Length of a row.</param>
    public Tensor Embedding(string name, Tensor ids, long rows, long size) =>
        Leaf("Embedding", name, [ids, Stored(_owner.Child(name), "weight", new TensorShape(rows, size))]);

    /// <summary>Rows of a table that belongs to another module.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="ids">Ids [...].</param>
    /// <param name="table">The table [rows, size].</param>
    public Tensor EmbeddingOf(string name, Tensor ids, Tensor table) => Leaf("Embedding", name, [ids, table]);

    /// <summary>Layer normalisation over the last dimension, with weight and bias.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [..., n].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public Tensor LayerNorm(string name, Tensor x, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        Scope leaf = _owner.Child(name);
        TensorShape size = new(x.Shape![^1]);
        return Leaf("LayerNorm", name,
            [x, Stored(leaf, "weight", size, TensorFill.Ones), Stored(leaf, "bias", size, TensorFill.Zeros)],
            new OperatorAttributes(("axis", -1L), ("epsilon", epsilon)));
    }

    /// <summary>Normalisation by the root of the mean square over the last dimension, with a weight.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [..., n].</param>
    /// <param name="epsilon">Added to the mean square.</param>
    public Tensor RmsNorm(string name, Tensor x, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor weight = Stored(_owner.Child(name), "weight", new TensorShape(x.Shape![^1]), TensorFill.Ones);
        return Leaf("RMSNorm", name, [x, weight], new OperatorAttributes(("epsilon", epsilon)));
    }

    /// <summary>The same without a weight, as a function.</summary>
    /// <param name="x">Input [..., n].</param>
    /// <param name="epsilon">Added to the mean square.</param>
    public Tensor RmsNormOf(Tensor x, double epsilon) => Call("RMSNorm", [x], new OperatorAttributes(("epsilon", epsilon)));

    /// <summary>A one-dimensional convolution.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [n, c, l].</param>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="kernel">Length of the window.</param>
    /// <param name="stride">Step.</param>
    /// <param name="padding">Padding on each side.</param>
    public Tensor Convolution1d(string name, Tensor x, long channels, long kernel, long stride = 1, long padding = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        Scope leaf = _owner.Child(name);
        return Leaf("Conv1d", name,
            [x, Stored(leaf, "weight", new TensorShape(channels, x.Shape![1], kernel)), Stored(leaf, "bias", new TensorShape(channels))],
            new OperatorAttributes(
                ("dilations", new long[] { 1 }), ("group", 1L), ("kernel_shape", new[] { kernel }), ("pads", new[] { padding, padding }),
                    ("strides", new[] { stride })));
    }

    /// <summary>A convolution over a sequence of each channel for itself, which sees no later position.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [n, c, l].</param>
    /// <param name="kernel">Length of the window.</param>
    /// <param name="bias">Whether it adds a bias.</param>
    /// <param name="padded">Whether nothing stands before the first position; else the input starts with what the window needs.</param>
    public Tensor CausalConv1d(string name, Tensor x, long kernel, bool bias, bool padded)
    {
        ArgumentNullException.ThrowIfNull(x);
        (Scope leaf, long channels) = (_owner.Child(name), x.Shape![1]);
        Tensor weight = Stored(leaf, "weight", new TensorShape(channels, 1, kernel));
        return Leaf("Conv1d", name, bias ? [x, weight, Stored(leaf, "bias", new TensorShape(channels))] : [x, weight],
            new OperatorAttributes(
                ("dilations", new long[] { 1 }), ("group", channels), ("kernel_shape", new[] { kernel }),
                ("pads", new[] { padded ? kernel - 1 : 0, 0 }), ("strides", new long[] { 1 })));
    }

    /// <summary>A two-dimensional convolution of a square window.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [n, c, h, w].</param>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="kernel">Side of the window.</param>
    /// <param name="stride">Step.</param>
    /// <param name="padding">Padding on each side.</param>
    /// <param name="groups">Groups of channels that are convolved apart.</param>
    /// <param name="bias">Whether it adds a bias.</param>
    public Tensor Conv2d(
        string name, Tensor x, long channels, long kernel, long stride = 1, long padding = 0, long groups = 1, bool bias = true)
    {
        ArgumentNullException.ThrowIfNull(x);
        Scope leaf = _owner.Child(name);
        Tensor weight = Stored(leaf, "weight", new TensorShape(channels, x.Shape![1] / groups, kernel, kernel));
        return Leaf("Conv2d", name,
            bias ? [x, weight, Stored(leaf, "bias", new TensorShape(channels))] : [x, weight],
            new OperatorAttributes(
                ("dilations", new long[] { 1, 1 }), ("group", groups), ("kernel_shape", new[] { kernel, kernel }),
                ("pads", new[] { padding, padding, padding, padding }), ("strides", new[] { stride, stride })));
    }

    /// <summary>Batch normalisation with stored means and variances, which are no parameters.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [n, c, h, w].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public Tensor BatchNorm2d(string name, Tensor x, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(x);
        Scope leaf = _owner.Child(name);
        TensorShape channels = new(x.Shape![1]);
        return Leaf("BatchNorm2d", name,
            [
                x, Stored(leaf, "weight", channels, TensorFill.Ones), Stored(leaf, "bias", channels, TensorFill.Zeros),
                Stored(leaf, "running_mean", channels, TensorFill.Zeros, TensorRole.Buffer),
                Stored(leaf, "running_var", channels, TensorFill.Ones, TensorRole.Buffer),
            ],
            new OperatorAttributes(("epsilon", epsilon)));
    }

    /// <summary>Maxima of a square window.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [n, c, h, w].</param>
    /// <param name="kernel">Side of the window.</param>
    /// <param name="stride">Step.</param>
    /// <param name="padding">Padding on each side.</param>
    /// <param name="roundUp">Whether an incomplete last window counts (<c>ceil_mode</c>).</param>
    public Tensor MaxPool2d(string name, Tensor x, long kernel, long stride, long padding = 0, bool roundUp = false) =>
        Leaf("MaxPool2d", name, [x], new OperatorAttributes(
            ("ceil_mode", roundUp ? 1L : 0L), ("kernel_shape", new[] { kernel, kernel }),
            ("pads", new[] { padding, padding, padding, padding }), ("strides", new[] { stride, stride })));

    /// <summary>Means of a square window.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [n, c, h, w].</param>
    /// <param name="kernel">Side of the window, and step.</param>
    public Tensor AvgPool2d(string name, Tensor x, long kernel) =>
        Leaf("AvgPool2d", name, [x], new OperatorAttributes(
            ("ceil_mode", 0L), ("kernel_shape", new[] { kernel, kernel }), ("pads", new long[] { 0, 0, 0, 0 }),
                ("strides", new[] { kernel, kernel })));

    /// <summary>Means over as many windows as the output has elements.</summary>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input [n, c, h, w].</param>
    /// <param name="size">Side of the output.</param>
    public Tensor AdaptiveAvgPool2d(string name, Tensor x, long size) =>
        Leaf("AdaptiveAvgPool2d", name, [x], new OperatorAttributes(("output_size", new[] { size, size })));
}
