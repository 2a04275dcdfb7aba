using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <summary>A family of architectures: its models by name, and how one is built. See docs/adding-a-model-family.md.</summary>
internal abstract class ZooFamily
{
    /// <summary>Name for people, such as <c>BERT</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The <c>model_type</c> of a config.json of this family, such as <c>bert</c>.</summary>
    public abstract string ModelType { get; }

    /// <summary>The models that have a name.</summary>
    public abstract IReadOnlyList<ZooModel> Models { get; }

    /// <summary>The heads that can stand on a model of this family, such as <c>masked-lm</c>.</summary>
    public virtual IReadOnlyList<TaskHead> Heads => [];

    /// <summary>True for decoders that keep keys and values between passes: those that know the phases of a generation.</summary>
    public virtual bool Generates => false;

    /// <summary>True where an encoder reads the prompt, so that what the decoder keeps begins with its start token.</summary>
    public virtual bool ReadsPromptApart => false;

    /// <summary>True for families whose attention can be counted as one kernel.</summary>
    public virtual bool FusesAttention => false;

    /// <summary>Why models of this family know no phases, where that is not because they read a text as a whole; else null.</summary>
    public virtual string? WhyNoPhases => null;

    /// <summary>Builds a model.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="workload">What for.</param>
    /// <param name="changes">Changes to the model's configuration.</param>
    /// <exception cref="InputException">The workload or the changed configuration does not fit the model.</exception>
    internal abstract Graph Build(ZooModel model, Workload workload, ConfigFields changes);

    /// <summary>The sizes of a model that changes may name, and whether it takes sequences.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    internal abstract (IReadOnlyList<(string Name, int Value)> Sizes, bool TakesSequences) Describe(ZooModel model);
}
