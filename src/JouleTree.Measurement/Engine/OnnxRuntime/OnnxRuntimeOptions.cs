using JouleTree.Core.Errors;
using Microsoft.ML.OnnxRuntime;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>Session options of the engine made from settings and a model.</summary>
internal static class OnnxRuntimeOptions
{
    /// <summary>The options, which belong to the caller.</summary>
    /// <param name="settings">How the model is executed.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">The engine refuses an option.</exception>
    public static SessionOptions Create(SessionSettings settings, EngineModel model)
    {
        SessionOptions options = new();
        try
        {
            options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            options.IntraOpNumThreads = settings.Threads;
            options.InterOpNumThreads = 1;
            options.GraphOptimizationLevel = (GraphOptimizationLevel)settings.Optimization;
            foreach ((string key, string value) in SessionEntries.Of(settings, model))
                options.AddSessionConfigEntry(key, value);
            if (settings.TracePrefix is { } trace)
            {
                options.ProfileOutputPathPrefix = trace;
                options.EnableProfiling = true;
            }

            if (settings.OptimizedModelPath is { } rewritten)
                options.OptimizedModelFilePath = rewritten;
            foreach ((string name, long size) in settings.FreeDimensions)
                options.AddFreeDimensionOverrideByName(name, size);
            return options;
        }
        catch (OnnxRuntimeException error)
        {
            options.Dispose();
            throw EngineFailure.Of(error, model.Name, "the engine refuses an option");
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }
}
