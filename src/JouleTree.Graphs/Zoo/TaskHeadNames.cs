namespace JouleTree.Graphs.Zoo;

/// <summary>Heads as they stand behind a model's name: <c>bert-base-uncased:masked-lm</c>.</summary>
internal static class TaskHeadNames
{
    private static readonly Dictionary<string, TaskHead> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lm-head"] = TaskHead.LMHead,
        ["double-heads"] = TaskHead.DoubleHeads,
        ["masked-lm"] = TaskHead.MaskedLM,
        ["replaced-tokens"] = TaskHead.ReplacedTokens,
        ["sequence-classification"] = TaskHead.SequenceClassification,
        ["token-classification"] = TaskHead.TokenClassification,
        ["question-answering"] = TaskHead.QuestionAnswering,
        ["multiple-choice"] = TaskHead.MultipleChoice,
    };

    /// <summary>Name of a head, such as <c>masked-lm</c>; empty for none.</summary>
    /// <param name="head">A head.</param>
    public static string ToName(this TaskHead head) => head == TaskHead.None ? "" : ByName.First(entry => entry.Value == head).Key;

    /// <summary>The head of a name, or null for any other text.</summary>
    /// <param name="name">A name.</param>
    public static TaskHead? Parse(string name) => ByName.TryGetValue(name, out TaskHead head) ? head : null;
}
