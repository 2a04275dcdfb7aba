using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

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
    /// <param name="alias">Another name.</param>
    protected void Declare(string name, TConfig config, long? publishedParameters = null, string? source = null, string? alias = null)
    {
        _models.Add(new ZooModel(name, this, publishedParameters, source) { Alias = alias });
        _configs.Add(name, config);
    }

    internal sealed override (IReadOnlyList<(string Name, int Value)> Sizes, bool TakesSequences) Describe(ZooModel model)
    {
        List<(string Name, int Value)> sizes = [];
        TConfig config = Read(ConfigFields.Noting(sizes), _configs[model.BaseName]);
        return (sizes, Complete(new Workload(), config).SequenceLength is not null);
    }

    internal sealed override Graph Build(ZooModel model, Workload workload, ConfigFields changes)
    {
        changes.RefuseOtherFamily(ModelType);
        TConfig config = Read(changes, _configs[model.BaseName]);
        HeadConfig? head = model.Head == TaskHead.None ? null : HeadConfig.Read(model.Head, changes);
        changes.RefuseUnread();
        if (workload.AnswerLength is { } answer)
            throw new InputException(new InputPlace(Argument: nameof(Workload.AnswerLength)),
                $"`{nameof(Workload.AnswerLength)}` {answer}: a whole answer is several passes, and is counted and estimated only");
        CheckPhase(model, workload);
        CheckAttention(model, workload);
        GraphBuilder net = new(model.Name, head is null ? ClassName : ClassNameWith(head.Kind), Complete(workload, config))
        {
            Choices = head?.Choices ?? 1,
        };
        IReadOnlyList<Tensor> outputs = head is null ? Forward(net, config) : ForwardWithHead(net, config, head);
        return net.Build([.. outputs, .. net.Cache?.Presents ?? []]);
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
