using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Errors;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary>
/// What a cross-validation leaves on disk: a folder a fold with its predictor, predictions and errors, and a summary,
/// which is written last: a folder without it is of a run that did not end.
/// </summary>
internal sealed class CrossValidationFolder
{
    private readonly string _folder;
    private readonly IReadOnlyList<string> _names;

    private CrossValidationFolder(string folder, IReadOnlyList<string> names)
    {
        _folder = folder;
        _names = names;
    }

    /// <summary>Prepares the folder, so that one that cannot be written is found before the work.</summary>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static CrossValidationFolder Create(string folder, IReadOnlyList<Fold> folds)
    {
        List<string> names = [];
        foreach (Fold fold in folds)
        {
            string name = FolderName(fold.Name);
            for (int number = 2; names.Contains(name, StringComparer.OrdinalIgnoreCase); number++)
                name = $"{FolderName(fold.Name)}-{number}";
            names.Add(name);
        }

        if (File.Exists(folder))
            throw new InputException(new InputPlace(folder), "is a file, expected a folder to write to");
        using AtomicFile probe = AtomicFile.Create(Path.Combine(folder, "summary.json"));
        return new CrossValidationFolder(folder, names);
    }

    /// <summary>Writes what became of a fold.</summary>
    public void Write(FoldResult result)
    {
        string folder = Path.Combine(_folder, _names[result.Fold.Index]);
        PredictorDirectory.Save(folder, result.Predictor);
        AtomicFile.Write(Path.Combine(folder, "predictions.jsonl"), stream =>
        {
            using TreeWriter writer = new(stream);
            writer.Write(result.Predictions);
        });
        AtomicFile.WriteText(Path.Combine(folder, "errors.json"), JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("left_out", result.Fold.Name);
            json.WriteNumber("trees", result.Predictions.Count);
            foreach (NodeKind kind in NodeKindNames.Reported)
            {
                json.WriteStartObject(kind.ToPublishedName());
                if (result.Errors.Of(kind) is { } error)
                    json.WriteNumber("percentage_error", error);
                json.WriteNumber("nodes", result.Errors.CountOf(kind));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }) + "\n");
    }

    /// <summary>Writes the summary.</summary>
    public void WriteSummary(CrossValidationReport report)
    {
        AtomicFile.WriteText(Path.Combine(_folder, "summary.csv"), report.ToCsv());
        AtomicFile.WriteText(Path.Combine(_folder, "summary.json"), report.ToJson() + "\n");
    }

    // Names come from the data: nothing of them may reach outside the folder.
    private static string FolderName(string name)
    {
        StringBuilder safe = new();
        foreach (char c in name)
            safe.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-');
        string text = safe.ToString().TrimStart('.');
        return text.Length == 0 ? "fold" : text.Length > 100 ? text[..100] : text;
    }
}
