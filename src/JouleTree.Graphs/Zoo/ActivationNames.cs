namespace JouleTree.Graphs.Zoo;

/// <summary>Activation functions as Hugging Face's configurations name them.</summary>
internal static class ActivationNames
{
    /// <summary>The names that have an operator.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "gelu", "gelu_accurate", "gelu_fast", "gelu_new", "gelu_python", "gelu_pytorch_tanh", "quick_gelu", "relu", "silu", "swish",
        "tanh",
    ];

    /// <summary>The operator type of a name.</summary>
    /// <param name="name">Name in a config.json, such as <c>gelu_new</c>.</param>
    public static string Of(string name) => name switch
    {
        "gelu" or "gelu_python" => "GELU",
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" or "gelu_accurate" => "NewGELU",
        "quick_gelu" => "QuickGELU",
        "relu" => "ReLU",
        "silu" or "swish" => "SiLU",
        "tanh" => "Tanh",
        _ => throw new ArgumentException($"no operator for the activation {name}", nameof(name)),
    };
}
