using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Fitting;
using JouleTree.Core.Serving.Measurements;

namespace JouleTree.Serving;

/// <summary>What a profile of serving that somebody makes is called, and what is told of its measurements.</summary>
internal sealed record ServingCard
{
    /// <summary>The argument of <see cref="Gpu"/> in messages.</summary>
    public const string GpuArgument = $"{nameof(ServingCard)}.{nameof(Gpu)}";

    /// <summary>The argument of <see cref="Sheet"/> in messages.</summary>
    public const string SheetArgument = $"{nameof(ServingCard)}.{nameof(Sheet)}";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The software that served, with its version.</summary>
    public required string Software { get; init; }

    /// <summary>The measurements in words. Default: not described.</summary>
    public string Data { get; init; } = "not described";

    /// <summary>Under which terms they are published. Default: not described.</summary>
    public string Licence { get; init; } = "not described";

    /// <summary>Whom to cite. Default: none.</summary>
    public string Citation { get; init; } = "none";

    /// <summary>The GPU as the table calls it; null where the table has one alone.</summary>
    public string? Gpu { get; init; }

    /// <summary>Its data sheet; null for the one that is known by its name.</summary>
    public GpuSheet? Sheet { get; init; }

    /// <summary>The GPU in words; null for the name on its data sheet.</summary>
    public string? Device { get; init; }

    /// <summary>The GPU as the table calls it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="measured">Its rows.</param>
    /// <exception cref="InputException">There are no rows, several GPUs and none is asked for, or none of the name.</exception>
    internal string GpuOf(InputFile table, IReadOnlyList<ServingMeasurement> measured)
    {
        string[] gpus = [.. measured.Select(row => row.Gpu).Distinct().Order(StringComparer.Ordinal)];
        if (gpus.Length == 0)
            throw new InputException(new InputPlace(table.Name), "has no rows");
        string all = string.Join(", ", gpus);
        if (Gpu is null)
            return gpus.Length == 1 ? gpus[0] : throw Wrong($"has several GPUs, {all}: say with `{GpuArgument}` of which the profile is");
        return Array.Find(gpus, gpu => string.Equals(gpu, Gpu, StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong($"has no rows of `{GpuArgument}` {Gpu}, it has {all}");

        InputException Wrong(string problem) => new(new InputPlace(table.Name), problem) { Arguments = [GpuArgument] };
    }

    /// <summary>Its data sheet.</summary>
    /// <param name="gpu">The GPU as the table calls it.</param>
    /// <exception cref="InputException">None is known, and none is given.</exception>
    internal GpuSheet SheetOf(string gpu)
    {
        GpuSheet sheet = Sheet ?? ServingCampaign.Gpus.GetValueOrDefault(gpu) ?? throw new InputException(
            $"no data sheet of a GPU called {gpu} is known ({string.Join(", ", ServingCampaign.Gpus.Keys)} are): describe it with "
            + $"`{SheetArgument}`")
        {
            Arguments = [SheetArgument],
        };
        return Device is null ? sheet : sheet with { Name = Device };
    }
}
