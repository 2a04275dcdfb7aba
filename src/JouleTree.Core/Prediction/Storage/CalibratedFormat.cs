using System.Text.Json;
using JouleTree.Core.Json;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Storage;

/// <summary>The calibrated predictor as JSON: coefficients with their units, corrections, range and interval factors.</summary>
internal sealed class CalibratedFormat : IPredictorFormat
{
    private static readonly NameTable<FeatureAccess> Accesses =
        new([.. Enum.GetValues<FeatureAccess>().Select(access => (access.ToName(), access))]);

    /// <inheritdoc/>
    public string Method => CalibratedPredictor.MethodName;

    /// <inheritdoc/>
    public bool Holds(IEnergyPredictor predictor) => predictor is CalibratedPredictor;

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, IEnergyPredictor predictor)
    {
        CalibratedPredictor calibrated = (CalibratedPredictor)predictor;
        json.WriteString("features", calibrated.Access.ToName());
        json.WriteBoolean("uses_gpu_energy", calibrated.UsesGpuEnergy);
        json.WriteString("view", "irene");
        WriteOptions(json, calibrated.Options);
        json.WriteStartObject("interval_factors");
        foreach (NodeKind kind in Enum.GetValues<NodeKind>())
            json.WriteNumber(kind.ToPublishedName(), calibrated.Factors.ByKind[(int)kind]);
        foreach ((string group, double factor) in calibrated.Factors.ByGroup)
            json.WriteNumber(group, factor);
        json.WriteEndObject();
        if (calibrated.Drift is not null)
            WriteDrift(json, calibrated.Drift);
        CalibratedFits fits = calibrated.Fits;
        WriteRange(json, fits.Range);
        if (fits.Law is not null)
            WriteLaw(json, fits.Law);
        json.WriteStartArray("primitives");
        foreach (PrimitiveFit fit in fits.Primitives)
            CalibratedFitsJson.Write(json, fit);
        json.WriteEndArray();
        if (fits.Fallback is not null)
        {
            json.WritePropertyName("unknown_types");
            CalibratedFitsJson.Write(json, fits.Fallback);
        }

        if (fits.Composition is not null)
            CalibratedFitsJson.Write(json, fits.Composition);
        ProvenanceJson.Write(json, calibrated.Training);
    }

    /// <inheritdoc/>
    public IEnergyPredictor Read(JsonInput input)
    {
        FeatureAccess access = input.Member("features").One(Accesses);
        PrimitiveFit[] primitives = [.. input.Member("primitives").Items().Select(CalibratedFitsJson.ReadPrimitive)];
        CalibratedFits fits = new(
            primitives,
            input.Optional("unknown_types") is { } unknown ? CalibratedFitsJson.ReadPrimitive(unknown) : null,
            input.Optional("law") is { } law ? ReadLaw(law) : null,
            input.Optional("composition") is { } composition ? CalibratedFitsJson.ReadComposition(composition) : null,
            ReadRange(input.Member("range")));
        CheckComplete(input, access, fits);
        return new CalibratedPredictor(
            ReadOptions(input.Member("options"), access),
            input.Member("uses_gpu_energy").Flag(),
            fits,
            ReadFactors(input.Member("interval_factors")),
            ProvenanceJson.Read(input.Member("training")),
            input.Optional("drift") is { } drift ? ReadDrift(drift) : null);
    }

    // A predictor that lacks what its feature set needs would fail only on the first prediction.
    private static void CheckComplete(JsonInput input, FeatureAccess access, CalibratedFits fits)
    {
        if (fits.Primitives.Select(fit => fit.Type).Distinct().Count() < fits.Primitives.Count)
            throw input.Member("primitives").Fail("a type stands twice, expected each once");
        bool isStatic = access == FeatureAccess.Static;
        if (isStatic == (fits.Law is not null))
            throw input.Member("features").Fail($"found {access.ToName()}, which {(isStatic ? "has no" : "needs a")} law");
        if (isStatic == (fits.Fallback is null))
            throw input.Member("features").Fail(
                $"found {access.ToName()}, which {(isStatic ? "needs a" : "has no")} fit for unknown_types");
        if ((access == FeatureAccess.Full) == (fits.Composition is not null))
            throw input.Member("features").Fail(
                $"found {access.ToName()}, which {(access == FeatureAccess.Full ? "has no" : "needs a")} composition");
    }

    // Kinds stand by their names; a group's name has its kind in front of a colon.
    private static IntervalFactors ReadFactors(JsonInput input) => new(
        [.. Enum.GetValues<NodeKind>().Select(kind => input.Member(kind.ToPublishedName()).Number())],
        input.Members()
            .Where(member => member.Name.Contains(':', StringComparison.Ordinal))
            .ToDictionary(member => member.Name, member => member.Value.Number(), StringComparer.Ordinal));

    private static void WriteOptions(Utf8JsonWriter json, CalibratedOptions options)
    {
        json.WriteStartObject("options");
        json.WriteNumber("primitive_ridge", options.PrimitiveRidge);
        json.WriteNumber("composition_ridge", options.CompositionRidge);
        json.WriteNumber("interval_level", options.IntervalLevel);
        json.WriteNumber("widening_per_octave", options.WideningPerOctave);
        json.WriteBoolean("ridges_were_selected", options.SelectRidges);
        json.WriteEndObject();
    }

    private static CalibratedOptions ReadOptions(JsonInput input, FeatureAccess access) => new()
    {
        Access = access,
        PrimitiveRidge = input.Member("primitive_ridge").Positive(),
        CompositionRidge = input.Member("composition_ridge").Positive(),
        IntervalLevel = input.Member("interval_level").Positive(),
        WideningPerOctave = input.Member("widening_per_octave").Number(),
        SelectRidges = input.Member("ridges_were_selected").Flag(),
    };

    private static void WriteRange(Utf8JsonWriter json, WorkloadRange range)
    {
        json.WriteStartObject("range");
        json.WritePropertyName("batch_size");
        NumberRow.Write(json, [range.Low.Batch, range.High.Batch]);
        json.WritePropertyName("length");
        NumberRow.Write(json, [range.Low.Length, range.High.Length]);
        json.WritePropertyName("tokens");
        NumberRow.Write(json, [range.Low.Tokens, range.High.Tokens]);
        json.WritePropertyName("hidden_width");
        NumberRow.Write(json, [range.Low.Width, range.High.Width]);
        json.WriteEndObject();
    }

    private static WorkloadRange ReadRange(JsonInput input)
    {
        double[] batch = input.Member("batch_size").Numbers(2);
        double[] length = input.Member("length").Numbers(2);
        double[] tokens = input.Member("tokens").Numbers(2);
        double[] width = input.Member("hidden_width").Numbers(2);
        return new WorkloadRange(new WorkloadQuantities(batch[0], length[0], tokens[0], width[0]),
            new WorkloadQuantities(batch[1], length[1], tokens[1], width[1]));
    }

    private static void WriteDrift(Utf8JsonWriter json, MachineDrift drift)
    {
        json.WriteStartObject("drift");
        foreach (NodeKind kind in Enum.GetValues<NodeKind>())
            json.WriteNumber(kind.ToPublishedName(), drift.Of(kind));
        if (drift.Basis is not null)
            json.WriteString("basis", drift.Basis);
        json.WriteEndObject();
    }

    private static MachineDrift ReadDrift(JsonInput input) => new(
        [.. Enum.GetValues<NodeKind>().Select(kind => input.Member(kind.ToPublishedName()).Positive())], input.Optional("basis")?.Text());

    private static void WriteLaw(Utf8JsonWriter json, RunLaw law)
    {
        json.WriteStartObject("law");
        json.WriteNumber("gpu_energy_factor", law.GpuFactor);
        json.WriteNumber("rest_of_machine_w", law.RestWatts);
        json.WriteNumber("noise", law.Noise);
        json.WriteNumber("gpu_low_w", law.LowWatts);
        json.WriteNumber("gpu_high_w", law.HighWatts);
        json.WriteStartObject("runs");
        foreach ((NodeKind kind, RunRange range) in law.Ranges.OrderBy(pair => pair.Key))
        {
            json.WriteStartObject(kind.ToPublishedName());
            json.WritePropertyName("gpu_j");
            NumberRow.Write(json, [range.Low.GpuJoules, range.High.GpuJoules]);
            json.WritePropertyName("s");
            NumberRow.Write(json, [range.Low.Seconds, range.High.Seconds]);
            json.WritePropertyName("gpu_w");
            NumberRow.Write(json, [range.Low.GpuWatts, range.High.GpuWatts]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static RunLaw ReadLaw(JsonInput input) => new(
        input.Member("gpu_energy_factor").Number(),
        input.Member("rest_of_machine_w").Number(),
        input.Member("noise").Number(),
        input.Member("gpu_low_w").Number(),
        input.Member("gpu_high_w").Number())
    {
        // Up to version 2 the ranges of kinds were not kept.
        Ranges = input.Optional("runs") is { } runs
            ? Enum.GetValues<NodeKind>()
                .Select(kind => (Kind: kind, Range: runs.Optional(kind.ToPublishedName())))
                .Where(pair => pair.Range is not null)
                .ToDictionary(pair => pair.Kind, pair => ReadRunRange(pair.Range!.Value))
            : new Dictionary<NodeKind, RunRange>(),
    };

    private static RunRange ReadRunRange(JsonInput input)
    {
        double[] joules = input.Member("gpu_j").Numbers(2);
        double[] seconds = input.Member("s").Numbers(2);
        double[] watts = input.Member("gpu_w").Numbers(2);
        return new RunRange(new RunQuantities(joules[0], seconds[0], watts[0]), new RunQuantities(joules[1], seconds[1], watts[1]));
    }
}
