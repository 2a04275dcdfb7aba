using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.TorchSharp.Measuring;
using TorchSharp;
using TorchSharp.Modules;

namespace JouleTree.TorchSharp.Collecting;

/// <summary>
/// A graph that libtorch runs, operator by operator, on seeded random weights and inputs; each tensor is given back when nothing reads
/// it any more, as a program of PyTorch does.
/// </summary>
internal sealed class NetworkRun : IDisposable
{
    private const string Lookup = "Embedding";

    // As TensorFill has it.
    private const double LargestWeight = 0.05;

    private readonly Dictionary<Tensor, int> _places = [];
    private readonly List<torch.Tensor?> _values = [];
    private readonly List<Step> _steps = [];
    private readonly List<IDisposable> _kept = [];
    private readonly int[] _outputs;

    /// <summary>Makes weights and inputs.</summary>
    /// <param name="graph">A graph of which <see cref="Unknown"/> names nothing.</param>
    /// <param name="seed">Seed of the numbers.</param>
    public NetworkRun(Graph graph, int seed)
    {
        using torch.Generator numbers = new();
        numbers.manual_seed(seed);
        try
        {
            foreach (Operator op in graph.Operators)
            {
                int[] reads = [.. op.Inputs.Select(PlaceOf)];
                _steps.Add(new Step(FunctionOf(op, reads), reads, PlaceOf(op.Outputs[0])));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _outputs = [.. graph.Outputs.Select(tensor => _places[tensor])];
        PlanGivingBack();

        int PlaceOf(Tensor tensor)
        {
            if (_places.TryGetValue(tensor, out int known))
                return known;
            _values.Add(tensor.Role == TensorRole.Activation ? null : Make(tensor, numbers));
            return _places[tensor] = _values.Count - 1;
        }
    }

    /// <summary>Types of operators that are not run, in the order of the graph.</summary>
    /// <param name="graph">A graph.</param>
    public static IReadOnlyList<string> Unknown(Graph graph) =>
        [.. graph.Operators.Where(op => op.Inputs.Any(tensor => !tensor.IsKnown) || (op.Type != Lookup && TorchFunctions.Of(op) is null))
            .Select(op => op.Type).Distinct()];

    /// <summary>Weights and buffers of the graph with their numbers, which stay the run's.</summary>
    public IEnumerable<(Tensor Tensor, torch.Tensor Numbers)> Stored =>
        _places.Where(pair => pair.Key.IsStored).Select(pair => (pair.Key, _values[pair.Value]!));

    /// <summary>Runs it once.</summary>
    public void Run()
    {
        using IDisposable noGradients = torch.no_grad();
        foreach (Step step in _steps)
        {
            torch.Tensor[] inputs = new torch.Tensor[step.Reads.Length];
            for (int index = 0; index < inputs.Length; index++)
                inputs[index] = _values[step.Reads[index]]!;
            _values[step.Writes] = step.Function(inputs);
            foreach (int place in step.GivesBack)
            {
                _values[place]!.Dispose();
                _values[place] = null;
            }
        }
    }

    /// <summary>Runs it once, and gives what comes out, which belongs to the caller.</summary>
    public torch.Tensor[] Results()
    {
        Step last = _steps[^1];
        int[] givenBack = last.GivesBack;
        last.GivesBack = [.. givenBack.Except(_outputs)];
        try
        {
            Run();
            return [.. _outputs.Select(place => _values[place]!)];
        }
        finally
        {
            last.GivesBack = givenBack;
            foreach (int place in _outputs)
                _values[place] = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable item in _kept)
            item.Dispose();
        foreach (torch.Tensor? tensor in _values)
            tensor?.Dispose();
    }

    // TorchSharp has the rows of a table as a module alone, and everything else as a function.
    private TorchFunction FunctionOf(Operator op, int[] reads)
    {
        if (op.Type != Lookup)
            return TorchFunctions.Of(op)!;
        Embedding table = torch.nn.Embedding_from_pretrained(_values[reads[1]]!);
        _kept.Add(table);
        return x => table.call(x[0]);
    }

    // What is made is given back behind the last that reads it, and what comes out at the end.
    private void PlanGivingBack()
    {
        Dictionary<int, Step> last = [];
        foreach (Step step in _steps)
        {
            last[step.Writes] = step;
            foreach (int place in step.Reads.Where(place => _values[place] is null))
                last[place] = step;
        }

        foreach (int place in _outputs)
            last[place] = _steps[^1];
        foreach (IGrouping<Step, int> group in last.GroupBy(pair => pair.Value, pair => pair.Key))
            group.Key.GivesBack = [.. group];
    }

    private static torch.Tensor Make(Tensor tensor, torch.Generator numbers)
    {
        long[] shape = [.. tensor.Shape!];
        torch.ScalarType type = TorchTypes.Of(tensor.Type);
        if (!tensor.Type.IsFloat())
            return tensor.Range is { } range
                ? torch.randint(range.Low, range.High + 1, shape, type, generator: numbers)
                : throw new InputException(new InputPlace(Field: tensor.Name), "is of whole numbers that nobody said: it is not made up");
        return tensor.Fill switch
        {
            TensorFill.Ones => torch.ones(shape, type),
            TensorFill.Zeros => torch.zeros(shape, type),
            _ when tensor.Role == TensorRole.Input => torch.rand(shape, type, generator: numbers),
            _ => torch.rand(shape, type, generator: numbers).mul_(2 * LargestWeight).sub_(LargestWeight),
        };
    }

    private sealed class Step(TorchFunction function, int[] reads, int writes)
    {
        public TorchFunction Function { get; } = function;

        public int[] Reads { get; } = reads;

        public int Writes { get; } = writes;

        public int[] GivesBack { get; set; } = [];
    }
}
