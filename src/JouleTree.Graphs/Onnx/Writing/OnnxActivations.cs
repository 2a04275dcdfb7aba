using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>How activation functions are written as ONNX nodes of operator set 17, which has no GELU.</summary>
internal static class OnnxActivations
{
    /// <summary>Writes an activation.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="to">Where to write.</param>
    /// <returns>Name of its output.</returns>
    /// <exception cref="ArgumentException">It is no activation.</exception>
    public static string Write(Operator op, LoweringContext to)
    {
        DataType type = op.Inputs[0].Type;
        string x = to.Input(0);
        string Scaled(string value, double factor) => to.Node("Mul", [value, to.Scalar(factor, type)]);
        switch (op.Type)
        {
            case "ReLU":
                return to.Node("Relu", [x]);
            case "Tanh" or "Sigmoid" or "HardSwish" or "Softplus":
                return to.Node(op.Type, [x]);
            case "ReLU6":
                return to.Node("Clip", [x, to.Scalar(0, type), to.Scalar(6, type)]);
            case "LeakyReLU":
                return to.Node("LeakyRelu", [x], new OnnxAttribute("alpha", op.Attributes.Number("negative_slope") ?? 0.01));
            case "HardSigmoid":
                return to.Node("HardSigmoid", [x], new OnnxAttribute("alpha", 1.0 / 6));
            case "SiLU":
                return to.Node("Mul", [x, to.Node("Sigmoid", [x])]);
            case "QuickGELU":
                return to.Node("Mul", [x, to.Node("Sigmoid", [Scaled(x, 1.702)])]);
            case "GELU":
                string error = to.Node("Erf", [to.Node("Div", [x, to.Scalar(Math.Sqrt(2), type)])]);
                return Scaled(to.Node("Mul", [x, to.Node("Add", [error, to.Scalar(1, type)])]), 0.5);
            case "NewGELU":
                string half = Scaled(x, 0.5);
                string cubic = Scaled(to.Node("Pow", [x, to.Scalar(3, type)]), 0.044715);
                string inner = Scaled(to.Node("Add", [x, cubic]), Math.Sqrt(2 / Math.PI));
                return to.Node("Mul", [half, to.Node("Add", [to.Node("Tanh", [inner]), to.Scalar(1, type)])]);
            default:
                throw new ArgumentException($"no ONNX form of {op.Type} is known", nameof(op));
        }
    }
}
