using Xunit;

namespace JouleTree.Measurement.Tests.Profiling;

/// <summary>A fact about the accuracy of real measurements, which other programs on the machine would spoil.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QuietMachineFactAttribute : FactAttribute
{
    public const string Variable = "JOULETREE_QUIET_MACHINE";

    public QuietMachineFactAttribute() => Skip = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }
        ? null
        : $"measures BERT-base for minutes on a machine that does nothing else: set {Variable}=1";
}
