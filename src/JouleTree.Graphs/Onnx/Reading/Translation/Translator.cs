using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Shapes;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>The field's names for ONNX operators, with inputs and attributes as our operator families expect them.</summary>
internal static class Translator
{
    private static readonly Dictionary<(string Domain, string OpType), Func<NodeContext, Translated>> Rules = [];

    static Translator()
    {
        LayerTranslation.AddTo(Rules);
        ShapeTranslation.AddTo(Rules);
        QuantizedTranslation.AddTo(Rules);
        FusedTranslation.AddTo(Rules);
        AttentionTranslation.AddTo(Rules);
        MiscellaneousTranslation.AddTo(Rules);
        ClassicalTranslation.AddTo(Rules);
    }

    /// <summary>A step as one of our operators.</summary>
    /// <param name="step">The step.</param>
    public static Translated Translate(Step step) => step switch
    {
        GroupStep group => new Translated(group.Group.Type, group.Inputs, OperatorAttributes.None),
        NodeStep node => Translate(new NodeContext(node.Context, node.Weight, node.Guesses)),
        ControlStep control => new Translated(
            control.Node.OpType, control.Inputs,
            control.Flow.IsCounted ? OperatorAttributes.None : new OperatorAttributes(("unknown_iterations", 1L))),
        _ => throw new ArgumentException($"a step of type {step.GetType().Name}", nameof(step)),
    };

    /// <summary>A node as one of our operators; a node of a type that is not known keeps its name.</summary>
    /// <param name="context">The node.</param>
    private static Translated Translate(NodeContext context)
    {
        OnnxNode node = context.Node;
        if (!Rules.TryGetValue((node.Domain, node.OpType), out Func<NodeContext, Translated>? rule))
        {
            // An operator of another domain is not the standard one of the same name.
            return node.Domain.Length == 0 || node.Domain == "com.microsoft" && Catalog.IsKept(node.Domain, node.OpType)
                ? context.Keep()
                : context.As($"{node.Domain}.{node.OpType}");
        }

        try
        {
            Translated translated = rule(context);
            // What an operator cannot be without, and is left out here, is no input.
            return translated with { Inputs = [.. translated.Inputs.Where(input => input is not null)] };
        }
        catch (Exception error) when (error is InputException or IndexOutOfRangeException or ArgumentException or OverflowException
            or DivideByZeroException or InvalidOperationException)
        {
            // Attributes that do not fit the inputs: the node stays what it is, and is not counted.
            return NodeContext.Of(node.OpType, context.Inputs);
        }
    }

    /// <summary>Adds a rule to several operator types of the standard domain.</summary>
    public static void Add(this Dictionary<(string, string), Func<NodeContext, Translated>> rules, Func<NodeContext, Translated> rule,
        params ReadOnlySpan<string> opTypes)
    {
        foreach (string opType in opTypes)
            rules.Add(("", opType), rule);
    }

    /// <summary>Adds a rule to several contributed operator types.</summary>
    public static void AddContrib(this Dictionary<(string, string), Func<NodeContext, Translated>> rules,
        Func<NodeContext, Translated> rule, params ReadOnlySpan<string> opTypes)
    {
        foreach (string opType in opTypes)
            rules.Add(("com.microsoft", opType), rule);
    }
}

/// <summary>A node as one of our operators.</summary>
/// <param name="Type">Operator type.</param>
/// <param name="Inputs">Inputs in the order that the type prescribes.</param>
/// <param name="Attributes">Attributes as the type's family expects them.</param>
internal sealed record Translated(string Type, IReadOnlyList<Tensor> Inputs, OperatorAttributes Attributes);
