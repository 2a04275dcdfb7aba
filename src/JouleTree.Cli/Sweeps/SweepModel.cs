using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Sweeps;

/// <summary>A model of a sweep, looked up or read once. Thread-safe.</summary>
internal sealed class SweepModel
{
    private readonly ZooModel? _zoo;
    private readonly OnnxModel? _network;

    /// <summary>Looks a model up.</summary>
    /// <param name="name">A name of the zoo, or an .onnx file.</param>
    /// <exception cref="InputException">There is no such model.</exception>
    public SweepModel(string name)
    {
        Name = name;
        if (name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            _network = OnnxReader.Read(name);
        else
            _zoo = ModelZoo.Find(name);
    }

    /// <summary>Its name, or the file's path.</summary>
    public string Name { get; }

    /// <summary>True for a file, whose architecture is what it is.</summary>
    public bool IsFile => _network is not null;

    /// <summary>Its graph.</summary>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Changes to its configuration, <c>KEY=VALUE</c>.</param>
    /// <exception cref="InputException">They do not fit the model.</exception>
    public Graph Build(Workload workload, IEnumerable<string> changes)
    {
        if (_network is not null)
            return OnnxGraphReader.Read(_network, Path.GetFileNameWithoutExtension(Name), workload);
        ConfigFields fields = ConfigFields.Empty();
        foreach (string pair in changes)
            fields.AddPair(pair);
        return _zoo!.Build(workload, fields);
    }
}
