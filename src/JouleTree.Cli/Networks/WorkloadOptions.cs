using System.CommandLine;
using JouleTree.Cli.Completion;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Counting.Answers;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Models;

namespace JouleTree.Cli.Networks;

/// <summary>MODEL and the options that say for what it is built, shared by the verbs that need a graph.</summary>
internal sealed class WorkloadOptions
{
    private readonly Option<int> _batchSize = new Option<int>("--batch-size", "-b")
    {
        Description = "Items per forward pass.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    }.Whole(1);

    private readonly Option<int?> _sequenceLength = new Option<int?>("--seq-len", "-s")
    {
        Description = "Tokens per item; 128 where nothing is said.",
        HelpName = "N",
    }.Whole(1);

    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "Shape of an input, such as input=8x3x320x320.",
        HelpName = "NAME=2x128",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _inputValues = new("--input-value")
    {
        Description = "A number that fills an input of a file, where its branches or loops depend on it, such as sr=16000.",
        HelpName = "NAME=NUMBER",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _set = SetOption.Create();

    private readonly Option<InputFile?> _config = new Option<InputFile?>("--config")
    {
        Description = "Configuration of the architecture: a Hugging Face config.json.",
        HelpName = "FILE",
    }.Read();

    private readonly NumberOptions _numbers = new();

    private readonly Option<double> _expertSkew = new Option<double>("--expert-skew")
    {
        Description = "How unevenly tokens choose a mixture's experts: popularity falls as 1/rank^S; 0 (default) is all alike.",
        HelpName = "S",
    }.Real("", least: 0);

    private readonly PhaseOptions _phase = new();
    private readonly TextOptions _text = new();
    private TokenBatch? _tokens;

    /// <summary>A name of the zoo, or a file.</summary>
    public Argument<InputFile?> Model { get; } = new Argument<InputFile?>("MODEL")
    {
        Description = "A name that `jouletree inspect --list` shows, a model's folder, .safetensors file or config.json of Hugging Face, "
            + "a .gguf or an .onnx file; - is standard input.",
        // Help would name every model in its place.
        HelpName = "MODEL",
    }.ReadIfNamed();

    /// <summary>The options that say for what inputs a pass is, which a model that is served is not asked.</summary>
    public IEnumerable<Option> OfAForwardPass =>
    [
        _batchSize, _sequenceLength, _inputs, _inputValues, _expertSkew, _numbers.Attention, .. _phase.All, .. _text.All,
    ];

    /// <summary>MODEL and the options.</summary>
    /// <param name="isModelOptional">True where something else may be asked for in place of a model.</param>
    public WorkloadOptions(bool isModelOptional = false)
    {
        Model.Arity = isModelOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
        Model.CompletionSources.Add(_ => Suggestions.Models);
    }

    /// <summary>Adds the argument and the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        command.Add(Model);
        command.Add(_batchSize);
        command.Add(_sequenceLength);
        command.Add(_inputs);
        command.Add(_inputValues);
        command.Add(_set);
        command.Add(_config);
        _numbers.AddTo(command);
        command.Add(_expertSkew);
        _phase.AddTo(command);
        _text.AddTo(command);
    }

    /// <summary>The graph that the command line asks for.</summary>
    /// <param name="parsed">The parsed command line, with a MODEL.</param>
    /// <exception cref="InputException">There is no such model, or the workload does not fit it.</exception>
    public Graph Build(ParseResult parsed) => Source(parsed).Build(Workload(parsed), Changes(parsed));

    /// <summary>The whole answer that the command line asks for.</summary>
    /// <param name="parsed">The parsed command line, with a MODEL.</param>
    /// <param name="view">Counts one pass.</param>
    /// <exception cref="InputException">There is no such model, or it cannot give the answer.</exception>
    public CountedAnswer Answer(ParseResult parsed, Func<Graph, GraphView> view) =>
        Source(parsed).CountAnswer(Workload(parsed), Changes(parsed), view);

    /// <summary>The model that the command line names.</summary>
    /// <param name="parsed">The parsed command line, with a MODEL.</param>
    /// <exception cref="InputException">There is no such model, or options for another kind are given with it.</exception>
    public ModelSource Source(ParseResult parsed)
    {
        File(parsed);
        return ModelSource.Open(parsed.GetValue(Model)!, EngineIfThere.Instance);
    }

    /// <summary>Changes to the architecture, or null where the command line asks for none.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">The configuration is no JSON, or a change is not spelled so.</exception>
    public ConfigFields? Changes(ParseResult parsed)
    {
        InputFile? file = parsed.GetValue(_config);
        string[] pairs = parsed.GetRequiredValue(_set);
        if (file is null && pairs.Length == 0)
            return null;
        ConfigFields changes = ConfigFields.Empty();
        if (file is not null)
            changes.AddFile(file);
        foreach (string pair in pairs)
            changes.AddPair(pair);
        return changes;
    }

    /// <summary>The file that is named as MODEL, or null for an architecture.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">Options for another kind are given with it.</exception>
    public InputFile? File(ParseResult parsed)
    {
        InputFile model = parsed.GetValue(Model)!;
        ModelKind kind = ModelSource.KindOf(model);
        // Before texts and configurations are read for nothing.
        bool isChanged = parsed.GetValue(_config) is not null || parsed.GetRequiredValue(_set).Length > 0;
        ModelSource.Check(model.Name, kind, _phase.Apply(parsed, new Workload { InputValues = InputValues(parsed) }), isChanged);
        return kind == ModelKind.Network ? model : null;
    }

    private Dictionary<string, double> InputValues(ParseResult parsed) =>
        Named(_inputValues, parsed.GetRequiredValue(_inputValues).Select(ValueOf));

    /// <summary>What the model is built for.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">A shape or type is not spelled as it must be.</exception>
    public Workload Workload(ParseResult parsed)
    {
        return _phase.Apply(parsed, _numbers.Apply(parsed, new Workload
        {
            BatchSize = parsed.GetValue(_batchSize),
            SequenceLength = Tokens(parsed)?.Length ?? parsed.GetValue(_sequenceLength),
            InputShapes = Named(_inputs, parsed.GetRequiredValue(_inputs).Select(ShapeOf)),
            InputValues = InputValues(parsed),
            ExpertSkew = parsed.GetValue(_expertSkew),
        })).Checked();
    }

    /// <summary>The types in which a model is served, or null for those in which it is published.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">A type is not spelled as it must be.</exception>
    public NumberTypes? ServedTypes(ParseResult parsed)
    {
        Workload workload = Workload(parsed);
        return workload.Numbers
            ?? (workload.FloatType == DataType.Unknown ? null : new NumberTypes { Weights = NumberFormat.Of(workload.FloatType) });
    }

    /// <summary>The texts to run the model on, or null where none are named.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">A file is wrong, or holds too few texts.</exception>
    public TokenBatch? Tokens(ParseResult parsed) =>
        _tokens ??= _text.Read(parsed, parsed.GetValue(_batchSize), parsed.GetValue(_sequenceLength));

    private static Dictionary<string, T> Named<T>(Option option, IEnumerable<(string Name, T Value)> inputs)
    {
        Dictionary<string, T> named = [];
        foreach ((string name, T value) in inputs)
        {
            if (!named.TryAdd(name, value))
                throw new UsageException($"{option.Name} {name}: is given more than once");
        }

        return named;
    }

    private static (string Name, double Value) ValueOf(string text)
    {
        int equals = text.LastIndexOf('=');
        return equals > 0 && NumberOption.Real(text[(equals + 1)..]) is { } value
            ? (text[..equals], value)
            : throw new UsageException($"--input-value {text}: expected NAME=NUMBER, such as sr=16000");
    }

    private static (string Name, TensorShape Shape) ShapeOf(string text) => InputShape.TryParse(text, out InputShape? input)
        ? (input.Name, input.Shape)
        : throw new UsageException($"--input {text}: {InputShape.Expected}");
}
