using Xunit;

namespace JouleTree.Measurement.Tests.Tokenizers;

/// <summary>
/// A test on vocabularies that models are published with, which are not part of this project: the folder in
/// <see cref="Variable"/> holds NAME.json (a tokenizer.json) and NAME.expected.jsonl (lines of [text, ids]) for each.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealVocabularyFactAttribute : FactAttribute
{
    public const string Variable = "JOULETREE_TOKENIZERS";

    public RealVocabularyFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            Skip = $"set {Variable} to a folder of published tokenizers";
    }
}
