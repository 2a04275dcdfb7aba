using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>
/// Sizes for the free dimensions of a model's inputs: those that the workload names, then others of the same name, then
/// batch and length where the names or positions tell which they are.
/// </summary>
internal sealed class InputBinding
{
    private const int DefaultLength = 128;

    private readonly OnnxValue[] _inputs;
    private readonly Workload _workload;
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private long? _batch;
    private long? _length;

    /// <param name="inputs">Inputs that a run must be given.</param>
    /// <param name="workload">What the graph is read for.</param>
    public InputBinding(IEnumerable<OnnxValue> inputs, Workload workload) => (_inputs, _workload) = ([.. inputs], workload);

    /// <summary>Sizes of named dimensions.</summary>
    public IReadOnlyDictionary<string, long> Sizes => _sizes;

    /// <summary>The workload with the sizes that were bound.</summary>
    public Workload Workload => _workload with
    {
        BatchSize = _batch is { } batch and > 0 and <= int.MaxValue ? (int)batch : _workload.BatchSize,
        SequenceLength = _length is { } length and > 0 and <= int.MaxValue ? (int)length : _workload.SequenceLength,
    };

    /// <summary>Shapes by input; null for an input of which not even the number of dimensions is known.</summary>
    /// <exception cref="InputException">A shape does not fit, or a dimension cannot be told.</exception>
    public Dictionary<string, TensorShape?> Bind()
    {
        foreach ((string name, TensorShape shape) in _workload.InputShapes)
            BindNamed(name, shape);
        Dictionary<string, TensorShape?> shapes = new(StringComparer.Ordinal);
        foreach (OnnxValue input in _inputs)
        {
            if (!shapes.TryAdd(input.Name, ShapeOf(input)))
                throw new InputException($"two inputs are called {input.Name}: the model is not well-formed");
        }

        NoteFixed();
        if (_workload.BatchSize != 1 && _batch != _workload.BatchSize && _workload.InputShapes.Count == 0)
            throw new InputException(
                $"a batch of {_workload.BatchSize} does not fit: no input has a free batch dimension or this size; the inputs are "
                + $"{Describe()}");
        // A length has no meaning for images, and is no mistake there.
        if (_workload.SequenceLength is { } wanted && _length is { } fixedLength && fixedLength != wanted
            && _workload.InputShapes.Count == 0)
            throw new InputException($"a length of {wanted} does not fit: the file fixes {fixedLength}; the inputs are {Describe()}");
        return shapes;
    }

    /// <summary>Sizes that the file fixes are the batch and the length where they stand in their places.</summary>
    private void NoteFixed()
    {
        foreach (OnnxValue input in _inputs)
        {
            if (input.Dimensions is not { Count: > 1 } dimensions)
                continue;
            if (dimensions[0].Size is { } batch)
                Note("batch", batch);
            if (dimensions[1].Size is { } length && dimensions.Count == 2 && input.Type is DataType.Int64 or DataType.Int32)
                Note("length", length);
        }
    }

    private void BindNamed(string name, TensorShape shape)
    {
        OnnxValue input = Array.Find(_inputs, input => input.Name == name)
            ?? throw new InputException($"there is no input {name}; the inputs are {Describe()}");
        if (input.Dimensions is not { } dimensions)
            return;
        if (dimensions.Count != shape.Rank)
            throw new InputException(
                $"input {name} has {dimensions.Count} dimension(s), but {shape} is given; the inputs are {Describe()}");
        for (int index = 0; index < shape.Rank; index++)
        {
            if (dimensions[index].Size is { } fixedSize && fixedSize != shape[index])
                throw new InputException(
                    $"dimension {index} of input {name} is {fixedSize}, but {shape} is given; the inputs are {Describe()}");
            if (dimensions[index].Parameter is not { } parameter)
            {
                if (dimensions[index].Size is null && index == 0)
                    Note("batch", shape[index]);
                continue;
            }

            if (_sizes.TryGetValue(parameter, out long other) && other != shape[index])
                throw new InputException($"'{parameter}' is {other} and, for input {name}, {shape[index]}: one name has one size");
            _sizes[parameter] = shape[index];
            // Without a telling name, the first dimension is the batch.
            Note(Role(parameter) is { Length: > 0 } role ? role : index == 0 ? "batch" : "", shape[index]);
        }
    }

