using JouleTree.Core.Errors;
using JouleTree.Core.Kernels;
using JouleTree.Graphs;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Products;
using JouleTree.Graphs.Operators.Spatial;

namespace JouleTree.Kernels;

/// <summary>Which measured kernel does the work of an operator.</summary>
internal static class KernelShapes
{
    private const string Attention = "ScaledDotProductAttention";
    private const string Experts = "Experts";

    // Sums over fewer numbers than this are work of single elements to a GPU, such as angles of positions.
    private const long NarrowestProduct = 8;

    /// <summary>True for a product of rows by a stored matrix.</summary>
    /// <param name="op">An operator.</param>
    public static bool IsDense(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        return OperatorFamilies.Find(op.Type) is LinearFamily or Conv1DFamily or MatMulFamily && op.Inputs.Count > 1
            && op.Inputs[0].Role != TensorRole.Parameter && op.Inputs[1].Role == TensorRole.Parameter && op.Inputs[1].Shape?.Rank == 2;
    }

    /// <summary>Types of a dense product: those of its matrix.</summary>
    /// <param name="op">The product.</param>
    public static string TypesOf(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        return TypesOf(op.Inputs[1]);
    }

    /// <summary>Dense products of one input, as one.</summary>
    /// <param name="products">The products; at least one, of the same input and types.</param>
    /// <param name="division">What one GPU has of them.</param>
    public static KernelCall Dense(IReadOnlyList<Operator> products, KernelDivision division)
    {
        ArgumentNullException.ThrowIfNull(products);
        long[] widths = [.. products.Select(op => op.Outputs[0].Shape![^1])];
        long rows = products[0].Outputs[0].Elements / widths[0];
        long inner = products[0].Inputs[0].Shape![^1];
        double whole = widths.Sum();
        long width = division.IsSplit(products[0].Outputs[0]) ? (long)division.PartOf(whole) : widths.Sum();
        if (division.IsSplit(products[0].Inputs[0]))
            inner = (long)division.PartOf(inner);
        return new KernelCall(
            new GemmShape(Count(rows), Count(width), Count(inner)), TypesOf(products[0]), 0,
            [.. products.Select((op, index) => (op, widths[index] / whole))], null, products[0].Repetitions);
    }

    /// <summary>The kernel of another operator; null for one that moves bytes, or costs nothing.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="division">What one GPU has of it.</param>
    public static KernelCall? Of(Operator op, Workload workload, KernelDivision division)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(workload);
        if (op.Type == Attention)
            return Call(op, Attended(op, division), AttentionTypes(op), op.Attributes.Integer("latent") == 1
                ? "attention over latents was not measured: as one of a single wide head of keys"
                : null);
        if (op.Type == Experts)
            return Call(op, Routed(op, workload, division), TypesOf(op.Parameters.First()), null);
        if (OperatorFamilies.Find(op.Type) is not { } family || family.Count(op) is not { Macs: > 0 } counts || op.Outputs.Count == 0
            || counts.Macs < NarrowestProduct * op.Outputs[0].Elements)
            return null;
        return family switch
        {
            ConvolutionFamily when op.Attributes.Integer("group") is null or 1 => Call(op, Convolved(op, counts.Macs), Flowing(op),
                "convolutions were not measured: as the product that they amount to"),
            MatMulFamily or EinsumFamily => Call(op, Multiplied(op, counts.Macs), Flowing(op),
                "products of two results were not measured: as one product of as many rows"),
            _ => null,
        };
    }

    private static KernelCall Call(Operator op, KernelShape shape, string types, string? note) =>
        new(shape, types, 0, [(op, 1)], note, op.Repetitions);

    private static AttentionShape Attended(Operator op, KernelDivision division)
    {
        TensorShape query = op.Inputs[0].Shape!;
        TensorShape key = op.Inputs[1].Shape!;
        long kept = op.Inputs.Count > 3 && op.Inputs[3].Shape is { Rank: 4 } earlier ? earlier[2] : 0;
        long tokens = query[2];
        // Pairs of an item and head: all that came before are seen, or a window of them.
        long pairs = op.Attributes.Integer("pairs") ?? 0;
        long all = (tokens * kept) + (tokens * (tokens + 1) / 2);
        int window = tokens > 1 && pairs < all ? Count(Math.Max(1, pairs / tokens)) : 0;
        bool isLatent = op.Attributes.Integer("latent") == 1;
        int keyHeads = isLatent ? 1 : (int)division.PartOf(key[1]);
        // GPUs beyond the heads of keys have copies of one; its query heads are theirs.
        int heads = keyHeads * (int)Math.Ceiling(division.PartOf(query[1]) / keyHeads);
        return new AttentionShape(
            Count(query[0]), Count(tokens), kept == 0 ? 0 : Count(kept), heads, keyHeads, Count(query[3]), window);
    }

    private static ExpertShape Routed(Operator op, Workload workload, KernelDivision division)
    {
        ExpertsForm form = ExpertsForm.Of(op.Inputs, op.Attributes);
        TensorShape chosen = op.Inputs[1].Shape!;
        return new ExpertShape(
            Count(division.Copies * (chosen.Elements / chosen[^1])), Count(form.Width), Count(form.Hidden), Count(chosen[^1]),
            Count(form.Experts), 1, division.AllGpus, workload.ExpertSkew);
    }

    private static GemmShape Convolved(Operator op, long macs)
    {
        TensorShape made = op.Outputs[0].Shape!;
        return new GemmShape(Count(made.Elements / made[1]), Count(made[1]), Count(Math.Max(1, macs / made.Elements)));
    }

    private static GemmShape Multiplied(Operator op, long macs)
    {
        TensorShape made = op.Outputs[0].Shape!;
        long width = made.Rank == 0 ? 1 : made[^1];
        return new GemmShape(Count(made.Elements / width), Count(width), Count(Math.Max(1, macs / made.Elements)));
    }

    private static string AttentionTypes(Operator op)
    {
        string flowing = Flowing(op);
        string kept = op.Inputs.Count > 3 ? TypesOf(op.Inputs[3]) : flowing;
        return KernelTypes.OfAttention(flowing, kept is KernelTypes.Fp8Block ? KernelTypes.Fp8 : kept);
    }

    private static string Flowing(Operator op) => op.Inputs[0].Type switch
    {
        DataType.BFloat16 => KernelTypes.BFloat16,
        var other => other.ToName(),
    };

    private static string TypesOf(Tensor tensor) => (tensor.Format, tensor.Type) switch
    {
        ({ Value: DataType.Float8E4M3FN or DataType.Float8E5M2, BlockRows: > 1 }, _) => KernelTypes.Fp8Block,
        ({ Value: DataType.Float8E4M3FN or DataType.Float8E5M2 }, _) => KernelTypes.Fp8,
        ({ IsWide: false } narrow, _) => narrow.Name.Split(':')[0],
        (_, DataType.Float8E4M3FN or DataType.Float8E5M2) => KernelTypes.Fp8,
        _ => tensor.Type.ToName(),
    };

    private static int Count(long number) => number is > 0 and <= int.MaxValue
        ? (int)number
        : throw new InputException($"{number} rows or columns are more than a kernel takes: choose smaller sizes");
}
