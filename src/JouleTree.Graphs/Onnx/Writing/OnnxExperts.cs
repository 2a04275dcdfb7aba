using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Operators.Products;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>
/// How a mixture's experts are written as ONNX nodes: the weights of each token's experts gathered [tokens, k, ...], and multiplied by
/// the token. The products are those that the operator counts; memory is not, so that it is for small models.
/// </summary>
internal static class OnnxExperts
{
    /// <summary>Writes the experts.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="to">Where to write.</param>
    /// <returns>Name of its output.</returns>
    public static string Write(Operator op, LoweringContext to)
    {
        ExpertsForm form = ExpertsForm.Of(op.Inputs, op.Attributes);
        DataType type = op.Inputs[0].Type;
        (long tokens, long chosen) = (op.Inputs[1].Shape![0], op.Inputs[1].Shape![1]);
        string weights = Seen(to.Input(2), tokens, chosen, 1, 1);
        // A token stands as a column before weights of linear layers, as a row before those that are multiplied from the other side.
        string x = form.IsFused ? Seen(to.Input(0), tokens, 1, 1, form.Width) : Seen(to.Input(0), tokens, 1, form.Width, 1);
        if (form.WeighsInput)
            x = to.Node("Mul", [x, weights]);
        (string gate, string up) = form.IsFused ? Halves() : (Product(3), Product(4));
        string made = Product(form.Down, Gated(form.Activation, gate, up, type, to));
        if (!form.WeighsInput)
            made = to.Node("Mul", [made, weights]);
        string sum = to.Node("ReduceSum", [made, to.Integers([1])], new OnnxAttribute("keepdims", 0L));
        return to.Node("Reshape", [sum, to.Integers([.. op.Outputs[0].Shape!])]);

        string Seen(string value, params long[] shape) => to.Node("Reshape", [value, to.Integers(shape)]);

        string Chosen(int input) => to.Node("Gather", [to.Input(input), to.Input(1)], new OnnxAttribute("axis", 0L));

        string Product(int weight, string? y = null)
        {
            string product = to.Node("MatMul", form.IsFused ? [y ?? x, Chosen(weight)] : [Chosen(weight), y ?? x]);
            return form.IsBiased ? to.Node("Add", [product, Seen(Chosen(weight + 1), tokens, chosen, 1, -1)]) : product;
        }

        (string Gate, string Up) Halves()
        {
            string both = Product(3);
            if (!form.Alternates)
            {
                string[] halves = to.Node("Split", 2, [both, to.Integers([form.Hidden, form.Hidden])], new OnnxAttribute("axis", 3L));
                return (halves[0], halves[1]);
            }

            string pairs = Seen(both, tokens, chosen, form.Hidden, 2);
            string[] columns = to.Node("Split", 2, [pairs, to.Integers([1, 1])], new OnnxAttribute("axis", 3L));
            return (Seen(columns[0], tokens, chosen, 1, form.Hidden), Seen(columns[1], tokens, chosen, 1, form.Hidden));
        }
    }

    private static string Gated(ExpertActivation activation, string gate, string up, DataType type, LoweringContext to)
    {
        if (activation == ExpertActivation.SiLU)
            return to.Node("Mul", [to.Node("Mul", [gate, to.Node("Sigmoid", [gate])]), up]);
        string most = to.Node("Min", [gate, to.Scalar(7, type)]);
        string within = to.Node("Clip", [up, to.Scalar(-7, type), to.Scalar(7, type)]);
        string steep = to.Node("Mul", [most, to.Scalar(1.702, type)]);
        string glu = to.Node("Mul", [most, to.Node("Sigmoid", [steep])]);
        return to.Node("Mul", [to.Node("Add", [within, to.Scalar(1, type)]), glu]);
    }
}
