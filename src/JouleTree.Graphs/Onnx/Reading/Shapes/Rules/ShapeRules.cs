using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Types and shapes of what ONNX operators make, by domain and operator type.</summary>
/// <remarks>From the operator specifications of ONNX (Operators.md) and of ONNX Runtime's contributed operators
/// (ContribOperators.md).</remarks>
internal static class ShapeRules
{
    private static readonly Dictionary<(string Domain, string OpType), Func<ValueContext, Guess[]>> Rules = [];

    static ShapeRules()
    {
        ElementwiseShapes.AddTo(Rules);
        LayoutShapes.AddTo(Rules);
        SelectionShapes.AddTo(Rules);
        DataDependentShapes.AddTo(Rules);
        WindowShapes.AddTo(Rules);
        ProductShapes.AddTo(Rules);
        SequenceShapes.AddTo(Rules);
        SignalShapes.AddTo(Rules);
        SamplingShapes.AddTo(Rules);
        JoiningShapes.AddTo(Rules);
        ListShapes.AddTo(Rules);
        LossShapes.AddTo(Rules);
        TextShapes.AddTo(Rules);
        ClassicalShapes.AddTo(Rules);
        NormalizationShapes.AddTo(Rules);
        AttentionShapes.AddTo(Rules);
        RotaryShapes.AddTo(Rules);
        PackedShapes.AddTo(Rules);
        QuantizedShapes.AddTo(Rules);
    }

    /// <summary>True where shapes of an operator type are known, as far as they do not depend on data.</summary>
    public static bool Knows(string domain, string opType) => Rules.ContainsKey((domain, opType));

    /// <summary>What is known of a node's outputs, in order; there may be fewer than the node has.</summary>
    /// <param name="context">The node.</param>
    /// <exception cref="ShapeConflictException">Its inputs and attributes contradict each other.</exception>
    public static IReadOnlyList<Guess> Of(ValueContext context)
    {
        if (!Rules.TryGetValue((context.Node.Domain, context.Node.OpType), out Func<ValueContext, Guess[]>? rule))
            return [];
        try
        {
            return rule(context);
        }
        catch (Exception error) when (error is InputException or IndexOutOfRangeException or ArgumentException or OverflowException
            or DivideByZeroException or InvalidCastException)
        {
            // The rules need not check every way in which attributes can be no attributes at all.
            throw new ShapeConflictException("its attributes do not fit its inputs");
        }
    }

    /// <summary>Adds a rule for one output to several operator types of the standard domain.</summary>
    public static void Add(
        this Dictionary<(string, string), Func<ValueContext, Guess[]>> rules, Func<ValueContext, Guess> rule,
            params ReadOnlySpan<string> opTypes)
    {
        foreach (string opType in opTypes)
            rules.Add(("", opType), context => [rule(context)]);
    }

    /// <summary>Adds a rule for one output to several contributed operator types.</summary>
    public static void AddContrib(
        this Dictionary<(string, string), Func<ValueContext, Guess[]>> rules, Func<ValueContext, Guess> rule,
            params ReadOnlySpan<string> opTypes)
    {
        foreach (string opType in opTypes)
            rules.Add(("com.microsoft", opType), context => [rule(context)]);
    }
}

/// <summary>What is known of an output: its type, and its shape where that is known.</summary>
/// <param name="Type">Type of the elements; may be unknown.</param>
/// <param name="Shape">Shape, or null.</param>
/// <param name="IsUpperBound">Data decide the size: the shape is the largest that it can be.</param>
internal readonly record struct Guess(DataType Type, TensorShape? Shape, bool IsUpperBound = false)
{
    /// <summary>The tensors of a sequence, whose elements <see cref="Shape"/> counts in one row; null for a tensor.</summary>
    public SequenceValue? Sequence { get; init; }
}
