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

        return new BoundInputs(binding.Workload, shapes);
    }

    /// <summary>Shapes of the inputs whose shape is known.</summary>
    public IReadOnlyDictionary<string, TensorShape> Known =>
        Shapes.Where(input => input.Value is not null).ToDictionary(input => input.Key, input => input.Value!, StringComparer.Ordinal);
}
