using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>Session options of the engine made from settings and a model.</summary>
internal static unsafe class OrtSessionOptions
{
    public static OrtHandle Create(OrtApi api, SessionSettings settings, EngineModel model)
    {
        nint options = 0;
        api.Check(
            ((delegate* unmanaged<nint*, nint>)api[OrtFunction.CreateSessionOptions])(&options), model.Name,
                "the engine gives no session options");
        OrtHandle handle = api.Own(options, OrtFunction.ReleaseSessionOptions);
        try
        {
            Set(api, options, OrtFunction.SetIntraOpNumThreads, settings.Threads, model.Name);
            Set(api, options, OrtFunction.SetInterOpNumThreads, 1, model.Name);
            Set(api, options, OrtFunction.SetSessionGraphOptimizationLevel, (int)settings.Optimization, model.Name);
            Configure(api, options, "session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0", model.Name);
            Configure(api, options, "session.inter_op.allow_spinning", "0", model.Name);
            // Weights outside the arena of the activations: it grows in powers of two and never shrinks.
            Configure(api, options, "session.use_device_allocator_for_initializers", "1", model.Name);
            if (!settings.PackWeights)
                Configure(api, options, "session.disable_prepacking", "1", model.Name);
            if (settings.DisabledOptimizers.Count > 0)
                Configure(api, options, "optimization.disable_specified_optimizers", string.Join(';', settings.DisabledOptimizers),
                    model.Name);
            if (model.ExternalDataFolder is { } folder)
                Configure(api, options, "session.model_external_initializers_file_folder_path", System.IO.Path.GetFullPath(folder),
                    model.Name);
            SetPath(api, options, OrtFunction.EnableProfiling, settings.TracePrefix, model.Name);
            if (settings.OptimizedModelPath is { } rewritten)
            {
                // Weights beside the file: within it they could not be larger than 2 GiB.
                Configure(api, options, "session.optimized_model_external_initializers_file_name",
                    System.IO.Path.GetFileName(rewritten) + ".data", model.Name);
                Configure(api, options, "session.optimized_model_external_initializers_min_size_in_bytes", "1024", model.Name);
            }

            SetPath(api, options, OrtFunction.SetOptimizedModelFilePath, settings.OptimizedModelPath, model.Name);
            foreach ((string name, long size) in settings.FreeDimensions)
                SetFreeDimension(api, options, name, size, model.Name);
            if (settings.Provider == ExecutionProvider.Cuda)
                AppendCuda(api, options);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Set(OrtApi api, nint options, OrtFunction function, int value, string model) =>
        api.Check(((delegate* unmanaged<nint, int, nint>)api[function])(options, value), model, $"the engine refuses {function} {value}");

    private static void Configure(OrtApi api, nint options, string key, string value, string model)
    {
        fixed (byte* keyText = OrtApi.Utf8(key), valueText = OrtApi.Utf8(value))
        {
            api.Check(
                ((delegate* unmanaged<nint, byte*, byte*, nint>)api[OrtFunction.AddSessionConfigEntry])(options, keyText, valueText),
                model, $"the engine refuses the option {key}={value}");
        }
    }

    private static void SetPath(OrtApi api, nint options, OrtFunction function, string? path, string model)
    {
        if (path is null)
            return;
        fixed (byte* text = OrtApi.PathText(path))
        {
            api.Check(((delegate* unmanaged<nint, byte*, nint>)api[function])(options, text), model,
                $"the engine refuses the path {path}");
        }
    }

    private static void SetFreeDimension(OrtApi api, nint options, string name, long size, string model)
    {
        fixed (byte* text = OrtApi.Utf8(name))
        {
            api.Check(
                ((delegate* unmanaged<nint, byte*, long, nint>)api[OrtFunction.AddFreeDimensionOverrideByName])(options, text, size),
                model, $"the engine refuses {size} for the size '{name}'");
        }
    }

    private static void AppendCuda(OrtApi api, nint options)
    {
        const string remedy =
            $"expected one built with CUDA: name it with `{EngineLocator.Library}`, or run with `{nameof(ExecutionProvider)}` cpu";
        nint cuda = 0;
        nint status = ((delegate* unmanaged<nint*, nint>)api[OrtFunction.CreateCudaProviderOptions])(&cuda);
        if (status != 0)
        {
            ((delegate* unmanaged<nint, void>)api[OrtFunction.ReleaseStatus])(status);
            throw new InputException(new InputPlace(api.Path), $"this ONNX Runtime library has no CUDA provider, {remedy}")
            {
                Arguments = [EngineLocator.Library, nameof(ExecutionProvider)],
            };
        }

        using OrtHandle owned = api.Own(cuda, OrtFunction.ReleaseCudaProviderOptions);
        api.Check(
            ((delegate* unmanaged<nint, nint, nint>)api[OrtFunction.SessionOptionsAppendExecutionProviderCuda])(options, cuda),
            api.Path, $"the CUDA provider cannot start ({remedy})");
    }
}
