using JouleTree.Core.Errors;
using JouleTree.Core.Layers;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>
/// Where the facts of a run stand in a CodeCarbon file: in columns of their own, as constants, or, by default, in
/// <c>project_name</c> as <c>key:value</c> pairs. Immutable.
/// </summary>
internal sealed record CodeCarbonColumns
{
    /// <summary>Energy of a run; the published target, measured by the processor's counters.</summary>
    public string Energy { get; init; } = "cpu_energy";

    /// <summary>Unit of the energy column: <c>kwh</c> (CodeCarbon's), <c>wh</c> or <c>j</c>.</summary>
    public string EnergyUnit { get; init; } = "kwh";

    /// <summary>Facts by key: the name of a column, or a constant that starts with <c>:</c>.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    private static readonly string[] Keys =
    [
        "module", "architecture", "layer_idx", "macs", "forward_passes", "rep_no", "energy", "energy_unit",
        .. LayerTypes.All.SelectMany(type => type.Keys()).Distinct(),
    ];

    /// <summary>Reads mappings such as <c>module=layer,batch_size:8,forward_passes=n,energy=cpu_energy</c>.</summary>
    /// <param name="text">Pairs separated by commas: <c>key=column</c> or <c>key:constant</c>.</param>
    /// <exception cref="InputException">A pair is neither, its key is not known, or it stands twice.</exception>
    public static CodeCarbonColumns Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        CodeCarbonColumns columns = new();
        Dictionary<string, string> facts = new(StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int at = pair.AsSpan().IndexOfAny('=', ':');
            if (at <= 0 || at == pair.Length - 1)
                throw new InputException($"column mapping '{pair}': expected key=column or key:constant");
            string key = pair[..at];
            string value = pair[(at + 1)..];
            if (!Keys.Contains(key))
                throw new InputException($"column mapping '{pair}': there is no key '{key}', expected one of {string.Join(", ", Keys)}");
            if (!seen.Add(key))
                throw new InputException($"column mapping '{pair}': the key {key} stands twice");
            columns = (key, pair[at]) switch
            {
                ("energy", '=') => columns with { Energy = value },
                ("energy", _) => throw new InputException($"column mapping '{pair}': expected energy=COLUMN, a column and no constant"),
                ("energy_unit", _) when Factor(value) is not null => columns with { EnergyUnit = value },
                ("energy_unit", _) => throw new InputException($"energy_unit '{value}': expected kwh, wh or j"),
                _ => columns,
            };
            if (key is not ("energy" or "energy_unit"))
                facts[key] = pair[at] == ':' ? pair[at..] : value;
        }

        return columns with { Facts = facts };
    }

    /// <summary>kWh in one unit of the energy column.</summary>
    internal double KilowattHoursPerUnit => Factor(EnergyUnit) ?? throw new InvalidOperationException($"unit {EnergyUnit}");

    private static double? Factor(string unit) => unit switch
    {
        "kwh" => 1,
        "wh" => 1e-3,
        "j" => 1 / CodeCarbonReader.JoulesPerKilowattHour,
        _ => null,
    };
}
