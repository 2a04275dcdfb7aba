using System.Globalization;

namespace JouleTree.Measurement.Engine;

/// <summary>
/// A file of holes, as long as the weights that models declare to lie in it. The engine checks that the file exists and
/// reads nothing from it where every weight is handed over in memory.
/// </summary>
/// <remarks>
/// Without it the weights must be handed over a second time, by AddExternalInitializers, which copies all of them
/// until the session is open: 1.26 GB instead of 0.91 GB at the most while BERT-base is profiled (438 MB of weights,
/// ONNX Runtime 1.30, Linux, 2026-11-22).
/// </remarks>
internal sealed class WeightPlaceholder : IDisposable
{
    private readonly Lock _lock = new();
    private string? _folder;
    private long _length;

    /// <summary>A folder in which the file is as long as a model's weights; null where it has to do without.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">How it is going to be executed.</param>
    public string? FolderFor(EngineModel model, SessionSettings settings)
    {
        // A rewriter reads weights from where the model says that they are, and so does what carries them to a device (WebGPU of 1.30):
        // they would find holes there.
        if (settings.Optimization != OptimizationLevel.Off || settings.Provider != ExecutionProvider.Cpu
            || model is not { Weights.Count: > 0, ExternalDataFolder: null })
            return null;
        long bytes = model.Weights.Values.Sum(weight => weight.ByteCount);
        lock (_lock)
        {
            try
            {
                _folder ??= Directory.CreateTempSubdirectory(
                    string.Create(CultureInfo.InvariantCulture, $"jouletree-weights-{Environment.ProcessId}-")).FullName;
                if (bytes > _length)
                {
                    using FileStream file = File.Open(Path.Combine(_folder, EngineModel.WeightLocation), FileMode.OpenOrCreate,
                        FileAccess.Write, FileShare.ReadWrite);
                    file.SetLength(bytes);
                    _length = bytes;
                }

                return _folder;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        try
        {
            if (_folder is not null)
                Directory.Delete(_folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file of holes takes no room where it stays behind.
        }

        _folder = null;
        _length = 0;
    }
}
