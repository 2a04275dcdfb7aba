using System.Text.Encodings.Web;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Irene;

namespace JouleTree.Core.Prediction.Storage;

/// <summary>
/// A trained predictor on disk: a folder with one readable JSON file (docs/model-directory.md). One file, so that a
/// folder never holds half of one predictor and half of another.
/// </summary>
/// <example>
/// <code>
/// IEnergyPredictor predictor = PredictorDirectory.Load("my-predictor");
/// foreach (ModelTree tree in TreeReader.Read("trees.jsonl"))
///     Console.WriteLine($"{tree.ModelName}: {predictor.Predict(tree).Root.PredictedJoules} J");
/// </code>
/// </example>
public static class PredictorDirectory
{
    /// <summary>Name of the file in the folder.</summary>
    public const string FileName = "predictor.json";

    /// <summary>Version of the format that this program writes, and the newest that it reads.</summary>
    public const int Version = 3;

    // What a calibrated predictor learned of runs and of the machine's drift is missing there, and nothing else.
    private const int OldestVersion = 2;

    private const string FormatName = "jouletree-predictor";
    private static readonly IPredictorFormat[] Formats = [new IreneFormat(), new CalibratedFormat()];

    /// <summary>How predictors are laid out.</summary>
    internal static JsonWriterOptions JsonOptions { get; } =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Stores a predictor; the folder is made where it is missing.</summary>
    /// <param name="folder">Folder to write to.</param>
    /// <param name="predictor">A trained <see cref="IrenePredictor"/> or <see cref="CalibratedPredictor"/>.</param>
    /// <exception cref="ArgumentException">The predictor is of another class: only what this library trains can be stored.</exception>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static void Save(string folder, IEnergyPredictor predictor)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(predictor);
        IPredictorFormat format = FormatOf(predictor);
        AtomicFile.Write(Path.Combine(folder, FileName), stream =>
        {
            using Utf8JsonWriter json = new(stream, JsonOptions);
            Write(json, predictor, format);
        });
    }

    /// <summary>Checks that a predictor could be stored, without leaving anything behind.</summary>
    /// <param name="folder">Folder to write to; it need not exist yet.</param>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static void EnsureWritable(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (File.Exists(folder))
            throw new InputException(new InputPlace(folder), "is a file, expected a folder to write to");
        // The folder itself is made at the end: nothing stays behind of work that fails.
        string? existing = Path.GetFullPath(folder);
        while (existing is not null && !Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing);
        using AtomicFile probe = AtomicFile.Create(Path.Combine(existing ?? ".", FileName));
    }

    /// <summary>Loads a predictor.</summary>
    /// <param name="folder">Folder that a predictor was saved in.</param>
    /// <exception cref="InputException">There is none, it is of another version, or it is damaged.</exception>
    public static IEnergyPredictor Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new InputException(new InputPlace(folder), $"holds no trained predictor ({FileName}); make one with jouletree train");
        return JsonInput.ReadFile(path, "a trained predictor", Read);
    }

    /// <summary>A predictor from its JSON text.</summary>
    /// <param name="utf8">Content of a predictor file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InputException">It is of another version, or damaged.</exception>
    public static IEnergyPredictor Parse(ReadOnlyMemory<byte> utf8, string name) =>
        JsonInput.Read(utf8, name, "a trained predictor", Read);

    /// <summary>Writes a predictor as one JSON object.</summary>
    internal static void Write(Utf8JsonWriter json, IEnergyPredictor predictor) => Write(json, predictor, FormatOf(predictor));

    /// <summary>Reads a predictor from its JSON object.</summary>
    internal static IEnergyPredictor Read(JsonInput input)
    {
        JsonInput format = input.Member("format");
        if (format.Text() != FormatName)
            throw format.Fail($"found '{format.Text()}', expected '{FormatName}'");
        JsonInput version = input.Member("version");
        long number = version.Whole(0, int.MaxValue);
        if (number is < OldestVersion or > Version)
            throw version.Fail($"found version {number}, this program reads versions {OldestVersion} to {Version}; train the predictor "
                + $"again, or use the JouleTree that made it");
        JsonInput method = input.Member("method");
        string name = method.Text();
        return (Formats.FirstOrDefault(candidate => candidate.Method == name)
            ?? throw method.Fail($"found '{name}', expected one of {string.Join(", ", Formats.Select(candidate => candidate.Method))}"))
                .Read(input);
    }

    private static void Write(Utf8JsonWriter json, IEnergyPredictor predictor, IPredictorFormat format)
    {
        json.WriteStartObject();
        json.WriteString("format", FormatName);
        json.WriteNumber("version", Version);
        json.WriteString("method", format.Method);
        format.Write(json, predictor);
        json.WriteEndObject();
    }

    // By its class, not by the name of its method: a stranger's predictor may call its method anything.
    private static IPredictorFormat FormatOf(IEnergyPredictor predictor) => Array.Find(Formats, format => format.Holds(predictor))
        ?? throw new ArgumentException(
            $"found a {predictor.GetType().Name}, expected an {nameof(IrenePredictor)} or a {nameof(CalibratedPredictor)}: only "
                + $"predictors that this library trains can be stored",
            nameof(predictor));
}
