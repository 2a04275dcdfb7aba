using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Inputs;

/// <summary>The large weights of a model in memory, each once, however many sessions use it.</summary>
internal sealed class WeightStore : IDisposable
{
    private readonly Dictionary<string, TensorData> _weights = new(StringComparer.Ordinal);
    private readonly string? _folder;

    /// <param name="folder">Folder of external data in files, for models that have them; null for generated weights.</param>
    public WeightStore(string? folder = null) => _folder = folder;

    /// <summary>Bytes held.</summary>
    public long Bytes => _weights.Values.Sum(weight => weight.ByteCount);

    /// <summary>A model for the engine, with those of its weights that are not in its bytes.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">A weight's file cannot be read.</exception>
    public EngineModel ForEngine(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, TensorData> weights = new(StringComparer.Ordinal);
        foreach (OnnxTensor tensor in model.Initializers.Where(OnnxWriter.IsLarge))
            weights[tensor.Name] = WeightOf(tensor);
        return EngineModel.FromBytes(model.Name, OnnxWriter.ToBytes(model, EngineModel.WeightLocation), weights);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TensorData weight in _weights.Values)
            weight.Dispose();
        _weights.Clear();
    }

    /// <summary>The values of a stored tensor, owned by the store.</summary>
    /// <param name="tensor">A tensor.</param>
    /// <exception cref="InputException">Its file cannot be read.</exception>
    public TensorData ValueOf(OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return WeightOf(tensor);
    }

    private TensorData WeightOf(OnnxTensor tensor)
    {
        if (_weights.TryGetValue(tensor.Name, out TensorData? known))
            return known;
        TensorData weight = TensorData.Create(tensor.Type, tensor.Shape);
        if (tensor.Place is { } place)
            Load(place, weight);
        else
            tensor.CopyTo(weight.Bytes);
        _weights.Add(tensor.Name, weight);
        return weight;
    }

    private void Load(OnnxDataPlace place, TensorData weight)
    {
        string path = Path.Combine(_folder ?? "", place.Location);
        try
        {
            using FileStream file = Core.Files.FileFailure.OpenRead(path, 1 << 16);
            file.Seek(place.Offset, SeekOrigin.Begin);
            using Stream memory = weight.AsStream();
            byte[] buffer = new byte[1 << 20];
            for (long left = weight.ByteCount; left > 0;)
            {
                int read = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0)
                    throw new InputException(new InputPlace(path),
                        $"ends before the weight at byte {place.Offset}: the file is cut short, copy it again");
                memory.Write(buffer, 0, read);
                left -= read;
            }
        }
        catch (IOException error)
        {
            throw Core.Files.FileFailure.Of(path, "cannot be read", error);
        }
    }
}
