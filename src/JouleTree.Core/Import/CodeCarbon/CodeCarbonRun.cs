using JouleTree.Core.Errors;
using JouleTree.Core.Import.Tables;
using JouleTree.Core.Layers;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>One row of a CodeCarbon file: one repetition of one configuration. Immutable.</summary>
internal sealed record CodeCarbonRun
{
    /// <summary>Number of the row in its file, from 0, the header not counted.</summary>
    public required int Row { get; init; }

    /// <summary>File and line.</summary>
    public required InputPlace Place { get; init; }

    /// <summary>Class name of the module.</summary>
    public required string Module { get; init; }

    /// <summary>Items per forward pass.</summary>
    public required long BatchSize { get; init; }

    /// <summary>Dimensions of the layer, or null where the row does not name them.</summary>
    public LayerConfiguration? Configuration { get; init; }

    /// <summary>Network that the module belongs to, or null.</summary>
    public string? Architecture { get; init; }

    /// <summary>Position in the network, or null.</summary>
    public int? LayerIndex { get; init; }

    /// <summary>Forward passes of the run, above 0.</summary>
    public required double ForwardPasses { get; init; }

    /// <summary>Energy of the whole run in kWh, from the column of the target.</summary>
    public required double RunKilowattHours { get; init; }

    /// <summary>Seconds of the whole run, above 0, or null where unknown.</summary>
    public double? RunSeconds { get; init; }

    /// <summary>Multiply-accumulates of one pass as recorded, or null.</summary>
    public double? RecordedMacs { get; init; }

    /// <summary>Processor, graphics card and memory as recorded, or null.</summary>
    public string? Device { get; init; }

    /// <summary>Identity of CodeCarbon's tracker (<c>run_id</c>; <c>experiment_id</c> of version 1), or null.</summary>
    public string? RunId { get; init; }

    /// <summary>Task within the tracker's run (<c>task_name</c>), which has an energy of its own, or null.</summary>
    public string? Task { get; init; }

    /// <summary>When the row was written, or null.</summary>
    public DateTime? Timestamp { get; init; }

    /// <summary>The row itself.</summary>
    public required MeasurementRow Record { get; init; }

    /// <summary>True where both rows are of one configuration.</summary>
    /// <param name="other">Another row.</param>
    public bool IsOfConfigurationOf(CodeCarbonRun other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Module, Configuration, BatchSize, Architecture, LayerIndex)
            .Equals((other.Module, other.Configuration, other.BatchSize, other.Architecture, other.LayerIndex));
    }

    /// <summary>Mean power over the run in watts, or null where the duration is unknown.</summary>
    public double? Watts => RunKilowattHours * CodeCarbonReader.JoulesPerKilowattHour / RunSeconds;
}
