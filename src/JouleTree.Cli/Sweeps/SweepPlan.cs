using System.Globalization;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Cli.Sweeps;

/// <summary>The workloads of a sweep: all combinations, made one after the other so that their number costs no memory.</summary>
internal sealed class SweepPlan
{
    private readonly ModelSource[] _models;
    private readonly IReadOnlyList<int> _batches;
    private readonly int?[] _lengths;
    private readonly IReadOnlyList<string> _fixed;
    private readonly Func<Workload, Workload> _complete;

    /// <summary>A plan.</summary>
    /// <param name="models">Names of models, or .onnx files.</param>
    /// <param name="batches">Batch sizes.</param>
    /// <param name="lengths">Lengths, or null for each model's own.</param>
    /// <param name="sizes">Sizes that are varied.</param>
    /// <param name="set">Fields that are changed and stay, <c>KEY=VALUE</c>.</param>
    /// <param name="complete">Adds what else the command line says of workloads.</param>
    /// <exception cref="InputException">There is no such model, or a file is asked for what is for architectures.</exception>
    /// <exception cref="UsageException">A size is given twice, or changes are asked of a file.</exception>
    public SweepPlan(
        IReadOnlyList<InputFile> models, IReadOnlyList<int> batches, IReadOnlyList<int>? lengths, IReadOnlyList<SweptSize> sizes,
            IReadOnlyList<string> set, Func<Workload, Workload> complete)
    {
        _batches = batches;
        _lengths = lengths is null ? [null] : [.. lengths.Select(length => (int?)length)];
        Sizes = sizes;
        _fixed = set;
        _complete = complete;
        if (sizes.GroupBy(size => size.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UsageException($"--over {twice.Key}: is given more than once; join its values by commas");
        if (sizes.FirstOrDefault(size => IsSet(size.Name)) is { } both)
            throw new UsageException($"--over {both.Name}: is given by --set, too; leave one of them out");
        // Before a file is opened for nothing.
        Workload workload = complete(new Workload());
        foreach (InputFile model in models)
            Check(model, workload, isChanged: sizes.Count > 0 || set.Count > 0);
        _models = [.. models.Select(name => ModelSource.Open(name, EngineIfThere.Instance))];
    }

    /// <summary>Names of the models.</summary>
    public IEnumerable<string> Models => _models.Select(model => model.Name);

    /// <summary>Sizes that are varied.</summary>
    public IReadOnlyList<SweptSize> Sizes { get; }

    /// <summary>All workloads: model by model, then by the varied sizes, the batch size and the length, which changes fastest.</summary>
    public IEnumerable<SweepPoint> Points() =>
        from model in _models
        from sizes in Combinations(0, new int[Sizes.Count])
        from batch in _batches
        from length in _lengths
        select new SweepPoint(model, _complete(new Workload { BatchSize = batch, SequenceLength = length }), sizes);

    /// <summary>The model for a workload.</summary>
    /// <param name="point">A workload of this plan.</param>
    /// <exception cref="InputException">The model cannot take it, or cannot be estimated.</exception>
    public EstimableModel Build(SweepPoint point) =>
        EstimableModel.Of(point.Model, point.Workload.Checked(), Changes(point));

    // What the library calls changes are other options here than elsewhere.
    private static void Check(InputFile model, Workload workload, bool isChanged)
    {
        try
        {
            ModelSource.Check(model.Name, ModelSource.KindOf(model), workload, isChanged);
        }
        catch (InputException error) when (error.Place.Argument == ModelSource.Changes)
        {
            throw new UsageException(error.MessageWith(_ => "--over and --set"));
        }
    }

    private bool IsSet(string name) => _fixed.Any(pair => pair.Split('=')[0].Trim() == name);

    private ConfigFields? Changes(SweepPoint point)
    {
        if (_fixed.Count == 0 && Sizes.Count == 0)
            return null;
        ConfigFields changes = ConfigFields.Empty();
        foreach (string pair in _fixed)
            changes.AddPair(pair);
        for (int index = 0; index < Sizes.Count; index++)
            changes.AddPair(string.Create(CultureInfo.InvariantCulture, $"{Sizes[index].Name}={point.Sizes[index]}"));
        return changes;
    }

    private IEnumerable<int[]> Combinations(int index, int[] chosen)
    {
        if (index == Sizes.Count)
        {
            yield return [.. chosen];
            yield break;
        }

        foreach (int value in Sizes[index].Values)
        {
            chosen[index] = value;
            foreach (int[] rest in Combinations(index + 1, chosen))
                yield return rest;
        }
    }
}

/// <summary>One workload of a sweep.</summary>
/// <param name="Model">The model.</param>
/// <param name="Workload">Batch size, length and phase.</param>
/// <param name="Sizes">Values of the varied sizes, in the order of the plan.</param>
internal sealed record SweepPoint(ModelSource Model, Workload Workload, int[] Sizes);
