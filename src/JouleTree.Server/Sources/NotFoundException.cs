namespace JouleTree.Server.Sources;

/// <summary>What a request names does not exist: 404 instead of 400.</summary>
/// <param name="problem">What is missing and what there is instead.</param>
internal sealed class NotFoundException(string problem) : Exception(problem);
