namespace JouleTree.Core.Layers;

/// <summary>Types of layers whose configuration is known to the layer-wise models.</summary>
internal enum LayerType
{
    /// <summary>Two-dimensional convolution over square images, with bias, without groups or dilation.</summary>
    Conv2d,

    /// <summary>Fully connected layer with bias.</summary>
    Linear,

    /// <summary>Two-dimensional maximum pooling over square images.</summary>
    MaxPool2d,

    /// <summary>Adaptive average pooling, by its number of input elements.</summary>
    AdaptiveAvgPool2d,

    /// <summary>Rectifier.</summary>
    ReLU,

    /// <summary>Logistic function.</summary>
    Sigmoid,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Softmax over the last dimension.</summary>
    Softmax,

    /// <summary>Dropout, which does nothing in inference.</summary>
    Dropout,

    /// <summary>A table of rows looked up by ids.</summary>
    Embedding,

    /// <summary>Layer normalisation over the last dimension; the batch size counts rows.</summary>
    LayerNorm,

    /// <summary>Gaussian error linear unit.</summary>
    GELU,

    /// <summary>Product of two activations; the batch size counts pairs of matrices.</summary>
    MatMul,
}
