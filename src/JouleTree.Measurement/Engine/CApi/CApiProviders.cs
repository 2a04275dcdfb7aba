using JouleTree.Measurement.Engine.Providers;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>Tells session options what executes the operators.</summary>
internal static unsafe class CApiProviders
{
    // CUDA and TensorRT have options of their own kind; all others are known to the engine by a name.
    private static readonly Dictionary<ExecutionProvider, OwnOptions> Own = new()
    {
        [ExecutionProvider.Cuda] = new(CApiFunction.CreateCudaProviderOptions, CApiFunction.UpdateCudaProviderOptions,
            CApiFunction.SessionOptionsAppendExecutionProviderCuda, CApiFunction.ReleaseCudaProviderOptions),
        [ExecutionProvider.TensorRt] = new(CApiFunction.CreateTensorRtProviderOptions, CApiFunction.UpdateTensorRtProviderOptions,
            CApiFunction.SessionOptionsAppendExecutionProviderTensorRt, CApiFunction.ReleaseTensorRtProviderOptions),
    };

    /// <summary>Appends the provider that the settings name; nothing for the processor, which is there anyway.</summary>
    /// <param name="api">The function table of the library that the options belong to.</param>
    /// <param name="options">The session options.</param>
    /// <param name="settings">How a model is executed.</param>
    /// <exception cref="Core.Errors.InputException">The library was built without it, or it does not start.</exception>
    public static void Append(CApiTable api, nint options, SessionSettings settings)
    {
        if (settings.Provider == ExecutionProvider.Cpu)
            return;
        ProviderTraits traits = ProviderTraits.Of(settings.Provider);
        string[] keys = [.. settings.ProviderOptions.Keys];
        using PinnedTexts names = new([.. keys.Select(CApiTable.Utf8)]);
        using PinnedTexts values = new([.. keys.Select(key => CApiTable.Utf8(settings.ProviderOptions[key]))]);
        fixed (nint* namePointers = names.Pointers, valuePointers = values.Pointers)
        {
            string? reason = Own.TryGetValue(settings.Provider, out OwnOptions? own)
                ? AppendOwn(api, options, traits, own, namePointers, valuePointers, (nuint)keys.Length)
                : AppendNamed(api, options, traits, namePointers, valuePointers, (nuint)keys.Length);
            if (reason is not null)
                throw ProviderFailure.DoesNotStart(traits, api.Path, reason);
        }
    }

    private static string? AppendNamed(CApiTable api, nint options, ProviderTraits traits, nint* names, nint* values, nuint count)
    {
        if (!CApiAvailable.Providers(api).Contains(traits.EngineName))
            throw ProviderFailure.NotBuiltIn(traits, api.Path);
        fixed (byte* name = CApiTable.Utf8(traits.Name))
        {
            return api.TakeMessage(((delegate* unmanaged<nint, byte*, nint*, nint*, nuint, nint>)
                api[CApiFunction.SessionOptionsAppendExecutionProvider])(options, name, names, values, count));
        }
    }

    private static string? AppendOwn(CApiTable api, nint options, ProviderTraits traits, OwnOptions own, nint* names, nint* values,
        nuint count)
    {
        nint created = 0;
        if (api.TakeMessage(((delegate* unmanaged<nint*, nint>)api[own.Create])(&created)) is not null)
            throw ProviderFailure.NotBuiltIn(traits, api.Path);
        using CApiHandle owned = api.Own(created, own.Release);
        return (count == 0 ? null : api.TakeMessage(
                ((delegate* unmanaged<nint, nint*, nint*, nuint, nint>)api[own.Update])(created, names, values, count)))
            ?? api.TakeMessage(((delegate* unmanaged<nint, nint, nint>)api[own.Append])(options, created));
    }

    private sealed record OwnOptions(CApiFunction Create, CApiFunction Update, CApiFunction Append, CApiFunction Release);
}
