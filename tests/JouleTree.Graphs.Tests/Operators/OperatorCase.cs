using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Rules;
using Shouldly;

namespace JouleTree.Graphs.Tests.Operators;

/// <summary>
/// An operator in a few words, so that reference cases stand in tables. Tensors are apart by spaces: <c>2x3x8</c>, with a type
/// <c>2x3:int64</c> (else float32), <c>scalar</c>, <c>?</c> for a shape that is not known, <c>w:</c> before a weight, <c>b:</c>
/// before a buffer, <c>m:</c> before one whose size data decide, <c>same</c> for the tensor before once more. Attributes are apart by
/// spaces: <c>axis=1</c>, <c>mode=linear</c>,
/// a list of integers <c>perm=0,2,1</c> or, of one, <c>sizes=4,</c>.
/// </summary>
internal static class OperatorCase
{
    /// <summary>An operator with all its tensors.</summary>
    public static Operator Of(string type, string inputs, string outputs, string attributes = "") => new()
    {
        Type = type,
        Scope = Scope.Root.Child(type),
        IsModule = false,
        Inputs = Tensors(inputs),
        Outputs = Tensors(outputs),
        Attributes = Attributes(attributes),
    };

    /// <summary>Counts by JouleTree's rules.</summary>
    public static OperatorCounts? Counts(Operator op) => CountingRules.JouleTree.Count(op);

    /// <summary>Counts by the rules of the published IrEne data.</summary>
    public static OperatorCounts? Irene(Operator op) => CountingRules.Irene.Count(op);

    /// <summary>MACs by the rules of the layer-wise data.</summary>
    public static long? Layerwise(Operator op) => CountingRules.Layerwise.Count(op)?.Macs;

    /// <summary>Types and shapes that an operator makes, such as <c>float32 2x3x4</c>, apart by commas.</summary>
    public static string Inferred(string type, string inputs, string attributes = "") => string.Join(
        ", ", FamilyOf(type).Infer(type, Tensors(inputs), Attributes(attributes)).Select(made => $"{made.Type.ToName()} {made.Shape}"));

    /// <summary>Why no shape can be inferred.</summary>
    public static string Refusal(string type, string inputs, string attributes = "") =>
        Should.Throw<InputException>(() => Inferred(type, inputs, attributes)).Message;

    /// <summary>
    /// What an operator states of itself, without what is null: <c>Dense rows 6 inner 8 outer 4 activations float32</c>.
    /// </summary>
    public static string Facts(Operator op)
    {
        OperatorDetails facts = FamilyOf(op.Type).Describe(op);
        (string Name, object? Value)[] all =
        [
            ("rows", facts.Rows), ("inner", facts.Inner), ("outer", facts.Outer), ("matrices", facts.Matrices), ("heads", facts.Heads),
            ("kernel", facts.Kernel is { } kernel ? string.Join('x', kernel) : null), ("groups", facts.Groups), ("weights", facts.Weights),
            ("activations", facts.Activations), ("kept", facts.Kept), ("repetitions", facts.Repetitions),
        ];
        return string.Join(' ', [facts.Family.ToString(),
            .. all.Where(fact => fact.Value is not null).Select(fact => $"{fact.Name} {fact.Value}")]);
    }

    /// <summary>The family of a type, which must have one.</summary>
    public static OperatorFamily FamilyOf(string type) => OperatorFamilies.Find(type).ShouldNotBeNull(type);

    /// <summary>Tensors in words.</summary>
    public static IReadOnlyList<Tensor> Tensors(string text)
    {
        List<Tensor> tensors = [];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            tensors.Add(word == "same" ? tensors[^1] : TensorOf(word, tensors.Count));
        return tensors;
    }

    private static Tensor TensorOf(string word, int index)
    {
        TensorRole role = (word.Length > 2 ? word[..2] : "") switch
        {
            "w:" => TensorRole.Parameter,
            "b:" => TensorRole.Buffer,
            _ => TensorRole.Activation,
        };
        bool isUpperBound = word.StartsWith("m:", StringComparison.Ordinal);
        string[] parts = (role == TensorRole.Activation && !isUpperBound ? word : word[2..]).Split(':');
        return new Tensor
        {
            Name = FormattableString.Invariant($"t{index}"),
            Role = role,
            IsUpperBound = isUpperBound,
            Type = parts.Length > 1 ? Enum.Parse<DataType>(parts[1], ignoreCase: true) : DataType.Float32,
            Shape = parts[0] switch
            {
                "?" => null,
                "scalar" => TensorShape.Scalar,
                _ => new TensorShape([.. parts[0].Split('x').Select(size => long.Parse(size, CultureInfo.InvariantCulture))]),
            },
        };
    }

    /// <summary>Attributes in words.</summary>
    public static OperatorAttributes Attributes(string text) => new(
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2))
            .Select(pair => (pair[0], ValueOf(pair[1])))]);

    private static object ValueOf(string text)
    {
        if (long.TryParse(text, CultureInfo.InvariantCulture, out long number))
            return number;
        string[] items = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return text.Contains(',', StringComparison.Ordinal) && items.All(item => long.TryParse(item, CultureInfo.InvariantCulture, out _))
            ? items.Select(item => long.Parse(item, CultureInfo.InvariantCulture)).ToArray()
            : text;
    }
}
