namespace JouleTree.Measurement.Engine;

/// <summary>What an engine is.</summary>
/// <param name="Name">Its name, such as <c>onnxruntime</c>.</param>
/// <param name="Version">Version of the library.</param>
/// <param name="LibraryPath">File that it was loaded from; null for an engine without one.</param>
/// <param name="Providers">Names of the execution providers that the library was built with.</param>
public sealed record EngineDescription(string Name, string Version, string? LibraryPath, IReadOnlyList<string> Providers);
