using System.Runtime.InteropServices;
using System.Text;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>
/// The engine's function table. Functions that can fail return a status, 0 for success; <see cref="Check"/> turns one
/// into an error for the user.
/// </summary>
/// <remarks>
/// Signatures: <c>include/onnxruntime/core/session/onnxruntime_c_api.h</c> of ONNX Runtime. The table of version 14
/// (ONNX Runtime 1.14, February 2023) is asked for: the oldest with every function used here, so that a user's own
/// library may be as old as that.
/// </remarks>
internal sealed unsafe class CApiTable
{
    /// <summary>Version of the table that is asked for.</summary>
    public const uint Version = 14;

    private readonly nint* _table;

    private CApiTable(nint* table, string libraryVersion, string path)
    {
        _table = table;
        LibraryVersion = libraryVersion;
        Path = path;
    }

    /// <summary>Version of the library, such as <c>1.31.1</c>.</summary>
    public string LibraryVersion { get; }

    /// <summary>File of the library.</summary>
    public string Path { get; }

    /// <summary>Loads a library. It stays loaded: the engine starts threads that outlive every session.</summary>
    /// <param name="path">File of the library.</param>
    /// <exception cref="InputException">It is no ONNX Runtime library for this machine, or too old.</exception>
    public static CApiTable Load(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new InputException(
                new InputPlace(path), $"is not a library that this machine can load: {error.Message.ReplaceLineEndings(" ")}", error);
        }

        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint entry))
            throw new InputException(new InputPlace(path),
                "is not an ONNX Runtime library: it has no function OrtGetApiBase; name the library itself, such as libonnxruntime.so");
        nint* apiBase = (nint*)((delegate* unmanaged<nint>)entry)();
        string version = Text(((delegate* unmanaged<byte*>)apiBase[1])());
        nint table = ((delegate* unmanaged<uint, nint>)apiBase[0])(Version);
        return table != 0
            ? new CApiTable((nint*)table, version, path)
            : throw new InputException(
                new InputPlace(path), $"is ONNX Runtime {version}, expected 1.{Version} or later; name a newer library with "
                    + $"`{EngineArguments.Library}`")
            {
                Arguments = [EngineArguments.Library],
            };
    }

    /// <summary>The library is of this version or later, so that its table has the functions that were added with it.</summary>
    /// <param name="minor">The version, such as 23 for 1.23.</param>
    public bool IsOf(int minor) => System.Version.TryParse(LibraryVersion.Split('-')[0], out Version? version)
        && version >= new Version(1, minor);

    /// <summary>The address of a function, to be cast to its signature.</summary>
    public void* this[CApiFunction function] => (void*)_table[(int)function];

    /// <summary>Throws where a status says that a call failed.</summary>
    /// <param name="status">What the call returned.</param>
    /// <param name="place">What it worked on.</param>
    /// <param name="what">What failed, as the start of a sentence.</param>
    public void Check(nint status, string? place, string what)
    {
        if (TakeMessage(status) is { } message)
            throw new InputException(new InputPlace(place), $"{what}: {message}");
    }

    /// <summary>What a status says, which is released; null for success.</summary>
    /// <param name="status">What a call returned.</param>
    public string? TakeMessage(nint status)
    {
        if (status == 0)
            return null;
        string message = Text(((delegate* unmanaged<nint, byte*>)this[CApiFunction.GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)this[CApiFunction.ReleaseStatus])(status);
        return message.ReplaceLineEndings(" ").Trim();
    }

    /// <summary>A handle that releases an object of the engine with the function given.</summary>
    public CApiHandle Own(nint value, CApiFunction release, CApiHandle? parent = null) =>
        new(value, (delegate* unmanaged<nint, void>)this[release], parent);

    /// <summary>Text of the library.</summary>
    public static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";

    /// <summary>UTF-8 with a terminating zero.</summary>
    public static byte[] Utf8(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>A path as the library takes it: UTF-16 on Windows, UTF-8 elsewhere, with a terminating zero.</summary>
    public static byte[] PathText(string path) => OperatingSystem.IsWindows()
        ? [.. Encoding.Unicode.GetBytes(path), 0, 0]
        : Utf8(path);
}
