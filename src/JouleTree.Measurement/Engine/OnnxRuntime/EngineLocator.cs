using System.Runtime.InteropServices;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.OnnxRuntime;

/// <summary>Finds the engine's library: named by the user, by a variable, or beside the application.</summary>
internal static class EngineLocator
{
    /// <summary>Environment variable that names the library.</summary>
    public const string Variable = "JOULETREE_ORT_LIBRARY";

    /// <summary>What messages call the argument that names the library.</summary>
    internal const string Library = "library";

    /// <summary>File names of the library beside the application, the preferred first.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ["onnxruntime.dll"]
        : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? ["libonnxruntime.1.dylib", "libonnxruntime.dylib"]
        : ["libonnxruntime.so.1", "libonnxruntime.so"];

    /// <summary>The library's path.</summary>
    /// <param name="library">Path that the user gave, or null.</param>
    /// <param name="variable">Value of <see cref="Variable"/>, or null.</param>
    /// <param name="applicationFolder">Folder of the application.</param>
    /// <param name="exists">Tells whether a file exists.</param>
    /// <exception cref="InputException">The file that was named is missing, or there is none beside the application.</exception>
    public static string Find(string? library, string? variable, string applicationFolder, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(applicationFolder);
        ArgumentNullException.ThrowIfNull(exists);
        if (library is { Length: > 0 })
            return exists(library) ? library
                : throw new InputException(new InputPlace(library), $"no such file (option `{Library}`), expected ONNX Runtime's library")
                {
                    Arguments = [Library],
                };
        if (variable is { Length: > 0 })
            return exists(variable)
                ? variable
                : throw new InputException(new InputPlace(variable),
                $"no such file (variable {Variable}), expected ONNX Runtime's library");
        return FileNames.Select(name => Path.Combine(applicationFolder, name)).FirstOrDefault(exists)
            ?? throw new InputException(
                $"ONNX Runtime was not found: no {string.Join(" or ", FileNames)} in {applicationFolder}; the build restores it by npm "
                    + $"for common platforms, on others name a library with `{Library}` or the variable {Variable}")
            {
                Arguments = [Library],
            };
    }

    /// <summary>The engine of this process.</summary>
    /// <param name="library">Path that the user gave, or null to look for it.</param>
    /// <exception cref="InputException">There is no library, or it cannot be loaded.</exception>
    public static OnnxRuntimeEngine Open(string? library = null) => new(Find(
        library, Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory, File.Exists));
}
