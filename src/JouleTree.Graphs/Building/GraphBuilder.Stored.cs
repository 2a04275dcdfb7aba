using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Building;

/// <content>What is stored with the model: weights and buffers.</content>
internal sealed partial class GraphBuilder
{
    /// <summary>A weight or buffer of a module; asking again under the same name gives the same tensor.</summary>
    /// <param name="owner">Scope of the module that owns it.</param>
    /// <param name="name">Its name there, such as <c>weight</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="fill">Its values where there are no trained ones.</param>
    /// <param name="role">Weight or buffer.</param>
    /// <param name="type">Type of its elements; null for the workload's floating-point type.</param>
    /// <param name="range">First and last of position numbers that do not start at 0.</param>
    /// <param name="format">How a weight is stored; null for the workload's format of weights that are no matrices of layers.</param>
    /// <param name="isSummedByRows">True for a matrix whose rows are what a layer sums over.</param>
    public Tensor Stored(
        Scope owner, string name, TensorShape shape, TensorFill fill = TensorFill.Random, TensorRole role = TensorRole.Parameter,
            DataType? type = null,
        ValueRange? range = null, NumberFormat? format = null,
        bool isSummedByRows = false)
    {
        string path = StateName(owner.Child(name));
        if (_stored.TryGetValue(path, out Tensor? known))
        {
            return known.Shape!.Equals(shape)
                ? known
                : throw new InputException(new InputPlace(Node: owner.Path),
                    $"{name} has shape {known.Shape}, and {shape} where the module is used again");
        }

        NumberFormat? inFile = FormatInFile(path, shape, role, isSummedByRows);
        NumberFormat? stored = type is null && role == TensorRole.Parameter && !Types.IsUniform
            ? (Types.AreOfFiles ? inFile : null) ?? format ?? Types.OfOthers
            : null;
        Tensor tensor = new()
        {
            Name = path,
            Type = type ?? stored?.Value ?? Workload.FloatType,
            Format = stored is { IsWide: false } ? stored : null,
            IsSummedByRows = isSummedByRows,
            Shape = shape,
            Role = role,
            Fill = fill,
            Range = range,
        };
        _stored.Add(path, tensor);
        return tensor;
    }

    private NumberFormat? FormatInFile(string name, TensorShape shape, TensorRole role, bool isSummedByRows)
    {
        if (role == TensorRole.Parameter)
            return Files?.FormatOf(name, shape, isSummedByRows);
        Files?.Pass(name);
        return null;
    }

    /// <summary>A weight that is there already, by its name in the state dictionary.</summary>
    /// <param name="name">Such as <c>bert.embeddings.word_embeddings.weight</c>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Tensor StoredAt(string name) =>
        _stored.TryGetValue(name, out Tensor? tensor) ? tensor : throw new ArgumentException($"no weight is called {name}", nameof(name));

    /// <summary>A weight of the current module that no operator reads in this workload, but that belongs to the model.</summary>
    /// <param name="name">Its name, such as <c>mask_emb</c> or <c>emb_layers.1.weight</c>.</param>
    /// <param name="shape">Its shape.</param>
    public void Unused(string name, TensorShape shape)
    {
        Tensor tensor = Stored(_owner, name, shape);
        if (!_unused.Contains(tensor))
            _unused.Add(tensor);
    }
}
