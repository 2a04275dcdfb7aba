using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <summary>A family of architectures: its models by name, and how one is built. See docs/adding-a-model-family.md.</summary>
internal abstract class ZooFamily
{
    /// <summary>Name for people, such as <c>BERT</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The <c>model_type</c> of a config.json of this family, such as <c>bert</c>.</summary>
    public abstract string ModelType { get; }

    /// <summary>
    /// The <c>model_type</c> of configurations of several parts, such as text and images, whose text part is of this family where it does
    /// not name one itself.
    /// </summary>
    public virtual IReadOnlyList<string> Wrappers => [];

    /// <summary>True where a config.json alone describes a model: the family states what holds where that says nothing.</summary>
    public abstract bool TakesConfigurations { get; }

    /// <summary>True for the <c>model_type</c> of this family's configurations.</summary>
    /// <param name="modelType">A <c>model_type</c>.</param>
    public bool IsOf(string modelType) => modelType == ModelType || Wrappers.Contains(modelType);

    /// <summary>The models that have a name.</summary>
    public abstract IReadOnlyList<ZooModel> Models { get; }

    /// <summary>The heads that can stand on a model of this family, such as <c>masked-lm</c>.</summary>
    public virtual IReadOnlyList<TaskHead> Heads => [];

    /// <summary>True for decoders that keep keys and values between passes: those that know the phases of a generation.</summary>
    public virtual bool Generates => false;

    /// <summary>What of a model by name is left out of its counts, as a sentence without a full stop; null for nothing.</summary>
    /// <param name="model">The model.</param>
    public virtual string? LeftOut(ZooModel model) => null;

    /// <summary>Types in which all models of the family are published, where that is not one wide type; else null.</summary>
    public virtual NumberTypes? PublishedTypes => null;

    /// <summary>Types that a suffix of a name stands for in this family; null for what it mostly stands for.</summary>
    /// <param name="name">The name without it, with its owner where one was named.</param>
    /// <param name="suffix">Such as <c>-FP8</c>.</param>
    public virtual NumberTypes? TypesOf(string name, string suffix) => null;

    /// <summary>True where an encoder reads the prompt, so that what the decoder keeps begins with its start token.</summary>
    public virtual bool ReadsPromptApart => false;

    /// <summary>True for families whose attention can be counted as one kernel.</summary>
    public virtual bool FusesAttention => false;

    /// <summary>Why models of this family know no phases, where that is not because they read a text as a whole; else null.</summary>
    public virtual string? WhyNoPhases => null;

    /// <summary>The head of a name.</summary>
    /// <param name="name">Such as <c>masked-lm</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    internal TaskHead HeadOf(string name) => TaskHeadNames.Parse(name) ?? throw new InputException(
        $"'{name}' is no head; the heads of {Name} are: {string.Join(", ", Heads.Select(TaskHeadNames.ToName))}");

    /// <summary>What its models are given: only those of the same do the same task.</summary>
    public virtual ZooInput Takes => ZooInput.Text;

    /// <summary>Builds a model.</summary>
    /// <param name="model">One of <see cref="Models"/>, or one that a config.json describes.</param>
    /// <param name="workload">What for.</param>
    /// <param name="changes">Changes to the model's configuration.</param>
    /// <exception cref="InputException">The workload or the changed configuration does not fit the model.</exception>
    internal abstract Graph Build(ZooModel model, Workload workload, ConfigFields changes);

    /// <summary>What a model's configuration says.</summary>
    /// <param name="model">One of <see cref="Models"/>, or one that a config.json describes.</param>
    /// <param name="changes">Changes to the model's configuration.</param>
    /// <exception cref="InputException">A changed value is of the wrong kind, or values do not fit together.</exception>
    internal abstract ModelDescription Describe(ZooModel model, ConfigFields changes);
}

/// <summary>What models of a family are given.</summary>
internal enum ZooInput
{
    /// <summary>Tokens of texts.</summary>
    Text,

    /// <summary>Pictures.</summary>
    Pictures,

    /// <summary>Sound.</summary>
    Sound,
}
