using System.Runtime.InteropServices;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine.CApi;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>Finds the engine's library: named by the user, by a variable, or the one that the engine's package brought.</summary>
internal static class EngineLocator
{
    /// <summary>Environment variable that names the library.</summary>
    public const string Variable = "JOULETREE_ORT_LIBRARY";

    // Where the host of .NET looks for native libraries of packages, in the order in which it does.
    private const string NativeFolders = "NATIVE_DLL_SEARCH_DIRECTORIES";

    /// <summary>File name of the package's library.</summary>
    public static string FileName { get; } =
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>The engine of this process.</summary>
    /// <param name="library">Path that the user gave, or null to look for it.</param>
    /// <exception cref="InputException">There is no library, or it cannot be loaded.</exception>
    public static IInferenceEngine Open(string? library = null) =>
        FindNamed(library, Environment.GetEnvironmentVariable(Variable), File.Exists) is { } named
            ? new CApiEngine(named)
            : new OnnxRuntimeEngine(FindPackaged(Folders(), File.Exists));

    /// <summary>The library that was named; null where none was.</summary>
    /// <param name="library">Path that the user gave, or null.</param>
    /// <param name="variable">Value of <see cref="Variable"/>, or null.</param>
    /// <param name="exists">Tells whether a file exists.</param>
    /// <exception cref="InputException">The file that was named is missing.</exception>
    public static string? FindNamed(string? library, string? variable, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(exists);
        if (library is { Length: > 0 })
            return exists(library) ? library
                : throw new InputException(
                    new InputPlace(library), $"no such file (option `{EngineArguments.Library}`), expected ONNX Runtime's library")
                {
                    Arguments = [EngineArguments.Library],
                };
        if (variable is not { Length: > 0 })
            return null;
        return exists(variable)
            ? variable
            : throw new InputException(new InputPlace(variable), $"no such file (variable {Variable}), expected ONNX Runtime's library");
    }

    /// <summary>The library of the engine's package.</summary>
    /// <param name="folders">Where to look, the first first.</param>
    /// <param name="exists">Tells whether a file exists.</param>
    /// <exception cref="InputException">There is none: the package has none for this machine.</exception>
    public static string FindPackaged(IReadOnlyList<string> folders, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(exists);
        return folders.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(exists)
            ?? throw new InputException(
                $"ONNX Runtime was not found: no {FileName} in {string.Join(", ", folders)}; its package Microsoft.ML.OnnxRuntime has "
                    + $"none for {RuntimeInformation.RuntimeIdentifier}: name a library with `{EngineArguments.Library}` or the variable "
                    + Variable)
            {
                Arguments = [EngineArguments.Library],
            };
    }

    private static string[] Folders() =>
    [
        .. (AppContext.GetData(NativeFolders) as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        AppContext.BaseDirectory,
    ];
}
