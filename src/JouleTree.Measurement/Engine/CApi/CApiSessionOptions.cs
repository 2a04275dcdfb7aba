namespace JouleTree.Measurement.Engine.CApi;

/// <summary>Session options of the engine made from settings and a model.</summary>
internal static unsafe class CApiSessionOptions
{
    public static CApiHandle Create(CApiTable api, SessionSettings settings, EngineModel model)
    {
        nint options = 0;
        api.Check(
            ((delegate* unmanaged<nint*, nint>)api[CApiFunction.CreateSessionOptions])(&options), model.Name,
                "the engine gives no session options");
        CApiHandle handle = api.Own(options, CApiFunction.ReleaseSessionOptions);
        try
        {
            Set(api, options, CApiFunction.SetIntraOpNumThreads, settings.Threads, model.Name);
            Set(api, options, CApiFunction.SetInterOpNumThreads, 1, model.Name);
            Set(api, options, CApiFunction.SetSessionGraphOptimizationLevel, (int)settings.Optimization, model.Name);
            foreach ((string key, string value) in SessionEntries.Of(settings, model))
                Configure(api, options, key, value, model.Name);
            SetPath(api, options, CApiFunction.EnableProfiling, settings.TracePrefix, model.Name);
            SetPath(api, options, CApiFunction.SetOptimizedModelFilePath, settings.OptimizedModelPath, model.Name);
            foreach ((string name, long size) in settings.FreeDimensions)
                SetFreeDimension(api, options, name, size, model.Name);
            CApiProviders.Append(api, options, settings);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Set(CApiTable api, nint options, CApiFunction function, int value, string model) =>
        api.Check(((delegate* unmanaged<nint, int, nint>)api[function])(options, value), model, $"the engine refuses {function} {value}");

    private static void Configure(CApiTable api, nint options, string key, string value, string model)
    {
        fixed (byte* keyText = CApiTable.Utf8(key), valueText = CApiTable.Utf8(value))
        {
            api.Check(
                ((delegate* unmanaged<nint, byte*, byte*, nint>)api[CApiFunction.AddSessionConfigEntry])(options, keyText, valueText),
                model, $"the engine refuses the option {key}={value}");
        }
    }

    private static void SetPath(CApiTable api, nint options, CApiFunction function, string? path, string model)
    {
        if (path is null)
            return;
        fixed (byte* text = CApiTable.PathText(path))
        {
            api.Check(((delegate* unmanaged<nint, byte*, nint>)api[function])(options, text), model,
                $"the engine refuses the path {path}");
        }
    }

    private static void SetFreeDimension(CApiTable api, nint options, string name, long size, string model)
    {
        fixed (byte* text = CApiTable.Utf8(name))
        {
            api.Check(
                ((delegate* unmanaged<nint, byte*, long, nint>)api[CApiFunction.AddFreeDimensionOverrideByName])(options, text, size),
                model, $"the engine refuses {size} for the size '{name}'");
        }
    }
}
