using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Weights;

namespace JouleTree.Graphs.Zoo;

/// <summary>A family whose models are configurations of one record.</summary>
/// <typeparam name="TConfig">The configuration: a record with the fields of the family's config.json.</typeparam>
internal abstract class ConfiguredFamily<TConfig> : ZooFamily
    where TConfig : class
{
    private readonly List<ZooModel> _models = [];
    private readonly Dictionary<string, TConfig> _configs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ZooModel> Models => _models;

    /// <summary>Class of the whole model, such as <c>BertModel</c>.</summary>
    protected abstract string ClassName { get; }

    /// <summary>
    /// What holds where a config.json says nothing: the defaults of Hugging Face's configuration class, which may be no model's. Null for
    /// families that have no such class.
    /// </summary>
    protected virtual TConfig? Defaults => null;

    /// <inheritdoc/>
    public sealed override bool TakesConfigurations => Defaults is not null;

    /// <summary>A configuration with some of its fields changed.</summary>
    /// <param name="fields">The changes, by the names of config.json.</param>
    /// <param name="config">The configuration to change.</param>
    /// <exception cref="InputException">A value is of the wrong kind, or values do not fit together.</exception>
    protected abstract TConfig Read(ConfigFields fields, TConfig config);

    /// <summary>Writes the network down.</summary>
    /// <param name="net">Where to.</param>
    /// <param name="config">Its configuration.</param>
    /// <returns>What a forward pass gives back.</returns>
    protected abstract IReadOnlyList<Tensor> Forward(GraphBuilder net, TConfig config);

    /// <summary>Writes the network down with a head on it. Only families with <see cref="ZooFamily.Heads"/> are asked.</summary>
    /// <param name="net">Where to.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="head">The head.</param>
    /// <returns>What a forward pass gives back.</returns>
    protected virtual IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, TConfig config, HeadConfig head) =>
        throw new NotSupportedException($"{Name} has no heads");

    /// <summary>Class of the model with a head: by default that of the base model with its head's name for <c>Model</c>.</summary>
    /// <param name="head">The head.</param>
    protected virtual string ClassNameWith(TaskHead head) =>
        ClassName[..^"Model".Length] + (head is TaskHead.LMHead or TaskHead.DoubleHeads
            ? $"{head}Model"
            : head == TaskHead.ReplacedTokens ? "ForPreTraining" : $"For{head}");

    /// <summary>The workload with the sizes filled in that it leaves to the family. Default: as it is.</summary>
    /// <param name="workload">What was asked for.</param>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InputException">The model cannot take that workload.</exception>
    protected virtual Workload Complete(Workload workload, TConfig config) => workload;

    /// <summary>Gives a configuration a name.</summary>
    /// <param name="name">Name on the command line.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="publishedParameters">Published number of parameters, or null where none is known.</param>
    /// <param name="source">Where it is published.</param>
    /// <param name="aliases">Other names.</param>
    protected void Declare(
        string name, TConfig config, long? publishedParameters = null, string? source = null, params IReadOnlyList<string> aliases)
    {
        _models.Add(new ZooModel(name, this, publishedParameters, source) { Aliases = aliases });
        _configs.Add(name, config);
    }

    /// <summary>Longest sequence in tokens, for <see cref="ModelDescription"/>.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="positions">Its number of positions, or null where it has none.</param>
    protected virtual int? ContextLength(TConfig config, int? positions) => positions;

    internal sealed override ModelDescription Describe(ZooModel model, ConfigFields changes)
    {
        List<(string Name, object? Value)> noted = [];
        TConfig config = Read(changes.Over(model.Fields).Noting(noted), ConfigOf(model));
        int? positions = noted.Find(field => field.Name is "max_position_embeddings" or "n_positions").Value as int?;
        return new ModelDescription(noted, Complete(new Workload(), config).SequenceLength is not null, ContextLength(config, positions));
    }

    internal sealed override Graph Build(ZooModel model, Workload workload, ConfigFields changes)
    {
        ConfigFields fields = changes.Over(model.Fields);
        (TConfig config, HeadConfig? head) = ReadWhole(model, fields);
        if (workload.AnswerLength is { } answer)
            throw new InputException(new InputPlace(Argument: nameof(Workload.AnswerLength)),
                $"`{nameof(Workload.AnswerLength)}` {answer}: a whole answer is several passes, and is counted and estimated only");
        CheckPhase(model, workload);
        CheckAttention(model, workload);
        Workload typed = Typed(workload, model, fields);
        GraphBuilder net = new(model.Name, head is null ? ClassName : ClassNameWith(head.Kind), Complete(typed, config))
        {
            Choices = head?.Choices ?? 1,
            Files = model.Weights is { } weights
                ? new WeightMatcher(
                    weights, changes.Count > 0, workload.FloatType != DataType.Unknown || workload.Numbers?.Weights is not null)
                : null,
            Notes = model.Fields is null && LeftOut(model) is { } leftOut ? [.. fields.Remarks, leftOut] : fields.Remarks,
        };
        IReadOnlyList<Tensor> outputs = head is null ? Forward(net, config) : ForwardWithHead(net, config, head);
        return net.Build([.. outputs, .. net.Cache?.Presents ?? []]);
    }

    private (TConfig Config, HeadConfig? Head) ReadWhole(ZooModel model, ConfigFields fields)
    {
        try
        {
            fields.RefuseOtherFamily(this);
            TConfig config = Read(fields, ConfigOf(model));
            HeadConfig? head = model.Head == TaskHead.None ? null : HeadConfig.Read(model.Head, fields);
            // What only heads ask for is known without one, too.
            fields.Ignore("tie_word_embeddings");
            fields.RefuseUnread(Name);
            return (config, head);
        }
        catch (InputException error) when (error.Place.File is null && fields.FileOf(error.Place.Field) is not null)
        {
            throw error.In(fields.FileOf(error.Place.Field)!);
        }
    }

    private TConfig ConfigOf(ZooModel model) => model.Fields is null
        ? _configs[model.ConfigurationName]
        : Defaults ?? throw new ArgumentException($"{Name} has no configurations", nameof(model));

    /// <summary>The workload in the types in which the model is published, where it names no one type for all.</summary>
    private static Workload Typed(Workload workload, ZooModel model, ConfigFields fields)
    {
        if (workload.FloatType != DataType.Unknown)
            return workload;
        if (model.Weights is { } weights && workload.Numbers?.Weights is null)
            return FileTypes.Apply(workload, weights, fields);
        NumberTypes? published = fields.Part("quantization_config") is { } part
            ? QuantizationConfig.Read(part) with { Flowing = DataTypeFacts.ParseFloat(fields.Word("torch_dtype", "dtype") ?? "") }
            : model.Types ?? (model.Fields is null ? model.Family.PublishedTypes : null);
        return published is null ? workload : workload with { Numbers = (workload.Numbers ?? new NumberTypes()).Over(published) };
    }

    private void CheckAttention(ZooModel model, Workload workload)
    {
        if (workload.Attention == AttentionForm.Fused && !FusesAttention)
            throw new InputException(new InputPlace(Argument: nameof(Workload.Attention)),
                $"`{nameof(Workload.Attention)}` fused: {model.Name} has no attention that is counted as one kernel; decoders such as "
                + $"{string.Join(", ", ModelZoo.Families.Where(family => family.FusesAttention).Select(family => family.Models[0].Name))} "
                + $"have");
    }

    private void CheckPhase(ZooModel model, Workload workload)
    {
        if (workload.Phase == GenerationPhase.None)
            return;
        if (!Generates)
        {
            string others = string.Join(", ", ModelZoo.Families.Where(family => family.Generates).Select(family => family.Models[0].Name));
            throw new InputException(
                $"{model.Name} {WhyNoPhases ?? "does not generate text token by token"}, so it has no phases here; decoders such as "
                + $"{others} have");
        }

        if (model.Head is not (TaskHead.None or TaskHead.LMHead))
            throw new InputException($"{model.Name} generates no text: a phase is for the base model or its lm-head");
    }
}
