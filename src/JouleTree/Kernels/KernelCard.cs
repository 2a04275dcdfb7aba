using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Fitting;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Serving.Scaling;

namespace JouleTree.Kernels;

/// <summary>What a profile of kernels that somebody makes is called, and what is told of its measurements.</summary>
internal sealed record KernelCard
{
    /// <summary>The argument of <see cref="Gpu"/> in messages.</summary>
    public const string GpuArgument = $"{nameof(KernelCard)}.{nameof(Gpu)}";

    /// <summary>The argument of <see cref="Sheet"/> in messages.</summary>
    public const string SheetArgument = $"{nameof(KernelCard)}.{nameof(Sheet)}";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where the measurements come from.</summary>
    public required KernelCampaign Campaign { get; init; }

    /// <summary>The GPU as the tables call it; null where they have one alone.</summary>
    public string? Gpu { get; init; }

    /// <summary>Its data sheet; null for the one that is known by its name.</summary>
    public GpuSpec? Sheet { get; init; }

    /// <summary>The profile that few rows move; null for the shipped one whose data sheet is the nearest.</summary>
    public KernelProfile? Like { get; init; }

    /// <summary>The measurements of the GPU.</summary>
    /// <param name="tables">The tables.</param>
    /// <exception cref="InputException">
    /// There are none, several GPUs and none is asked for, none of the name, or several versions of the software or limits of power.
    /// </exception>
    internal KernelMeasurement[] RowsOf(IReadOnlyList<InputFile> tables)
    {
        List<KernelMeasurement> rows = [];
        foreach (InputFile table in tables)
        {
            IReadOnlyList<KernelMeasurement> own = KernelTable.Read(table);
            rows.AddRange(own.Count > 0 ? own : throw new InputException(new InputPlace(table.Name), "has no rows"));
        }

        string[] gpus = [.. rows.Select(row => row.Gpu).Distinct().Order(StringComparer.Ordinal)];
        string all = string.Join(", ", gpus);
        if (Gpu is null && gpus.Length > 1)
            throw Wrong(rows.First(row => row.Gpu != rows[0].Gpu), $"has another GPU than the first row ({all}): say with "
                + $"`{GpuArgument}` of which the profile is");
        string name = Gpu ?? gpus[0];
        KernelMeasurement[] of = [.. rows.Where(row => string.Equals(row.Gpu, name, StringComparison.OrdinalIgnoreCase))];
        if (of.Length == 0)
            throw new InputException(new InputPlace(tables[0].Name), $"has no rows of `{GpuArgument}` {name}, it has {all}")
            {
                Arguments = [GpuArgument],
            };
        // A profile is of one card as it was set, and of one software.
        if (of.FirstOrDefault(row => row.Software != of[0].Software) is { } newer)
            throw Wrong(newer, $"has version {newer.Software} beside {of[0].Software}: a profile is of one, make one of each");
        if (of.FirstOrDefault(row => row.LimitWatts != of[0].LimitWatts) is { } limited)
            throw Wrong(limited, $"has a limit of {Watts(limited)} beside {Watts(of[0])}: a profile is of one, make one of each");
        return of;

        InputException Wrong(KernelMeasurement row, string problem) => new(row.Place, problem) { Arguments = [GpuArgument] };

        static string Watts(KernelMeasurement row) =>
            row.LimitWatts is { } watts ? FormattableString.Invariant($"{watts} W") : "none";
    }

    /// <summary>Its data sheet.</summary>
    /// <param name="row">One of its measurements.</param>
    /// <exception cref="InputException">None is known and none is given, or the given one lacks what kernels need.</exception>
    internal KernelGpu SheetOf(KernelMeasurement row)
    {
        if (Sheet is not { } sheet)
            return KernelCampaign.GpuOf(row) ?? throw Wrong($"no data sheet of a GPU called {row.Gpu} is known "
                + $"({string.Join(", ", KernelCampaign.Gpus.Keys)} are): describe it with `{SheetArgument}`");
        if ((sheet.Multiprocessors, sheet.CacheBytes) is not ({ } processors, { } cache))
            throw Wrong($"`{SheetArgument}`: lacks {(sheet.Multiprocessors is null ? GpuSpec.Processors : GpuSpec.Cache)}, which "
                + $"kernels need beside the rest, such as {GpuSpec.Processors}=132,{GpuSpec.Cache}=50MB");
        return new KernelGpu(row.Gpu, processors, cache, sheet.Gpu.BytesPerSecond, sheet.Gpu.FlopsPerSecond,
            row.LimitWatts ?? sheet.Gpu.PowerLimitWatts);

        static InputException Wrong(string problem) => new(problem) { Arguments = [SheetArgument] };
    }
}
