using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>The type of the numbers of a file: that of most of its weights, else of what it is given or gives back.</summary>
internal static class OwnType
{
    /// <summary>The floating-point type of a file.</summary>
    /// <param name="operators">Its operators.</param>
    /// <param name="asked">The type that was asked for, or unknown for none.</param>
    /// <exception cref="InputException">Another type is asked for than the file has.</exception>
    public static DataType Of(IReadOnlyList<Operator> operators, DataType asked)
    {
        DataType own = Most(operators.SelectMany(op => op.Inputs).Where(tensor => tensor.Role == TensorRole.Parameter).Distinct())
            ?? Most(operators.SelectMany(op => op.Inputs.Concat(op.Outputs)).Where(tensor => !tensor.IsStored))
            ?? DataType.Float32;
        return asked == DataType.Unknown || asked == own
            ? own
            : throw new InputException(
                new InputPlace(Argument: nameof(Workload.FloatType)),
                $"the file is of {own.ToName()}, and has its own types: `{nameof(Workload.FloatType)}` is for architectures that are "
                + "named");
    }

    private static DataType? Most(IEnumerable<Tensor> tensors)
    {
        Dictionary<DataType, double> elements = [];
        foreach (Tensor tensor in tensors)
        {
            if (tensor.Type.IsFloat())
                elements[tensor.Type] = elements.GetValueOrDefault(tensor.Type) + (tensor.Shape?.Elements ?? 0) + 1;
        }

        return elements.Count == 0 ? null : elements.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).First().Key;
    }
}
