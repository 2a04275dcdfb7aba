namespace JouleTree.Measurement.Engine;

/// <summary>What messages call the arguments that choose an engine.</summary>
internal static class EngineArguments
{
    /// <summary>The argument that names the library.</summary>
    public const string Library = "library";
}
