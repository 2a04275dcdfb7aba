namespace JouleTree.Cli.Options;

/// <summary>
/// A command line that is wrong by itself, whatever the files and devices that it names: two options that contradict each other, a value
/// that is not spelled as it must be. What only a file or the work shows to be wrong is an <see cref="Core.Errors.InputException"/>.
/// </summary>
/// <param name="problem">What is wrong and what to do, as one sentence without a full stop.</param>
internal sealed class UsageException(string problem) : Exception(problem);
