using JouleTree.Core.Errors;
using JouleTree.Devices;

namespace JouleTree.Estimates;

/// <summary>What one device of several says of a model.</summary>
/// <param name="Device">The device.</param>
/// <param name="Estimate">The estimate, or null where it cannot say it.</param>
/// <param name="Refusal">Why it cannot, or why what it says is a part only; null where it can.</param>
/// <example>
/// <code>
/// EstimableModel model = EstimableModel.Of(ModelSource.Open("vgg11"), new Workload { BatchSize = 4 });
/// foreach (DeviceAnswer answer in model.OnEach(EnergyDevice.Shipped))
///     Console.WriteLine($"{answer.Device.Name}: {answer.Estimate?.Joules} J {answer.Refusal}");
/// </code>
/// </example>
public sealed record DeviceAnswer(EnergyDevice Device, Estimate? Estimate, string? Refusal)
{
    /// <summary>True where the device tells the whole of the model.</summary>
    public bool IsWhole => Refusal is null;

    /// <summary>The first whole answer.</summary>
    /// <param name="answers">Answers, the best first.</param>
    /// <exception cref="InputException">None of them tells the whole of the model.</exception>
    public static Estimate BestOf(IReadOnlyList<DeviceAnswer> answers) => BestOfAll(answers).Estimate!;

    /// <summary>The first whole answer, with its device.</summary>
    /// <param name="answers">Answers, the best first.</param>
    /// <exception cref="InputException">None of them tells the whole of the model.</exception>
    internal static DeviceAnswer BestOfAll(IReadOnlyList<DeviceAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return answers.FirstOrDefault(answer => answer.IsWhole)
            ?? throw new InputException($"no device can answer: {string.Join("; ", answers.Select(answer => answer.Refusal))}");
    }
}
