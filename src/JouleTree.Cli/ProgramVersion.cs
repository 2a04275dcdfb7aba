using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli;

/// <summary>What this program is: its version, the commit that it was built from, and the engine that it was built with.</summary>
internal static class ProgramVersion
{
    /// <summary>What the build wrote into the assembly of the engine's package (Tool.targets).</summary>
    public const string EngineKey = "Engine";

    // As long as git shows one.
    private const int CommitLetters = 12;

    /// <summary>One line, such as <c>jouletree 0.2.0, commit 5f141fb80861, ONNX Runtime 1.31.1</c>.</summary>
    /// <remarks>The engine itself is not loaded for this: <c>jouletree doctor</c> says which library a run takes.</remarks>
    public static string Text
    {
        get
        {
            Assembly assembly = typeof(ProgramVersion).Assembly;
            string built = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            string engine = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == EngineKey).Value!;
            return TextOf(built, engine);
        }
    }

    /// <summary>The line of a build.</summary>
    /// <param name="built">Version and, behind a plus sign, the commit, where the build knew one.</param>
    /// <param name="engine">Name and version of the engine's package.</param>
    public static string TextOf(string built, string engine)
    {
        string[] parts = built.Split('+', 2);
        string commit = parts.Length == 2 ? parts[1][..Math.Min(CommitLetters, parts[1].Length)] : "unknown";
        return $"jouletree {parts[0]}, commit {commit}, {engine}";
    }
}

/// <summary>Writes the line where <c>--version</c> stands beside other words.</summary>
/// <param name="context">Where to.</param>
internal sealed class VersionAction(CommandContext context) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        context.Show(ProgramVersion.Text + "\n");
        return ExitCodes.Done;
    }
}
