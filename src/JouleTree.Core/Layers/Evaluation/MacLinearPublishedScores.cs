using JouleTree.Core.Layers.Measurements;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>
/// Cross-validated scores that the published models reached (Getzner et al. 2023), for the published training rows only.
/// </summary>
internal static class MacLinearPublishedScores
{
    // Fingerprints of the published training rows in their order, and the scores of the published code on them.
    private static readonly Dictionary<ulong, MacLinearCrossValidation> ByTrainingRows = new()
    {
        // Conv2d
        [14363713807030705869] = new(0.994441059821993, 0.004745748875570638, 2.2907702818293404e-05, 1.3287806642534157e-05),
        // Linear
        [8081422926284419606] = new(0.9987770297465367, 0.0004401273753450374, 4.283804104759477e-05, 1.4246303174016586e-05),
        // MaxPool2d
        [2597158512399630676] = new(0.9993251705950316, 0.00040135780090816664, 2.4938160438627835e-06, 4.6315914114185005e-06),
        // ReLU
        [15294160443864099040] = new(0.9810349024686659, 0.004558779723070902, 0.0010462474880183154, 0.00022835216263547364),
        // Sigmoid
        [6723178127955795468] = new(0.9807279963408011, 0.008199078200367972, 0.0010470654749159237, 0.0001866458889529453),
        // Softmax
        [14204681720656325065] = new(0.9892909748256825, 0.004494573503220873, 0.000567136433976269, 0.00015994465840507755),
        // Tanh
        [5897112773080012008] = new(0.976163413240811, 0.008330316607815963, 0.0013149575970900949, 0.0004251895622097452),
    };

    /// <summary>The published scores, or null where the rows are not the published training rows in their order.</summary>
    /// <param name="rows">Training rows of one type.</param>
    public static MacLinearCrossValidation? Find(IReadOnlyList<LayerMeasurement> rows) =>
        ByTrainingRows.GetValueOrDefault(Fingerprint(rows));

    // FNV-1a of type and dimensions: which rows they are, whatever they measured.
    internal static ulong Fingerprint(IReadOnlyList<LayerMeasurement> rows)
    {
        ulong hash = 14695981039346656037;
        foreach (LayerMeasurement row in rows)
        {
            foreach (long value in (ReadOnlySpan<long>)[(long)row.Configuration!.Type, .. row.Configuration.Values])
                hash = unchecked((hash ^ (ulong)value) * 1099511628211);
        }

        return hash;
    }
}
