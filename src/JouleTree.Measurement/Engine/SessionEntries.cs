namespace JouleTree.Measurement.Engine;

/// <summary>The part of a session's settings that ONNX Runtime takes as named texts, by whatever way it is called.</summary>
internal static class SessionEntries
{
    /// <summary>Names and values.</summary>
    /// <param name="settings">How the model is executed.</param>
    /// <param name="model">The model.</param>
    public static IEnumerable<(string Key, string Value)> Of(SessionSettings settings, EngineModel model)
    {
        yield return ("session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0");
        yield return ("session.inter_op.allow_spinning", "0");
        // Weights outside the arena of the activations: it grows in powers of two and never shrinks.
        yield return ("session.use_device_allocator_for_initializers", "1");
        if (!settings.PackWeights)
            yield return ("session.disable_prepacking", "1");
        if (settings.DisabledOptimizers.Count > 0)
            yield return ("optimization.disable_specified_optimizers", string.Join(';', settings.DisabledOptimizers));
        if (model.ExternalDataFolder is { } folder)
            yield return ("session.model_external_initializers_file_folder_path", Path.GetFullPath(folder));
        if (settings.OptimizedModelPath is { } rewritten)
        {
            // Weights beside the file: within it they could not be larger than 2 GiB.
            yield return ("session.optimized_model_external_initializers_file_name", Path.GetFileName(rewritten) + ".data");
            yield return ("session.optimized_model_external_initializers_min_size_in_bytes", "1024");
        }
    }
}
