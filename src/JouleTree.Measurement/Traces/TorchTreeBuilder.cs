using System.Globalization;

namespace JouleTree.Measurement.Traces;

/// <summary>Puts spans that lie within each other into a tree of modules and operators.</summary>
/// <param name="root">Node of the whole model.</param>
/// <param name="outermost">Name of its spans.</param>
/// <param name="byClass">Modules are named by class and number.</param>
internal sealed class TorchTreeBuilder(TimeNode root, string outermost, bool byClass)
{
    // They allot memory, rename, or belong to the profiler itself: their time stays with the module that they are in.
    private static readonly HashSet<string> WithoutNode =
    [
        "empty", "empty_like", "empty_strided", "zeros", "zero_", "as_strided", "_unsafe_view", "_reshape_alias", "detach", "alias",
            "resolve_conj", "resolve_neg",
        "lift_fresh",
    ];

    private readonly Stack<Open> _open = new();
    private int _passes;

    /// <summary>Adds spans that are in order.</summary>
    /// <returns>Number of passes.</returns>
    public int Build(IReadOnlyList<TorchSpan> spans)
    {
        HashSet<string> parents = Parents(spans);
        string thread = "";
        foreach (TorchSpan span in spans)
        {
            if (span.Thread != thread)
            {
                _open.Clear();
                thread = span.Thread;
            }

            while (_open.TryPeek(out Open? top) && top.Span.End <= span.Start)
                _open.Pop();
            Add(span, parents);
        }

        return _passes;
    }

    private void Add(TorchSpan span, HashSet<string> parents)
    {
        if (!_open.TryPeek(out Open? around))
        {
            if (!span.IsOperator && span.Name == outermost)
            {
                root.Add(_passes++, Seconds(span));
                _open.Push(new Open(span, root));
            }

            return;
        }

        // What happens inside an operator, or inside a module that is a leaf, is part of it.
        if (around.Span.IsOperator || (span.IsOperator && WithoutNode.Contains(span.Name)))
            return;
        if (span.IsOperator && !parents.Contains(around.Span.Name))
        {
            around.Node.Calls(TypeOf(span.Name), Seconds(span));
            _open.Push(new Open(span, around.Node));
            return;
        }

        TimeNode node = span.IsOperator ? Operator(around, span.Name) : Module(around, span.Name);
        node.Add(_passes - 1, Seconds(span));
        _open.Push(new Open(span, node));
    }

    private TimeNode Module(Open around, string name)
    {
        if (byClass)
            return around.Node.Child(name.Replace('.', '_'), TorchTrace.ClassOf(name));
        // A name that repeats the name around it as a prefix is a path; so is one below a root that is not called so.
        string inner = name.StartsWith(around.Span.Name + ".", StringComparison.Ordinal) ? name[(around.Span.Name.Length + 1)..] : name;
        TimeNode node = around.Node;
        string[] parts = inner.Split('.', StringSplitOptions.RemoveEmptyEntries);
        for (int index = 0; index < parts.Length; index++)
            node = node.Child(parts[index], index == parts.Length - 1 ? "Module" : "ModuleList", isRange: index == parts.Length - 1);
        return node;
    }

    private static TimeNode Operator(Open around, string name)
    {
        int calls = around.Calls.GetValueOrDefault(name);
        around.Calls[name] = calls + 1;
        return around.Node.Child(calls == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{calls}"), TypeOf(name));
    }

    /// <summary>Names of the modules that have modules inside.</summary>
    private static HashSet<string> Parents(IReadOnlyList<TorchSpan> spans)
    {
        HashSet<string> parents = new(StringComparer.Ordinal);
        Stack<TorchSpan> open = new();
        string thread = "";
        foreach (TorchSpan span in spans)
        {
            if (span.IsOperator)
                continue;
            if (span.Thread != thread)
            {
                open.Clear();
                thread = span.Thread;
            }

            while (open.TryPeek(out TorchSpan top) && top.End <= span.Start)
                open.Pop();
            if (open.TryPeek(out TorchSpan around))
                parents.Add(around.Name);
            open.Push(span);
        }

        return parents;
    }

    private static double Seconds(TorchSpan span) => (span.End - span.Start) / 1e6;

    /// <summary>The field's name for an operator of PyTorch; its own where the field has none.</summary>
    private static string TypeOf(string name) => name switch
    {
        "linear" or "addmm" => "Linear",
        "matmul" or "bmm" or "mm" or "baddbmm" => "MatMul",
        "softmax" or "_softmax" => "Softmax",
        "layer_norm" => "LayerNorm",
        "embedding" => "Embedding",
        "conv1d" => "Conv1d",
        "conv2d" => "Conv2d",
        "gelu" => "GELU",
        "relu" or "relu_" => "ReLU",
        "tanh" or "tanh_" => "Tanh",
        "sigmoid" => "Sigmoid",
        "silu" or "silu_" => "SiLU",
        "add" or "add_" => "Add",
        "sub" or "sub_" or "rsub" => "Sub",
        "mul" or "mul_" => "Mul",
        "div" or "div_" => "Div",
        "cat" => "Concat",
        "view" or "reshape" => "Reshape",
        "transpose" or "permute" or "t" => "Transpose",
        _ => name,
    };

    /// <summary>A span that has begun and not ended, its node, and how often its operators were called in it.</summary>
    private sealed record Open(TorchSpan Span, TimeNode Node)
    {
        public Dictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);
    }
}
