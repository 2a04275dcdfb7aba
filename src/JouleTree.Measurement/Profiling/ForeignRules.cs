using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling.Foreign;
using JouleTree.Measurement.Profiling.Models;

namespace JouleTree.Measurement.Profiling;

/// <summary>What can be asked of a provider, and what a tree says of it.</summary>
internal static class ForeignRules
{
    /// <summary>Refuses what a provider cannot answer.</summary>
    /// <param name="options">How it is to be profiled.</param>
    /// <exception cref="InputException">The trace is asked for, or a rewritten graph of a provider that compiles.</exception>
    public static void Check(ProfileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsForeign)
            return;
        ProviderTraits traits = ProviderTraits.Of(options.Session.Provider);
        if (options.Attribution == Attribution.Trace)
        {
            string why = traits.CompilesWhole
                ? "its trace shows one node for many operators"
                : "its trace tells when operators were handed to the device, not how long they took there";
            throw Wrong($"the {traits.Name} provider cannot be split by the engine's trace: {why}; expected "
                + $"`{nameof(ProfileOptions.Attribution)}` isolation", nameof(ProfileOptions.Attribution));
        }

        if (traits.CompilesWhole && options.Session.Optimization != OptimizationLevel.Off)
        {
            throw Wrong($"the {traits.Name} provider rewrites graphs itself, and the engine cannot write down what it made of one; "
                + $"expected `{nameof(SessionSettings.Optimization)}` off", nameof(SessionSettings.Optimization));
        }
    }

    /// <summary>Refuses a network in a type that the processor has no kernels of, where it is to run there.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">How it is to be profiled.</param>
    /// <exception cref="InputException">It is of bfloat16, and no provider is named.</exception>
    public static void CheckTypes(ProfiledModel model, ProfileOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        if (IsOfProvidersAlone(model) && !options.IsForeign)
        {
            throw new InputException($"{model.Graph.ModelName} is of bfloat16, of which processors have no kernels: expected "
                + $"`{nameof(ExecutionProvider)}` with some, such as cuda, or `{nameof(Graphs.Workload.FloatType)}` float32 or float16, "
                + "which run the same network")
            {
                Arguments = [nameof(ExecutionProvider), nameof(Graphs.Workload.FloatType)],
            };
        }
    }

    /// <summary>The network is of a type that the processor has no kernels of, so that nothing can be compared with it.</summary>
    /// <param name="model">The network.</param>
    public static bool IsOfProvidersAlone(ProfiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Graph.Workload.FloatType == Graphs.DataType.BFloat16;
    }

    /// <summary>Starts the provider, so that what it lacks is told before anything else is opened.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">How it is to be profiled.</param>
    /// <exception cref="InputException">It does not start, or refuses an option.</exception>
    public static void Start(IInferenceEngine engine, ProfileOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        if (options.IsForeign)
            engine.CreateSession(SmallestNetwork.Model, options.Session).Dispose();
    }

    /// <summary>Bytes of the smallest device that a network may run on, or null where unknown.</summary>
    /// <param name="options">How it is to be profiled.</param>
    public static long? DeviceBytes(ProfileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Devices.Min(device => device.Bytes);
    }

    /// <summary>What a tree says of the provider beside its name; nothing for the processor.</summary>
    /// <param name="options">How it was profiled.</param>
    /// <param name="placement">Where operators ran; null for the processor.</param>
    /// <param name="run">A run of the whole under it; null for the processor.</param>
    public static IEnumerable<(string Name, object? Value)> Properties(ProfileOptions options, Placement? placement, ForeignRun? run)
    {
        ArgumentNullException.ThrowIfNull(options);
        return placement is null || run is null
            ? []
            :
            [
                ("provider_options", string.Join(", ", options.Session.ProviderOptions.Select(pair => $"{pair.Key}={pair.Value}"))),
                ("provider_devices", string.Join(", ", options.Devices.Select(device => device.Name))),
                ("provider_operators", placement.Summary),
                ("provider_copies", placement.Copies),
                ("provider_difference", run.Difference?.ToString("0.#e+0", CultureInfo.InvariantCulture)),
            ];
    }

    private static InputException Wrong(string message, string argument) => new(message) { Arguments = [argument] };
}