    private TensorShape? ShapeOf(OnnxValue input)
    {
        if (_workload.InputShapes.TryGetValue(input.Name, out TensorShape? named))
            return named;
        if (input.Dimensions is not { } dimensions)
        {
            // What is no tensor, a sequence or a map, has no shape to give.
            return input.Type == DataType.Unknown
                ? null
                : throw new InputException(
                    $"input {input.Name} has no shape in the file: give it, `{nameof(Workload.InputShapes)}` {input.Name}=SHAPE; "
                    + $"the inputs are {Describe()}")
                {
                    Arguments = [nameof(Workload.InputShapes)],
                };
        }

        long[] sizes = new long[dimensions.Count];
        int free = 0;
        for (int index = 0; index < sizes.Length; index++)
        {
            OnnxDimension dimension = dimensions[index];
            sizes[index] = dimension.Size ?? Free(input, dimension, index, free++)
                ?? throw new InputException(
                    $"input {input.Name} has the free dimension {index} ({dimension}): give its shape, `{nameof(Workload.InputShapes)}` "
                        + $"{input.Name}={Example(dimensions)}; the inputs are {Describe()}")
                {
                    Arguments = [nameof(Workload.InputShapes)],
                };
        }

        return new TensorShape(sizes);
    }

    private long? Free(OnnxValue input, OnnxDimension dimension, int index, int free)
    {
        string role = dimension.Parameter is { } parameter ? Role(parameter) : "";
        if (dimension.Parameter is { } name && (_sizes.TryGetValue(name, out long known) || TryCompute(name, out known)))
            return known;
        if (role.Length == 0)
        {
            // Without a telling name, the first dimension is the batch; the second one's length must be asked for, or be that of token
            // ids.
            bool isText = input.Type is DataType.Int64 or DataType.Int32 && input.Dimensions!.Count == 2;
            role = index == 0 ? "batch" : free == 1 && index == 1 && (isText || _workload.SequenceLength is not null) ? "length" : "";
        }

        long? size = role switch
        {
            "batch" => _batch ?? _workload.BatchSize,
            "length" => _length ?? _workload.SequenceLength ?? DefaultLength,
            "past" => 0,
            "total" => _length ?? _workload.SequenceLength ?? DefaultLength,
            _ => null,
        };
        if (size is { } bound)
        {
            Note(role, bound);
            if (dimension.Parameter is { } parameterName)
                _sizes[parameterName] = bound;
        }

        return size;
    }

    private void Note(string role, long size)
    {
        if (role == "batch")
            _batch ??= size;
        else if (role == "length")
            _length ??= size;
    }

    /// <summary>A sum of named sizes and numbers, such as <c>past_sequence_length + sequence_length</c>.</summary>
    private bool TryCompute(string expression, out long size)
    {
        size = 0;
        foreach (string part in expression.Split('+', StringSplitOptions.TrimEntries))
        {
            if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                || _sizes.TryGetValue(part, out number))
                size += number;
            else if (expression.Contains('+', StringComparison.Ordinal) && Role(part) is "length" or "past")
                size += Role(part) == "past" ? 0 : _length ?? _workload.SequenceLength ?? DefaultLength;
            else
                return false;
        }

        return true;
    }

    private static string Role(string name)
    {
#pragma warning disable CA1308 // Compared with lower-case words.
        string text = name.ToLowerInvariant();
#pragma warning restore CA1308
        if (text.Contains("past", StringComparison.Ordinal))
            return text.Contains('+', StringComparison.Ordinal) ? "total" : "past";
        if (text.Contains("total", StringComparison.Ordinal))
            return "total";
        if (IsKept(text))
            return text.Contains('+', StringComparison.Ordinal) ? "total" : "past";
        if (text.Contains("batch", StringComparison.Ordinal) || text is "n" or "b" or "bs")
            return "batch";
        return text.Contains("seq", StringComparison.Ordinal) || text.Contains("len", StringComparison.Ordinal)
            || text.Contains("token", StringComparison.Ordinal)
            || text is "s" or "l" or "t" ? "length" : "";
    }

    /// <summary>Lengths of kept keys and values: <c>cache_length</c>, <c>kv_len</c>, <c>kv_cache_seq_len</c>; not their heads.</summary>
    private static bool IsKept(string text)
    {
        bool isLength = text.Contains("len", StringComparison.Ordinal) || text.Contains("seq", StringComparison.Ordinal)
            || text.Contains("size", StringComparison.Ordinal) || text is "cache" or "kv" or "kv_cache";
        return isLength && (text.Contains("cache", StringComparison.Ordinal)
            || text.Split('_', '.', ' ', '-', '+').Contains("kv", StringComparer.Ordinal));
    }

    private static string Example(IReadOnlyList<OnnxDimension> dimensions) =>
        string.Join('x', dimensions.Select(dimension => dimension.Size?.ToString(CultureInfo.InvariantCulture) ?? "SIZE"));

    private string Describe() => _inputs.Length == 0
        ? "none"
        : string.Join(", ", _inputs.Select(input => $"{input.Name} ({SizesOf(input.Dimensions)})"));

    private static string SizesOf(IReadOnlyList<OnnxDimension>? dimensions) => dimensions switch
    {
        null => "any shape",
        [] => "scalar",
        _ => string.Join('x', dimensions),
    };
}
