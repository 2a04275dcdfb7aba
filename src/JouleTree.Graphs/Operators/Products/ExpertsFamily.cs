using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// <c>Experts</c>: the gated layers of a mixture's experts, as many of them as each token is given, added up by weights. Inputs: x
/// [..., d], numbers of the chosen experts [tokens, k], their weights [tokens, k], and the stacked weights of all experts as
/// <see cref="ExpertsForm"/> says. MACs: tokens · k · 3 · d · f. FLOPs: two for each MAC; for each chosen expert the activation and
/// the product with what it gates, f each time, a product with the weight and a sum, d each, and the biases. Bytes: input, choice and
/// output, and of the stacked weights those of the distinct experts that the tokens are expected to choose.
/// </summary>
internal sealed class ExpertsFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Experts"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ExpertsForm form = ExpertsForm.Of(inputs, attributes);
        TensorShape x = ShapeOf(inputs[0]);
        TensorShape chosen = ShapeOf(inputs[1]);
        long tokens = x.Rank == 0 || form.Width == 0 ? 0 : x.Elements / form.Width;
        if (x.Rank == 0 || x[^1] != form.Width || chosen.Rank != 2 || chosen[0] != tokens || !chosen.Equals(ShapeOf(inputs[2])))
            throw new InputException(
                $"experts that take {form.Width} numbers a token cannot take an input of shape {x}, choices of shape {chosen} and weights "
                + $"of shape {inputs[2].Shape}");
        if (chosen[1] < 1 || chosen[1] > form.Experts)
            throw new InputException($"{chosen[1]} experts for each token: expected 1 to {form.Experts}, which there are");
        return [new TensorSpec(inputs[0].Type, x)];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        ExpertsForm form = ExpertsForm.Of(op.Inputs, op.Attributes);
        TensorShape chosen = ShapeOf(op.Inputs[1]);
        return Facts(op, OperationFamily.Experts) with
        {
            Rows = chosen[0],
            Inner = form.Width,
            Outer = form.Hidden,
            Experts = form.Experts,
            Chosen = chosen[1],
            Distinct = Distinct(op, form),
        };
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        ExpertsForm form = ExpertsForm.Of(op.Inputs, op.Attributes);
        long rows = ShapeOf(op.Inputs[1]).Elements;
        long macs = checked(rows * 3 * form.Width * form.Hidden);
        long each = (form.Activation.Operations() * form.Hidden) + (2 * form.Width) + (form.IsBiased ? (2 * form.Hidden) + form.Width : 0);
        long stacked = op.Inputs.Skip(3).Sum(tensor => tensor.Bytes);
        long read = (long)Math.Round(Distinct(op, form) / form.Experts * stacked);
        long flow = op.Inputs.Take(3).Sum(tensor => tensor.Bytes) + op.Outputs[0].Bytes;
        return new OperatorCounts(macs, checked((2 * macs) + (rows * each)), flow + read);
    }

    /// <inheritdoc/>
    public override long ActiveElements(Operator op, int input)
    {
        ArgumentNullException.ThrowIfNull(op);
        Tensor tensor = op.Inputs[input];
        return input < 3 ? tensor.Elements : tensor.Elements / ShapeOf(tensor)[0] * ShapeOf(op.Inputs[1])[1];
    }

    /// <inheritdoc/>
    public override bool IsRouted(Operator op, int input) => input >= 3;

    private static double Distinct(Operator op, ExpertsForm form)
    {
        TensorShape chosen = ShapeOf(op.Inputs[1]);
        return ExpertChoice.Distinct(form.Experts, chosen[1], chosen[0], op.Attributes.Number("skew") ?? 0);
    }
}
