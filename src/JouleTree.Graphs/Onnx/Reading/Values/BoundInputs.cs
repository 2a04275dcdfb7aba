using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>What a run of a model is given for a workload.</summary>
/// <param name="Workload">The workload with the sizes that were bound.</param>
/// <param name="Shapes">Shapes by input; null for an input of which not even the number of dimensions is known.</param>
internal sealed record BoundInputs(Workload Workload, IReadOnlyDictionary<string, TensorShape?> Shapes)
{
    /// <summary>Binds the inputs of a model, and adds them to its values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="values">Its stored values; receives its inputs.</param>
    /// <param name="workload">What the graph is read for.</param>
    /// <exception cref="InputException">
    /// A shape does not fit, a dimension cannot be told, or a number is given to what is no input.
    /// </exception>
    public static BoundInputs Of(OnnxModel model, ValueTable values, Workload workload)
    {
        // Older files list initializers among the inputs.
        InputBinding binding = new(model.Inputs.Where(input => !values.Has(input.Name)), workload);
        Dictionary<string, TensorShape?> shapes = binding.Bind();
        foreach (OnnxValue input in model.Inputs)
        {
            if (!shapes.TryGetValue(input.Name, out TensorShape? shape))
                continue;
            if (input.Holder is { Element: { } element } holder)
            {
                SetHolder(values, input.Name, holder.Kind, element, binding.Sizes);
                continue;
            }

            double? given = workload.InputValues.TryGetValue(input.Name, out double value) ? value : null;
            values.Set(input.Name, new Tensor
            {
                Name = input.Name,
                Type = input.Type,
                Shape = shape,
                Role = TensorRole.Input,
                Value = given
            });
        }

        // Inputs whose numbers are given are known like constants, so that what depends on them is decided.
        foreach ((string name, double value) in workload.InputValues)
        {
            if (!shapes.TryGetValue(name, out TensorShape? shape))
            {
                string number = value.ToString(CultureInfo.InvariantCulture);
                throw new InputException(
                    $"there is no input {name} to fill with {number}; the inputs are {string.Join(", ", shapes.Keys)}");
            }

            if (shape is { Elements: <= SmallValue.Limit })
                values.SetNumber(name, new SmallValue(values.Find(name)!.Type, shape, [.. Enumerable.Repeat(value, (int)shape.Elements)]));
        }

        return new BoundInputs(binding.Workload, shapes)
        {
            Sizes = binding.Sizes,
            Free = [.. model.Inputs.Where(input => shapes.ContainsKey(input.Name)
                && (input.Dimensions is null || input.Dimensions.Any(dimension => dimension.Size is null)))],
        };
    }

    /// <summary>A sequence of as many tensors as a run gives it, or a value that may be left out and counts as given.</summary>
    private static void SetHolder(
        ValueTable values, string name, OnnxHolderKind kind, OnnxValue element, IReadOnlyDictionary<string, long> sizes)
    {
        if (element.Holder is { Element: { } inner } nested)
        {
            SetHolder(values, name, nested.Kind, inner, sizes);
            return;
        }

        TensorShape? each = DeclaredShape.Of(element, sizes);
        values.Set(name, new Tensor
        {
            Name = name,
            Type = element.Type,
            Shape = kind == OnnxHolderKind.Optional ? each : null,
            Role = TensorRole.Input,
        });
        if (kind == OnnxHolderKind.Sequence)
            values.SetSequence(name, new SequenceValue(element.Type, null, each));
    }

    /// <summary>Sizes of the dimensions that the model names.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <summary>Inputs whose sizes the file leaves open.</summary>
    public IReadOnlyList<OnnxValue> Free { get; init; } = [];

    /// <summary>Shapes of the inputs whose shape is known.</summary>
    public IReadOnlyDictionary<string, TensorShape> Known =>
        Shapes.Where(input => input.Value is not null).ToDictionary(input => input.Key, input => input.Value!, StringComparer.Ordinal);
}
