namespace JouleTree.Graphs;

/// <summary>How an attention is counted.</summary>
public enum AttentionForm
{
    /// <summary>As its library writes it (eager): scores are made, masked, normalised and multiplied, each a pass over memory.</summary>
    Written,

    /// <summary>
    /// As one kernel moves it (Dao et al., 2022): queries, keys and values are read, the context is written, scores never leave the
    /// chip; what is masked is not computed; of kept keys and values only the new ones are written.
    /// </summary>
    Fused,
}

/// <summary>Names of forms of attention.</summary>
internal static class AttentionForms
{
    /// <summary>The name that users know: <c>eager</c> or <c>fused</c>.</summary>
    /// <param name="form">A form.</param>
    public static string ToName(this AttentionForm form) => form == AttentionForm.Fused ? "fused" : "eager";

    /// <summary>The form of a name, or null for any other text.</summary>
    /// <param name="name"><c>eager</c> or <c>fused</c>.</param>
    public static AttentionForm? Parse(string name) => name switch
    {
        "eager" => AttentionForm.Written,
        "fused" => AttentionForm.Fused,
        _ => null,
    };
}
