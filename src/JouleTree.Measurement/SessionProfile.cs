using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Measurement.Traces;
using JouleTree.Models;

namespace JouleTree.Measurement;

/// <summary>
/// The profile file of an <c>InferenceSession</c> of your own as a tree: the model's modules and counts, with the time of each in the runs
/// that the session made. Record with <c>SessionOptions.EnableProfiling</c>, best with graph optimisation off.
/// </summary>
/// <example>
/// <code>
/// ImportedTrace times = SessionProfile.Read(session.EndProfiling(), ModelSource.Open("model.onnx"), new Workload { BatchSize = 1 });
/// foreach (TreeNode module in times.Tree.Root.Children)
///     Console.WriteLine($"{module.Scope}: {module.Seconds} s");
/// </code>
/// </example>
public static class SessionProfile
{
    /// <summary>Reads a profile.</summary>
    /// <param name="file">Path of the file that <c>InferenceSession.EndProfiling</c> told.</param>
    /// <param name="model">The <c>.onnx</c> file that was run.</param>
    /// <param name="workload">Sizes that it was run with, where the file leaves them free.</param>
    /// <param name="skip">First runs to leave out; null for the first where there are several: it allocates memory.</param>
    /// <returns>Times in seconds per forward pass, medians over the runs; what cannot be placed is said in the remarks.</returns>
    /// <exception cref="InputException">
    /// The file cannot be read, is no profile of ONNX Runtime's or of another model, or the model is no <c>.onnx</c> file.
    /// </exception>
    public static ImportedTrace Read(InputFile file, ModelSource model, Workload workload, int? skip = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(model);
        if (skip is { } runs)
            ArgumentOutOfRangeException.ThrowIfNegative(runs, nameof(skip));
        Graph graph = model.Build(workload);
        return graph.IsFromFile
            ? OrtTrace.Read(file, graph, skip)
            : throw new InputException(
                $"{model.Name} is an architecture, expected the .onnx file that was run, whose node names are in the profile");
    }
}
