using JouleTree.Core.Layers;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>What an import gave.</summary>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Measurements">Averages of the repetitions, in the order of their first row.</param>
/// <param name="Remarks">Rows that were dropped or mended, with the reason, in file order.</param>
public sealed record CodeCarbonImportResult(
    int Rows, IReadOnlyList<LayerMeasurement> Measurements, IReadOnlyList<RowRemark> Remarks);
